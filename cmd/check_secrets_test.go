package cmd_test

import (
	"bytes"
	"net/http"
	"strings"
	"testing"

	"github.com/promptgit/promptgit/cmd"
	"github.com/promptgit/promptgit/internal/ui"
)

// A key as a vendor makes it, put together here so that no file holds it.
const vendorKey = "sk-" + "T3stQ9vLm2ZpR7wXc4Kd8BnH6yJf1GaE5uVs0oNi" + "Wb3Y"

// keyLab is a repository with a prompt and the given configuration.
func keyLab(t *testing.T, config string) *lab {
	t.Helper()
	l := newLab(t)
	l.write("promptgit.yaml", config)
	l.set("prompts/a.md", "# Role\nAnswer.\n", "Start")
	return l
}

func TestCheckRefusesACommitThatAddsAKey(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, path, content, at string }{
		{"a prompt", "prompts/a.md", "# Role\nAnswer with " + vendorKey + ".\n", "prompts/a.md:2:13"},
		{"a new prompt", "prompts/b.md", vendorKey, "prompts/b.md:1:1"},
		{"a suite", "suites/a.yaml", "tests:\n- vars: {x: " + vendorKey + "}\n", "suites/a.yaml:2:13"},
		{"a configured suite", "judging/a.csv", "x\n" + vendorKey + "\n", "judging/a.csv:2:1"},
		{"the configuration", "promptgit.yaml", "prompts: [{path: 'prompts/**', suite: judging/a.csv}]\nprovider: demo\n# " + vendorKey + "\n", "promptgit.yaml:3:3"},
		{"a cassette", "ci/x.cassette.yaml", "output: " + vendorKey + "\n", "ci/x.cassette.yaml:1:9"},
		{"a file of variables", "web/.env.local", "OPENAI_API_KEY=" + vendorKey + "\n", "web/.env.local:1:16"},
		{"a file of variables with a password", ".env", "DB_PASSWORD=hunter2-Trombone\n", ".env:1:13"},
	} {
		l := keyLab(t, "prompts: [{path: 'prompts/**', suite: judging/a.csv}]\nprovider: demo\n")
		l.write(c.path, c.content)
		l.git("add", "--all")
		want := c.at + ": "
		for _, args := range [][]string{{"check"}, {"hook", "run", "pre-commit"}} {
			a := l.want(1, args...)
			text := a.out + a.stderr
			if !strings.Contains(text, want) || !strings.Contains(text, "(PG102)") || !strings.Contains(text, "keep it in the environment") {
				t.Errorf("%s: %v does not say %q:\n%s", c.name, args, want, text)
			}
			if strings.Contains(text, vendorKey) || strings.Contains(text, "Trombone") {
				t.Errorf("%s: %v prints the key:\n%s", c.name, args, text)
			}
		}
		l.git("commit", "-q", "-m", "Add it")
		l.write(c.path, "version: 1\n")
		l.commit("Take it out again")
		if a := l.want(1, "check", "HEAD~2..HEAD"); !strings.Contains(a.out, want) || strings.Contains(a.out, vendorKey) {
			t.Errorf("%s: the range shows %s", c.name, a.out)
		}
		for _, args := range [][]string{{"check", "HEAD", "--explain"}, {"check", "HEAD~2..HEAD", "--json", "--explain"}} {
			if a := l.run(args...); strings.Contains(a.out, vendorKey) {
				t.Errorf("%s: %v shows %s", c.name, args, a.out)
			}
		}
	}
}

func TestAKeyThatWasThereBeforeIsNotAdded(t *testing.T) {
	t.Parallel()
	l := keyLab(t, "policy: {secrets: off}\n")
	l.set("suites/a.yaml", "tests: [{vars: {x: "+vendorKey+"}}]\n", "Add it")
	l.set("promptgit.yaml", "version: 1\n", "Refuse keys from now on")
	l.set("suites/a.yaml", "tests: [{vars: {y: 1, x: "+vendorKey+"}}]\n", "Change the rest")
	l.ok("check", "HEAD~1..HEAD")
	l.git("mv", "suites/a.yaml", "suites/b.yaml")
	l.ok("check")
}

func TestThePolicySaysWhatHappensToAKey(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		config string
		code   int
		said   string
	}{
		{"policy: {secrets: block}\n", 1, "refused: prompts/a.md:2:1: "},
		{"policy: {mode: warn}\n", 1, "refused: prompts/a.md:2:1: "},
		{"policy: {mode: 'off'}\n", 1, "refused: prompts/a.md:2:1: "},
		{"policy: {secrets: warn}\n", 0, "prompts/a.md:2:1: warning: a key like OpenAI's"},
		{"policy: {secrets: 'off'}\n", 0, ""},
		{"policy: {exempt: ['prompts/**']}\n", 0, ""},
	} {
		l := keyLab(t, c.config)
		l.write("prompts/a.md", "# Role\n"+vendorKey+"\n")
		l.git("add", "--all")
		for _, args := range [][]string{{"check"}, {"hook", "run", "pre-commit"}} {
			a := l.want(c.code, args...)
			if text := a.out + a.stderr; !strings.Contains(text, c.said) || strings.Contains(text, vendorKey) || c.said == "" && strings.Contains(text, "PG102") {
				t.Errorf("%q: %v gives\n%s", c.config, args, text)
			}
		}
	}
}

func TestNoVouchingExcusesAKey(t *testing.T) {
	t.Parallel()
	l := keyLab(t, "")
	l.write("prompts/a.md", "# Role\n"+vendorKey+"\n")
	l.git("add", "--all")
	l.git("commit", "-q", "-m", "Add it", "--trailer", "Promptgit-Allow: it is needed")
	a := l.want(1, "check", "HEAD")
	if !strings.Contains(a.out, "(PG102)") || strings.Contains(a.out, "PG101") {
		t.Errorf("got %s", a.out)
	}
}

func TestAKeyIsAFindingOfReportsAndOfTheDocument(t *testing.T) {
	t.Parallel()
	l := keyLab(t, "")
	l.set("suites/a.yaml", "tests:\n- vars: {x: "+vendorKey+"}\n", "Add it")
	a := l.want(1, "check", "HEAD~1..HEAD", "--report", "github")
	if !strings.Contains(a.out, "file=suites/a.yaml,line=2") || !strings.Contains(a.out, "PG102") || strings.Contains(a.out, vendorKey) {
		t.Errorf("got %s", a.out)
	}
	var doc struct {
		OK      bool
		Commits []struct {
			OK      bool
			Secrets []struct {
				Path      string
				Line, Col int
				Kind      string
			}
		}
	}
	l.json(1, &doc, "check", "HEAD")
	if doc.OK || len(doc.Commits) != 1 || len(doc.Commits[0].Secrets) != 1 || doc.Commits[0].Secrets[0].Line != 2 {
		t.Errorf("got %+v", doc)
	}
}

func TestKeysBeforeThePolicyHoldsAreNotLookedFor(t *testing.T) {
	t.Parallel()
	l := keyLab(t, "")
	l.set("suites/a.yaml", "tests: [{vars: {x: "+vendorKey+"}}]\n", "Add it")
	l.git("tag", "adopted")
	l.set("promptgit.yaml", "policy: {since: adopted}\n", "Adopt")
	l.set("prompts/a.md", "# Role\nAnswer well.\n", "Change")
	l.ok("check", "HEAD~1..HEAD")
	l.set("suites/b.yaml", "tests: [{vars: {x: "+vendorKey+"}}]\n", "Add it again")
	l.want(1, "check", "HEAD~1..HEAD")
}

func TestAServerRefusesAPushedKey(t *testing.T) {
	t.Parallel()
	l := keyLab(t, "")
	before := l.git("rev-parse", "HEAD")
	tip := l.set(".env", "OPENAI_API_KEY="+vendorKey+"\n", "Add it")
	l.git("reset", "-q", "--hard", before)
	a := l.piped(before+" "+tip+" refs/heads/main\n", "hook", "run", "pre-receive")
	if a.code != 1 || !strings.Contains(a.stderr, ".env:1:16: ") || strings.Contains(a.stderr, vendorKey) {
		t.Errorf("exit %d: %s", a.code, a.stderr)
	}
}

// piped runs promptgit with a standard input.
func (l *lab) piped(in string, args ...string) answer {
	l.t.Helper()
	var out, stderr bytes.Buffer
	app := &cmd.App{
		Streams: ui.Streams{In: strings.NewReader(in), Out: &out, Err: &stderr},
		Dir:     l.dir, Env: l.env, Now: l.now, HTTP: &http.Client{}, Executable: "/usr/bin/promptgit", Version: "1.2.3",
	}
	code := cmd.Run(l.t.Context(), app, args)
	return answer{code, out.String(), stderr.String()}
}
