package cmd_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
)

// clusteredSuite has 24 cases from so many documents.
func clusteredSuite(documents int, failing string) string {
	var b strings.Builder
	b.WriteString("tests:\n")
	for i := range 24 {
		b.WriteString("  - {cluster: doc" + string(rune('a'+i%documents)) + ", vars: {n: n" + string(rune('a'+i)) + "}, assert: [{type: not-contains, value: '" + failing + "'}]}\n")
	}
	return b.String()
}

type comparedEntry struct {
	Verdict       *string     `json:"verdict"`
	Interval      *[2]float64 `json:"interval"`
	DeltaInterval *[2]float64 `json:"delta_interval"`
	PValue        *float64    `json:"p_value"`
	MidP          *float64    `json:"mid_p"`
	Test          *string     `json:"test"`
	Common        *int        `json:"common"`
	Cases         *int        `json:"cases"`
	Clusters      *int        `json:"clusters"`
	Needed        *int        `json:"needed_cases"`
	ModelChanged  *bool       `json:"model_changed"`
	SuiteChanged  *bool       `json:"suite_changed"`
	Reason        *string     `json:"reason"`
	Moved         []any       `json:"moved"`
}

func (l *lab) entries(args ...string) []comparedEntry {
	l.t.Helper()
	var doc struct{ Entries []comparedEntry }
	if err := json.Unmarshal([]byte(l.ok(append([]string{"log", "--json"}, args...)...)), &doc); err != nil {
		l.t.Fatal(err)
	}
	return doc.Entries
}

// twoVersions has two versions: the second repeats a word that its cases may not hold.
func twoVersions(t *testing.T, suite string) *lab {
	t.Helper()
	l := newLab(t)
	l.write("promptgit.yaml", "version: 1\nprovider: echo\nprompts: [{path: 'prompts/*.md', suite: suites/s.yaml}]\n")
	l.write("suites/s.yaml", suite)
	l.set("prompts/p.md", "Case {{ n }}.\n", "one")
	l.set("prompts/p.md", "Case {{ n }}, and Case {{ n }}.\n", "two")
	l.run("eval", "--all")
	return l
}

func TestClustersReachLogDiffShowAndEval(t *testing.T) {
	t.Parallel()
	l := twoVersions(t, clusteredSuite(4, "na, and"))
	e := l.entries()[0]
	if e.Clusters == nil || *e.Clusters != 4 || e.Interval != nil || e.DeltaInterval != nil || *e.Test != "permutation" || e.MidP != nil || *e.Verdict != "unknown" {
		t.Errorf("four clusters: %+v", e)
	}
	if e.Needed == nil || *e.Needed < 59*6 || *e.Common != 24 || *e.Cases != 24 {
		t.Errorf("59 clusters of six cases at least: %+v", e)
	}
	for name, out := range map[string]string{
		"diff": l.ok("diff", "HEAD~1"), "show": l.ok("show"), "log on a terminal": l.terminal("log").out, "log": l.ok("log"), "eval": l.run("eval", "HEAD").stderr,
	} {
		if !strings.Contains(out, "too few clusters (4 of 10)") {
			t.Errorf("%s does not say that there are too few clusters:\n%s", name, out)
		}
	}
	many := twoVersions(t, clusteredSuite(12, "na, and"))
	e = many.entries()[0]
	if *e.Clusters != 12 || e.DeltaInterval == nil || e.Interval == nil {
		t.Errorf("twelve clusters: %+v", e)
	}
	if out := many.ok("show"); !strings.Contains(out, "the cases form 12 clusters: interval and p value go by clusters") {
		t.Errorf("got\n%s", out)
	}
}

func TestClustersNamedLaterHoldForOldRecords(t *testing.T) {
	t.Parallel()
	suite := clusteredSuite(12, "na, and")
	bare := suite
	for _, doc := range strings.Split("abcdefghijkl", "") {
		bare = strings.ReplaceAll(bare, "cluster: doc"+doc+", ", "")
	}
	l := twoVersions(t, bare)
	if e := l.entries()[0]; e.Clusters != nil || e.MidP == nil || *e.Test != "mcnemar" {
		t.Fatalf("no clusters yet: %+v", e)
	}
	before := l.git("notes", "--ref", "promptgit/results", "list")
	l.write("suites/s.yaml", suite)
	l.run("eval", "--all") // one version is judged again, and tells the clusters for both
	entries := l.entries()
	if *entries[0].Clusters != 12 || *entries[1].Clusters != 12 {
		t.Errorf("got %+v and %+v", entries[0], entries[1])
	}
	if after := l.git("notes", "--ref", "promptgit/results", "list"); strings.Count(after, "\n") != strings.Count(before, "\n") {
		t.Errorf("notes of other blobs:\n%s\n%s", before, after)
	}
	records := l.ok("log", "--all")
	l.run("eval", "--all")
	if again := l.ok("log", "--all"); again != records || strings.Count(records, "\n") != 3 {
		t.Errorf("want one record more and then none:\n%s", again)
	}
}

func TestAChangedModelIsAModelComparison(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.write("promptgit.yaml", "version: 1\nprompts: [{path: 'prompts/*.md', suite: suites/s.yaml}]\n")
	l.write("suites/s.yaml", "tests: [{vars: {n: a}, assert: [{type: contains, value: a}]}, {vars: {n: b}, assert: [{type: contains, value: b}]}]\n")
	l.set("prompts/p.md", "---\nmodel: echo\n---\nCase {{ n }}.\n", "one")
	l.set("prompts/p.md", "---\nmodel: demo\n---\nCase {{ n }}.\n", "another model")
	l.run("eval", "--all")
	e := l.entries()[0]
	if e.Verdict == nil || !*e.ModelChanged || *e.SuiteChanged || *e.Common != 2 {
		t.Fatalf("got %+v", e)
	}
	for name, out := range map[string]string{"show": l.ok("show"), "diff": l.ok("diff", "HEAD~1"), "log": l.ok("log"), "the note": l.git("log", "--notes=promptgit/scores")} {
		if !strings.Contains(out, "model comparison") && !strings.Contains(out, "other model") {
			t.Errorf("%s does not say that models are compared:\n%s", name, out)
		}
	}
}

func TestAComparisonSaysOverHowManyCases(t *testing.T) {
	t.Parallel()
	l := twoVersions(t, clusteredSuite(24, "na, and"))
	more := clusteredSuite(24, "na, and") + "  - {vars: {n: new}, assert: [{type: contains, value: new}]}\n"
	l.write("suites/s.yaml", more)
	l.set("prompts/p.md", "Case {{ n }}!\n", "three")
	l.run("eval", "HEAD")
	e := l.entries()[0]
	if !*e.SuiteChanged || *e.Common != 24 || *e.Cases != 25 || len(e.Moved) != 0 {
		t.Errorf("got %+v", e)
	}
	for name, out := range map[string]string{"show": l.ok("show"), "diff": l.ok("diff", "HEAD~1"), "log": l.ok("log")} {
		if !strings.Contains(out, "compared over 24 of 25 cases") {
			t.Errorf("%s:\n%s", name, out)
		}
	}
}

func TestRecordsFarApartHaveNoVerdict(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.write("promptgit.yaml", "version: 1\nprovider: exec:./model.sh\neval: {max_age: 30d}\nprompts: [{path: 'prompts/*.md', suite: suites/s.yaml}]\n")
	l.script("model.sh", "cat")
	l.write("suites/s.yaml", clusteredSuite(24, "and"))
	l.set("prompts/p.md", "Case {{ n }}.\n", "one")
	l.run("eval", "HEAD", "--provider", "exec:./model.sh")
	before := l.now
	l.now = func() time.Time { return before().AddDate(0, 0, 60) }
	l.set("prompts/p.md", "Case {{ n }} and more.\n", "two")
	l.run("eval", "HEAD", "--provider", "exec:./model.sh")
	e := l.entries()[0]
	if *e.Verdict != "unknown" || e.Reason == nil || !strings.Contains(*e.Reason, "judged 60 days apart, more than eval.max_age (30 days)") || *e.PValue > 0.001 {
		t.Fatalf("got %+v", e)
	}
	for name, out := range map[string]string{"show": l.ok("show"), "diff": l.ok("diff", "HEAD~1"), "log": l.ok("log")} {
		if !strings.Contains(out, "judged 60 days apart") {
			t.Errorf("%s:\n%s", name, out)
		}
	}
	l.write("promptgit.yaml", "version: 1\nprovider: exec:./model.sh\neval: {max_age: 90d}\nprompts: [{path: 'prompts/*.md', suite: suites/s.yaml}]\n")
	if e := l.entries()[0]; *e.Verdict != "worse" || e.Reason != nil {
		t.Errorf("within 90 days: %+v", e)
	}
}
