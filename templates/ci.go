package templates

import _ "embed" // for the templates below

//go:embed ci/github.yml.tmpl
var ciGitHub string

//go:embed ci/gitlab.yml.tmpl
var ciGitLab string

// CI is a workflow for one service.
type CI struct {
	Name string // as the user types it
	Path string // of the file, from the root of the repository
	Text string // text/template with the field Version of promptgit to install
}

// CIs is the one list of services.
func CIs() []CI {
	return []CI{
		{"github", ".github/workflows/promptgit.yml", ciGitHub},
		{"gitlab", ".gitlab/promptgit.yml", ciGitLab},
	}
}
