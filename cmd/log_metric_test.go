package cmd_test

import (
	"encoding/csv"
	"encoding/json"
	"strings"
	"testing"
)

func TestAMetricStandsInThePlaceOfTheScore(t *testing.T) {
	t.Parallel()
	l := letters(t)
	var doc struct {
		Entries []struct {
			Subject  string
			Metric   *string
			Score    *float64
			Interval *[2]float64
			Delta    *float64
			Common   *int
			Verdict  *string
			PValue   *float64 `json:"p_value"`
			MinDrop  *float64 `json:"min_drop"`
			Passed   *int
			Parents  []string
			Labels   []string
		}
	}
	if err := json.Unmarshal([]byte(l.ok("log", "--metric", "tone", "--json")), &doc); err != nil || len(doc.Entries) != 4 {
		t.Fatalf("want four rows, got %v, %v", doc, err)
	}
	v4, v3, v1 := doc.Entries[0], doc.Entries[1], doc.Entries[3]
	if *v4.Metric != "tone" || v4.Score != nil || v4.Verdict != nil || len(v4.Parents) != 1 || v4.Parents[0] != l.git("rev-parse", "HEAD~1") {
		t.Errorf("without a record there is no metric: %+v", v4)
	}
	if *v3.Score != 0 || *v3.Delta != -1 || *v3.Common != 1 || *v3.Verdict != "unknown" || v3.PValue == nil || v3.MinDrop != nil || *v3.Passed != 2 || v3.Interval == nil {
		t.Errorf("v3 lost a, which is all of the metric: %+v", v3)
	}
	if *v1.Score != 1 || v1.Delta != nil || len(v1.Parents) != 0 || strings.Join(v1.Labels, " ") != "v1.0" {
		t.Errorf("v1 is the first: %+v", v1)
	}
	if got := l.subjects("--metric", "tone", "--where", "score < 0.5"); got != "v3" {
		t.Errorf("a condition on the score means the metric, got %q", got)
	}
	rows, err := csv.NewReader(strings.NewReader(l.ok("log", "--metric", "tone", "--graph", "--csv", "-n", "2"))).ReadAll()
	if err != nil || len(rows) != 3 {
		t.Fatalf("want a header and two rows, got %v, %v", rows, err)
	}
	if head := strings.Join(rows[0][13:17], " "); head != "subject metric parents tone" || rows[2][9] != "0" || rows[2][14] != "tone" || rows[2][15] != l.git("rev-parse", "HEAD~2") {
		t.Errorf("got %v", rows)
	}
	if got := l.ok("log", "--metric", "tone", "--format", "{{.Subject}} {{.Metric}} {{.Score}}", "-n", "2"); got != "v4 tone <nil>\nv3 tone 0\n" {
		t.Errorf("--format: got %q", got)
	}
	if a := l.want(2, "log", "--metric", "tune"); !strings.Contains(a.stderr, `--metric: no record has a metric "tune"`) || !strings.Contains(a.stderr, `did you mean "tone"?`) {
		t.Errorf("got %s", a.stderr)
	}
	if a := abc(t, "a b c").want(2, "log", "--metric", "tone"); !strings.Contains(a.stderr, "no record here names a metric") {
		t.Errorf("got %s", a.stderr)
	}
	if a := newLab(t).want(0, "log", "--metric", "tone", "--graph", "--where", "score < 1"); a.out != "" {
		t.Errorf("an empty repository has an empty log, got %q", a.out)
	}
}

func TestARowInAPipeNamesLabelsAndBreaks(t *testing.T) {
	t.Parallel()
	l := abc(t, "a b c", "a b")
	l.git("tag", "v1", "HEAD~1")
	l.ok("eval", "HEAD~1")
	l.write("suites/p.yaml", strings.Replace(suiteABC, "value: b", "value: z", 1))
	l.run("eval", "HEAD")
	rows := strings.Split(strings.TrimSpace(l.ok("log")), "\n")
	newest, first := strings.Split(rows[0], "\t"), strings.Split(rows[1], "\t")
	if len(newest) != 19 || newest[17] != "-" || newest[18] != "suite changed" || first[17] != "v1" || first[18] != "-" {
		t.Errorf("got %q", rows)
	}
	if got := l.ok("log", "--graph"); !strings.Contains(got, "●  ") || !strings.Contains(got, "─── suite changed: not comparable before this (delta over 2 of 3 cases) ───") || strings.Contains(got, "\x1b") {
		t.Errorf("a graph is drawn in a pipe too, without color: %s", got)
	}
	var doc struct{ Entries []struct{ Labels []string } }
	if err := json.Unmarshal([]byte(l.ok("log", "--json")), &doc); err != nil || doc.Entries[0].Labels == nil || doc.Entries[1].Labels[0] != "v1" {
		t.Errorf("got %+v, %v", doc, err)
	}
}
