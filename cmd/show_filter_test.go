package cmd_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

type filteredDoc struct {
	Records []struct {
		Record  struct{ ID, Model string }
		Hidden  int
		Results []struct{ Output string }
		Cases   []struct {
			Case, Key string
			Flip      *string
			A, B      *struct {
				Verdict string
				Results []struct {
					Output  string
					Asserts []struct{ Pass bool }
				}
			}
		}
		Previous *struct {
			Rev, Record string
			Outputs     bool
		}
	}
}

func TestShowFiltersCases(t *testing.T) {
	t.Parallel()
	l := abc(t, "a b", "a c", "a c d")
	l.run("eval", "--all")
	names := func(args ...string) string {
		var doc filteredDoc
		l.json(0, &doc, append([]string{"show"}, args...)...)
		var list []string
		r := doc.Records[0]
		for _, c := range r.Cases {
			name := c.Case
			if c.Flip != nil {
				name += ":" + *c.Flip
			}
			list = append(list, name)
		}
		if len(list)+r.Hidden != 3 || len(r.Results) != len(list) {
			t.Errorf("%v: %d cases and %d hidden, %d results", args, len(list), r.Hidden, len(r.Results))
		}
		return strings.Join(list, " ")
	}
	for _, row := range []struct{ args, want string }{
		{"HEAD~1", "b:broken Row 3:fixed a"},
		{"HEAD~1 --all", "b:broken Row 3:fixed a"},
		{"HEAD~1 --flipped", "b:broken Row 3:fixed"},
		{"HEAD~1 --failed", "b:broken"},
		{"HEAD~1 --case b", "b:broken"},
		{"HEAD --flipped", ""},
		{"HEAD --failed", "b"},
	} {
		if got := names(strings.Fields(row.args)...); got != row.want {
			t.Errorf("%s: want %q, got %q", row.args, row.want, got)
		}
	}
	if got := names("HEAD~1", "--case", "Row 3", "--case", "b"); got != "b:broken Row 3:fixed" {
		t.Errorf("got %q", got)
	}
	var doc filteredDoc
	l.json(0, &doc, "show", "HEAD~1", "--case", "b")
	c := doc.Records[0].Cases[0]
	if c.A.Verdict != "pass" || c.B.Verdict != "fail" || c.A.Results[0].Output != "a b" || c.B.Results[0].Output != "a c" || c.B.Results[0].Asserts[0].Pass {
		t.Errorf("got %+v", c)
	}
	if p := doc.Records[0].Previous; p == nil || p.Rev != l.git("rev-parse", "HEAD~2") || !p.Outputs {
		t.Errorf("got %+v", p)
	}
	if a := l.want(2, "show", "--case", "bb"); !strings.Contains(a.stderr, `there is no case "bb"`) || !strings.Contains(a.stderr, "b") {
		t.Errorf("got %s", a.stderr)
	}
	if a := l.want(2, "show", "--all", "--failed"); !strings.Contains(a.stderr, "exclude each other") {
		t.Errorf("got %s", a.stderr)
	}
}

func TestShowPutsOutputsBesideThoseBefore(t *testing.T) {
	t.Parallel()
	l := abc(t, "one a\n\nb and c\n", "one a\n\nand c\n")
	l.run("eval", "--all")
	wide := l.terminal("show").out
	for _, want := range []string{"broken  b  pass -> FAIL  score 1.00 -> 0.00", "  pass -> FAIL contains", "output before  ", "│ output after\n", "  [-b -]and c  ", "│ and c\n", " │\n"} {
		if !strings.Contains(wide, want) {
			t.Errorf("want %q in\n%s", want, wide)
		}
	}
	if text := l.ok("show"); strings.Contains(text, "│") || !strings.Contains(text, "    before: one a b and c\n    after:  one a and c\n") {
		t.Errorf("a pipe has no columns:\n%s", text)
	}
	if text := l.ok("show", "--full"); !strings.Contains(text, "before: one a\n    \n    b and c") {
		t.Errorf("--full shows lines:\n%s", text)
	}
	if err := os.Remove(filepath.Join(l.dir, ".git", "promptgit", "outputs", l.recordOf("HEAD~1")+".json")); err != nil {
		t.Fatal(err)
	}
	text := l.ok("show")
	_, command, ok := strings.Cut(text, "are not in this clone; to get them again: promptgit ")
	if !ok || !strings.Contains(text, "  output: one a and c\n") {
		t.Fatalf("got\n%s", text)
	}
	command, _, _ = strings.Cut(command, "\n")
	l.ok(strings.Fields(command)...)
	if text := l.ok("show"); !strings.Contains(text, "before: one a b and c") {
		t.Errorf("the command did not bring them back:\n%s", text)
	}
}

// recordOf is the id of the record of a revision.
func (l *lab) recordOf(rev string) string {
	l.t.Helper()
	var doc filteredDoc
	l.json(0, &doc, "show", rev)
	return doc.Records[0].Record.ID
}

func TestShowPicksAModelAndAVariant(t *testing.T) {
	t.Parallel()
	l := abc(t, "a b c")
	l.ok("eval", "HEAD")
	l.run("eval", "HEAD", "--matrix", "temperature=0.1,0.7")
	l.run("eval", "HEAD", "--provider", "exec:cat", "--model", "x")
	models := func(code int, args ...string) (n int) {
		var doc filteredDoc
		l.json(code, &doc, append([]string{"show"}, args...)...)
		return len(doc.Records)
	}
	for _, row := range []struct {
		args string
		n    int
	}{
		{"", 1}, {"--variant temperature=0.7", 1}, {"--provider echo", 3}, {"--variant temperature=0.7 --provider echo", 1},
	} {
		if got := models(0, strings.Fields(row.args)...); got != row.n {
			t.Errorf("%q: want %d records, got %d", row.args, row.n, got)
		}
	}
	a := l.want(1, "show", "--variant", "temperature=0.9")
	if !strings.Contains(a.stderr, "there is no record of") || !strings.Contains(a.stderr, "temperature=0.7") {
		t.Errorf("got %s", a.stderr)
	}
	if a := l.want(2, "show", "--variant", "0.7"); !strings.Contains(a.stderr, "--variant takes KEY=VALUE") {
		t.Errorf("got %s", a.stderr)
	}
	if a := l.want(0, "show"); !strings.Contains(a.stderr, "also judged: ") || !strings.Contains(a.stderr, "temperature=0.1") {
		t.Errorf("got %s", a.stderr)
	}
	if text := l.ok("show", "--variant", "temperature=0.7"); !strings.Contains(text, "variant of eval --matrix: temperature=0.7") {
		t.Errorf("got\n%s", text)
	}
}

func TestSamplesThatDifferAreShownApart(t *testing.T) {
	t.Parallel()
	l := abc(t, "a b c")
	l.script("model.sh", `case "$PROMPTGIT_SAMPLE" in 1) echo a b c;; *) echo a b "\033[31m" ;; esac`)
	l.commit("a model")
	l.run("trust", "--yes")
	l.run("eval", "HEAD", "--prompt", "prompts/p.md", "--provider", "exec:./model.sh", "--repeat", "3")
	text := l.ok("show")
	for _, want := range []string{"Row 3  FAIL  score 0.33 (1 of 3 samples pass)", "  samples 0, 2\n", "1 sample that passed: --case 'Row 3' shows all"} {
		if !strings.Contains(text, want) {
			t.Errorf("want %q in\n%s", want, text)
		}
	}
	if text := l.ok("show", "--case", "Row 3"); !strings.Contains(text, "  sample 1\n") {
		t.Errorf("got\n%s", text)
	}
}

// What the hint names is what --case takes, whatever the name holds.
func TestTheHintOfACaseCanBeTyped(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.write("promptgit.yaml", "version: 1\nprovider: exec:./model.sh\n")
	l.write("suites/p.yaml", "tests:\n  - {id: \"x\\u202ey\", assert: [{type: contains, value: right}]}\n")
	l.script("model.sh", `cat >/dev/null; mkdir once 2>/dev/null && echo right || echo wrong`)
	l.set("prompts/p.md", "Say it\n", "one")
	l.run("trust", "--yes")
	l.run("eval", "HEAD", "--repeat", "3")
	_, hint, found := strings.Cut(l.ok("show"), "1 sample that passed: --case ")
	key, _, _ := strings.Cut(hint, " shows all")
	if !found {
		t.Fatal(l.ok("show"))
	}
	if text := l.ok("show", "--case", key); strings.Count(text, "contains") != 2 {
		t.Errorf("%s: got\n%s", key, text)
	}
}
