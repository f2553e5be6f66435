package eval_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/promptgit/promptgit/eval"
)

func clusters(s *eval.Suite) []string {
	var names []string
	for i := range s.Cases {
		names = append(names, s.Cases[i].Cluster)
	}
	return names
}

func TestACaseNamesItsCluster(t *testing.T) {
	t.Parallel()
	f := files{
		"s.yaml": `defaultTest: {cluster: the rest}
tests:
  - {cluster: " manual.pdf ", vars: {a: [x, y]}}
  - {cluster: 12, vars: {a: 1}}
  - {vars: {a: 2}}
  - file://more.csv
  - file://more.jsonl
`,
		"more.csv":   "a,__cluster\n1,report.pdf\n2,\n3,  report.pdf  \n",
		"more.jsonl": `{"vars": {"a": 7}, "cluster": "letter"}` + "\n" + `{"vars": {"a": 8}}` + "\n",
	}
	s := f.parse(t, "s.yaml")
	want := []string{"manual.pdf", "manual.pdf", "12", "the rest", "report.pdf", "the rest", "report.pdf", "letter", "the rest"}
	if diff := cmp.Diff(want, clusters(s)); diff != "" {
		t.Error(diff)
	}
	if _, isVar := s.Cases[4].Vars.Get("__cluster"); isVar {
		t.Error("the column is a var too")
	}
}

func TestAClusterIsNoPartOfWhatIsJudged(t *testing.T) {
	t.Parallel()
	with := files{"s.yaml": `tests: [{cluster: c, vars: {a: 1}, assert: [{type: equals, value: x}]}]`}.parse(t, "s.yaml")
	without := files{"s.yaml": `tests: [{vars: {a: 1}, assert: [{type: equals, value: x}]}]`}.parse(t, "s.yaml")
	if with.Key() != without.Key() || with.Cases[0].Key != without.Cases[0].Key {
		t.Error("the keys differ")
	}
}

func TestClustersThatHaveNoPlainNameAreRefused(t *testing.T) {
	t.Parallel()
	f := files{
		"s.yaml": `tests:
  - {vars: {a: 1}, cluster: "{{ a }}"}
  - {vars: {a: 1}, cluster: "  "}
  - {vars: {a: 1}, cluster: [a]}
  - {vars: {a: 1}, cluster: ` + strings.Repeat("a", 201) + `}
  - {vars: {a: 1}, clusters: a}
  - file://t.csv
`,
		"t.csv": "a,__cluster\n1,\"x\ny\"\n",
	}
	wantText(t, `
s.yaml:2:20: cluster is a template | give what its cases come from a plain name, such as cluster: manual.pdf
s.yaml:3:20: cluster is empty | give what its cases come from a plain name, such as cluster: manual.pdf
s.yaml:4:29: cluster must be a text, not a list | 
s.yaml:5:20: cluster is longer than 200 characters | give what its cases come from a plain name, such as cluster: manual.pdf
s.yaml:6:20: unknown key "clusters" in test | did you mean "cluster"?
t.csv:2:3: the cell of __cluster holds a line break or a control character | give what its cases come from a plain name, such as cluster: manual.pdf
`, f.problems(t, "s.yaml"))
}

func TestARecordKeepsTheClustersOfItsCases(t *testing.T) {
	t.Parallel()
	run := newRun([]sample{pass()}, []sample{fail()}, []sample{pass()})
	run.Column.Suite.Cases[0].Cluster, run.Column.Suite.Cases[1].Cluster = "manual", "manual"
	r := eval.NewRecord(run, meta)
	if line := r.Encode(); strings.Count(line, `"g":"manual"`) != 2 {
		t.Error(line)
	}
	back, err := eval.DecodeRecord(r.Encode())
	if err != nil || back.Encode() != r.Encode() || back.Clusters() != 2 {
		t.Errorf("%d clusters: %v", back.Clusters(), err)
	}
	if r.Interval() != nil || eval.Summarize(run).Interval != nil {
		t.Error("two clusters have an interval")
	}
}

func TestARecordFromBeforeTheClustersIsJudgedAgain(t *testing.T) {
	t.Parallel()
	record := func(first string) (eval.Record, *eval.Suite) {
		run := newRun([]sample{pass()}, []sample{pass()})
		run.Column.Suite.Cases[0].Cluster = first
		return eval.NewRecord(run, meta), run.Column.Suite
	}
	old, none := record("")
	named, some := record("manual")
	other, _ := record("letter")
	for name, row := range map[string]struct {
		record eval.Record
		suite  *eval.Suite
		want   bool
	}{
		"no clusters":       {old, none, true},
		"named later":       {old, some, false},
		"named":             {named, some, true},
		"renamed":           {other, some, false},
		"named no longer":   {named, none, true},
		"learned of a peer": {old.InClusters(named.ClusterNames()), some, true},
		"of the suite":      {old.InClusters(some.ClusterNames()), some, true},
	} {
		if got := row.record.Answers(eval.Column{Suite: row.suite, Repeat: 1}); got != row.want {
			t.Errorf("%s: got %v", name, got)
		}
	}
}
