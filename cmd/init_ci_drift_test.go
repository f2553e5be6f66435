package cmd_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"
)

// The shell of a scheduled job is run as its service runs it, on one fresh clone a
// week.
func TestTheScheduledJobsLookAndShareTheLooks(t *testing.T) {
	t.Parallel()
	for _, service := range []struct {
		name, file string
		script     func(t *testing.T, text []byte) string
		env        []string
	}{
		{"github-drift", ".github/workflows/promptgit-drift.yml", githubDriftScript, nil},
		{"gitlab-drift", ".gitlab/promptgit-drift.yml", gitlabDriftScript, []string{
			// the URL that it pushes to is made of these; git is told where it lies below
			"CI_SERVER_PROTOCOL=https", "PROMPTGIT_PUSH_TOKEN=tok", "CI_SERVER_HOST=gitlab.example", "CI_SERVER_PORT=443", "CI_PROJECT_PATH=you/prompts",
		}},
	} {
		t.Run(service.name, func(t *testing.T) {
			t.Parallel()
			l, server := drifting(t, driftCasesN, years(driftCasesN, 12, 10, 14, 14, 48))
			hub := l.beside("hub.git")
			l.git("clone", "-q", "--bare", l.dir, hub)
			l.git("remote", "add", "origin", hub)
			said := l.want(0, "init", "--no-hooks", "--ci", service.name)
			if service.name == "gitlab-drift" && !strings.Contains(said.stderr, "- local: "+service.file) {
				t.Errorf("got %s", said.stderr)
			}
			text, err := os.ReadFile(filepath.Join(l.dir, filepath.FromSlash(service.file)))
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(string(text), "{{.") || strings.Contains(string(text), "{{\"") || !strings.Contains(string(text), "@latest") {
				t.Errorf("a field is left:\n%s", text)
			}
			step := service.script(t, text)
			for week, drifts := range []bool{false, false, false, true} {
				l.git("clone", "-q", "file://"+hub, l.beside("runner"))
				runner, script := l.at(l.beside("runner"), service.env...), step
				runner.git("config", "url."+hub+".insteadOf", "https://promptgit:tok@gitlab.example:443/you/prompts.git")
				if week == 2 { // somebody else has looked, and pushes it first
					l.git("fetch", "-q", "origin", "+refs/notes/promptgit/*:refs/notes/promptgit/*")
					l.want(1, "eval", "HEAD", "--refresh")
					const look = "promptgit drift HEAD || code=$?"
					script = strings.Replace(step, look, look+"; git -C "+l.dir+" push -q origin refs/notes/promptgit/results", 1)
				}
				out, err := runner.shell(script)
				if (err != nil) != drifts {
					t.Fatalf("week %d: %v\n%s", week, err, out)
				}
				if err := os.RemoveAll(runner.dir); err != nil {
					t.Fatal(err)
				}
			}
			l.git("fetch", "-q", "origin", "+refs/notes/promptgit/*:refs/notes/promptgit/*")
			if got := l.drift(1, "--status"); got.Verdict != "drift" || len(got.History) != 6 {
				t.Errorf("%d calls: %+v", server.Count(), got)
			}
		})
	}
}

func githubDriftScript(t *testing.T, text []byte) string {
	t.Helper()
	var workflow struct {
		On          map[string]any
		Permissions map[string]string
		Jobs        map[string]struct {
			Steps []struct{ Run string }
		}
	}
	if err := yaml.Unmarshal(text, &workflow); err != nil {
		t.Fatal(err)
	}
	if workflow.Permissions["contents"] != "write" || workflow.On["schedule"] == nil {
		t.Errorf("got %+v", workflow)
	}
	steps := workflow.Jobs["drift"].Steps
	return steps[len(steps)-1].Run
}

func gitlabDriftScript(t *testing.T, text []byte) string {
	t.Helper()
	var pipeline struct {
		Drift struct{ Script []string } `yaml:"promptgit-drift"`
	}
	if err := yaml.Unmarshal(text, &pipeline); err != nil {
		t.Fatal(err)
	}
	return pipeline.Drift.Script[len(pipeline.Drift.Script)-1]
}
