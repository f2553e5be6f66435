package cmd_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/promptgit/promptgit/internal/llmtest"
)

// keyed is a lab with a server and without a key in the environment.
func keyed(t *testing.T, env ...string) (*lab, *llmtest.Server) {
	t.Helper()
	l, server := served(t, llmtest.Rule{Answer: "yes"})
	l.write(".gitignore", ".env\n")
	l.write("suites/a.yaml", "tests: [{assert: [{type: contains, value: 'yes'}]}]\n")
	l.set("prompts/a.md", "---\nmodel: openai:gpt-4.1-mini\n---\nSay yes\n", "asks")
	return l.at(".", append([]string{"OPENAI_API_KEY=", "OPENAI_BASE_URL="}, env...)...), server
}

func TestAKeyOfADotenvFileIsSent(t *testing.T) {
	t.Parallel()
	l, server := keyed(t)
	l.write(".env", "OPENAI_API_KEY=\"key-of-dotenv-1\"\nOPENAI_BASE_URL="+server.URL+"\nPROMPTGIT_TRUST=1\nMODEL=other\n")
	l.ok("eval")
	if err := os.MkdirAll(filepath.Join(l.dir, "deep/er"), 0o777); err != nil {
		t.Fatal(err)
	}
	l.at("deep/er").ok("eval", "--refresh")
	for _, req := range server.Requests() {
		if got := req.Header.Get("Authorization"); got != "Bearer key-of-dotenv-1" {
			t.Errorf("sent %q", got)
		}
	}
	if server.Count() != 2 {
		t.Errorf("%d calls", server.Count())
	}
}

func TestTheEnvironmentWinsOverADotenvFile(t *testing.T) {
	t.Parallel()
	l, server := keyed(t)
	l.write(".env", "OPENAI_API_KEY=key-of-dotenv-1\nOPENAI_BASE_URL=http://127.0.0.1:1\n")
	l.at(".", "OPENAI_API_KEY=key-of-env-22", "OPENAI_BASE_URL="+server.URL).ok("eval")
	if got := server.Requests()[0].Header.Get("Authorization"); got != "Bearer key-of-env-22" {
		t.Errorf("sent %q", got)
	}
}

func TestADotenvFileSendsNoKeyOfTheEnvironmentToItsServer(t *testing.T) {
	t.Parallel()
	l, server := keyed(t)
	l.write(".env", "OPENAI_BASE_URL="+server.URL+"\n")
	a := l.at(".", "OPENAI_API_KEY=key-of-env-22").want(3, "eval")
	for _, want := range []string{".env", "OPENAI_BASE_URL", "OPENAI_API_KEY", "both into"} {
		if !strings.Contains(a.stderr, want) {
			t.Errorf("%q is not in %s", want, a.stderr)
		}
	}
	if server.Count() != 0 {
		t.Error("the server was asked")
	}
}

func TestADotenvFileGivesKeysAndServersOnly(t *testing.T) {
	t.Parallel()
	l, _ := keyed(t)
	l.write(".env", "PROMPTGIT_TRUST=1\nPROMPTGIT_API_KEY=x\nWHERE=./model.sh\nNAME=ada\n")
	l.script("model.sh", "echo '{{ env.NAME }}' \"$NAME\"")
	l.write("promptgit.yaml", "provider: mine\nproviders: {mine: {type: exec, command: ./model.sh}}\n")
	l.set("prompts/a.md", "Say {{ env.NAME }}\n", "no model")
	if a := l.want(5, "eval"); !strings.Contains(a.stderr, "promptgit trust") {
		t.Errorf("got %s", a.stderr)
	}
	if out := l.ok("render", "prompts/a.md"); strings.Contains(out, "ada") {
		t.Errorf("templates see it: %s", out)
	}
	if out := l.at(".", "PROMPTGIT_TRUST=1").ok("run", "prompts/a.md"); strings.Contains(out, "ada") {
		t.Errorf("commands see it: %s", out)
	}
}

func TestADotenvFileThatCannotBeUsedIsNamed(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		make func(l *lab)
		want string
	}{
		"tracked":         {func(l *lab) { l.write(".env", "OPENAI_API_KEY=\n"); l.git("add", "-f", ".env") }, "git rm --cached .env"},
		"a symbolic link": {func(l *lab) { _ = os.Symlink("../elsewhere", filepath.Join(l.dir, ".env")) }, "no regular file"},
		"a folder":        {func(l *lab) { l.write(".env/x", "") }, "no regular file"},
		"too large":       {func(l *lab) { l.write(".env", strings.Repeat("#\n", 1<<20)) }, "larger than 1 MiB"},
		"not variables":   {func(l *lab) { l.write(".env", "A=1\nhidden-words\n") }, ".env:2: the line is no NAME=VALUE"},
	} {
		l, server := keyed(t)
		c.make(l)
		a := l.want(3, "eval")
		if !strings.Contains(a.stderr, c.want) || strings.Contains(a.stderr, "hidden") || server.Count() != 0 {
			t.Errorf("%s: got %s", name, a.stderr)
		}
		l.at(".", "OPENAI_API_KEY=key-of-env-22", "OPENAI_BASE_URL="+server.URL).ok("eval") // it is not looked at
		l.ok("eval", "--provider", "echo")
	}
}

func TestABareRepositoryReadsNoDotenvFile(t *testing.T) {
	t.Parallel()
	l, server := keyed(t)
	bare := l.beside("bare.git")
	l.git("clone", "-q", "--bare", ".", bare)
	b := l.at(bare)
	b.write(".env", "OPENAI_API_KEY=key-of-dotenv-1\nOPENAI_BASE_URL="+server.URL+"\n")
	if a := b.want(5, "eval"); !strings.Contains(a.out+a.stderr, "OPENAI_API_KEY") || server.Count() != 0 {
		t.Errorf("got %s", a.stderr)
	}
}

func TestAHeaderTakesItsKeyFromAVariable(t *testing.T) {
	t.Parallel()
	l, server := keyed(t)
	l.write("promptgit.yaml", `providers:
  gate: {type: openai, base_url: "`+server.URL+`", model: m, headers: {Authorization: "Key ${GATE_KEY}", X-Both: "a {{ env.GATE_KEY }} b"}}
`)
	a := l.want(5, "eval", "--provider", "gate")
	if !strings.Contains(a.out+a.stderr, "$GATE_KEY, which is not set") || server.Count() != 0 {
		t.Errorf("got %s%s", a.out, a.stderr)
	}
	with := l.at(".", "GATE_KEY=key-of-gate-3")
	with.ok("eval", "--provider", "gate")
	h := server.Requests()[0].Header
	if h.Get("Authorization") != "Key key-of-gate-3" || h.Get("X-Both") != "a key-of-gate-3 b" {
		t.Errorf("sent %v", h)
	}
	l.at(".", "GATE_KEY=another-key-4").ok("eval", "--provider", "gate")
	if server.Count() != 1 {
		t.Errorf("another key asks again: %d calls", server.Count())
	}
	l.write("promptgit.yaml", strings.ReplaceAll(`providers:
  gate: {type: openai, base_url: "https://models.example/v1", model: m, headers: {Authorization: "Key ${GATE_KEY}"}}
`, "\t", ""))
	if a := with.want(5, "eval", "--provider", "gate"); !strings.Contains(a.stderr, "with $GATE_KEY") {
		t.Errorf("trust does not name the key: %s", a.stderr)
	}
}

func TestProvidersAreListedWithTheKeysOfADotenvFile(t *testing.T) {
	t.Parallel()
	l, _ := keyed(t)
	l.write("promptgit.yaml", "providers: {mine: {type: openai, base_url: \"https://models.example/v1\", api_key_env: MY_PASS, model: m, headers: {X-Gateway: \"${GATEWAY}\"}}}\n")
	l.write(".env", "MY_PASS=key-of-dotenv-1\nGATEWAY=key-of-dotenv-2\n")
	a := l.want(0, "providers", "--json")
	if strings.Contains(a.out, "key-of-dotenv") || !strings.Contains(strings.Join(strings.Fields(a.out), ""), `"env":[{"name":"GATEWAY","set":true},{"name":"MY_PASS","set":true}]`) {
		t.Errorf("got %s", a.out)
	}
}
