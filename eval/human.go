package eval

import (
	"maps"
	"slices"
	"strings"

	"github.com/promptgit/promptgit/internal/stats"
)

// Human is the dimension of what people said: the mean over the graders of a
// case. HumanBy and a name is that of one grader.
const (
	Human   = "human"
	HumanBy = "human:"
)

// graderRank is 0 for a metric, 1 for the mean of the graders, 2 for one of
// them.
func graderRank(name string) int {
	switch {
	case name == Human:
		return 1
	case strings.HasPrefix(name, HumanBy):
		return 2
	}
	return 0
}

// WithGradings gives the record with what people said of its outputs, as
// dimensions of its cases. Gradings of other records, and those that compare two,
// do not count. Neither the score nor the quality changes, nor the record's line.
func (r Record) WithGradings(list []Grading) Record {
	if list = oriented(list, r.ID, ""); len(list) == 0 {
		return r
	}
	at := make(map[string]int, len(r.Cases))
	for i, c := range r.Cases {
		at[c.Key] = i
	}
	r.Cases = slices.Clone(r.Cases)
	scores := map[int]map[string][]float64{} // by case and grader
	failures := map[int]map[string]bool{}
	for by, grades := range latestGrades(list) {
		for _, g := range grades {
			i, ok := at[g.Case]
			if !ok {
				continue
			}
			if scores[i] == nil {
				scores[i], failures[i] = map[string][]float64{}, map[string]bool{}
			}
			scores[i][by] = append(scores[i][by], g.Score)
			if g.Failure != "" {
				failures[i][g.Failure] = true
			}
		}
	}
	for i, graders := range scores {
		c := &r.Cases[i]
		c.Human = map[string]float64{}
		var each []float64
		for _, by := range slices.Sorted(maps.Keys(graders)) { // sorted, as the order of a sum shows in its last digit
			slices.Sort(graders[by])
			mean := stats.Mean(graders[by])
			c.Human[HumanBy+by] = mean
			each = append(each, mean)
		}
		c.Human[Human] = stats.Mean(each)
		c.HumanFailures = slices.Sorted(maps.Keys(failures[i]))
	}
	return r
}

// Grades sums up what people said of a record.
type Grades struct {
	Graders []string  // sorted
	Cases   int       // with a grade of anybody
	Between Agreement // of graders with each other: pairs of them that graded the same case
	Verdict Agreement // of people with the assertions, over judged cases
}

// Agreement counts how often two sides said the same: pass or fail.
type Agreement struct{ Same, Of int }

// Share is the part of the cases in which both sides agree, nil for none.
func (a Agreement) Share() *float64 {
	if a.Of == 0 {
		return nil
	}
	return new(float64(a.Same) / float64(a.Of))
}

func (a *Agreement) add(x, y bool) {
	a.Of++
	if x == y {
		a.Same++
	}
}

// Grades is false where nobody graded the record.
func (r Record) Grades() (Grades, bool) {
	var sum Grades
	names := map[string]bool{}
	for _, c := range r.Cases {
		if len(c.Human) == 0 {
			continue
		}
		sum.Cases++
		var each []float64
		for name, score := range c.Human {
			if by, ok := strings.CutPrefix(name, HumanBy); ok {
				names[by] = true
				each = append(each, score)
			}
		}
		for i := range each {
			for j := range i {
				sum.Between.add(HumanPass(each[i]), HumanPass(each[j]))
			}
		}
		if c.Judged() {
			sum.Verdict.add(HumanPass(c.Human[Human]), c.Passed())
		}
	}
	sum.Graders = slices.Sorted(maps.Keys(names))
	return sum, sum.Cases > 0
}
