package cmd_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"
)

// ciJob is what the tests read of a job of GitHub.
type ciJob struct {
	If          string
	Permissions map[string]string
	Env         map[string]string
	Steps       []struct {
		Uses, Run string
		With      map[string]any
	}
}

// githubJobs reads a workflow.
func githubJobs(t *testing.T, text []byte) (jobs map[string]ciJob, permissions map[string]string) {
	t.Helper()
	var workflow struct {
		Permissions map[string]string
		Jobs        map[string]ciJob
	}
	if err := yaml.Unmarshal(text, &workflow); err != nil {
		t.Fatal(err)
	}
	return workflow.Jobs, workflow.Permissions
}

// run gives the script of the step that holds a text.
func (j ciJob) run(t *testing.T, holds string) string {
	t.Helper()
	for _, s := range j.Steps {
		if strings.Contains(s.Run, holds) {
			return s.Run
		}
	}
	t.Fatalf("no step holds %q", holds)
	return ""
}

func gitlabJob(t *testing.T, text []byte, name string) (script string, rules, variables string) {
	t.Helper()
	var pipeline map[string]struct {
		Script    []string
		Variables map[string]string
		Rules     []struct{ If string }
	}
	if err := yaml.Unmarshal(text, &pipeline); err != nil {
		t.Fatal(err)
	}
	j := pipeline[name]
	var conditions, values []string
	for _, r := range j.Rules {
		conditions = append(conditions, r.If)
	}
	for k, v := range j.Variables {
		values = append(values, k+"="+v)
	}
	return j.Script[len(j.Script)-1], strings.Join(conditions, "\n"), strings.Join(values, "\n")
}

// publishScript writes the workflow that publishes, and gives its step.
func publishScript(t *testing.T, l *lab) string {
	t.Helper()
	l.ok("init", "--no-hooks", "--ci", "github-publish")
	jobs, permissions := githubJobs(t, []byte(l.read(".github/workflows/promptgit-publish.yml")))
	j := jobs["publish"]
	if len(jobs) != 1 || permissions["contents"] != "read" || j.Permissions["contents"] != "write" || !strings.Contains(j.If, "pull_request") {
		t.Errorf("got %+v %v", jobs, permissions)
	}
	for _, s := range j.Steps {
		if strings.Contains(s.Run, "checkout") || strings.Contains(s.Run, "PROMPTGIT_TRUST") || s.With["ref"] != nil && !strings.Contains(s.With["ref"].(string), "default_branch") {
			t.Errorf("the branch is checked out: %+v", s)
		}
	}
	return j.run(t, "merge-records --verify")
}

// noteOf is the note of a prompt on a server, "" for none.
func noteOf(t *testing.T, l *lab, server, object string) string {
	t.Helper()
	l.git("fetch", "-q", server, "+refs/notes/promptgit/*:refs/seen/*")
	out, err := l.at(".", "GIT_NOTES_REF=refs/notes/seen").tryGit("cat-file", "-p", "refs/seen/results:"+object[:2]+"/"+object[2:])
	if err != nil {
		if out, err = l.tryGit("cat-file", "-p", "refs/seen/results:"+object); err != nil {
			return ""
		}
	}
	return out
}

func TestTheScoresOfARequestAreSharedByAJobThatRunsNothingOfIt(t *testing.T) {
	t.Parallel()
	for _, service := range []struct{ name, file string }{{"github", ".github/workflows/promptgit.yml"}, {"gitlab", ".gitlab/promptgit.yml"}} {
		t.Run(service.name, func(t *testing.T) {
			t.Parallel()
			l, text, calls := gatedRequest(t, service.name, service.file, 6)
			server := strings.TrimPrefix(l.git("config", "remote.origin.url"), "file://")
			head, blob := l.git("rev-parse", "HEAD"), l.git("rev-parse", "HEAD:prompts/a.md")
			runner := l.at(".", "PROMPTGIT_TRUST=1", "BASE="+l.git("rev-parse", "origin/main"), "CI_COMMIT_SHA="+head,
				"CI_MERGE_REQUEST_DIFF_BASE_SHA="+head+"~1", "GITHUB_STEP_SUMMARY="+l.beside("summary"))
			var publish string
			if service.name == "github" {
				jobs, permissions := githubJobs(t, text)
				for name, j := range jobs {
					if permissions["contents"] != "read" || j.Permissions["contents"] == "write" {
						t.Errorf("%s may write: what runs a branch may not", name)
					}
				}
				runner.shell(jobs["gate"].run(t, "promptgit gate")) //nolint:errcheck // it says no
				publish = publishScript(t, l.at(makeDir(t, l, "scratch")))
			} else {
				script, _, _ := gitlabJob(t, text, "promptgit-gate")
				runner.shell(script) //nolint:errcheck // it says no
				var rules, variables string
				publish, rules, variables = gitlabJob(t, text, "promptgit-publish")
				if !strings.Contains(rules, "$GITLAB_TOKEN") || !strings.Contains(variables, "GIT_STRATEGY=none") {
					t.Errorf("%s%s", rules, variables)
				}
			}
			if n := lines(t, calls); n != 40 {
				t.Errorf("the file of records costs no call of its own: %d", n)
			}
			records := filepath.Join(runner.dir, "promptgit-records.jsonl")
			if noteOf(t, l, server, blob) != "" {
				t.Error("the gate shares nothing by itself")
			}
			l.git("clone", "-q", "file://"+server, l.beside("publisher"))
			job := l.at(l.beside("publisher"), "RECORDS="+records, "HEAD="+head, "CI_COMMIT_SHA="+head, "REPOSITORY=file://"+server)
			if service.name == "gitlab" {
				job = job.at(filepath.Dir(records))
			}
			for range 2 {
				if out, err := job.shell(publish); err != nil || !strings.Contains(out, "20 graded again alike") {
					t.Fatalf("%v\n%s", err, out)
				}
			}
			if note := noteOf(t, l, server, blob); strings.Count(note, "\n") != 0 || !strings.Contains(note, `"pass":14`) {
				t.Errorf("want one record: %s", note)
			}
			if n := lines(t, calls); n != 40 {
				t.Errorf("the publisher asked: %d", n)
			}
		})
	}
}

func TestAForkIsJudgedWithoutAKeyAndPublishedByATrustedJob(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.write("promptgit.yaml", "provider: echo\n")
	l.write("suites/a.yaml", threeCases)
	l.set("prompts/a.md", "Say {{x}} first.\n", "one")
	l.ok("init", "--no-hooks", "--ci", "github")
	jobs, _ := githubJobs(t, []byte(l.read(".github/workflows/promptgit.yml")))
	fork := jobs["fork"]
	if !strings.Contains(fork.If, "!= github.repository") || len(fork.Env) > 0 || len(fork.Permissions) > 0 {
		t.Errorf("a fork gets nothing: %+v", fork)
	}
	judge, publish := fork.run(t, "--shard 1/1"), publishScript(t, l)
	l.commit("workflows")
	server := l.beside("server.git")
	l.git("clone", "-q", "--bare", l.dir, server)
	l.git("clone", "-q", "file://"+server, l.beside("fork"))
	theirs := l.at(l.beside("fork"))
	head := theirs.set("prompts/a.md", "Say {{x}} now.\n", "of a fork")
	blob := theirs.git("rev-parse", "HEAD:prompts/a.md")
	theirs.git("push", "-q", "origin", "HEAD:refs/pull/7/head")
	if out, err := theirs.shell(judge); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	l.git("clone", "-q", "file://"+server, l.beside("publisher"))
	job := func(records string) (string, error) {
		return l.at(l.beside("publisher"), "RECORDS="+records, "HEAD="+head).shell(publish)
	}
	if out, err := job(filepath.Join(theirs.dir, "none.jsonl")); err != nil || out != "" {
		t.Errorf("no file is no failure: %v\n%s", err, out)
	}
	forge(t, theirs, "promptgit-records.jsonl", "forged.jsonl", func(line string) string {
		return strings.NewReplacer(`"i":1,"n":0,"s":0`, `"i":1,"n":0,"p":true,"s":1`, `{"t":"contains","s":0`, `{"t":"contains","p":true,"s":1`).Replace(line)
	})
	if out, err := job(filepath.Join(theirs.dir, "forged.jsonl")); err == nil || !strings.Contains(out, "when it is graded again") {
		t.Errorf("%v\n%s", err, out)
	}
	if noteOf(t, l, server, blob) != "" {
		t.Error("a forged file was shared")
	}
	if out, err := job(filepath.Join(theirs.dir, "promptgit-records.jsonl")); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	if note := noteOf(t, l, server, blob); !strings.Contains(note, `"pass":2`) {
		t.Errorf("%s", note)
	}

	theirs.write("promptgit.yaml", "provider: 'exec:./model.sh'\n")
	theirs.script("model.sh", "cat")
	theirs.commit("a command")
	if err := os.Remove(filepath.Join(theirs.dir, "promptgit-records.jsonl")); err != nil {
		t.Fatal(err)
	}
	if out, err := theirs.shell(judge); err != nil || !strings.Contains(out, "nobody has allowed it") {
		t.Errorf("%v\n%s", err, out)
	}
}

// makeDir makes an empty repository beside that of a lab.
func makeDir(t *testing.T, l *lab, name string) string {
	t.Helper()
	dir := l.beside(name)
	l.git("init", "-q", dir)
	return dir
}
