package parity

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestASeedGivesTheSameConfigurations(t *testing.T) {
	t.Parallel()
	one, two, other := Generate(7), Generate(7), Generate(8)
	for i, c := range one {
		if diff := cmp.Diff(c.Files(nil), two[i].Files(nil)); diff != "" {
			t.Errorf("%s differs:\n%s", c.Name, diff)
		}
	}
	if one[0].Sum() == other[0].Sum() {
		t.Error("another seed gives the same tests")
	}
}

func TestEveryTypeHasTestsEnough(t *testing.T) {
	t.Parallel()
	count, negated := map[string]int{}, map[string]int{}
	all := 0
	for _, c := range Generate(RecordedSeed) {
		for _, test := range c.Tests {
			for _, typ := range test.Types {
				base, not := strings.CutPrefix(typ, "not-")
				count[base]++
				all++
				if not {
					negated[base]++
				}
			}
		}
	}
	for typ, least := range map[string]int{
		"equals": 150, "contains": 80, "icontains": 80, "contains-any": 40, "contains-all": 40, "icontains-any": 40, "icontains-all": 40, "starts-with": 70,
		"regex": 200, "is-json": 200, "contains-json": 200, "is-xml": 80, "contains-xml": 80, "is-html": 100, "contains-html": 100, "is-sql": 100, "contains-sql": 90,
		"levenshtein": 80, "rouge-n": 90, "bleu": 90, "gleu": 90, "word-count": 100, "is-refusal": 100, "finish-reason": 20, "tool-call-f1": 100, "guardrails": 10,
		"cost": 20, "latency": 8, "perplexity": 3, "assert-set": 200, "max-score": 50, "javascript": 250,
	} {
		if count[typ] < least {
			t.Errorf("%s: %d assertions, want %d", typ, count[typ], least)
		}
		if typ != "assert-set" && typ != "max-score" && negated[typ] == 0 {
			t.Errorf("not-%s: none", typ)
		}
	}
	if all < 3000 {
		t.Errorf("%d assertions", all)
	}
}

func TestEveryTestHasItsLines(t *testing.T) {
	t.Parallel()
	for _, c := range Generate(RecordedSeed) {
		if !json.Valid(c.Files(nil)[c.File()]) {
			t.Errorf("%s is no JSON", c.File())
		}
		leaveOut := map[int]bool{1: true, 4: true}
		files := c.Files(leaveOut)
		name := c.File()
		if c.Header != nil {
			name = c.Name + ".csv"
		}
		lines := bytes.Split(files[name], []byte("\n"))
		for i, test := range c.Tests {
			if i > 8 && i%40 > 0 && i+1 < len(c.Tests) {
				continue // enough to be told
			}
			first, _, _ := strings.Cut(test.String(), "\n")
			found := false
			for n, line := range lines {
				found = found || c.At(name, n+1, leaveOut) == i && strings.HasPrefix(string(line), first)
			}
			if found == leaveOut[i] {
				t.Fatalf("%s: test %d is found: %v", c.Name, i, found)
			}
		}
		if at := c.At(name, 1, nil); at >= 0 {
			t.Errorf("%s: the first line is test %d", c.Name, at)
		}
	}
}

func TestARecordingComesBack(t *testing.T) {
	t.Parallel()
	c := Config{Name: "x-0", Prompts: []string{"a", "b"}, Tests: []Test{{Object: object{}}, {Object: object{}}}}
	r := Recording{}
	r.Add(c, map[Row]Verdict{
		{1, 1}: {Error: "why"}, {0, 0}: {Pass: true, Score: 0.25, Metrics: map[string]float64{"m": 1}}, {1, 0}: {},
		{0, 1}: {Asserts: []Assert{{Type: "equals", Pass: true, Score: 1e-8}}},
	})
	back, err := ReadRecording(r.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[Row]Verdict{
		{0, 0}: {Pass: true, Score: 0.25, Metrics: map[string]float64{"m": 1}}, {0, 1}: {Asserts: []Assert{{Type: "equals", Pass: true, Score: 1e-8}}},
		{1, 0}: {}, {1, 1}: {Error: "error"},
	}, back["x-0"].Rows(c)); diff != "" {
		t.Error(diff)
	}
}
