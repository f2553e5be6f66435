package templates

import _ "embed" // for the templates below

//go:embed ci/github.yml.tmpl
var ciGitHub string

//go:embed ci/github-matrix.yml.tmpl
var ciGitHubMatrix string

//go:embed ci/github-publish.yml.tmpl
var ciGitHubPublish string

//go:embed ci/github-drift.yml.tmpl
var ciGitHubDrift string

//go:embed ci/gitlab-drift.yml.tmpl
var ciGitLabDrift string

//go:embed ci/gitlab.yml.tmpl
var ciGitLab string

//go:embed ci/kubernetes.yml.tmpl
var ciKubernetes string

// CI is a workflow for one service.
type CI struct {
	Name string // as the user types it
	Path string // of the file, from the root of the repository
	Text string // text/template with the fields Version of promptgit to install and Origin, where the repository is cloned from
}

// CIs is the one list of services.
func CIs() []CI {
	return []CI{
		{"github", ".github/workflows/promptgit.yml", ciGitHub},
		{"github-matrix", ".github/workflows/promptgit-eval.yml", ciGitHubMatrix},
		{"github-publish", ".github/workflows/promptgit-publish.yml", ciGitHubPublish},
		{"github-drift", ".github/workflows/promptgit-drift.yml", ciGitHubDrift},
		{"gitlab", ".gitlab/promptgit.yml", ciGitLab},
		{"gitlab-drift", ".gitlab/promptgit-drift.yml", ciGitLabDrift},
		{"kubernetes", "kubernetes/promptgit.yml", ciKubernetes},
	}
}
