package cmd_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gopkg.in/yaml.v3"
)

// gatedRequest is a clone of CI's with the branch of a request checked out, of a
// server that has the scores of the base, and a count of the calls of its model.
func gatedRequest(t *testing.T, service, file string, breaks int) (l *lab, text []byte, calls string) {
	t.Helper()
	dev := gated(t, 0, 0)
	dev.now = time.Now // the steps below are processes, with the clock of the machine
	calls = dev.beside("calls")
	dev.script("model.sh", "echo call >> '"+calls+"'; cat")
	dev.write("promptgit.yaml", "provider: 'exec:./model.sh'\n")
	dev.ok("init", "--no-hooks", "--ci", service)
	dev.commit("model and workflow")
	text = []byte(dev.read(file))
	server := dev.beside("server.git")
	dev.git("clone", "-q", "--bare", dev.dir, server)
	dev.git("remote", "add", "origin", server)
	dev.at(".", "PROMPTGIT_TRUST=1").ok("eval", "HEAD")
	dev.git("push", "-q", "origin", "refs/notes/promptgit/*")
	if n := lines(t, calls); n != 20 {
		t.Fatalf("got %d calls", n)
	}
	dev.git("checkout", "-q", "-b", "request")
	dev.set("prompts/a.md", breaking(breaks)+"Three.\n", "a request")
	dev.git("checkout", "-q", "main")
	dev.set("prompts/a.md", breaking(0)+"Another.\n", "main goes on")
	dev.git("push", "-q", "origin", "main", "request")
	l = dev.at(dev.beside("runner"))
	dev.git("clone", "-q", "--branch", "request", "file://"+server, l.dir)
	return l, text, calls
}

func TestTheWorkflowsAskWhetherARequestMakesPromptsWorse(t *testing.T) {
	t.Parallel()
	for _, service := range []struct {
		name, file string
		script     func(t *testing.T, text []byte) string
		env        func(base, head string) []string
	}{
		{
			"github", ".github/workflows/promptgit.yml", githubGate,
			func(base, _ string) []string { return []string{"BASE=" + base, "PROMPTGIT_TRUST=1"} },
		},
		{
			"gitlab", ".gitlab/promptgit.yml", gitlabGate,
			func(_, head string) []string {
				return []string{"CI_MERGE_REQUEST_DIFF_BASE_SHA=" + head + "~1", "CI_COMMIT_SHA=" + head, "PROMPTGIT_TRUST=1"}
			},
		},
	} {
		for _, breaks := range []int{0, 6} {
			t.Run(service.name+map[int]string{0: " good", 6: " bad"}[breaks], func(t *testing.T) {
				t.Parallel()
				l, text, calls := gatedRequest(t, service.name, service.file, breaks)
				summary := l.beside("summary")
				l = l.at(".", append(service.env(l.git("rev-parse", "origin/main"), l.git("rev-parse", "HEAD")), "GITHUB_STEP_SUMMARY="+summary)...)
				out, err := l.shell(service.script(t, text))
				if (err == nil) != (breaks == 0) || lines(t, calls) != 40 {
					t.Errorf("want only the head asked, got %d calls, %v\n%s", lines(t, calls), err, out)
				}
				if got := string(readFile(t, summary)); !strings.Contains(got, "### promptgit gate: ") || breaks > 0 && !strings.Contains(got, "worse: -0.30") {
					t.Errorf("got %s", got)
				}
				if at := filepath.Join(l.dir, "promptgit-answers.jsonl"); service.name == "gitlab" {
					if info, none := os.Stat(at); none != nil || info.Size() == 0 {
						t.Errorf("the answers are not kept: %v", none)
					}
				}
				if out, err = l.shell(service.script(t, text)); (err == nil) != (breaks == 0) || lines(t, calls) != 40 {
					t.Errorf("a second run asks for nothing, got %d calls, %v\n%s", lines(t, calls), err, out)
				}
			})
		}
	}
}

func githubGate(t *testing.T, text []byte) string {
	t.Helper()
	var workflow struct {
		Jobs map[string]struct {
			If    string
			Steps []struct {
				Run  string
				With map[string]any
			}
		}
	}
	if err := yaml.Unmarshal(text, &workflow); err != nil {
		t.Fatal(err)
	}
	job := workflow.Jobs["gate"]
	if !strings.Contains(job.If, "pull_request") || !strings.Contains(job.If, "github.repository") || job.Steps[0].With["fetch-depth"] != 0 {
		t.Errorf("got %+v", job)
	}
	for _, s := range job.Steps {
		if strings.Contains(s.Run, "promptgit gate") {
			return s.Run
		}
	}
	t.Fatal("no step compares")
	return ""
}

func gitlabGate(t *testing.T, text []byte) string {
	t.Helper()
	var pipeline struct {
		Gate struct {
			Script    []string
			Variables map[string]string
			Rules     []struct{ If string }
		} `yaml:"promptgit-gate"`
	}
	if err := yaml.Unmarshal(text, &pipeline); err != nil {
		t.Fatal(err)
	}
	g := pipeline.Gate
	if g.Variables["GIT_DEPTH"] != "0" || len(g.Rules) != 1 || !strings.Contains(g.Rules[0].If, "merge_request_event") {
		t.Errorf("got %+v", g)
	}
	return g.Script[len(g.Script)-1]
}
