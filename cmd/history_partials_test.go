package cmd_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestACommitThatOnlyChangesAnIncludedFileIsAnIteration(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.write("suites/a.yaml", "tests:\n  - id: warm\n    assert: [{type: contains, value: warm}]\n")
	l.write("shared/tone.md", "Be warm.\n")
	l.write("prompts/plain.md", "Nothing else.\n")
	l.set("prompts/a.md", "{% include \"/shared/tone.md\" %}\n", "first")
	l.set("shared/tone.md", "Be cold.\n", "tone")
	l.set("prompts/a.md", "# Role\nHelp.\n\n{% include \"/shared/tone.md\" %}\n", "role")
	l.set("shared/unused.md", "Nobody reads this.\n", "elsewhere")
	l.set("shared/tone.md", "Be warm again.\n", "back")

	wantRows(
		t, l.log("--prompt", "prompts/a.md"),
		[]string{"back", "prompts/a.md", "partial:shared/tone.md"},
		[]string{"role", "prompts/a.md", "section:user/Role"},
		[]string{"tone", "prompts/a.md", "partial:shared/tone.md"},
		[]string{"first", "prompts/a.md"},
	)
	l.ok("eval", "--all", "--provider", "echo", "--prompt", "prompts/a.md")
	scores := []float64{}
	for _, e := range l.log("--prompt", "prompts/a.md").Entries {
		if e.Score == nil {
			t.Fatalf("%s has no record", e.Subject)
		}
		scores = append(scores, *e.Score)
	}
	if diff := cmp.Diff([]float64{1, 0, 0, 1}, scores); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
	if doc := l.log(); len(doc.Entries) != 5 || doc.Entries[4].Subject != "first" {
		t.Errorf("with the other prompt: %v", doc.rows())
	}
}

func TestAnIncludedFileThatComesToIncludeAnotherIsFollowed(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.write("prompts/tone.inc", "Be warm.\n")
	l.set("prompts/a.md", "{% include \"tone.inc\" %}\n", "first")
	l.set("prompts/deep.inc", "Smile.\n", "not read yet")
	l.set("prompts/tone.inc", "Be warm.\n{% include \"deep.inc\" %}\n", "nest")
	l.set("prompts/deep.inc", "Smile twice.\n", "deep")
	l.write("promptgit.yaml", "version: 1\nprompts: [{path: prompts/*.md}]\n")
	wantRows(
		t, l.log(),
		[]string{"deep", "prompts/a.md", "partial:prompts/deep.inc"},
		[]string{"nest", "prompts/a.md", "partial:prompts/tone.inc"},
		[]string{"first", "prompts/a.md"},
	)
}

func TestAMergeOfAPromptWithAnotherIncludedTextIsAnIteration(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.write("tone.inc", "Be warm.\n")
	l.set("prompts/a.md", "{% include \"/tone.inc\" %}\nHelp.\n", "first")
	l.git("checkout", "-q", "-b", "side")
	l.set("tone.inc", "Be cold.\n", "tone")
	l.git("checkout", "-q", "main")
	l.set("prompts/a.md", "{% include \"/tone.inc\" %}\nHelp a lot.\n", "help")
	l.git("merge", "-q", "--no-edit", "-m", "both", "side")
	doc := l.log()
	if n := len(doc.Entries); n != 4 || doc.Entries[0].Subject != "both" {
		t.Fatalf("want the merge and three more, got %v", doc.rows())
	}
	// Compared with its first parent, the merge brings the tone.
	if diff := cmp.Diff([]string{"partial:tone.inc"}, doc.Entries[0].Changes); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
	l.git("checkout", "-q", "-b", "again", "side")
	l.git("merge", "-q", "--no-edit", "-m", "takes one side", "main")
	if doc := l.log(); doc.Entries[0].Subject != "both" {
		t.Errorf("a fast-forward is no iteration: %v", doc.rows())
	}
}

func TestAMissingIncludedFileBreaksAVersionAndMendsIt(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.set("prompts/a.md", "{% include \"/tone.inc\" %}\n", "too early")
	l.set("tone.inc", "Be warm.\n", "mend")
	l.git("rm", "-q", "tone.inc")
	l.commit("break")
	doc := l.log()
	subjects := []string{}
	for _, e := range doc.Entries {
		subjects = append(subjects, e.Subject)
	}
	if diff := cmp.Diff([]string{"break", "mend", "too early"}, subjects); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
}

func TestAPromptThatMovesWithItsIncludedFilesKeepsItsScore(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.write("suites/a.yaml", "tests: [{assert: [{type: contains, value: warm}]}]\n")
	l.write("prompts/tone.inc", "Be warm.\n")
	l.set("prompts/a.md", "{% include \"tone.inc\" %}\nHelp.\n", "first")
	l.ok("eval", "--all", "--provider", "echo", "--prompt", "prompts/a.md")
	if err := l.move("prompts", "prompts/x"); err != nil {
		t.Fatal(err)
	}
	l.commit("move the folder")
	doc := l.log("--prompt", "prompts/x/a.md")
	if len(doc.Entries) != 1 || doc.Entries[0].Score == nil {
		t.Errorf("want the one judged version, got %v", doc.rows())
	}
	l.set("prompts/x/tone.inc", "Be cold.\n", "tone")
	wantRows(
		t, l.log("--prompt", "prompts/x/a.md"),
		[]string{"tone", "prompts/x/a.md", "partial:prompts/x/tone.inc"},
		[]string{"first", "prompts/a.md"},
	)
}
