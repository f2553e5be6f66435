package cmd_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

type variablesDoc struct {
	Schema, A, B string
	Prompts      []struct {
		Path    string
		OldPath string `json:"old_path"`
		Status  string
		Changes []struct{ ID, Change string }
	}
}

// told is what a document says, on one line.
func (d variablesDoc) told() string {
	var list []string
	for _, p := range d.Prompts {
		words := []string{p.Status, p.Path}
		for _, c := range p.Changes {
			words = append(words, c.ID)
		}
		list = append(list, strings.Join(words, " "))
	}
	return strings.Join(list, "; ")
}

func TestVariablesOfWhatIsNotCommitted(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	var doc variablesDoc
	l.write("prompts/p.md", "---\ntemperature: 0.7\n---\n# Role\nYou help.\n\n# Tone\nBe kind.\n")
	if l.json(0, &doc, "diff", "--variables"); doc.A != "" || doc.B != "worktree" || doc.told() != "added prompts/p.md" {
		t.Errorf("without a commit: %+v", doc)
	}
	l.write("prompts/gone.md", "x\n")
	l.write("prompts/old.md", "moved\n")
	l.commit("first")
	l.write("prompts/p.md", "---\ntemperature: 0.2\n---\n# Role\nYou help.\n\n# Tone\nBe kind.\n")
	l.git("add", "--all")
	l.write("prompts/p.md", "---\ntemperature: 0.2\n---\n# Role\nYou help.\n\n# Tone\nBe brief and kind.\n")
	if err := os.Rename(filepath.Join(l.dir, "prompts/old.md"), filepath.Join(l.dir, "prompts/new.md")); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(l.dir, "prompts/gone.md")); err != nil {
		t.Fatal(err)
	}
	if l.json(0, &doc, "diff", "--variables", "--staged"); doc.B != "staged" || doc.told() != "modified prompts/p.md param:temperature" {
		t.Errorf("staged: %+v", doc)
	}
	if l.json(0, &doc, "diff", "--variables"); doc.told() != "renamed prompts/new.md; modified prompts/p.md param:temperature section:user/Tone; deleted prompts/gone.md" {
		t.Errorf("working tree: %s", doc.told())
	}
	if l.json(0, &doc, "diff", "--variables", "--prompt", "prompts/p.md"); len(doc.Prompts) != 1 {
		t.Errorf("got %+v", doc)
	}
	text := l.ok("diff", "--variables")
	for _, want := range []string{"prompts/old.md -> prompts/new.md  renamed", "param:temperature modified\n  [-0.7-]{+0.2+}\n", "section:user/Tone modified\n", "Be {+brief and +}kind."} {
		if !strings.Contains(text, want) {
			t.Errorf("want %q in\n%s", want, text)
		}
	}
	l.commit("second")
	if a := l.want(0, "diff", "--variables"); a.out != "" || !strings.Contains(a.stderr, "no prompt differs") {
		t.Errorf("got %+v", a)
	}
	if l.json(0, &doc, "diff", "--variables", "HEAD~1"); doc.told() != "modified prompts/p.md param:temperature section:user/Tone; renamed prompts/new.md; deleted prompts/gone.md" || doc.A != l.git("rev-parse", "HEAD~1") {
		t.Errorf("got %s", doc.told())
	}
	l.write("prompts/p.md", "---\ntemperature: 0.2\n---\n# Role\nYou  help.\n\n# Tone\nBe brief and kind.\n")
	if text := l.ok("diff", "--variables"); !strings.Contains(text, "no variable: only blanks") {
		t.Errorf("got\n%s", text)
	}
}

func TestDiffRefusesWhatCannotBeCombined(t *testing.T) {
	t.Parallel()
	l := abc(t, "a b c")
	for args, want := range map[string]string{
		"":                              "name a revision",
		"--staged":                      "--staged is for --variables",
		"--variables --staged HEAD":     "takes no revision",
		"--variables --models":          "exclude each other",
		"--variables --all":             "takes no --all",
		"--models HEAD HEAD":            "one revision",
		"--against x HEAD":              "--against is for --models",
		"HEAD --flipped --all":          "exclude each other",
		"--variables --prompt nothing*": "no prompt matches",
	} {
		if a := l.want(2, append([]string{"diff"}, strings.Fields(args)...)...); !strings.Contains(a.stderr, want) {
			t.Errorf("%s: want %q, got %s", args, want, a.stderr)
		}
	}
	bare := l.beside("bare.git")
	l.git("clone", "-q", "--bare", l.dir, bare)
	if a := l.at(bare).want(2, "diff", "--variables"); !strings.Contains(a.stderr, "a bare repository has no working tree") {
		t.Errorf("got %s", a.stderr)
	}
	l.at(bare).ok("diff", "--variables", "HEAD", "HEAD")
}
