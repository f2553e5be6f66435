package parity

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// four is a configuration of so many tests, of which the last two hold two
// assertions.
func four() Config {
	c := Config{Name: "x-0", Prompts: []string{"{{out}}"}}
	for i := range 4 {
		asserts := []object{assertion("equals", "a")}
		if i > 1 {
			asserts = append(asserts, assertion("not-regex", "b"))
		}
		c.Tests = append(c.Tests, test("o", asserts...))
	}
	return c
}

func TestDisagreementsAreCountedByTypeAndTold(t *testing.T) {
	t.Parallel()
	yes, no := Assert{"equals", true, 1}, Assert{"equals", false, 0}
	not := Assert{"not-regex", true, 1}
	for _, c := range []struct {
		name      string
		want, got Verdict
		row       int
		counts    string // equals same/all, regex same/all
		told      string
	}{
		{"the same", Verdict{Pass: true, Score: 1, Asserts: []Assert{yes}}, Verdict{Pass: true, Score: 1 + 1e-12, Asserts: []Assert{yes}}, 0, "1/1 0/0", ""},
		{"another verdict", Verdict{Pass: true, Score: 1, Asserts: []Assert{yes}}, Verdict{Asserts: []Assert{no}}, 0, "0/1 0/0", "pass false, want true; score 0, want 1; assertion 0"},
		{"one of two", Verdict{Score: 0.5, Asserts: []Assert{no, not}}, Verdict{Score: 0.5, Asserts: []Assert{no, yes}}, 2, "1/1 0/1", "assertion 1"},
		{"one too many", Verdict{Score: 0.5, Asserts: []Assert{no}}, Verdict{Score: 0.5, Asserts: []Assert{no, not}}, 2, "1/1 0/0", "2 assertions, want 1"},
		{"an error for a fail", Verdict{Asserts: []Assert{no, not}}, Verdict{Error: "why"}, 2, "0/1 0/1", `error "why"`},
		{"a fail for an error", Verdict{Error: "why"}, Verdict{Asserts: []Assert{no, not}}, 2, "0/1 0/1", `want "why"`},
		{"both errors", Verdict{Error: "why"}, Verdict{Error: "because"}, 2, "1/1 1/1", ""},
		{"a metric", Verdict{Metrics: map[string]float64{"m": 1}, Asserts: []Assert{no}}, Verdict{Metrics: map[string]float64{"n": 1}, Asserts: []Assert{no}}, 0, "1/1 0/0", `metric "m" 0, want 1; metric "n" is not wanted`},
	} {
		var a Agreement
		row := Row{c.row, 0}
		a.Compare(four(), map[Row]Verdict{row: c.want}, map[Row]Verdict{row: c.got})
		told := ""
		if len(a.Disagreements) > 0 {
			told = a.Disagreements[0].Difference
		}
		if !strings.HasPrefix(told, c.told) && !strings.Contains(told, c.told) || (told == "") != (c.told == "") {
			t.Errorf("%s: told %q", c.name, told)
		}
		var counts []string
		for _, typ := range []string{"equals", "regex"} {
			n := Count{}
			if a.Types[typ] != nil {
				n = *a.Types[typ]
			}
			counts = append(counts, fmt.Sprintf("%d/%d", n.Same, n.All))
		}
		if got := strings.Join(counts, " "); got != c.counts {
			t.Errorf("%s: counts %s, want %s", c.name, got, c.counts)
		}
	}
	var a Agreement
	a.Compare(four(), map[Row]Verdict{{0, 0}: {}}, nil)
	if a.Tests != (Count{0, 1}) || !strings.Contains(a.Disagreements[0].Difference, "missing") {
		t.Errorf("a row that is missing: %+v", a)
	}
}

func TestWhatIsRefusedIsLeftOutForTheOthers(t *testing.T) {
	t.Parallel()
	answers := []string{
		`{"schema":"promptgit.error/v1","message":"m","diagnostics":[{"path":"x-0.json","line":3,"message":"no"},{"path":"x-0.json","line":4,"message":"nor this"}]}`,
		`{"schema":"promptgit.eval/v1","runs":[{"results":[{"index":0,"pass":true,"score":1},{"index":1,"error":"e"}]}]}`,
	}
	var sizes []int
	got, err := Judge(four(), func(files map[string][]byte, file string) ([]byte, error) {
		sizes = append(sizes, strings.Count(string(files[file]), "providerOutput"))
		return []byte(answers[len(sizes)-1]), nil
	})
	if err != nil {
		t.Fatal(err)
	}
	want := map[Row]Verdict{{0, 0}: {Pass: true, Score: 1}, {1, 0}: {Error: "refused: no"}, {2, 0}: {Error: "refused: nor this"}, {3, 0}: {Error: "e"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
	if diff := cmp.Diff([]int{4, 2}, sizes); diff != "" {
		t.Error(diff)
	}
}

func TestARefusalWithoutATestIsAnError(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]string{
		"a place outside":    `{"schema":"promptgit.error/v1","diagnostics":[{"path":"x-0.json","line":1,"message":"no"}]}`,
		"no place":           `{"schema":"promptgit.error/v1","message":"not trusted"}`,
		"no document at all": `panic`,
	} {
		if _, err := Judge(four(), func(map[string][]byte, string) ([]byte, error) { return []byte(answer), nil }); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	broken := errors.New("broken")
	if _, err := Judge(four(), func(map[string][]byte, string) ([]byte, error) { return nil, broken }); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
}

func TestTheResultsOfPromptfooAreRead(t *testing.T) {
	t.Parallel()
	got, err := ReadPromptfoo([]byte(`{"results":{"results":[
		{"testIdx":1,"promptIdx":0,"failureReason":2,"success":false,"score":0,"error":"Error: x\n  at y","namedScores":{}},
		{"testIdx":0,"promptIdx":0,"failureReason":1,"success":false,"score":0.5,"error":"no","namedScores":{"m":0.5},"gradingResult":{"componentResults":[
			{"pass":false,"score":0,"metadata":{"assertionSet":{"threshold":1}}},{"pass":true,"score":1,"assertion":{"type":"not-equals"}}]}}]}}`))
	if err != nil {
		t.Fatal(err)
	}
	want := map[Row]Verdict{
		{0, 0}: {Score: 0.5, Metrics: map[string]float64{"m": 0.5}, Asserts: []Assert{{Type: "assert-set"}, {"not-equals", true, 1}}},
		{1, 0}: {Error: "Error: x", Metrics: map[string]float64{}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
}
