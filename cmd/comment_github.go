package cmd

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strconv"
	"strings"

	"github.com/promptgit/promptgit/internal/memo"
)

// githubRepository is how GITHUB_REPOSITORY looks.
var githubRepository = memo.Regexp(`^[\w.-]+/[\w.-]+$`)

// githubForge is the pull request that a job of GitHub Actions is about, nil where
// it is about none. The interface is GitHub's REST API, version 2022-11-28.
func githubForge(app *App) (*forge, error) {
	repository := app.Getenv("GITHUB_REPOSITORY")
	if repository == "" {
		return nil, nil //nolint:nilnil // it is no job of GitHub
	}
	number := githubPullRequest(app)
	if number == 0 {
		return nil, nil //nolint:nilnil // it is not about a pull request
	}
	if !githubRepository().MatchString(repository) {
		return nil, usagef("GITHUB_REPOSITORY is %q, which is not OWNER/NAME", repository)
	}
	token := firstOf(app.Getenv("GITHUB_TOKEN"), app.Getenv("GH_TOKEN"))
	if token == "" {
		return nil, usageHint("give the step GITHUB_TOKEN: ${{ github.token }} and the job the permission pull-requests: write",
			"there is no token in GITHUB_TOKEN")
	}
	api := strings.TrimSuffix(firstOf(app.Getenv("GITHUB_API_URL"), "https://api.github.com"), "/")
	issues := api + "/repos/" + repository + "/issues"
	return &forge{
		Name: "GitHub", most: 65536, header: [2]string{"Authorization", "Bearer " + token},
		list: fmt.Sprintf("%s/%d/comments", issues, number), change: http.MethodPatch,
		edit: func(id string) string { return issues + "/comments/" + id },
		who:  api + "/user",
		owner: func(raw json.RawMessage) (string, error) {
			var user struct{ Login string }
			err := json.Unmarshal(raw, &user)
			return user.Login, err
		},
		written: func(raw json.RawMessage) (forgeComment, error) {
			var one struct {
				ID   int64
				Body string
				User struct{ Login, Type string }
			}
			err := json.Unmarshal(raw, &one)
			return forgeComment{strconv.FormatInt(one.ID, 10), one.Body, one.User.Login, one.User.Type == "Bot"}, err
		},
	}, nil
}

// githubPullRequest is the number that the event of the job names, or its ref; 0
// for none.
func githubPullRequest(app *App) int {
	var event struct {
		PullRequest struct{ Number int } `json:"pull_request"`
	}
	if file := app.Getenv("GITHUB_EVENT_PATH"); file != "" {
		if raw, err := os.ReadFile(app.path(file)); err == nil && json.Unmarshal(raw, &event) == nil && event.PullRequest.Number > 0 {
			return event.PullRequest.Number
		}
	}
	rest, ok := strings.CutPrefix(app.Getenv("GITHUB_REF"), "refs/pull/")
	if !ok {
		return 0
	}
	digits, _, _ := strings.Cut(rest, "/")
	number, _ := strconv.Atoi(digits) // 0 where it is none
	return max(number, 0)
}

func firstOf(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}
