//go:build unix

package cmd_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// inside is a repository with two prompts in a program and three in a configuration of
// promptfoo, of two versions each.
func inside(t *testing.T) *lab {
	t.Helper()
	l := newLab(t)
	l.write("promptgit.yaml", "provider: echo\nprompts:\n- path: src/**\n  suite: suites/a.yaml\n- path: promptfooconfig.yaml\n  suite: suites/a.yaml\n- path: prompts/**\n")
	l.write("suites/a.yaml", "tests:\n- {id: one, vars: {x: 1}, assert: [{type: contains, value: '1'}]}\n")
	l.write("prompts/b.md", "Beside them.\n")
	for i, word := range []string{"Hello", "Good day"} {
		l.write("promptfooconfig.yaml", "prompts:\n- '"+word+" {{x}} inline'\n- 'Bye {{x}}'\n- 'Stay {{x}}'\nproviders: [echo]\ntests: [{vars: {x: 1}, assert: [{type: contains, value: '1'}]}]\n")
		l.set("src/app.py", "KEY = 'of nobody'\n# promptgit:begin greet\n\"\"\"\n"+word+" {{ x }}\n\"\"\"\n# promptgit:end\n# promptgit:begin part\n\"\"\"\nBye {{ x }}\n\"\"\"\n# promptgit:end\n", word)
		l.git("tag", []string{"v1", "v2"}[i])
	}
	l.run("eval", "--all")
	return l
}

func TestAPromptInsideAFileIsReleasedAsAnyOther(t *testing.T) {
	t.Parallel()
	l := inside(t)
	for name, text := range map[string][2]string{
		"src/app.py#greet": {"Hello", "Good day"}, "promptfooconfig.yaml#prompts/0": {"Hello {{x}} inline", "Good day {{x}} inline"}, "src/app.py#part": {"Bye", "Bye"},
	} {
		for i, rev := range []string{"v1", "v2"} {
			l.ok("promote", name, "production", "--rev", rev)
			if out := l.ok("get", name+"@production"); !strings.Contains(out, text[i]) || strings.Contains(out, "of nobody") || strings.Contains(out, "providers") {
				t.Errorf("%s at %s gives %s", name, rev, out)
			}
		}
		l.ok("rollback", name, "production")
		if out := l.ok("get", name+"@production"); !strings.Contains(out, text[0]) {
			t.Errorf("%s taken back gives %s", name, out)
		}
		if out := l.ok("labels", name); !strings.Contains(out, name+"\tproduction") {
			t.Errorf("labels: %s", out)
		}
	}
	l.at("src").ok("get", "app.py#greet@production")
	l.ok("promote", "src/app.py#greet", "staging", "--rev", "v2")
	l.ok("promote", "src/app.py#greet", "production", "--rev", "v2", "--weight", "50")
	if out := l.ok("log"); strings.Count(out, "production") != 4 || strings.Count(out, "staging") != 1 {
		t.Errorf("the log says %s", out)
	}
	l.want(2, "promote", "src/app.py#nobody", "production", "--reason", "x")
}

// What is handed out is a prompt: not the file around it, nor a suite or a configuration.
func TestAFileThatIsNoPromptIsNotReleased(t *testing.T) {
	t.Parallel()
	l := inside(t)
	for _, file := range []string{"src/app.py", "promptfooconfig.yaml", "promptgit.yaml", "suites/a.yaml"} {
		if told := l.want(2, "promote", file, "production", "--reason", "x").stderr; !strings.Contains(told, file+" is no prompt") {
			t.Errorf("promote %s says %s", file, told)
		}
		if told := l.want(2, "get", file).stderr; !strings.Contains(told, file+" is no prompt") {
			t.Errorf("get %s says %s", file, told)
		}
	}
	p := l.serveAPI()
	var list struct{ Prompts []struct{ Prompt string } }
	if a := p.ask("/api/v1/prompts"); json.Unmarshal([]byte(a.body), &list) != nil {
		t.Fatalf("the list is %s", a.body)
	}
	var names []string
	for _, one := range list.Prompts {
		names = append(names, one.Prompt)
	}
	want := []string{"promptfooconfig.yaml#prompts/0", "promptfooconfig.yaml#prompts/1", "promptfooconfig.yaml#prompts/2", "prompts/b.md", "src/app.py#greet", "src/app.py#part"}
	if !slices.Equal(names, want) {
		t.Errorf("the list has %q", names)
	}
	for _, name := range names {
		if a := p.ask("/api/v1/prompts/" + url.PathEscape(name)); a.get(t).Prompt != name || strings.Contains(a.body, "of nobody") {
			t.Errorf("%s gives %s", name, a.body)
		}
	}
	for _, file := range []string{"src/app.py", "promptfooconfig.yaml", "promptgit.yaml", "suites/a.yaml"} {
		if a := p.ask("/api/v1/prompts/" + file); a.code != http.StatusNotFound || !strings.Contains(a.body, `"message":"there is no prompt `) {
			t.Errorf("%s gives %+v", file, a)
		}
		if a := p.ask("/api/v1/blobs/" + l.git("rev-parse", "v2:"+file)); a.code != http.StatusNotFound {
			t.Errorf("the blob of %s gives %+v", file, a)
		}
	}
	if a := p.ask("/api/v1/blobs/" + l.git("rev-parse", "v2:prompts/b.md")); a.code != http.StatusOK {
		t.Errorf("the blob of a prompt gives %+v", a)
	}
}
