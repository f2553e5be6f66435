package cmd

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// gitlabForge is the merge request that a job of GitLab is about, nil where it is
// about none. The interface is GitLab's REST API, version 4 (notes).
func gitlabForge(app *App) (*forge, error) {
	number, _ := strconv.Atoi(app.Getenv("CI_MERGE_REQUEST_IID")) // 0 where it is none
	api := strings.TrimSuffix(app.Getenv("CI_API_V4_URL"), "/")
	project := app.Getenv("CI_PROJECT_ID")
	if number <= 0 || api == "" || project == "" {
		return nil, nil //nolint:nilnil // it is no job of a merge request
	}
	token := app.Getenv("GITLAB_TOKEN")
	if token == "" {
		return nil, usageHint("add an access token with the scope api to the variables of the project, masked; the token of a job may not write comments",
			"there is no token in GITLAB_TOKEN")
	}
	notes := api + "/projects/" + url.PathEscape(project) + "/merge_requests/" + strconv.Itoa(number) + "/notes"
	return &forge{
		Name: "GitLab", most: 1_000_000, header: [2]string{"PRIVATE-TOKEN", token},
		list: notes, change: http.MethodPut,
		edit: func(id string) string { return notes + "/" + id },
		who:  api + "/user",
		owner: func(raw json.RawMessage) (string, error) {
			var user struct{ Username string }
			err := json.Unmarshal(raw, &user)
			return user.Username, err
		},
		written: func(raw json.RawMessage) (forgeComment, error) {
			var one struct {
				ID     int64
				Body   string
				Author struct{ Username string }
			}
			err := json.Unmarshal(raw, &one)
			return forgeComment{ID: strconv.FormatInt(one.ID, 10), Body: one.Body, Author: one.Author.Username}, err
		},
	}, nil
}
