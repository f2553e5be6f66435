package cmd_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"

	"github.com/promptgit/promptgit/hooks"
)

// The shell of a workflow is run as its service runs it.
func TestTheWorkflowsRefuseWhatTheHookWould(t *testing.T) {
	t.Parallel()
	const repo = prelude + `
git update-ref refs/remotes/origin/main HEAD
p a b3 c; commit good; git tag good
p a2 b3 c2; git commit -q -n -a -m bad 2>/dev/null; git tag bad
git checkout -q -b forced base; p a b c9; commit elsewhere; git tag elsewhere
git clone -q --bare . ../server; git -C ../server config uploadpack.allowAnySHA1InWant true; git remote add origin ../server
git -C ../server commit-tree -p good -m lost good^{tree} > ../lost
`
	for _, service := range []struct {
		name, file string
		script     func(t *testing.T, text []byte) string
		push       string // environment of a push of HEAD on top of BASE
		request    string // of a pull request
	}{
		{
			"github", ".github/workflows/promptgit.yml", githubScript,
			`BASE=$BASE HEAD=$HEAD MAIN=origin/main GITHUB_STEP_SUMMARY=$PWD/summary`,
			`BASE=$BASE HEAD=$HEAD MAIN=origin/main GITHUB_STEP_SUMMARY=$PWD/summary`,
		},
		{
			"gitlab", ".gitlab/promptgit.yml", gitlabScript,
			`CI_COMMIT_BEFORE_SHA=$BASE CI_COMMIT_SHA=$HEAD CI_DEFAULT_BRANCH=main`,
			`CI_MERGE_REQUEST_DIFF_BASE_SHA=$BASE CI_MERGE_REQUEST_SOURCE_BRANCH_SHA=$HEAD CI_COMMIT_BEFORE_SHA=0000 CI_COMMIT_SHA=none CI_DEFAULT_BRANCH=main`,
		},
	} {
		t.Run(service.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			said, err := inShell(t, dir, repo+"promptgit init --no-hooks --ci "+service.name)
			if err != nil {
				t.Fatal(said)
			}
			text, err := os.ReadFile(filepath.Join(dir, "repo", filepath.FromSlash(service.file)))
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(string(text), "{{.") || !strings.Contains(string(text), "@latest") {
				t.Errorf("a field is left:\n%s", text)
			}
			if err = os.WriteFile(filepath.Join(dir, "step"), []byte("set -e\n"+service.script(t, text)), 0o666); err != nil {
				t.Fatal(err)
			}
			const zero = "0000000000000000000000000000000000000000"
			for _, c := range []struct {
				name, base, head string
				ok               bool
			}{
				{"a good push", "$(git rev-parse origin/main)", "$(git rev-parse good)", true},
				{"a bad push", "$(git rev-parse good)", "$(git rev-parse bad)", false},
				{"a new good branch", zero, "$(git rev-parse good)", true},
				{"a new bad branch", zero, "$(git rev-parse bad)", false},
				{"a forced push over a lost tip", "1111111111111111111111111111111111111111", "$(git rev-parse elsewhere)", true},
				{"nothing before", "", "$(git rev-parse bad)", false},
				{"a forced push of main over a tip that only the server has", "$(git update-ref refs/remotes/origin/main bad; cat ../lost)", "$(git rev-parse bad)", false},
			} {
				for _, env := range []string{service.push, service.request} {
					for _, shell := range []string{"sh", "bash"} {
						if _, err = exec.LookPath(shell); err != nil {
							continue
						}
						said, err = inShell(t, filepath.Join(dir, "repo"), "BASE="+c.base+"; HEAD="+c.head+"; env "+env+" "+shell+" ../step")
						if (err == nil) != c.ok {
							t.Errorf("%s with %s, %s: ok %t\n%s", c.name, env, shell, err == nil, said)
						}
					}
				}
			}
			if said, err = inShell(t, filepath.Join(dir, "repo"), "echo mine > "+service.file+"; promptgit init --no-hooks --ci "+service.name+"; grep -q mine "+service.file); err != nil {
				t.Errorf("a workflow that is there is overwritten: %s", said)
			}
		})
	}
}

// githubScript is the step that runs promptgit check.
func githubScript(t *testing.T, text []byte) string {
	t.Helper()
	var workflow struct {
		Jobs map[string]struct {
			Steps []struct{ Run string }
		}
	}
	if err := yaml.Unmarshal(text, &workflow); err != nil {
		t.Fatal(err)
	}
	for _, s := range workflow.Jobs["one-variable"].Steps {
		if strings.Contains(s.Run, "promptgit check") {
			return s.Run
		}
	}
	t.Fatal("no step checks")
	return ""
}

func gitlabScript(t *testing.T, text []byte) string {
	t.Helper()
	var pipeline struct{ Promptgit struct{ Script []string } }
	if err := yaml.Unmarshal(text, &pipeline); err != nil {
		t.Fatal(err)
	}
	return pipeline.Promptgit.Script[len(pipeline.Promptgit.Script)-1]
}

// What the pre-commit framework is told to run are hooks that there are.
func TestThePreCommitFrameworkRunsHooksThatExist(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../.pre-commit-hooks.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var list []struct {
		ID, Entry, Language string
		Stages              []string
	}
	if err = yaml.Unmarshal(text, &list); err != nil || len(list) == 0 {
		t.Fatalf("%v, %v", err, list)
	}
	for _, h := range list {
		event, ok := strings.CutPrefix(h.Entry, "promptgit hook run ")
		known := slices.ContainsFunc(hooks.Events(), func(e hooks.Event) bool { return e.Name == event })
		if !ok || !known || !slices.Equal(h.Stages, []string{event}) || h.Language != "golang" {
			t.Errorf("%+v", h)
		}
	}
}
