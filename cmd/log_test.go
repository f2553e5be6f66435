package cmd_test

import (
	"encoding/csv"
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// logDoc is what log --json prints, as a script reads it.
type logDoc struct {
	Schema  string
	Entries []logRow
}

type logRow struct {
	Rev, Time, Author, Subject, Prompt string
	Changes                            []string
	Score                              *float64
	Interval                           *[2]float64
	Passed, Total                      *int
	Delta                              *float64
	PValue                             *float64 `json:"p_value"`
	Verdict                            *string
	Failed                             []string
	NewFailed                          []string `json:"new_failed"`
	Quality                            *float64
	CostUSD                            *float64 `json:"cost_usd"`
	Tokens                             *int
	LatencyP50                         *int64 `json:"latency_p50_ms"`
	Simulated                          bool
	Allowed                            string
	Suite, Provider, Model, Record     *string
	ModelChanged                       *bool `json:"model_changed"`
}

// rows are the subject, the prompt and the changes of each row.
func (d logDoc) rows() [][]string {
	rows := [][]string{}
	for _, e := range d.Entries {
		rows = append(rows, append([]string{e.Subject, e.Prompt}, e.Changes...))
	}
	return rows
}

func (l *lab) log(args ...string) logDoc {
	l.t.Helper()
	var doc logDoc
	l.json(0, &doc, append([]string{"log"}, args...)...)
	if doc.Schema != "promptgit.log/v1" {
		l.t.Errorf("schema %q", doc.Schema)
	}
	return doc
}

func wantRows(t *testing.T, doc logDoc, want ...[]string) {
	t.Helper()
	if diff := cmp.Diff(want, doc.rows()); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
}

// fields are all fields of a row of log --json.
func fields() []string {
	return strings.Fields("rev time author subject prompt changes score interval passed total delta p_value verdict failed " +
		"new_failed quality metrics dimensions failures human cost_usd tokens latency_p50_ms simulated allowed suite provider model record variant " +
		"delta_interval mid_p test reason common cases clusters min_drop needed_cases needed_repeats worth_repeats suite_changed model_changed moved metric parents labels squash")
}

const suiteABC = `metrics: {tone: {weight: 1}}
tests:
  - {id: a, assert: [{type: contains, value: a, metric: tone}]}
  - {id: b, assert: [{type: contains, value: b}]}
  - {assert: [{type: contains, value: c}]}
`

// abc is a repository whose prompt holds letters, and whose suite asks for a, b
// and c.
func abc(t *testing.T, texts ...string) *lab {
	t.Helper()
	l := newLab(t)
	l.write("suites/p.yaml", suiteABC)
	l.write("promptgit.yaml", "version: 1\nprovider: echo\n")
	for i, text := range texts {
		l.set("prompts/p.md", text+"\n", "v"+string(rune('1'+i)))
	}
	return l
}

func TestALogRowTellsWhatAnIterationDid(t *testing.T) {
	t.Parallel()
	l := abc(t, "a b c", "a b")
	l.git("commit", "-q", "--amend", "-m", "v2\n\nPromptgit-Allow: a drill")
	l.run("eval", "--all")
	rows := l.log().Entries
	if len(rows) != 2 {
		t.Fatalf("want two rows, got %+v", rows)
	}
	got, first := rows[0], rows[1]
	want := logRow{
		Rev: l.git("rev-parse", "HEAD"), Time: "2025-11-22T07:00:00+01:00", Author: "Ada", Subject: "v2", Prompt: "prompts/p.md",
		Changes: []string{"block:user/1"}, Score: new(2.0 / 3), Interval: got.Interval, Passed: new(2), Total: new(3),
		Delta: new(-1.0 / 3), PValue: new(1.0), Verdict: new("unknown"), Failed: []string{"Row 3"}, NewFailed: []string{"Row 3"},
		Quality: new(10.0), CostUSD: new(0.0), Tokens: new(0), LatencyP50: got.LatencyP50, Allowed: "a drill",
		Suite: new("suites/p.yaml"), Provider: new("echo"), Model: new(""), Record: got.Record, ModelChanged: new(false),
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
	if got.Interval == nil || got.Interval[0] >= 2.0/3 || got.Record == nil {
		t.Errorf("interval %v, record %v", got.Interval, got.Record)
	}
	if first.Delta != nil || first.PValue != nil || first.Verdict != nil || len(first.Changes) != 0 {
		t.Errorf("a first version is compared with nothing, got %+v", first)
	}
}

func TestWithoutARecordValuesAreNullAndListsEmpty(t *testing.T) {
	t.Parallel()
	var doc struct{ Entries []map[string]any }
	l := abc(t, "a b c")
	l.json(0, &doc, "log")
	row := doc.Entries[0]
	for _, name := range fields() {
		if _, ok := row[name]; !ok {
			t.Errorf("%s is left out", name)
		}
		delete(row, name)
	}
	if len(row) > 0 {
		t.Errorf("fields that nobody documents: %v", row)
	}
	l.json(0, &doc, "log")
	for _, name := range strings.Fields("score interval passed total delta p_value verdict quality cost_usd tokens latency_p50_ms suite provider model record") {
		if v := doc.Entries[0][name]; v != nil {
			t.Errorf("%s: want null, got %v", name, v)
		}
	}
	for _, name := range strings.Fields("changes failed new_failed") {
		if v, ok := doc.Entries[0][name].([]any); !ok || len(v) > 0 {
			t.Errorf("%s: want an empty list, got %v", name, doc.Entries[0][name])
		}
	}
}

func TestTheHistoryIsFollowedThroughMovesAndDeletions(t *testing.T) {
	t.Parallel()
	l := abc(t, "a b c and a text that is long enough to be known again")
	l.git("mv", "prompts/p.md", "prompts/q.md")
	l.commit("rename")
	l.set("prompts/q.md", "a b and a text that is long enough to be known again\n", "edit")
	l.git("mv", "prompts", "texts")
	l.write("promptgit.yaml", "version: 1\nprovider: echo\nprompts: [{path: texts/**, suite: suites/p.yaml}]\n")
	l.commit("move the folder")
	l.git("rm", "-q", "texts/q.md")
	l.commit("delete")
	l.set("texts/q.md", "a b c again\n", "back")
	wantRows(
		t, l.log(),
		[]string{"back", "texts/q.md", "block:user/1"},
		[]string{"edit", "prompts/q.md", "block:user/1"},
		[]string{"v1", "prompts/p.md"},
	)
	wantRows(
		t, l.log("HEAD~4", "--prompt", "prompts/q.md"),
		[]string{"v1", "prompts/p.md"},
	)
	wantRows(
		t, l.log("-n", "1", "--prompt", "texts/*"),
		[]string{"back", "texts/q.md", "block:user/1"},
	)
	if a := l.want(2, "log", "--prompt", "nothing/*"); !strings.Contains(a.stderr, "hint:") {
		t.Errorf("no hint: %s", a.stderr)
	}
}

func TestAMergeThatTakesOneSideIsNoIteration(t *testing.T) {
	t.Parallel()
	l := abc(t, "one\n\ntwo\n\nthree", "one\n\ntwo!\n\nthree")
	l.git("checkout", "-q", "-b", "side", "HEAD~1")
	l.set("prompts/p.md", "one!\n\ntwo\n\nthree\n", "side")
	l.git("checkout", "-q", "main")
	l.git("merge", "-q", "-s", "ours", "-m", "ours", "side")
	l.set("prompts/p.md", "one\n\ntwo!\n\nthree!\n", "after")
	doc := l.log()
	subjects := map[string][]string{}
	for _, e := range doc.Entries {
		subjects[e.Subject] = e.Changes
	}
	want := map[string][]string{"after": {"block:user/3"}, "side": {"block:user/1"}, "v2": {"block:user/2"}, "v1": {}}
	if diff := cmp.Diff(want, subjects); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
	l.git("checkout", "-q", "-b", "both", "HEAD~2")
	l.git("merge", "-q", "-m", "both", "side")
	wantRows(t, l.log("-n", "1"), []string{"both", "prompts/p.md", "block:user/1"})
}

func TestARepositoryWithoutCommitsHasAnEmptyLog(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	if out := l.ok("log"); out != "" {
		t.Errorf("want nothing, got %q", out)
	}
	if out := l.ok("log", "--json"); !strings.Contains(out, `"entries": []`) && !strings.Contains(out, `"entries":[]`) {
		t.Errorf("want an empty list, got %s", out)
	}
	l.git("init", "-q", "--bare", l.beside("bare.git"))
	wantRows(t, l.at(l.beside("bare.git")).log(), [][]string{}...)
}

func TestTheLogIsTheSameInABareCloneAndASubdirectory(t *testing.T) {
	t.Parallel()
	l := abc(t, "a b c", "a b")
	l.run("eval", "--all")
	want := l.ok("log", "--json")
	l.write("deep/down/x.txt", "")
	if got := l.at("deep/down").ok("log", "--json"); got != want {
		t.Errorf("in a subdirectory: %s", cmp.Diff(want, got))
	}
	if rows := l.at("prompts").log("--prompt", "p.md").Entries; len(rows) != 2 {
		t.Errorf("a glob counts from where the user stands too, got %v", rows)
	}
	l.git("clone", "-q", "--bare", ".", l.beside("bare.git"))
	bare := l.at(l.beside("bare.git"))
	bare.git("fetch", "-q", "origin", "+refs/notes/promptgit/*:refs/notes/promptgit/*")
	if got := bare.ok("log", "--json"); got != want {
		t.Errorf("in a bare clone: %s", cmp.Diff(want, got))
	}
}

func TestSeveralRecordsOfAVersion(t *testing.T) {
	t.Parallel()
	l := abc(t, "a b c", "a b")
	l.write("suites/strict.yaml", "tests: [{id: z, assert: [{type: contains, value: z}]}]\n")
	m := l.newModel(`printf '%s' "$in"`)
	l.run("eval", "--all")
	l.run("eval", "--all", "--suite", "suites/strict.yaml")
	l.run("eval", "HEAD", "--provider", m.spec, "--repeat", "2")
	doc := l.log()
	if len(doc.Entries) != 2 || *doc.Entries[0].Provider != m.spec || *doc.Entries[1].Suite != "suites/p.yaml" {
		t.Errorf("the record with the most samples stands for a version: %s", l.ok("log", "--json"))
	}
	if e := doc.Entries[0]; e.Delta == nil || e.ModelChanged == nil || !*e.ModelChanged || doc.Entries[1].ModelChanged != nil {
		t.Errorf("with another model's record it is a model comparison, and says so: %+v", e)
	}
	var all []string
	for _, e := range l.log("--all").Entries {
		all = append(all, e.Subject+" "+*e.Suite+" "+strings.TrimPrefix(*e.Provider, "exec:/"))
	}
	want := []string{
		"v2 suites/p.yaml " + strings.TrimPrefix(m.spec, "exec:/"), "v2 suites/strict.yaml echo", "v2 suites/p.yaml echo",
		"v1 suites/strict.yaml echo", "v1 suites/p.yaml echo",
	}
	if diff := cmp.Diff(want, all); diff != "" {
		t.Errorf("newest record first, want -, got +:\n%s", diff)
	}
	for range 5 {
		if again := l.log("--all"); cmp.Diff(again, l.log("--all")) != "" {
			t.Fatal("the order changes from run to run")
		}
	}
}

func TestARecordOfANewerFormatIsKeptAndSkipped(t *testing.T) {
	t.Parallel()
	l := abc(t, "a b c")
	l.ok("eval", "HEAD")
	blob := l.git("rev-parse", "HEAD:prompts/p.md")
	line := l.git("notes", "--ref", "promptgit/results", "show", blob)
	newer := strings.Replace(line, `"v":1`, `"v":99`, 1)
	l.git("notes", "--ref", "promptgit/results", "append", "-m", newer, blob)
	l.git("notes", "--ref", "promptgit/results", "append", "-m", "not json at all", blob)
	if rows := l.log("--all").Entries; len(rows) != 1 || *rows[0].Score != 1 {
		t.Errorf("want the one record that can be read, got %+v", rows)
	}
	l.ok("eval", "HEAD", "--refresh")
	note := l.git("notes", "--ref", "promptgit/results", "show", blob)
	for _, kept := range []string{line, newer, "not json at all"} {
		if !strings.Contains(note, kept) {
			t.Errorf("%.40s was dropped", kept)
		}
	}
}

func TestAVersionThatCannotBeParsedIsShownAndTold(t *testing.T) {
	t.Parallel()
	l := abc(t, "a b c", "---\nmodel: [\n---\na b", "a b")
	a := l.want(0, "log", "--json")
	var doc logDoc
	if err := json.Unmarshal([]byte(a.out), &doc); err != nil || len(doc.Entries) != 3 {
		t.Fatalf("want three rows, got %v %s", err, a.out)
	}
	l.run("eval", "--all")
	if rows := l.log().Entries; rows[1].Score != nil || rows[0].Score == nil || rows[2].Score == nil {
		t.Errorf("want records of the two that can be parsed, got %+v", rows)
	}
}

func TestASpreadsheetCellIsNeverAFormula(t *testing.T) {
	t.Parallel()
	l := abc(t, "a b c")
	for _, subject := range []string{"=HYPERLINK(\"http://x\")", "+1", "-1", "@x", "plain, \"quoted\""} {
		l.set("prompts/p.md", "a b "+subject+"\n", subject)
	}
	l.run("eval", "--all")
	rows, err := csv.NewReader(strings.NewReader(l.ok("log", "--csv"))).ReadAll()
	if err != nil || len(rows) != 7 {
		t.Fatalf("want a header and six rows, got %v, %v", rows, err)
	}
	header := "version,date,prompt,change,cases_passed,cases_total,failed,failure_types,quality,score,cost_usd,latency_p50_ms,simulated,subject," +
		"tone,tone_low,tone_high,tone_n,tone_delta,tone_p,tone_verdict"
	if got := strings.Join(rows[0], ","); got != header {
		t.Errorf("header: %s", got)
	}
	subjects := []string{}
	for _, row := range rows[1:] {
		subjects = append(subjects, row[13])
		for _, cell := range row {
			if cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r") {
				t.Errorf("a spreadsheet would run %q", cell)
			}
		}
	}
	want := []string{"plain, \"quoted\"", "'@x", "'-1", "'+1", "'=HYPERLINK(\"http://x\")", "v1"}
	if diff := cmp.Diff(want, subjects); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
	if got := strings.Join(rows[1][4:10], "|"); got != "2|3|Row 3||10|0.6667" {
		t.Errorf("got %s", got)
	}
}

func TestALogFormatTakesTheFieldsOfARow(t *testing.T) {
	t.Parallel()
	l := abc(t, "a b c", "a b")
	if got := l.ok("log", "--format", "{{.Subject}}|{{.Score}}|{{len .Changes}}"); got != "v2|<nil>|1\nv1|<nil>|0\n" {
		t.Errorf("without records: %q", got)
	}
	l.run("eval", "--all")
	if got := l.ok("log", "--format", "{{.Subject}} {{.Score}} {{.Passed}}/{{.Total}} {{.Verdict}}"); got != "v2 0.6666666666666666 2/3 unknown\nv1 1 3/3 <nil>\n" {
		t.Errorf("with records: %q", got)
	}
	for _, bad := range []string{"{{", "{{.Nope}}"} {
		if a := l.want(2, "log", "--format", bad); !strings.Contains(a.stderr, "hint:") {
			t.Errorf("%s: no hint in %s", bad, a.stderr)
		}
	}
	for _, args := range [][]string{{"--json", "--csv"}, {"-n", "-1"}, {"--prompt", "["}, {"nowhere", "else"}} {
		l.want(2, append([]string{"log"}, args...)...)
	}
	l.want(4, "log", "nowhere")
}

func TestALogOfSeveralPromptsKeepsThemApart(t *testing.T) {
	t.Parallel()
	l := abc(t, "a b c")
	l.write("suites/q.yaml", suiteABC)
	l.set("prompts/q.md", "a\n", "new")
	l.write("prompts/q.md", "a b\n")
	l.set("prompts/p.md", "a b\n", "both")
	l.run("eval", "--all")
	doc := l.log()
	wantRows(
		t, doc,
		[]string{"both", "prompts/p.md", "block:user/1"},
		[]string{"both", "prompts/q.md", "block:user/1"},
		[]string{"new", "prompts/q.md"},
		[]string{"v1", "prompts/p.md"},
	)
	if *doc.Entries[0].Delta >= 0 || *doc.Entries[1].Delta <= 0 {
		t.Errorf("each is compared with its own: %v, %v", *doc.Entries[0].Delta, *doc.Entries[1].Delta)
	}
	wantRows(t, l.log("--prompt", "prompts/q.md", "-n", "1"), []string{"both", "prompts/q.md", "block:user/1"})
}
