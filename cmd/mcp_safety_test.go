//go:build unix

package cmd_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/promptgit/promptgit/cmd"
)

// planted is in files that no tool may read.
const planted = "the-words-of-a-file-outside"

// guarded is a repository beside a file that must not be read, which links and
// suites of the repository name.
func guarded(t *testing.T) *lab {
	t.Helper()
	l := newLab(t)
	l.write("../outside.txt", planted+"\n")
	l.write("../outside.yaml", "tests: [{id: "+planted+"}]\n")
	for link, to := range map[string]string{"prompts/link.md": "../../outside.txt", "suites/link.yaml": "../../outside.yaml", "folder": ".."} {
		if err := os.MkdirAll(filepath.Join(l.dir, filepath.Dir(link)), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(to, filepath.Join(l.dir, link)); err != nil {
			t.Fatal(err)
		}
	}
	l.write("prompts/a.md", "a {{x}}\n")
	l.write("prompts/include.md", "{% include '../../outside.txt' %}\n")
	l.write("prompts/absolute.md", "{% include '"+l.beside("outside.txt")+"' %}\n")
	l.write("suites/a.yaml", "tests: [{id: one, vars: {x: 1}}]\n")
	l.write("suites/up.yaml", "tests: [{id: one, vars: {x: 'file://../../outside.txt'}}]\n")
	l.write("suites/absolute.yaml", "tests: [{id: one, vars: {x: 'file://"+l.beside("outside.txt")+"'}}]\n")
	l.write("suites/linked.yaml", "tests: [{id: one, vars: {x: 'file://../prompts/link.md'}}]\n")
	l.write("suites/run.yaml", "tests: [{id: one, vars: {x: 1}, assert: [{type: python, value: 'open(\""+l.beside("ran")+"\", \"w\")'}]}]\n")
	l.write("suites/standing.yaml", "prompts: ['say']\nproviders: ['exec: touch "+l.beside("ran")+"']\ntests: [{id: one}]\n")
	l.write("promptgit.yaml", "provider: echo\nproviders:\n  script: {type: exec, command: 'touch "+l.beside("ran")+"'}\n  local: {type: echo}\n  wire: {type: http, url: 'http://127.0.0.1:1/', body: '{}', output: raw}\n")
	l.set("prompts/own.md", "---\nmodel: 'exec:touch "+l.beside("ran")+"'\nsuite: suites/a.yaml\n---\nown\n", "all")
	return l
}

func TestAToolCannotLeaveTheRepository(t *testing.T) {
	t.Parallel()
	l := guarded(t)
	// What a person allows by PROMPTGIT_TRUST does not hold for an agent.
	a := l.at("prompts", "PROMPTGIT_TRUST=1", "OPENAI_API_KEY="+plantedKey).agent()
	outside := l.beside("outside.txt")
	for _, c := range []struct {
		tool string
		args map[string]any
	}{
		{"render", map[string]any{"prompt": "../outside.txt"}},
		{"render", map[string]any{"prompt": outside}},
		{"render", map[string]any{"prompt": "prompts/link.md"}},
		{"render", map[string]any{"prompt": "folder/outside.txt"}},
		{"render", map[string]any{"prompt": "prompts/../../outside.txt"}},
		{"render", map[string]any{"prompt": `..\outside.txt`}},
		{"render", map[string]any{"prompt": "file://" + outside}},
		{"render", map[string]any{"prompt": ".git/config"}},
		{"render", map[string]any{"prompt": "prompts/include.md"}},
		{"render", map[string]any{"prompt": "prompts/absolute.md"}},
		{"render", map[string]any{"prompt": "a.md", "directory": ".."}},
		{"render", map[string]any{"prompt": "prompts/a.md", "rev": "--output=" + l.beside("ran")}},
		{"eval", map[string]any{"prompt": "../outside.txt"}},
		{"eval", map[string]any{"prompt": "../*"}},
		{"eval", map[string]any{"prompt": "folder/*"}},
		{"eval", map[string]any{"prompt": "prompts/a.md", "suite": "../outside.yaml"}},
		{"eval", map[string]any{"prompt": "prompts/a.md", "suite": l.beside("outside.yaml")}},
		{"eval", map[string]any{"prompt": "prompts/a.md", "suite": "suites/link.yaml"}},
		{"eval", map[string]any{"prompt": "prompts/a.md", "suite": "folder/outside.yaml"}},
		{"eval", map[string]any{"prompt": "prompts/a.md", "suite": "suites/up.yaml"}},
		{"eval", map[string]any{"prompt": "prompts/a.md", "suite": "suites/absolute.yaml"}},
		{"eval", map[string]any{"prompt": "prompts/a.md", "suite": "suites/linked.yaml"}},
		{"eval", map[string]any{"prompt": "prompts/a.md", "suite": "suites/run.yaml"}},
		{"eval", map[string]any{"suite": "suites/standing.yaml"}},
		{"eval", map[string]any{"prompt": "prompts/own.md"}},
		{"eval", map[string]any{"prompt": "prompts/a.md", "rev": "--git-dir=/"}},
		{"eval", map[string]any{"prompt": "prompts/a.md", "output": l.beside("ran")}},
		{"eval", map[string]any{"prompt": "prompts/a.md", "cassette": l.beside("ran")}},
		{"eval", map[string]any{"prompt": "prompts/a.md", "provider": "script"}},
		{"eval", map[string]any{"prompt": "prompts/a.md", "provider": "wire"}},
		{"eval", map[string]any{"prompt": "prompts/a.md", "provider": "exec:touch " + l.beside("ran")}},
		{"eval", map[string]any{"prompt": "prompts/a.md", "model": "exec:touch " + l.beside("ran")}},
		{"eval", map[string]any{"prompt": "prompts/a.md", "provider": "http://127.0.0.1:1/"}},
		{"eval", map[string]any{"prompt": "prompts/a.md", "provider": "replay:" + outside}},
		{"eval", map[string]any{"prompt": "prompts/a.md", "provider": "openai:gpt-4.1"}},
		{"eval", map[string]any{"prompt": "prompts/a.md", "provider": "demo"}},
		{"bisect", map[string]any{"prompt": "prompts/a.md", "provider": "exec:touch " + l.beside("ran")}},
		{"bisect", map[string]any{"prompt": "prompts/a.md", "good": "--all"}},
		{"check", map[string]any{"target": "--output=" + l.beside("ran")}},
		{"check", map[string]any{"target": "HEAD..--output=" + l.beside("ran")}},
		{"diff", map[string]any{"a": "--no-index", "b": outside}},
		{"log", map[string]any{"rev": "-n1"}},
		{"log", map[string]any{"where": "x", "format": "{{.}}"}},
		{"split_plan", map[string]any{"rev": "HEAD", "branch": "made"}},
		{"lint", map[string]any{"prompt": "../outside.txt"}},
		{"list", map[string]any{"prompt": strings.Repeat("**/", 1300) + "x"}}, // would take minutes
		{"lint", map[string]any{"prompt": strings.Repeat("{a,b}", 60)}},
		{"get", map[string]any{"prompt": "../outside.txt"}},
		{"get", map[string]any{"prompt": outside, "rev": "HEAD"}},
		{"get", map[string]any{"prompt": "prompts/a.md", "rev": "--output=" + l.beside("ran")}},
		{"get", map[string]any{"prompt": "prompts/link.md"}},
		{"eval_plan", map[string]any{"prompt": "prompts/a.md", "suite": l.beside("outside.yaml")}},
		{"eval_plan", map[string]any{"prompt": "prompts/a.md", "model": "exec:touch " + l.beside("ran")}},
	} {
		if tool := c.tool; tool == "eval" || tool == "bisect" {
			c.args["max_calls"] = 10
		}
		s := a.call(c.tool, c.args)
		if !s.failed {
			t.Errorf("%s %v: it was done: %s\n%s", c.tool, c.args, s.text, s.doc)
		}
		if strings.Contains(s.text+s.doc, planted) || strings.Contains(s.text+s.doc, plantedKey) {
			t.Errorf("%s %v: %s\n%s", c.tool, c.args, s.text, s.doc)
		}
	}
	if _, err := os.Lstat(l.beside("ran")); err == nil {
		t.Error("a command ran, or a file was written")
	}
	if got := l.git("status", "--porcelain") + l.git("branch", "--list", "made"); got != "" {
		t.Errorf("the repository was touched: %s", got)
	}
	for _, text := range []string{"file://" + outside, "@" + outside} { // -v KEY=@FILE reads one, for people
		if s := a.call("render", map[string]any{"prompt": "prompts/a.md", "vars": map[string]any{"x": text}}); s.failed || !strings.Contains(s.doc, "a "+text) {
			t.Errorf("an input is a text: %+v", s)
		}
	}
	if s := a.call("eval", map[string]any{"prompt": "prompts/a.md", "provider": "local", "max_calls": 1}); s.failed {
		t.Errorf("a configured provider: %s", s.text)
	}
	if s := a.call("eval", map[string]any{"prompt": "prompts/a.md", "provider": "script", "max_calls": 1}); !strings.Contains(s.text, "promptgit trust") {
		t.Errorf("a person must allow it: %s", s.text)
	}
	for _, broken := range []string{"prompts/absolute.md", "prompts/include.md"} {
		if err := os.Remove(filepath.Join(l.dir, broken)); err != nil {
			t.Fatal(err)
		}
	}
	l.ok("trust", "--yes")
	a.call("eval", map[string]any{"prompt": "prompts/own.md", "max_calls": 1})
	if _, err := os.Lstat(l.beside("ran")); err != nil {
		t.Errorf("a person has allowed it: %v", err)
	}
}

func TestNoToolTakesAFileToWriteOrAnythingThatOnlyPeopleMay(t *testing.T) {
	t.Parallel()
	for _, tool := range cmd.AgentTools() {
		for _, word := range []string{"promote", "rollback", "trust", "hook", "init", "push", "pull", "save", "undo", "config", "allow", "import"} {
			if strings.Contains(tool.Name, word) {
				t.Errorf("there is a tool %s", tool.Name)
			}
		}
		for _, name := range tool.Params {
			for _, word := range []string{"dir", "output", "file", "cassette", "record", "branch", "message", "judge", "command", "url", "env", "reason"} {
				if strings.Contains(name, word) {
					t.Errorf("%s takes %s", tool.Name, name)
				}
			}
		}
	}
}

func TestAToolDoesNotReadWhatPeopleHide(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.write(".gitignore", ".env\nprivate/\n")
	l.write("promptgit.yaml", "provider: echo\n")
	l.write(".env", "OPENAI_API_KEY="+planted+"\n")
	l.write("prompts/.ENV.local", "KEY="+planted+"\n")
	l.write("private/notes.txt", planted+"\n")
	l.write("private/suite.yaml", "tests: [{id: "+planted+"}]\n")
	l.write("prompts/a.md", "a {{x}}\n")
	l.write("prompts/env.md", "{% include '../.env' %}\n")
	l.write("prompts/notes.md", "{% include '../private/notes.txt' %}\n")
	l.write("suites/env.yaml", "tests: [{id: one, vars: {x: 'file://../.env'}}]\n")
	l.write("suites/notes.yaml", "tests: [{id: one, vars: {x: 'file://../private/notes.txt'}}]\n")
	a := l.agent()
	for _, c := range []struct {
		tool string
		args map[string]any
	}{
		{"render", map[string]any{"prompt": ".env"}},
		{"render", map[string]any{"prompt": "prompts/../.env"}},
		{"render", map[string]any{"prompt": "prompts/.ENV.local"}},
		{"render", map[string]any{"prompt": "private/notes.txt"}},
		{"render", map[string]any{"prompt": "prompts/env.md"}},
		{"render", map[string]any{"prompt": "prompts/notes.md"}},
		{"lint", map[string]any{"prompt": "prompts/env.md"}},
		{"eval_plan", map[string]any{"prompt": "prompts/a.md", "suite": "suites/notes.yaml"}},
		{"eval", map[string]any{"prompt": "prompts/a.md", "suite": "suites/env.yaml", "max_calls": 1}},
		{"eval", map[string]any{"prompt": "prompts/a.md", "suite": "suites/notes.yaml", "max_calls": 1}},
		{"eval", map[string]any{"prompt": "prompts/a.md", "suite": "private/suite.yaml", "max_calls": 1}},
		{"eval", map[string]any{"prompt": "prompts/notes.md", "suite": "suites/a.yaml", "max_calls": 1}},
	} {
		s := a.call(c.tool, c.args)
		if !s.failed && c.tool != "lint" || strings.Contains(s.text+s.doc, planted) {
			t.Errorf("%s %v: %s\n%s", c.tool, c.args, s.text, s.doc)
		}
	}
	if s := a.call("render", map[string]any{"prompt": "prompts/a.md", "vars": map[string]any{"x": "b"}}); s.failed {
		t.Errorf("a prompt that is not committed yet: %s", s.text)
	}
}
