package parity

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// tolerance is how far scores may lie apart.
const tolerance = 1e-9

// Agreement counts what two sets of verdicts have in common.
type Agreement struct {
	Types         map[string]*Count // assertions by type, without "not-"
	Tests         Count             // rows: pass, score, error and metrics as well as every assertion
	Disagreements []Disagreement
}

// Count is how many of all agree.
type Count struct{ Same, All int }

// Disagreement is a row with everything that explains it.
type Disagreement struct {
	Config     string
	Row        Row
	Test       string // as it is written
	Want, Got  Verdict
	Difference string
}

// Compare adds the rows of a configuration.
func (a *Agreement) Compare(c Config, want, got map[Row]Verdict) {
	if a.Types == nil {
		a.Types = map[string]*Count{}
	}
	for _, row := range Rows(want) {
		w, g := want[row], got[row]
		test := c.Tests[row.Test]
		differences := rowDifferences(w, g)
		if _, ok := got[row]; !ok {
			differences = append(differences, "the row is missing")
		}
		same := a.asserts(test, w, g)
		differences = append(differences, same...)
		a.Tests.All++
		if len(differences) == 0 {
			a.Tests.Same++
			continue
		}
		a.Disagreements = append(a.Disagreements, Disagreement{c.Name, row, test.String(), w, g, strings.Join(differences, "; ")})
	}
}

func rowDifferences(w, g Verdict) []string {
	if (w.Error != "") != (g.Error != "") {
		return []string{fmt.Sprintf("error %q, want %q", g.Error, w.Error)}
	}
	var list []string
	if w.Pass != g.Pass {
		list = append(list, fmt.Sprintf("pass %v, want %v", g.Pass, w.Pass))
	}
	if !near(w.Score, g.Score) {
		list = append(list, fmt.Sprintf("score %v, want %v", g.Score, w.Score))
	}
	for name, score := range w.Metrics {
		if other, ok := g.Metrics[name]; !ok || !near(score, other) {
			list = append(list, fmt.Sprintf("metric %q %v, want %v", name, other, score))
		}
	}
	for name := range g.Metrics {
		if _, ok := w.Metrics[name]; !ok {
			list = append(list, fmt.Sprintf("metric %q is not wanted", name))
		}
	}
	slices.Sort(list)
	return list
}

// asserts compares the assertions of a row one by one. Of a row that could not
// be judged there are none: each of the test's agrees if both say so.
func (a *Agreement) asserts(t Test, w, g Verdict) []string {
	if w.Error != "" || g.Error != "" {
		for _, typ := range t.Types {
			a.count(typ, w.Error != "" && g.Error != "")
		}
		return nil
	}
	var differences []string
	for i, want := range w.Asserts {
		same := i < len(g.Asserts)
		if same {
			got := g.Asserts[i]
			same = got.Type == want.Type && got.Pass == want.Pass && near(got.Score, want.Score)
		}
		if !same {
			differences = append(differences, fmt.Sprintf("assertion %d is not %+v", i, want))
		}
		a.count(want.Type, same)
	}
	if len(g.Asserts) > len(w.Asserts) {
		differences = append(differences, fmt.Sprintf("%d assertions, want %d", len(g.Asserts), len(w.Asserts)))
	}
	return differences
}

func (a *Agreement) count(typ string, same bool) {
	typ = strings.TrimPrefix(typ, "not-")
	c := a.Types[typ]
	if c == nil {
		c = &Count{}
		a.Types[typ] = c
	}
	c.All++
	if same {
		c.Same++
	}
}

// All counts the assertions of all types.
func (a *Agreement) All() (all Count) {
	for _, c := range a.Types {
		all.Same += c.Same
		all.All += c.All
	}
	return all
}

// Share is how many agree, in percent; 100 of none.
func (c Count) Share() float64 {
	if c.All == 0 {
		return 100
	}
	return 100 * float64(c.Same) / float64(c.All)
}

func near(a, b float64) bool { return math.Abs(a-b) <= tolerance || a == b }
