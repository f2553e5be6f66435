package cmd_test

import (
	"fmt"
	"strings"
	"testing"
)

// revisions of an echo history are taken at their word, so that an answer is the
// same each time.
func echoed(t *testing.T, texts ...string) (*lab, []string) {
	t.Helper()
	l := newLab(t)
	l.write("promptgit.yaml", "version: 1\nprovider: echo\n")
	l.write("suites/p.yaml", "tests:\n- {id: kind, assert: [{type: contains, value: kind}]}\n- {id: short, assert: [{type: not-contains, value: long}]}\n")
	var revs []string
	for i, text := range texts {
		revs = append(revs, l.set("prompts/p.md", text+"\n", fmt.Sprint("step ", i)))
	}
	return l, revs
}

func TestTheEndOfASearchSaysWhatAPersonNeeds(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("word ", 100)
	l, revs := echoed(t, "kind", "kind one", "kind two "+long, "rude "+long, "rude long", "rude long end")
	l.write("other.txt", "x")
	l.git("add", "--all")
	l.git("commit", "-q", "--amend", "--no-edit")
	text := l.terminal("bisect", "--good", revs[0]).out
	for _, want := range []string{
		revs[3] + " is the first bad iteration of prompts/p.md\n", "posterior  certain\n", "author     Ada <ada@example.com>\n", "date       2025-11-22 ", "subject    step 3\n",
		"broken  kind\n     before: kind two word", "\n     after:  rude word", "     whole:  promptgit ",
		revs[4][:7] + " also broke short (certain): step 4\n",
		"to take it back:  git revert " + revs[3][:7] + "\n",
		"to take back the prompt alone, and with it 2 later versions:  git restore --source=" + revs[2][:7] + " -- prompts/p.md\n",
		"5 candidates, ",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("want %q in\n%s", want, text)
		}
	}
	if narrow := l.on(80, "bisect", "--good", revs[0]).out; !strings.Contains(narrow, "     before: kind two word") || !strings.Contains(narrow, "\n             word word") {
		t.Errorf("outputs go on below themselves: %s", narrow)
	}
	rows := l.ok("bisect", "--good", revs[0])
	for row := range strings.Lines(rows) {
		if name, values, ok := strings.Cut(strings.TrimSuffix(row, "\n"), "\t"); !ok || name == "" || values == "" {
			t.Errorf("no row: %q", row)
		}
	}
	for _, want := range []string{"verdict\tfound\t" + revs[3], "\nposterior\tcertain\n", "\nundo\tto take it back:\tgit revert " + revs[3][:7] + "\n", "\nother\t" + revs[4] + "\tshort\t1.00\tstep 4\n"} {
		if !strings.Contains("\n"+rows, want) {
			t.Errorf("want %q in\n%s", want, rows)
		}
	}
	doc := l.inside(0, "--good", revs[0])
	if doc.None != 0 || doc.CostUSD == nil || *doc.CostUSD != 0 || *doc.Revert != "git revert "+revs[3][:7] || doc.Outputs[0].Before == "" {
		t.Errorf("got %+v", doc)
	}
}

// The commands that take a culprit back have to work as they stand.
func TestWhatTakesACulpritBackWorks(t *testing.T) {
	t.Parallel()
	l, revs := echoed(t, "kind", "kind one")
	l.write("other.txt", "x")
	culprit := l.set("prompts/p.md", "rude\n", "rude and other")
	doc := l.inside(0, "--good", revs[0])
	if *doc.Culprit != culprit {
		t.Fatalf("got %+v", doc)
	}
	if text := l.terminal("bisect", "--good", revs[0]).out; !strings.Contains(text, "to take it back, with what it did to 1 other file:  git revert") {
		t.Errorf("got %s", text)
	}
	sub := l.at("prompts")
	sub.succeeds(*sub.inside(0, "--good", revs[0]).Restore)
	if got := l.git("status", "--porcelain"); got != " M prompts/p.md" || l.git("hash-object", "prompts/p.md") != l.git("rev-parse", revs[1]+":prompts/p.md") {
		t.Errorf("got %q", got)
	}
	l.git("checkout", "-q", "--", ".")
	l.succeeds(*doc.Revert + " --no-edit")
	if l.git("rev-parse", "HEAD:prompts/p.md") != l.git("rev-parse", revs[1]+":prompts/p.md") {
		t.Error("the commit is not taken back")
	}
}

func TestWithoutAnAnswerASearchSaysWhatWouldSettleIt(t *testing.T) {
	t.Parallel()
	l, revs := echoed(t, "kind", "kind one", "kind two", "kind three")
	text := l.terminal("bisect", "--good", revs[0]).out
	for _, want := range []string{"a regression is not confirmed: what suites/p.yaml shows from " + revs[0][:7], "(2) cannot show any drop reliably", "--assume-regression"} {
		if !strings.Contains(text, want) {
			t.Errorf("want %q in\n%s", want, text)
		}
	}
	if strings.Contains(text, "no regression") {
		t.Errorf("that is not known: %s", text)
	}
	m := l.newModel(honest)
	v, revs := versions(t, 4, step(30, 20)...)
	a := v.run("bisect", "--good", revs[0], "--provider", m.spec, "--max-runs", "2")
	if a.code != 1 || !strings.Contains(a.out, "verdict\tundecided\tundecided: ") || !strings.Contains(a.out, "settle\tmore samples: --max-runs 4") || !strings.Contains(a.out, "\ncandidate\t") {
		t.Errorf("got %+v", a)
	}
}

// succeeds runs a script with this test binary as promptgit.
func (l *lab) succeeds(script string) string {
	l.t.Helper()
	out, err := l.shell(script)
	if err != nil {
		l.t.Fatalf("%s: %v\n%s", script, err, out)
	}
	return out
}

func TestAnEndThatIsTheSameVersionIsToldAsSuch(t *testing.T) {
	t.Parallel()
	l, revs := versions(t, 1, "good")
	l.set("prompts/p.md", "# Version\nother\n", "other")
	l.set("prompts/p.md", "# Version\nversion 0\n\n# Rule\ngood\n\n# Question\n{{ q }}\n", "back")
	m := l.newModel(honest)
	for code, args := range [][]string{{"bisect", "--good", revs[0]}, {"bisect", "--good", revs[0], "--assume-regression"}} {
		text := l.want(code, append(args, "--provider", m.spec)...).out
		if !strings.Contains(text, "nothing can have broken: prompts/p.md is the same version") || !strings.Contains(text, "promptgit drift --prompt prompts/p.md") {
			t.Errorf("got %s", text)
		}
	}
	if m.calls() != 0 {
		t.Error("nobody is to be asked")
	}
}

func TestTheOnlyVersionIsNamedByWhatWasReadThere(t *testing.T) {
	t.Parallel()
	l, revs := versions(t, 2, "good", "BAD")
	m := l.newModel(honest)
	doc := l.bisect(0, "--good", revs[0], "--assume-regression", "--provider", m.spec)
	if n := m.calls(); *doc.Culprit != revs[1] || n < 2 || n != doc.CaseRuns || len(doc.Flipped) == 0 {
		t.Errorf("%d calls, got %+v", n, doc)
	}
}

// A model that errs now and then broke a case all the same: what is shown is an
// answer that says so.
func TestTheOutputsThatAreShownAreThoseThatTellTheVersionsApart(t *testing.T) {
	t.Parallel()
	l, revs := versions(t, 1, step(4, 2)...)
	m := l.newModel(`known="$0.$(printf %s "$in" | cksum | cut -d' ' -f1)"
case "$in" in *BAD*) [ -e "$known" ] && printf wrong && exit; : > "$known" ;; esac
printf right`)
	var doc insideDoc
	l.json(0, &doc, "bisect", "--good", revs[0], "--provider", m.spec, "--no-ablate")
	if *doc.Culprit != revs[2] || len(doc.Outputs) != 1 || doc.Outputs[0].Before != "right" || doc.Outputs[0].After != "wrong" {
		t.Errorf("got %+v", doc)
	}
}
