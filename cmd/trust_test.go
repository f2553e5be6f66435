package cmd_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// marker is the file that a model of the repository makes when it runs.
const marker = "ran"

// foreign is a clone of a repository that wants to run a script of its own.
func foreign(t *testing.T, files map[string]string) *lab {
	t.Helper()
	l := newLab(t)
	l.write("suites/a.yaml", "tests: [{id: any}]\n")
	l.write("prompts/a.md", "a\n")
	l.script("x.sh", "touch "+marker+"; cat")
	for path, text := range files {
		l.write(path, text)
	}
	l.commit("theirs")
	l.git("clone", "-q", l.dir, l.beside("clone"))
	return l.at(l.beside("clone"))
}

// ran says whether a model of the repository ran since the last time.
func (l *lab) ran() bool {
	l.t.Helper()
	err := os.Remove(filepath.Join(l.dir, marker))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		l.t.Fatal(err)
	}
	return err == nil
}

// wants are the ways in which a repository can ask for a command.
func wants() map[string]map[string]string {
	const exec = "exec:./x.sh"
	return map[string]map[string]string{
		"a default provider": {"promptgit.yaml": "provider: " + exec + "\n"},
		"a named provider":   {"promptgit.yaml": "provider: mine\nproviders: {mine: {type: exec, command: ./x.sh}}\n"},
		"a prompt's model":   {"prompts/a.md": "---\nmodel: " + exec + "\n---\na\n"},
		"a prompt's named provider": {
			"prompts/a.md": "---\nmodel: mine:large\n---\na\n", "promptgit.yaml": "providers: {mine: {type: exec, command: ./x.sh}}\n",
		},
	}
}

func TestAClonedRepositoryRunsNothingBeforeItIsTrusted(t *testing.T) {
	t.Parallel()
	for name, files := range wants() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := foreign(t, files)
			for _, args := range [][]string{{"eval"}, {"eval", "HEAD"}, {"eval", "--all"}, {"run", "prompts/a.md"}, {"eval", "--json"}} {
				a := l.want(5, args...)
				if !strings.Contains(a.stderr, "exec ./x.sh") || !strings.Contains(a.stderr, "promptgit trust") {
					t.Errorf("%v: got %s", args, a.stderr)
				}
				if l.ran() {
					t.Errorf("%v ran it", args)
				}
			}
			l.ok("render", "prompts/a.md")
			if a := l.want(1, "trust"); !strings.Contains(a.out, "exec ./x.sh") || !strings.Contains(a.stderr, "promptgit trust --yes") {
				t.Errorf("got %s%s", a.out, a.stderr)
			}
			l.want(5, "eval")
			if a := l.want(0, "trust", "--yes"); a.out != "exec ./x.sh\n" {
				t.Errorf("got %s", a.out)
			}
			if l.ran() {
				t.Error("trusting ran it")
			}
			l.ok("eval")
			if !l.ran() {
				t.Error("it did not run")
			}
			l.ok("run", "prompts/a.md")
			if a := l.want(0, "trust"); !strings.Contains(a.stderr, "nothing to allow") {
				t.Errorf("got %s", a.stderr)
			}
		})
	}
}

func TestTrustEndsWhereTheCommandOrItsFilesChange(t *testing.T) {
	t.Parallel()
	l := foreign(t, map[string]string{"promptgit.yaml": "provider: exec:./x.sh --fast\n"})
	l.ok("trust", "--yes")
	l.ok("eval")
	l.ran()
	l.script("x.sh", "touch "+marker+"; echo other")
	l.want(5, "eval")
	l.want(1, "trust")
	l.ok("trust", "--yes")
	l.ok("eval")
	l.write("promptgit.yaml", "provider: exec:./x.sh --slow\n")
	l.want(5, "eval")
	l.write("promptgit.yaml", "provider: exec:./x.sh --fast\n")
	l.ok("eval")
	if !l.ran() {
		t.Error("it did not run")
	}
	other := l.at(l.beside("other"))
	l.git("clone", "-q", l.dir, other.dir)
	other.write("promptgit.yaml", "provider: exec:./x.sh --fast\n")
	other.script("x.sh", "touch "+marker+"; echo other")
	other.want(5, "eval")
	if other.ran() {
		t.Error("another clone ran it")
	}
}

func TestTrustLiesOutsideOfTheRepository(t *testing.T) {
	t.Parallel()
	l := foreign(t, wants()["a default provider"])
	before := l.git("status", "--porcelain", "--ignored") + l.git("config", "--list", "--local")
	l.ok("trust", "--yes")
	if after := l.git("status", "--porcelain", "--ignored") + l.git("config", "--list", "--local"); after != before {
		t.Errorf("the repository changed: %s", after)
	}
	found, err := filepath.Glob(l.beside("state") + "/promptgit/trust/*.json")
	if err != nil || len(found) != 1 {
		t.Errorf("got %v, %v", found, err)
	}
	if _, err := os.Stat(filepath.Join(l.dir, ".git", "promptgit")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("something of it lies in the repository: %v", err)
	}
	if err := os.WriteFile(found[0], []byte("{damaged"), 0o600); err != nil {
		t.Fatal(err)
	}
	l.want(5, "eval")
	l.ok("trust", "--yes")
	l.ok("eval")
}

func TestWhatTheUserTypedOrCIAllowsNeedsNoTrust(t *testing.T) {
	t.Parallel()
	l := foreign(t, wants()["a named provider"])
	l.ok("eval", "--provider", "exec:./x.sh")
	if !l.ran() {
		t.Error("a typed command did not run")
	}
	l.ok("eval", "--no-cache", "--model", "exec:./x.sh")
	if !l.ran() {
		t.Error("a typed command did not run")
	}
	l.want(5, "eval", "--provider", "mine")
	l.want(5, "eval", "--provider", "mine:large")
	l.want(5, "eval", "--model", "large")
	l.want(5, "eval", "--provider", "large") // a bare model of the default provider
	if l.ran() {
		t.Error("a name for a command of the repository was taken for trust")
	}
	for value, code := range map[string]int{"1": 0, "0": 5, "": 5, "yes": 5} {
		if a := l.at(".", "PROMPTGIT_TRUST="+value).run("eval"); a.code != code {
			t.Errorf("PROMPTGIT_TRUST=%s: want exit %d, got %d", value, code, a.code)
		}
	}
}

func TestThePromptfooConfigurationIsTrustedAsWell(t *testing.T) {
	t.Parallel()
	const config = "prompts: ['a {{x}}']\nproviders: ['exec:./x.sh']\ntests: [{vars: {x: 1}}]\n"
	for _, file := range []string{"promptfooconfig.yaml", "tests/odd-name.yaml"} {
		t.Run(file, func(t *testing.T) {
			t.Parallel()
			l := foreign(t, map[string]string{file: config})
			l.want(5, "eval", "--suite", file)
			if l.ran() {
				t.Error("it ran")
			}
			args := []string{"trust", "--yes"}
			if file != "promptfooconfig.yaml" {
				l.ok(args...) // does not know of it
				l.want(5, "eval", "--suite", file)
				args = append(args, "--suite", file)
			}
			l.ok(args...)
			l.ok("eval", "--suite", file)
			if !l.ran() {
				t.Error("it did not run")
			}
		})
	}
}

func TestAServerThatGetsAKeyIsTrustedFirst(t *testing.T) {
	t.Parallel()
	l := foreign(t, map[string]string{
		"promptgit.yaml":       "providers: {far: {type: openai, base_url: 'https://models.invalid/v1', api_key_env: SOME_KEY}}\nprovider: far\n",
		"prompts/a.md":         "---\nmodel: far:large\n---\na\n",
		"promptfooconfig.yaml": "prompts: [a]\nproviders: [{id: 'openai:large', config: {apiBaseUrl: 'https://models.invalid/v1', apiKeyEnvar: SOME_KEY}}]\n",
	})
	for _, args := range [][]string{{"eval"}, {"eval", "--suite", "promptfooconfig.yaml"}} {
		a := l.want(5, args...)
		if !strings.Contains(a.stderr, "https://models.invalid/v1/chat/completions with $SOME_KEY") {
			t.Errorf("%v: got %s", args, a.stderr)
		}
	}
	if a := l.want(0, "trust", "--yes"); len(linesOf(a.out)) == 0 {
		t.Error("nothing was shown")
	}
	l.ok("trust") // nothing is left, also not of the promptfoo configuration
}

func TestAFileOfTheRepositoryLiesInIt(t *testing.T) {
	t.Parallel()
	l := foreign(t, map[string]string{"promptgit.yaml": "providers: {r: {type: replay, file: ../secret.jsonl}}\nprovider: r\n"})
	if err := os.WriteFile(l.beside("secret.jsonl"), []byte(`{"index":0,"output":"secret"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if a := l.want(3, "eval"); strings.Contains(a.out+a.stderr, `"secret"`) || !strings.Contains(a.stderr, "outside of the repository") {
		t.Errorf("got %s%s", a.out, a.stderr)
	}
	if err := os.Symlink(l.beside("secret.jsonl"), filepath.Join(l.dir, "link.jsonl")); err != nil {
		t.Fatal(err)
	}
	l.write("promptgit.yaml", "provider: replay:link.jsonl\n")
	l.want(3, "eval")
	l.ok("eval", "--provider", "replay:../secret.jsonl") // typed
}
