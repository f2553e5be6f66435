package cmd_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestGetGivesWhatALabelHas(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.write("promptgit.yaml", "provider: openai\n")
	l.write("prompts/rules.inc", "Be brief, {{ name }}.")
	l.set("prompts/a.md", "---\nmodel: openai:gpt-4.1-mini\ntemperature: 0.2\n---\nsystem:\n{% include \"rules.inc\" %}\nuser:\n{{ q }}\n", "one")
	l.git("tag", "v1")
	l.ok("promote", "prompts/a.md", "production", "--reason", "first")
	first := l.git("rev-parse", "HEAD")
	l.set("prompts/a.md", "Other.\n", "two")
	l.write("prompts/a.md", "In the working tree.\n")
	l.write("promptgit.yaml", "prompts: [{path: 'prompts/**', role: system}]\n")

	var doc getDoc
	l.json(0, &doc, "get", "prompts/a.md@production")
	if doc.Rev != first || *doc.Label != "production" || *doc.Model != "openai:gpt-4.1-mini" || doc.Params["temperature"] != 0.2 || doc.Weight != nil || len(doc.Partials) != 0 {
		t.Errorf("got %+v", doc)
	}
	want := []struct{ Role, Content string }{{"system", "Be brief, {{ name }}."}, {"user", "{{ q }}"}}
	if diff := cmp.Diff(want, doc.Messages); diff != "" {
		t.Error(diff)
	}
	if doc.Blob != l.git("rev-parse", "v1:prompts/a.md") || doc.ETag == doc.Blob {
		t.Errorf("a prompt with a partial has the etag %s", doc.ETag)
	}
	a := l.want(0, "get", "prompts/a.md@production")
	if a.out != "system:\nBe brief, {{ name }}.\n\nuser:\n{{ q }}\n" || !strings.Contains(a.stderr, "model openai:gpt-4.1-mini, temperature 0.2") {
		t.Errorf("got %q, %q", a.out, a.stderr)
	}
	if out := l.at("prompts").ok("get", "a.md@v1", "--render", "-v", "name=Ada", "-v", "q=Why?"); out != "system:\nBe brief, Ada.\n\nuser:\nWhy?\n" {
		t.Errorf("rendered, from a folder: %q", out)
	}
	l.json(0, &doc, "get", "prompts/a.md")
	if doc.Label != nil || doc.Messages[0].Content != "Other." || doc.Messages[0].Role != "user" || doc.ETag != doc.Blob {
		t.Errorf("at HEAD: %+v", doc)
	}
	rows := []struct {
		name, says string
		code       int
	}{
		{"prompts/a.md@staging", "has no label staging", 1},
		{"prompts/none.md@production", "production", 1},
		{"prompts/none.md", "there is no prompt prompts/none.md", 2},
		{"../out.md", "outside of the repository", 2},
		{"prompts/a.md@-rf", "no label -rf", 1},
	}
	for _, row := range rows {
		if got := l.want(row.code, "get", row.name); !strings.Contains(got.stderr, row.says) {
			t.Errorf("%s: %s", row.name, got.stderr)
		}
	}
	l.want(2, "get", "prompts/a.md", "-v", "x=1")
}

func TestNamesWithAtSignsAreFound(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.set("prompts/a@home.md", "One.\n", "one")
	l.set("prompts/a@home.md", "Two.\n", "two")
	l.ok("promote", "prompts/a@home.md", "eu/production", "--rev", "HEAD~1", "--reason", "first")
	for name, want := range map[string]string{
		"prompts/a@home.md": "Two.", "prompts/a@home.md@HEAD~1": "One.", "prompts/a@home.md@eu/production": "One.", "prompts/a@home.md@HEAD@{0}": "Two.",
	} {
		if out := l.ok("get", name); out != "user:\n"+want+"\n" {
			t.Errorf("%s gives %q", name, out)
		}
	}
}

// The same user gets the same version, and a larger weight only adds users.
func TestWeightedLabelsShareTheUsers(t *testing.T) {
	t.Parallel()
	l := released(t, 0)
	l.ok("promote", "prompts/a.md", "production", "--rev", "v1")
	v2 := l.git("rev-parse", "v2")
	had := map[string]bool{}
	for _, weight := range []string{"10", "40"} {
		l.ok("promote", "prompts/a.md", "production", "--rev", "v2", "--weight", weight)
		got := map[string]bool{}
		for i := range 60 {
			var doc getDoc
			user := fmt.Sprint("user-", i)
			l.json(0, &doc, "get", "prompts/a.md@production", "--user", user)
			if doc.Rev == v2 {
				if got[user] = true; doc.Weight == nil || strconv.Itoa(*doc.Weight) != weight {
					t.Errorf("%s has the weight %v", user, doc.Weight)
				}
			}
			if had[user] && !got[user] {
				t.Errorf("%s lost the candidate at %s %%", user, weight)
			}
		}
		if len(got) == 0 || len(got) == 60 {
			t.Errorf("%d of 60 users have it at %s %%", len(got), weight)
		}
		had = got
	}
	var doc getDoc
	l.json(0, &doc, "get", "prompts/a.md@production")
	if doc.Rev == v2 || doc.Weight != nil {
		t.Errorf("nobody in particular gets %+v", doc)
	}
}
