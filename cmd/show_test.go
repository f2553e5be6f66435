package cmd_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

type showDoc struct {
	Schema  string
	Records []struct {
		Rev, Prompt string
		Record      struct {
			ID    string
			V     int
			Score *float64
			Cases []map[string]any
		}
		Outputs bool
		Results []struct {
			ID, Output, Rendered, Error string
			Pass                        bool
			Asserts                     []struct {
				Type, Reason string
				Pass         bool
			}
		}
	}
}

func TestShowPrintsARecordWhole(t *testing.T) {
	t.Parallel()
	l := abc(t, "a b c", "a b")
	l.run("eval", "--all")
	var doc showDoc
	l.json(0, &doc, "show", "HEAD")
	if doc.Schema != "promptgit.show/v1" || len(doc.Records) != 1 {
		t.Fatalf("got %+v", doc)
	}
	r := doc.Records[0]
	if r.Rev != l.git("rev-parse", "HEAD") || r.Prompt != "prompts/p.md" || r.Record.V != 1 || len(r.Record.Cases) != 3 {
		t.Errorf("got %+v", r)
	}
	if !r.Outputs || len(r.Results) != 3 || r.Results[2].Pass || r.Results[2].Output != "a b" || r.Results[2].Asserts[0].Reason == "" {
		t.Errorf("want the outputs and the reasons, got %+v", r.Results)
	}
	text := l.ok("show")
	for _, want := range []string{"prompts/p.md  0.67", "2 passed, 1 failed, 0 errors, 0 not applicable", "Row 3\tFAIL", "FAIL contains: expected", "before: a b c\n    after:  a b\n", "a\tpass", "the outputs of 2 other cases are not shown: --all shows them"} {
		if !strings.Contains(text, want) {
			t.Errorf("want %q in\n%s", want, text)
		}
	}
	l.json(0, &doc, "show", "HEAD~1")
	if *doc.Records[0].Record.Score != 1 {
		t.Errorf("the older version: %+v", doc.Records[0])
	}
	if a := l.want(2, "show", "--prompt", "no/*"); !strings.Contains(a.stderr, "no prompt matches") {
		t.Errorf("got %s", a.stderr)
	}
}

// The record of a version stands at the blob that was judged, which need not be
// the one of today.
func TestAVersionThatChangesBlanksAloneHasTheRecordOfTheOneBefore(t *testing.T) {
	t.Parallel()
	l := abc(t, "a b c", "a b c\n")
	l.ok("eval", "HEAD~1")
	l.ok("eval", "HEAD")
	var before, after showDoc
	l.json(0, &before, "show", "HEAD~1")
	l.json(0, &after, "show", "HEAD")
	if len(after.Records) != 1 || after.Records[0].Record.ID != before.Records[0].Record.ID {
		t.Errorf("got %+v", after)
	}
	var diff struct {
		Prompts []struct {
			B *float64 `json:"score_b"`
		}
	}
	l.set("prompts/p.md", "d\n", "worse")
	l.json(0, &diff, "diff", "HEAD", "HEAD~1")
	if diff.Prompts[0].B == nil || *diff.Prompts[0].B != 1 {
		t.Errorf("diff does not find it: %+v", diff)
	}
}

func TestShowSaysHowToGetOutputsAgain(t *testing.T) {
	t.Parallel()
	l := abc(t, "a b c")
	l.ok("eval", "HEAD")
	if err := os.RemoveAll(filepath.Join(l.dir, ".git", "promptgit")); err != nil {
		t.Fatal(err)
	}
	text := l.ok("show")
	_, command, ok := strings.Cut(text, "to get them again: promptgit ")
	if !ok {
		t.Fatalf("no command in\n%s", text)
	}
	l.ok(strings.Fields(strings.TrimSpace(command))...)
	if text := l.ok("show"); strings.Contains(text, "get them again") {
		t.Errorf("the command did not bring them back:\n%s", text)
	}
	var doc showDoc
	if l.json(0, &doc, "show"); !doc.Records[0].Outputs {
		t.Errorf("got %+v", doc)
	}
}

func TestAPromptMayHaveAnyName(t *testing.T) {
	t.Parallel()
	l := abc(t, "a b c")
	l.write("prompts/it's [odd]/{x} *.md", "a\n")
	l.write("suites/it's [odd]/{x} *.yaml", suiteABC)
	l.set("prompts/it's o/x .md", "b\n", "two")
	name := "prompts/it's [odd]/{x} *.md"
	l.want(1, "eval", "HEAD", "--prompt", name)
	if rows := l.log("--prompt", name).Entries; len(rows) != 1 || rows[0].Prompt != name || rows[0].Score == nil {
		t.Errorf("got %+v", rows)
	}
	if rows := l.at("prompts/it's [odd]").log("--prompt", "{x} *.md").Entries; len(rows) != 1 || rows[0].Prompt != name {
		t.Errorf("from its folder: %+v", rows)
	}
	if err := os.RemoveAll(filepath.Join(l.dir, ".git", "promptgit")); err != nil {
		t.Fatal(err)
	}
	if text := l.ok("show", "--prompt", name); !strings.Contains(text, `--prompt 'prompts/it'\''s [odd]/{x} *.md' --refresh`) {
		t.Errorf("got\n%s", text)
	}
}

func TestShowWithoutARecordAnswersNo(t *testing.T) {
	t.Parallel()
	l := abc(t, "a b c")
	a := l.want(1, "show")
	if !strings.Contains(a.stderr, "no record") || !strings.Contains(a.stderr, "promptgit eval "+l.git("rev-parse", "--short=7", "HEAD")) {
		t.Errorf("got %s", a.stderr)
	}
	a = l.want(1, "show", "--json")
	if !strings.Contains(a.out, `"records"`) {
		t.Errorf("want the document, got %s", a.out)
	}
	l.want(4, "show", "nowhere")
	newLab(t).want(2, "show")
}

type diffDoc struct {
	Schema, A, B string
	Prompts      []struct {
		Path    string
		OldPath string `json:"old_path"`
		Status  string
		Changes []struct{ ID, Change, Before, After string }
		ScoreA  *float64 `json:"score_a"`
		ScoreB  *float64 `json:"score_b"`
		Delta   *float64
		PValue  *float64 `json:"p_value"`
		Verdict *string
		Common  int
		Fixed   []flip
		Broken  []flip
	}
}

type flip struct {
	Case    string
	OutputA *string `json:"output_a"`
	OutputB *string `json:"output_b"`
}

func TestDiffShowsVariablesWordsAndFlippedCases(t *testing.T) {
	t.Parallel()
	l := abc(t, "a c is the text", "a b is the text")
	l.run("eval", "--all")
	var doc diffDoc
	l.json(0, &doc, "diff", "HEAD~1")
	d := doc.Prompts[0]
	if doc.Schema != "promptgit.diff/v1" || doc.B != l.git("rev-parse", "HEAD") || d.Status != "modified" || d.Common != 3 ||
		*d.ScoreA != 2.0/3 || *d.ScoreB != 2.0/3 || *d.Delta != 0 || *d.PValue != 1 || *d.Verdict != "unknown" {
		t.Errorf("got %+v", doc)
	}
	before, after := "a c is the text", "a b is the text"
	if diff := cmp.Diff([]flip{{"Row 3", &before, &after}}, d.Broken); diff != "" {
		t.Errorf("broken: want -, got +:\n%s", diff)
	}
	if diff := cmp.Diff([]flip{{"b", &before, &after}}, d.Fixed); diff != "" {
		t.Errorf("fixed: want -, got +:\n%s", diff)
	}
	text := l.ok("diff", "HEAD~1", "HEAD")
	for _, want := range []string{
		"prompts/p.md  modified", "block:user/1 modified", "a [-c-]{+b+} is the text", "score 0.67 -> 0.67", "p = 1", "unknown over 3 cases",
		"broken  Row 3", "fixed  b", "before: a c is the text", "after:  a b is the text",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("want %q in\n%s", want, text)
		}
	}
	if text := l.ok("--color", "always", "diff", "HEAD~1"); !strings.Contains(text, "\x1b[") || !strings.Contains(text, "[-c-]") {
		t.Errorf("colors only repeat the marks: %q", text)
	}
	a := l.want(0, "diff", "HEAD")
	if a.out != "" || !strings.Contains(a.stderr, "no prompt differs") {
		t.Errorf("got %+v", a)
	}
}

func TestDiffPairsMovedAddedAndDeletedPrompts(t *testing.T) {
	t.Parallel()
	l := abc(t, "a text that is long enough to be known again\n\nand one more paragraph, with a, b and c")
	l.write("prompts/inc.txt", "warm\n")
	l.write("promptgit.yaml", "version: 1\nprompts: [{path: '{prompts,texts}/*.md', suite: suites/p.yaml}]\n")
	l.write("prompts/includes.md", "{% include \"inc.txt\" %}\n")
	l.set("prompts/gone.md", "x\n", "more")
	l.git("mv", "prompts/p.md", "texts.md")
	l.write("texts/q.md", "a text that is long enough to be known again\n\nand one more paragraph, with a and b\n")
	l.git("rm", "-q", "--cached", "texts.md")
	if err := os.Remove(filepath.Join(l.dir, "texts.md")); err != nil {
		t.Fatal(err)
	}
	l.git("rm", "-q", "prompts/gone.md")
	l.write("prompts/inc.txt", "cold\n")
	l.set("texts/new.md", "y\n", "move, edit, delete and add")
	var doc diffDoc
	l.json(0, &doc, "diff", "HEAD~1", "HEAD")
	got := [][]string{}
	for _, d := range doc.Prompts {
		row := []string{d.Path, d.OldPath, d.Status}
		for _, c := range d.Changes {
			row = append(row, c.ID)
		}
		got = append(got, row)
	}
	want := [][]string{
		{"prompts/includes.md", "", "modified", "partial:prompts/inc.txt"},
		{"texts/new.md", "", "added"},
		{"texts/q.md", "prompts/p.md", "renamed", "block:user/2"},
		{"prompts/gone.md", "prompts/gone.md", "deleted"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
	if text := l.ok("diff", "HEAD~1"); !strings.Contains(text, "prompts/p.md -> texts/q.md  renamed") || !strings.Contains(text, "no records") {
		t.Errorf("got\n%s", text)
	}
	l.json(0, &doc, "diff", "HEAD~1", "--prompt", "texts/q.md")
	if len(doc.Prompts) != 1 || doc.Prompts[0].Status != "renamed" {
		t.Errorf("a prompt asked for by its new name is still paired: %+v", doc.Prompts)
	}
	l.want(2, "diff")
	l.want(4, "diff", "nowhere")
}

func TestDiffTakesAFileThatNoConfigurationNames(t *testing.T) {
	t.Parallel()
	l := abc(t, "a b c")
	l.set("elsewhere/x.txt", "one\n", "x")
	l.set("elsewhere/x.txt", "two\n", "x again")
	for rev, want := range map[string]string{"HEAD~1": "modified", "HEAD~2": "added"} {
		var doc diffDoc
		l.json(0, &doc, "diff", rev, "--prompt", "elsewhere/x.txt")
		if len(doc.Prompts) != 1 || doc.Prompts[0].Status != want {
			t.Errorf("%s: want %s, got %+v", rev, want, doc.Prompts)
		}
	}
}
