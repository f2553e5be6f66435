package cmd_test

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/promptgit/promptgit/cmd"
	"github.com/promptgit/promptgit/internal/ui"
)

type dimensionRow struct {
	Name          string
	Weight, Score *float64
	Interval      *[2]float64
	N, Common     int
	Delta         *float64
	DeltaInterval *[2]float64 `json:"delta_interval"`
	PValue        *float64    `json:"p_value"`
	Adjusted      *float64    `json:"p_adjusted"`
	Verdict       *string
}

// dimensionLab is a prompt whose second version loses what makes the tone, in
// eight cases, and half of the form; 'facts' is asked of one case alone.
func dimensionLab(t *testing.T) *lab {
	t.Helper()
	l := newLab(t)
	l.write("promptgit.yaml", "version: 1\nprovider: echo\n")
	var b strings.Builder
	b.WriteString("metrics: {tone: {weight: 2}, 'a|b': {weight: 0}}\ntests:\n")
	for i := range 8 {
		fmt.Fprintf(&b, "  - id: c%d\n    vars: {n: %d}\n    assert:\n", i, i)
		fmt.Fprintf(&b, "      - {type: contains, value: please, metric: tone, failure: rude}\n")
		fmt.Fprintf(&b, "      - {type: contains-any, value: [x%d, dot], metric: form, failure: shape}\n", i%2)
	}
	b.WriteString("  - {id: fact, assert: [{type: contains, value: x0, metric: facts}]}\n")
	l.write("suites/p.yaml", b.String())
	l.set("prompts/p.md", "please {{ n }} x0 dot\n", "kind")
	l.set("prompts/p.md", "{{ n }} x0\n", "terse")
	l.run("eval", "--all")
	return l
}

func TestTheLogComparesEveryMetric(t *testing.T) {
	t.Parallel()
	l := dimensionLab(t)
	var doc struct {
		Entries []struct {
			Metrics    map[string]float64
			Dimensions []dimensionRow
			Failures   map[string]int
		}
	}
	l.json(0, &doc, "log")
	got := doc.Entries[0]
	if diff := cmp.Diff(map[string]float64{"tone": 0, "form": 0.5, "facts": 1}, got.Metrics); diff != "" {
		t.Errorf("metrics stay what they were: %s", diff)
	}
	if diff := cmp.Diff(map[string]int{"rude": 8, "shape": 4}, got.Failures); diff != "" {
		t.Error(diff)
	}
	tone, facts := got.Dimensions[0], got.Dimensions[1]
	if tone.Name != "tone" || *tone.Weight != 2 || tone.N != 8 || tone.Common != 8 || *tone.Score != 0 || *tone.Delta != -1 {
		t.Errorf("got %+v", tone)
	}
	if *tone.PValue != 0.0078125 || *tone.Adjusted != 0.0234375 || *tone.Verdict != "worse" || tone.Interval[0] != 0 {
		t.Errorf("2/256, and three times that: %+v", tone)
	}
	if facts.Name != "facts" || facts.N != 1 || facts.Common != 1 || *facts.Verdict != "unknown" {
		t.Errorf("a metric of one case is paired over it alone: %+v", facts)
	}
	for _, d := range doc.Entries[1].Dimensions {
		if d.Delta != nil || d.PValue != nil || d.Adjusted != nil || d.Verdict != nil || d.DeltaInterval != nil || d.Common != 0 {
			t.Errorf("the first version has nothing before it: %+v", d)
		}
	}
	rows, err := csv.NewReader(strings.NewReader(l.ok("log", "--csv"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	cells := map[string]string{}
	for i, name := range rows[0] {
		cells[name] = rows[1][i]
	}
	if cells["failure_types"] != "rude 8; shape 4" || cells["tone_delta"] != "-1" || cells["tone_verdict"] != "worse" || cells["form_n"] != "8" || cells["facts"] != "1" {
		t.Errorf("got %v", cells)
	}
	if row := strings.Split(strings.SplitN(l.ok("log"), "\n", 2)[0], "\t"); row[12] != "tone -1.00 worse, form -0.50 unknown" {
		t.Errorf("got %q", row)
	}
}

func TestATypeThatIsNamedLaterIsCountedFromCachedAnswers(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	m := l.newModel("echo no")
	l.write("suites/p.yaml", "tests: [{assert: [{type: equals, value: 'yes', metric: form}]}]\n")
	l.set("prompts/p.md", "Say yes.\n", "first")
	types := func() string {
		rows, err := csv.NewReader(strings.NewReader(l.ok("log", "--csv"))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		return rows[1][7]
	}
	l.want(1, "eval", "HEAD", "--provider", m.spec)
	if got := types(); got != "form 1" || m.calls() != 1 {
		t.Errorf("without a type the metrics stand there, got %q", got)
	}
	l.write("suites/p.yaml", "tests: [{assert: [{type: equals, value: 'yes', metric: form, failure: disobeys}]}]\n")
	l.want(1, "eval", "HEAD", "--provider", m.spec)
	if got := types(); got != "disobeys 1" || m.calls() != 0 {
		t.Errorf("got %q", got)
	}
	if r := l.eval(1, "HEAD", "--provider", m.spec).Runs[0]; !r.Reused {
		t.Errorf("the next one is used again: %+v", r)
	}
}

func TestShowDiffAndEvalTellTheSameDimensions(t *testing.T) {
	t.Parallel()
	l := dimensionLab(t)
	var show struct {
		Records []struct {
			Dimensions []dimensionRow
			Failures   map[string]int
		}
	}
	var diff struct {
		Prompts []struct {
			Dimensions []dimensionRow
			FailuresA  map[string]int `json:"failures_a"`
			FailuresB  map[string]int `json:"failures_b"`
		}
	}
	var run struct {
		Runs []struct {
			Dimensions []dimensionRow
			Failures   map[string]int
			Results    []struct {
				Asserts []struct{ Type, Failure string }
			}
		}
	}
	l.json(0, &show, "show")
	l.json(0, &diff, "diff", "HEAD~1")
	l.json(1, &run, "eval", "HEAD", "--refresh")
	want := show.Records[0].Dimensions
	if len(want) != 3 || *want[0].Verdict != "worse" {
		t.Fatalf("got %+v", want)
	}
	for name, got := range map[string][]dimensionRow{"diff": diff.Prompts[0].Dimensions, "eval": run.Runs[0].Dimensions} {
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
	failures := map[string]int{"rude": 8, "shape": 4}
	for name, got := range map[string]map[string]int{
		"show": show.Records[0].Failures, "diff": diff.Prompts[0].FailuresB, "eval": run.Runs[0].Failures,
	} {
		if d := cmp.Diff(failures, got); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
	if got := diff.Prompts[0].FailuresA; got == nil || len(got) != 0 {
		t.Errorf("nothing failed before: %v", got)
	}
	if got := run.Runs[0].Results[0].Asserts; got[0].Failure != "rude" || got[1].Failure != "" {
		t.Errorf("got %+v", got)
	}
	text := l.ok("diff", "HEAD~1")
	for _, line := range []string{
		"tone\t0.00\t[0.00, 0.32]\t8\t-1.00\t[-1.00, -0.26]\t0.0234\tworse\n", "types of failure, in cases: rude 0 -> 8; shape 0 -> 4\n",
	} {
		if !strings.Contains(text, line) {
			t.Errorf("want %q in\n%s", line, text)
		}
	}
	if text := l.ok("show"); !strings.Contains(text, "FAIL contains, tone (rude): ") || !strings.Contains(text, "form\t0.50\t") {
		t.Errorf("got\n%s", text)
	}
}

func TestMetricsFitATerminalOfEightyColumns(t *testing.T) {
	t.Parallel()
	l := dimensionLab(t)
	for _, width := range []int{80, 120} {
		for _, args := range [][]string{{"log"}, {"show"}, {"diff", "HEAD~1"}, {"eval", "HEAD"}} {
			var out, stderr strings.Builder
			app := &cmd.App{
				Streams: ui.Streams{In: strings.NewReader(""), Out: &out, Err: &stderr, OutTTY: true, Width: width},
				Dir:     l.dir, Env: append(l.env, "NO_COLOR=1"), Now: l.now, HTTP: &http.Client{}, Version: "1.2.3",
			}
			if code := cmd.Run(t.Context(), app, args); code > 1 {
				t.Fatalf("%v: exit %d, %s", args, code, stderr.String())
			}
			for _, line := range strings.Split(out.String(), "\n") {
				if strings.Contains(line, "output:") || strings.Contains(line, "FAIL ") || strings.HasPrefix(line, "commit ") || strings.HasPrefix(line, "prompts/") {
					continue // prose wraps
				}
				if ui.Width(line) > width {
					t.Errorf("%v takes %d of %d columns: %q", args, ui.Width(line), width, line)
				}
			}
			if !strings.Contains(out.String(), "tone ") {
				t.Errorf("%v does not tell the metrics:\n%s", args, out.String())
			}
		}
	}
}
