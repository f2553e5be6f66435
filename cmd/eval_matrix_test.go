package cmd_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
)

type matrixDoc struct {
	Runs []struct {
		evalRun
		Variant map[string]any
		Best    *bool
	}
}

// heated is a prompt of two versions with a temperature of its own, judged by a
// model that only finds the answer when it is cold.
func heated(t *testing.T) (l *lab, m model) {
	t.Helper()
	l = newLab(t)
	m = l.newModel(`case "$PROMPTGIT_TEMPERATURE" in 0) echo "right $in" ;; *) echo "wrong $in" ;; esac`)
	var suite strings.Builder
	suite.WriteString("tests:\n")
	for i := range 12 {
		fmt.Fprintf(&suite, "  - {id: c%d, vars: {x: v%d}, assert: [{type: contains, value: right}]}\n", i, i)
	}
	l.write("suites/a.yaml", suite.String())
	l.set("prompts/a.md", "---\ntemperature: 0.7\n---\nSay {{x}}.\n", "one")
	l.set("prompts/a.md", "---\ntemperature: 0.7\n---\nTell {{x}}.\n", "two")
	return l, m
}

func (l *lab) matrix(code int, args ...string) matrixDoc {
	l.t.Helper()
	var doc matrixDoc
	l.json(code, &doc, append([]string{"eval"}, args...)...)
	return doc
}

func TestAMatrixJudgesEachVersionInEachVariant(t *testing.T) {
	t.Parallel()
	l, m := heated(t)
	args := []string{"--provider", m.spec, "--all", "--matrix", "temperature=0,0.7", "seed=1"}
	doc := l.matrix(0, args...)
	var got []string
	for _, r := range doc.Runs {
		got = append(got, fmt.Sprintf("%v %v %v %v", r.Variant, *r.Score, *r.Best, r.Reused))
	}
	want := []string{
		"map[seed:1 temperature:0] 1 true false", "map[seed:1 temperature:0.7] 0 false false",
		"map[seed:1 temperature:0] 1 true false", "map[seed:1 temperature:0.7] 0 false false",
	}
	if !slices.Equal(got, want) {
		t.Errorf("want %q, got %q", want, got)
	}
	if n := m.calls(); n != 48 {
		t.Errorf("want 48 calls, got %d", n)
	}
	before := l.git("rev-parse", "refs/notes/promptgit/results")
	for _, r := range l.matrix(0, args...).Runs {
		if !r.Reused || len(r.Results) != 12 || r.Best == nil {
			t.Errorf("want the record used again with its outputs, got %+v", r)
		}
	}
	if n := m.calls(); n != 0 || l.git("rev-parse", "refs/notes/promptgit/results") != before {
		t.Errorf("the same matrix again made %d calls, and a new record or none", n)
	}
}

func TestAVariantIsNeverTheScoreOfThePromptItself(t *testing.T) {
	t.Parallel()
	l, m := heated(t)
	l.matrix(0, "--provider", m.spec, "--all", "--matrix", "temperature=0,0.1")
	for _, args := range [][]string{{"show"}, {"log", "--format", "{{.Score}}"}, {"diff", "HEAD~1", "HEAD", "--json"}} {
		a := l.run(args...)
		if strings.Contains(a.out, "1.00") || strings.Contains(a.out, `"score":1`) {
			t.Errorf("%v shows the score of a variant:\n%s", args, a.out)
		}
	}
	l.want(1, "show")
	if got := l.git("for-each-ref", "refs/notes/promptgit/scores"); got != "" {
		t.Errorf("a line at a commit was written: %s", got)
	}
	l.ok("notes", "rebuild")
	if got := l.git("for-each-ref", "refs/notes/promptgit/scores"); got != "" {
		t.Errorf("a line at a commit was made again: %s", got)
	}
	m.calls()
	if doc := l.eval(1, "--provider", m.spec, "--all"); len(doc.Runs) != 2 || *doc.Runs[0].Score != 0 || doc.Runs[0].Reused {
		t.Errorf("want the prompt itself judged, got %+v", doc.Runs)
	}
	if n := m.calls(); n != 24 {
		t.Errorf("want the prompt itself asked, got %d calls", n)
	}
	l.want(0, "eval", "--provider", m.spec, "--all", "--matrix", "temperature=0", "--refresh") // more records of variants, and later
	var log struct{ Entries []struct{ Score *float64 } }
	l.json(0, &log, "log")
	for _, e := range log.Entries {
		if e.Score == nil || *e.Score != 0 {
			t.Errorf("want the prompt's own score 0, got %v", e.Score)
		}
	}
}

func TestTheLogOfAllRecordsTellsVariantsApart(t *testing.T) {
	t.Parallel()
	l, m := heated(t)
	l.matrix(0, "--provider", m.spec, "HEAD", "--matrix", "temperature=0,0.7")
	out := l.ok("log", "--all")
	rows := linesOf(out)
	if len(rows) != 3 || strings.Count(out, "\ttemperature=0\t-") != 1 || strings.Split(rows[1], "\t")[15] != "-" {
		t.Errorf("want a variant and the prompt itself, got\n%s", out)
	}
	if head := linesOf(l.ok("log", "--all", "--csv"))[0]; !strings.Contains(head, ",subject,variant") {
		t.Errorf("the spreadsheet has no column for them: %s", head)
	}
	if head := linesOf(l.ok("log", "--csv"))[0]; strings.Contains(head, "variant") {
		t.Errorf("the spreadsheet of versions has a column for variants: %s", head)
	}
	// What sets nothing else than the prompt does is its own record.
	if doc := l.eval(1, "HEAD", "--provider", m.spec); !doc.Runs[0].Reused || doc.Runs[0].Record == nil {
		t.Errorf("want the record of temperature=0.7 to be the prompt's own, got %+v", doc.Runs[0])
	}
}

func TestAMatrixOfModelsAsksThePromptsThatNameNone(t *testing.T) {
	t.Parallel()
	l, _ := heated(t)
	cold := l.newModel("echo right")
	warm := l.newModel("echo wrong")
	doc := l.matrix(0, "--matrix", "model="+cold.spec+","+warm.spec)
	if len(doc.Runs) != 2 || doc.Runs[0].Provider != cold.spec || *doc.Runs[0].Score != 1 || *doc.Runs[1].Score != 0 {
		t.Errorf("got %+v", doc.Runs)
	}
	if n := cold.calls() + warm.calls(); n != 24 {
		t.Errorf("want 24 calls, got %d", n)
	}
	// A variant that asks what another version asks is not paid twice.
	l.set("prompts/a.md", "---\ntemperature: 0\n---\nTell {{x}}.\n", "three")
	l.matrix(0, "HEAD~1..HEAD", "--provider", cold.spec)
	cold.calls()
	l.matrix(0, "HEAD~2..HEAD~1", "--provider", cold.spec, "--matrix", "temperature=0")
	if n := cold.calls(); n != 0 {
		t.Errorf("the same request was made %d times again", n)
	}
}

func TestARowOfAMatrixHasItsVariantCostAndLatency(t *testing.T) {
	t.Parallel()
	l, _ := heated(t)
	out := l.want(1, "eval", "--provider", "echo", "--matrix", "temperature=0,0.7", "response_format={type: json_object},text").out
	rows := linesOf(out)
	if len(rows) != 4 {
		t.Fatalf("want four rows, got\n%s", out)
	}
	for i, variant := range []string{
		`temperature=0 response_format={"type":"json_object"}`, "temperature=0 response_format=text",
		`temperature=0.7 response_format={"type":"json_object"}`, "temperature=0.7 response_format=text",
	} {
		if fields := strings.Split(rows[i], "\t"); len(fields) != 16 || fields[10] != variant || fields[11] != "$0.0000" || fields[13] != "-" {
			t.Errorf("want %s with its cost, got %q", variant, fields)
		}
	}
}

func TestAMatrixThatCannotBeIsRefused(t *testing.T) {
	t.Parallel()
	l, m := heated(t)
	l.write("own.yaml", "prompts: [hello]\nproviders: [echo]\ntests: [{vars: {a: b}}]\n")
	seeds := make([]string, 501)
	for i := range seeds {
		seeds[i] = strconv.Itoa(i)
	}
	many := "seed=" + strings.Join(seeds, ",")
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"--matrix", "role=a,b"}, "role is no parameter but a setting of promptgit.yaml"},
		{[]string{"--matrix", "suite=a"}, "suite is no parameter but another key of a prompt"},
		{[]string{"--matrix", "provider=a"}, "provider belongs to the model"},
		{[]string{"--matrix", "temperature"}, "--matrix takes KEY=LIST"},
		{[]string{"--matrix", "temperature="}, "a value is missing"},
		{[]string{"--matrix", "temperature=0,,1"}, "a value is missing"},
		{[]string{"--matrix", "temperature=1,1.0"}, "has the value 1.0 twice"},
		{[]string{"--matrix", "temperature=.nan"}, "no number that can be sent"},
		{[]string{"--matrix", "temperature=[1"}, "is no value"},
		{[]string{"--matrix", "temperature=0", "--matrix", "temperature=1"}, "stands there twice"},
		{[]string{"--matrix", "model=a,b", "--model", "c"}, "exclude each other"},
		{[]string{"--matrix", "model=a,echo,exec:x", "HEAD", "HEAD~1"}, "at most 1 arg"},
		{[]string{"--matrix", "temperature=0", "--git-bisect"}, "--matrix makes several"},
		{[]string{"--matrix", many, "stop=a,b"}, "makes 1002 columns"},
		{[]string{"--provider", m.spec, "--all", "--matrix", many}, "makes 1002 columns"},
		{[]string{"--suite", "own.yaml", "--matrix", "seed=1"}, "its own prompts and providers take no --matrix"},
		{[]string{"--provider", "echo", "--matrix", "model=m,echo:m"}, "ask prompts/a.md for the same"},
	} {
		code := 2
		if slices.Contains(c.args, "--git-bisect") {
			code = 125
		}
		if a := l.want(code, append([]string{"eval"}, c.args...)...); !strings.Contains(a.stderr, c.want) {
			t.Errorf("%v: want %q, got %s", c.args, c.want, a.stderr)
		}
	}
	if n := m.calls(); n != 0 {
		t.Errorf("%d calls were made", n)
	}
	if a := l.want(1, "eval", "--provider", "echo", "--matrix", "temprature=0"); !strings.Contains(a.stderr, `did you mean "temperature"`) {
		t.Errorf("want to be told of the slip, got %s", a.stderr)
	}
}
