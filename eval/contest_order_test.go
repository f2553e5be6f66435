package eval

import (
	"slices"
	"testing"
)

func TestAContestKnowsItsJobsInAnyOrder(t *testing.T) {
	t.Parallel()
	s := &Suite{Cases: []Case{{Index: 0, Asserts: []Assertion{{Type: "max-score"}}}, {Index: 1, Asserts: []Assertion{{Type: "max-score"}}}}}
	_, jobs := plan([]Column{{Suite: s, Competes: true}, {Suite: s, Competes: true}, {Suite: s}})
	slices.Reverse(jobs)
	complete := 0
	for i := range jobs {
		j := &jobs[i]
		if j.contest.enter(j, outcome{Graded: Graded{Score: float64(j.column)}}) {
			complete++
			for k, one := range j.contest.graded {
				if got := j.contest.jobs[k].column; float64(got) != one.Score || j.contest.jobs[k].result.Case != j.result.Case {
					t.Errorf("column %d has the outcome of %v", got, one.Score)
				}
			}
		}
	}
	if complete != 4 { // each case of the two that compete, and of the one that does not
		t.Errorf("%d contests are complete", complete)
	}
}
