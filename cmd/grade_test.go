package cmd_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/promptgit/promptgit/cmd"
	"github.com/promptgit/promptgit/internal/ui"
)

type sheetDoc struct {
	Schema, Rev, Prompt, Record string
	Seed                        uint64
	Items                       []struct {
		Key, Output string
		Vars        map[string]any
	}
}

// graded is a judged prompt that repeats its input. The cases are named so that
// nothing but the name tells them apart from the vars.
func graded(t *testing.T) *lab {
	t.Helper()
	l := newLab(t)
	l.write("promptgit.yaml", "version: 1\nprovider: echo\n")
	l.write("suites/p.yaml", `tests:
  - {id: secret-one, vars: {q: alpha}, assert: [{type: contains, value: alpha, failure: lost}]}
  - {id: secret-two, vars: {q: beta}, assert: [{type: contains, value: beta, failure: lost}]}
  - {id: secret-three, vars: {q: gamma}, assert: [{type: contains, value: nothing, failure: lost}]}
`)
	l.set("prompts/p.md", "Say {{ q }}\n", "first")
	l.want(1, "eval", "HEAD")
	return l
}

// atTerminal runs promptgit with a terminal on stdin on which lines are typed.
func (l *lab) atTerminal(ctx context.Context, in io.Reader, args ...string) answer {
	l.t.Helper()
	var out, stderr bytes.Buffer
	app := &cmd.App{
		Streams: ui.Streams{In: in, Out: &out, Err: &stderr, InTTY: true, ErrTTY: true, Width: 80},
		Dir:     l.dir, Env: append(l.env, "NO_COLOR=1"), Now: l.now, HTTP: &http.Client{}, Version: "1.2.3",
	}
	code := cmd.Run(ctx, app, args)
	return answer{code, out.String(), stderr.String()}
}

func (l *lab) typed(lines string, args ...string) answer {
	l.t.Helper()
	return l.atTerminal(l.t.Context(), strings.NewReader(lines), append([]string{"grade"}, args...)...)
}

// gradings are the lines that stand beside the record of HEAD's prompt.
func (l *lab) gradings() []map[string]any {
	l.t.Helper()
	var list []map[string]any
	for _, line := range linesOf(l.git("notes", "--ref", "promptgit/results", "show", "HEAD:prompts/p.md")) {
		var doc map[string]any
		if err := json.Unmarshal([]byte(line), &doc); err != nil {
			l.t.Fatalf("%v in %q", err, line)
		}
		if doc["grading"] != nil {
			list = append(list, doc)
		}
	}
	return list
}

func (l *lab) journals() []string {
	l.t.Helper()
	list, err := filepath.Glob(filepath.Join(l.dir, ".git", "promptgit", "grades", "*"))
	if err != nil {
		l.t.Fatal(err)
	}
	return list
}

type humanRow struct {
	Dimensions []dimensionRow
	Failures   map[string]int
	Score      *float64
	Human      *struct {
		Graders []string
		Cases   int
		Between struct {
			Share *float64
			N     int
		} `json:"agreement_graders"`
		Verdict struct {
			Share *float64
			N     int
		} `json:"agreement_verdict"`
	}
}

func (l *lab) human(args ...string) humanRow {
	l.t.Helper()
	var doc struct{ Entries []humanRow }
	l.json(0, &doc, append([]string{"log"}, args...)...)
	return doc.Entries[0]
}

func TestASheetIsBlindAndInAnOrderThatASeedRepeats(t *testing.T) {
	t.Parallel()
	l := graded(t)
	var doc, again, other sheetDoc
	l.json(0, &doc, "grade", "--seed", "1")
	if doc.Schema != "promptgit.grade/v1" || doc.Prompt != "prompts/p.md" || doc.Seed != 1 || len(doc.Items) != 3 || doc.Rev != l.git("rev-parse", "HEAD") {
		t.Fatalf("got %+v", doc)
	}
	if text := l.ok("grade", "--seed", "1", "--json"); strings.Contains(text, "secret") || strings.Contains(text, "echo") || strings.Contains(text, "pass") {
		t.Errorf("the sheet tells the case, the model or the verdict: %s", text)
	}
	orders := map[string]bool{}
	for seed := range 20 {
		l.json(0, &other, "grade", "--seed", strconv.Itoa(seed))
		orders[fmt.Sprint(other.Items[0].Key, other.Items[1].Key)] = true
	}
	if len(orders) < 4 {
		t.Errorf("20 seeds give %d of 6 orders", len(orders))
	}
	l.json(0, &again, "grade", "--seed", "1")
	if diff := cmp.Diff(doc, again); diff != "" {
		t.Error(diff)
	}
	for _, item := range doc.Items {
		if item.Output != "Say "+fmt.Sprint(item.Vars["q"]) {
			t.Errorf("got %+v", item)
		}
	}
}

func TestGradingAtATerminal(t *testing.T) {
	t.Parallel()
	l := graded(t)
	a := l.typed("p\nf made up\n1\nnonsense\n?\n6.5 quite good\n", "--name", "Ada", "--seed", "1")
	if a.code != 0 || !strings.Contains(a.out, "3 grades stored as Ada\nhuman score 0.55 ") {
		t.Fatalf("got %+v", a)
	}
	for _, tell := range []string{"secret", "echo", "FAIL"} {
		if strings.Contains(a.stderr, tell) {
			t.Errorf("the grader sees %q:\n%s", tell, a.stderr)
		}
	}
	for _, want := range []string{"--- 3 of 3 ---", "\"nonsense\" is no grade", "Enter for none (1 lost)> ", "output\n  Say "} {
		if !strings.Contains(a.stderr, want) {
			t.Errorf("want %q in\n%s", want, a.stderr)
		}
	}
	if list := l.gradings(); len(list) != 1 || list[0]["by"] != "Ada" || len(list[0]["grades"].([]any)) != 3 {
		t.Errorf("got %v", l.gradings())
	}
	if left := l.journals(); len(left) != 0 {
		t.Errorf("the journal stays: %v", left)
	}
	row := l.human()
	if row.Human == nil || row.Human.Cases != 3 || row.Human.Verdict.N != 3 || row.Human.Between.N != 0 || row.Human.Between.Share != nil {
		t.Errorf("got %+v", row.Human)
	}
	if row.Failures["lost"] == 0 || *row.Score > 0.67 {
		t.Errorf("the kind of failure counts, the score does not move: %+v", row)
	}
	if a := l.typed("", "--name", "Ada"); a.code != 0 || !strings.Contains(a.stderr, "Ada has graded all 3 outputs of this record; --again asks again") {
		t.Errorf("got %+v", a)
	}
	text := l.ok("show")
	for _, want := range []string{"\t0.65\t-\n", "\t0.00\t-\n", ": 0 (lost): made up (Ada)\n", "graded  secret-", ": 6.5: quite good (Ada)\n"} {
		if !strings.Contains(text, want) {
			t.Errorf("want %q in\n%s", want, text)
		}
	}
	if a := l.typed("10\n10\n10\n", "--name", "Ada", "--again"); a.code != 0 || len(l.gradings()) != 2 {
		t.Errorf("got %+v", a)
	}
	if row := l.human(); *row.Dimensions[0].Score != 1 || row.Human.Cases != 3 || row.Failures["lost"] != 1 {
		t.Errorf("the later grade counts: %+v", row)
	}
	l.git("fsck", "--strict")
}

func TestBackSkipAndQuit(t *testing.T) {
	t.Parallel()
	l := graded(t)
	a := l.typed("b\np\nb\n3\nwordy\ns\nq\n", "--name", "Ada", "--seed", "1")
	if a.code != 0 || !strings.Contains(a.out, "1 grade stored as Ada") {
		t.Fatalf("got %+v", a)
	}
	for _, want := range []string{"this is the first one", "you said 10", "2 outputs left: promptgit grade " + l.git("rev-parse", "--short=7", "HEAD") + " --prompt prompts/p.md --name Ada goes on"} {
		if !strings.Contains(a.stderr, want) {
			t.Errorf("want %q in\n%s", want, a.stderr)
		}
	}
	grade := l.gradings()[0]["grades"].([]any)[0].(map[string]any)
	if grade["s"] != 0.3 || grade["f"] != "wordy" {
		t.Errorf("got %v", grade)
	}
	if a := l.typed("p\np\n", "--name", "Ada"); !strings.Contains(a.stderr, "2 outputs of prompts/p.md") || strings.Contains(a.stderr, "left") {
		t.Errorf("only what is left is asked: %s", a.stderr)
	}
}

// typing begins a session of Ada's at a terminal that stays open.
func (l *lab) typing(text string) (interrupt context.CancelFunc, ended <-chan answer) {
	l.t.Helper()
	ctx, cancel := context.WithCancel(l.t.Context())
	in, keys := io.Pipe()
	l.t.Cleanup(func() { keys.Close() }) //nolint:errcheck // in memory
	end := make(chan answer)
	go func() { end <- l.atTerminal(ctx, in, "grade", "--name", "Ada") }()
	if _, err := io.WriteString(keys, text); err != nil {
		l.t.Fatal(err)
	}
	return cancel, end
}

func TestAnInterruptLosesNoGrade(t *testing.T) {
	t.Parallel()
	l := graded(t)
	cancel, ended := l.typing("p\n")
	eventually(t, "the answer is on the disk", func() bool { return len(l.journals()) == 1 })
	cancel()
	if a := <-ended; a.code != 130 || !strings.Contains(a.out, "1 grade stored as Ada") || !strings.Contains(a.stderr, "interrupted") {
		t.Errorf("got %+v", a)
	}
	if n := len(l.gradings()); n != 1 || len(l.journals()) != 0 {
		t.Errorf("%d gradings, journals %v", n, l.journals())
	}
}

// The files as they are while a question waits are what a killed process leaves,
// perhaps with half a line.
func TestTheNextSessionTakesOverWhatAKilledOneLeft(t *testing.T) {
	t.Parallel()
	l := graded(t)
	cancel, ended := l.typing("p fine\nf\ntone\n")
	eventually(t, "both answers are on the disk", func() bool {
		list := l.journals()
		return len(list) == 1 && lines(t, list[0]) == 2
	})
	left := l.at(l.beside("killed"))
	if err := os.CopyFS(left.dir, os.DirFS(l.dir)); err != nil {
		t.Fatal(err)
	}
	cancel()
	<-ended
	f, err := os.OpenFile(left.journals()[0], os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err = f.WriteString(`{"k":"half`); err != nil || f.Close() != nil {
		t.Fatal(err)
	}
	if a := left.typed("q\n", "--name", "Bob"); a.code != 0 || a.out != "" || len(left.journals()) != 1 {
		t.Errorf("another grader has nothing to do with it: %+v", a)
	}
	a := left.typed("8\n", "--name", "Ada")
	if a.code != 0 || !strings.Contains(a.stderr, "1 output of prompts/p.md") || !strings.Contains(a.stderr, "2 grades of an earlier session that was cut off: kept") {
		t.Errorf("got %+v", a)
	}
	if list := left.gradings(); len(list) != 1 || len(list[0]["grades"].([]any)) != 3 || len(left.journals()) != 0 {
		t.Errorf("got %v, %v", list, left.journals())
	}
}

func TestGradesOfTwoPeopleInTwoClonesMergeWithoutLoss(t *testing.T) {
	t.Parallel()
	l := graded(t)
	sheet := l.ok("grade", "--json")
	b := l.at(l.beside("other"))
	l.git("clone", "-q", l.dir, b.dir)
	b.git("fetch", "-q", "origin", "refs/notes/promptgit/*:refs/notes/promptgit/*")
	a := b.typed("p\n", "--name", "Bob")
	if a.code != 1 || !strings.Contains(a.stderr, "are not in this clone") || !strings.Contains(a.stderr, "--sheet FILE") {
		t.Errorf("got %+v", a)
	}
	b.write("sheet.json", sheet)
	if a = b.typed("q\n", "--name", "Bob", "--sheet", "sheet.json"); !strings.Contains(a.stderr, " --sheet sheet.json --name Bob goes on") {
		t.Errorf("what goes on must find the sheet again: %s", a.stderr)
	}
	if a = b.typed("p\np\nf\nmade up\n", "--name", "Bob", "--sheet", "sheet.json", "--seed", "3"); a.code != 0 || !strings.Contains(a.stderr, "output\n  Say ") {
		t.Fatalf("got %+v", a)
	}
	l.typed("p\np\np\n", "--name", "Ada")
	l.git("fetch", "-q", b.dir, "refs/notes/promptgit/results:refs/notes/theirs")
	l.git("notes", "--ref", "promptgit/results", "merge", "-q", "-s", "cat_sort_uniq", "refs/notes/theirs")
	row := l.human()
	if diff := cmp.Diff([]string{"Ada", "Bob"}, row.Human.Graders); diff != "" {
		t.Error(diff)
	}
	if row.Human.Between.N != 3 || *row.Human.Between.Share < 0.66 || *row.Human.Between.Share > 0.67 || row.Failures["made up"] != 1 {
		t.Errorf("got %+v", row)
	}
	names := map[string]float64{}
	for _, d := range row.Dimensions {
		names[d.Name] = *d.Score
	}
	want := map[string]float64{"human": names["human"], "human:Ada": 1, "human:Bob": names["human:Bob"]}
	if diff := cmp.Diff(want, names); diff != "" || names["human"] != 5.0/6 {
		t.Errorf("%s %v", diff, names)
	}
	text := l.ok("show")
	if !strings.Contains(text, "graded by Ada, Bob: 3 cases; they agree with the assertions in ") || !strings.Contains(text, "; with each other in 67 % of 3\n") {
		t.Errorf("got\n%s", text)
	}
	if diff := l.ok("diff", "HEAD", "HEAD", "--prompt", "prompts/p.md"); !strings.Contains(diff, "after graded by Ada, Bob") || !strings.Contains(diff, "human\t0.83\t") {
		t.Errorf("got\n%s", diff)
	}
	l.want(0, "notes", "fsck")
	l.want(0, "notes", "rebuild")
	if l.human().Human == nil {
		t.Error("fsck and rebuild lose grades")
	}
}

func TestALinkedWorktreeSharesTheGrades(t *testing.T) {
	t.Parallel()
	l := graded(t)
	linked := l.at(l.beside("linked"))
	l.git("worktree", "add", "-q", linked.dir)
	if a := linked.typed("p\nq\n", "--name", "Ada"); a.code != 0 {
		t.Fatalf("got %+v", a)
	}
	if a := l.typed("p\np\n", "--name", "Ada"); !strings.Contains(a.stderr, "2 outputs") || l.human().Human.Cases != 3 {
		t.Errorf("got %+v", a)
	}
}

func TestWhatCannotBeGradedIsSaid(t *testing.T) {
	t.Parallel()
	l := graded(t)
	for _, c := range []struct {
		code int
		args []string
		want string
	}{
		{2, nil, "grading by hand takes a terminal"},
		{2, []string{"--json", "--import", "-"}, "exclude each other"},
		{2, []string{"--json", "--sheet", "x"}, "--sheet is for grading by hand"},
		{2, []string{"--import", "gone.jsonl", "--name", "Ada"}, "there is no file gone.jsonl"},
		{2, []string{"--import", "-"}, "say who grades with --name NAME"},
		{2, []string{"--import", "-", "--name", "Ada"}, "stdin holds no grades"},
		{2, []string{"--json", "--name", "A\nB"}, "--name holds a line break"},
		{2, []string{"--json", "--prompt", "no*"}, "no prompt matches"},
		{1, []string{"--json", "--suite", "suites/other.yaml"}, "there is no record"},
		{4, []string{"--json", "nowhere"}, "nowhere"},
	} {
		if a := l.want(c.code, append([]string{"grade"}, c.args...)...); !strings.Contains(a.stderr, c.want) {
			t.Errorf("%v: want %q, got %s", c.args, c.want, a.stderr)
		}
	}
	l.write("suites/q.yaml", "tests: [{assert: [{type: contains, value: Say}]}]\n")
	l.ok("eval", "HEAD", "--suite", "suites/q.yaml")
	if a := l.want(2, "grade", "--json"); !strings.Contains(a.stderr, "records of 2 suites") || !strings.Contains(a.stderr, "--suite") {
		t.Errorf("got %s", a.stderr)
	}
	l.ok("grade", "--json", "--suite", "suites/q.yaml")
	l.set("prompts/q.md", "Q\n", "another")
	l.want(1, "eval", "HEAD", "--prompt", "prompts/q.md", "--suite", "suites/q.yaml")
	if a := l.want(2, "grade", "--json"); !strings.Contains(a.stderr, "2 prompts have records") {
		t.Errorf("got %s", a.stderr)
	}
	if err := os.RemoveAll(filepath.Join(l.dir, ".git", "promptgit", "outputs")); err != nil {
		t.Fatal(err)
	}
	if a := l.want(1, "grade", "--json", "--prompt", "prompts/q.md"); !strings.Contains(a.stderr, "promptgit eval "+l.git("rev-parse", "--short=7", "HEAD")+" --prompt prompts/q.md --refresh") {
		t.Errorf("got %s", a.stderr)
	}
}
