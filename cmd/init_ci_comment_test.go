package cmd_test

import (
	"slices"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"
)

func TestTheWorkflowsCommentInAJobThatAloneMayWrite(t *testing.T) {
	t.Parallel()
	for _, service := range []struct {
		name, file string
		gitlab     bool
		gate       func(t *testing.T, text []byte) string
		comment    func(t *testing.T, text []byte) string
	}{
		{"github", ".github/workflows/promptgit.yml", false, githubGate, githubComment},
		{"gitlab", ".gitlab/promptgit.yml", true, gitlabGate, gitlabComment},
	} {
		t.Run(service.name, func(t *testing.T) {
			t.Parallel()
			l, text, _ := gatedRequest(t, service.name, service.file, 6)
			f := newForge(t, service.gitlab, map[bool]string{true: "project_42_bot"}[service.gitlab])
			env := f.env(l)
			if out, err := l.at(".", env...).shell(service.comment(t, text)); err != nil || len(f.bodies()) != 0 {
				t.Fatalf("a gate that did not begin has no comment: %v\n%s", err, out)
			}
			head := l.git("rev-parse", "HEAD")
			l.at(".", "BASE="+l.git("rev-parse", "origin/main"), "PROMPTGIT_TRUST=1", "GITHUB_STEP_SUMMARY="+l.beside("summary"),
				"CI_MERGE_REQUEST_DIFF_BASE_SHA="+head+"~1", "CI_COMMIT_SHA="+head).shell(service.gate(t, text)) //nolint:errcheck // it says no
			for range 2 {
				if out, err := l.at(".", env...).shell(service.comment(t, text)); err != nil {
					t.Fatalf("%v\n%s", err, out)
				}
			}
			if got := f.bodies(); len(got) != 1 || !strings.HasPrefix(got[0], "<!-- promptgit gate -->\n### promptgit gate: ") || !strings.Contains(got[0], "worse: -0.30") {
				t.Errorf("got %q", got)
			}
		})
	}
}

func githubComment(t *testing.T, text []byte) string {
	t.Helper()
	type job struct {
		Needs       string
		If          string
		Permissions map[string]string
		Steps       []struct {
			Uses, Run string
			Env       map[string]string
		}
	}
	var workflow struct {
		Permissions map[string]string
		Jobs        map[string]job
	}
	if err := yaml.Unmarshal(text, &workflow); err != nil {
		t.Fatal(err)
	}
	c := workflow.Jobs["comment"]
	if c.Needs != "gate" || c.Permissions["pull-requests"] != "write" || len(c.Permissions) != 1 || workflow.Permissions["contents"] != "read" || len(workflow.Permissions) != 1 {
		t.Errorf("got %+v", c)
	}
	for name, j := range workflow.Jobs {
		for _, s := range j.Steps {
			_, token := s.Env["GITHUB_TOKEN"]
			if name != "comment" && (j.Permissions != nil || token) || name == "comment" && strings.Contains(s.Uses, "checkout") {
				t.Errorf("%s has what only the comment may: %+v", name, s)
			}
		}
	}
	return c.Steps[len(c.Steps)-1].Run
}

func gitlabComment(t *testing.T, text []byte) string {
	t.Helper()
	var pipeline struct {
		Comment struct {
			Script    []string
			Variables map[string]string
			Needs     []struct{ Job string }
			Rules     []struct{ If, When string }
		} `yaml:"promptgit-comment"`
	}
	if err := yaml.Unmarshal(text, &pipeline); err != nil {
		t.Fatal(err)
	}
	c := pipeline.Comment
	if c.Variables["GIT_STRATEGY"] != "none" || len(c.Needs) != 1 || c.Needs[0].Job != "promptgit-gate" || len(c.Rules) != 1 || c.Rules[0].When != "always" || !strings.Contains(c.Rules[0].If, "$GITLAB_TOKEN") {
		t.Errorf("got %+v", c)
	}
	if slices.ContainsFunc(c.Script, func(s string) bool { return strings.Contains(s, "gate --") }) {
		t.Errorf("it judges: %q", c.Script)
	}
	return c.Script[len(c.Script)-1]
}
