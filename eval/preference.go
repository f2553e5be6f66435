package eval

import (
	"maps"
	"slices"

	"github.com/promptgit/promptgit/internal/stats"
)

// Preference sums up which of two records' outputs people find better, by case.
type Preference struct {
	Graders             []string // sorted
	Better, Worse, Same int      // cases in which the first record's output is preferred, the second's, or neither
	PValue              float64  // two-sided, of the sign test over the cases that are not Same
}

// Preferences is false where nobody compared the two records. A case has the
// mean of its samples and of its graders. Gradings of either direction count.
func Preferences(list []Grading, record, against string) (Preference, bool) {
	var p Preference
	scores := map[string]map[string][]float64{} // by case and grader
	latest := latestGrades(oriented(list, record, against))
	for by, grades := range latest {
		for _, g := range grades {
			if scores[g.Case] == nil {
				scores[g.Case] = map[string][]float64{}
			}
			scores[g.Case][by] = append(scores[g.Case][by], g.Score)
		}
	}
	for _, graders := range scores {
		var each []float64
		for _, by := range slices.Sorted(maps.Keys(graders)) {
			slices.Sort(graders[by])
			each = append(each, stats.Mean(graders[by]))
		}
		const slack = 1e-9 // halves must count as halves in spite of rounding
		switch mean := stats.Mean(each); {
		case mean > 0.5+slack:
			p.Better++
		case mean < 0.5-slack:
			p.Worse++
		default:
			p.Same++
		}
	}
	p.Graders = slices.Sorted(maps.Keys(latest))
	p.PValue = stats.NewMcNemar(p.Worse, p.Better).TwoSided
	return p, len(scores) > 0
}

// oriented keeps the gradings of a record, or those that compare it with
// another, turned so that a high score speaks for the record.
func oriented(list []Grading, record, against string) []Grading {
	var kept []Grading
	for _, g := range list {
		switch {
		case g.Record == record && g.Against == against:
			kept = append(kept, g)
		case against != "" && g.Record == against && g.Against == record:
			g.Grades = slices.Clone(g.Grades)
			for i := range g.Grades {
				g.Grades[i].Score = 1 - g.Grades[i].Score
			}
			kept = append(kept, g)
		}
	}
	return kept
}
