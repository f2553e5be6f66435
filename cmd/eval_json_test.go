package cmd

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/promptgit/promptgit/eval"
)

func TestRepeatedCasesOfATestAreCountedTogether(t *testing.T) {
	t.Parallel()
	cases := []eval.Case{{Index: 0, Test: 0}, {Index: 1, Test: 0}, {Index: 2, Test: 1}}
	run := &eval.Run{Column: eval.Column{Suite: &eval.Suite{Cases: cases}, Repeat: 2}}
	for i := range cases {
		for sample := range 2 {
			run.Results = append(run.Results, eval.Result{Case: &cases[i], Sample: sample})
		}
	}
	// In the order of the results: case 0 twice, case 1 twice, case 2 twice.
	if diff := cmp.Diff([]int{0, 2, 1, 3, 4, 5}, rows(run)); diff != "" {
		t.Error(diff)
	}
}

func TestWithoutRepeatsARowIsItsCase(t *testing.T) {
	t.Parallel()
	whole := []eval.Case{{Index: 0}, {Index: 1, Test: 1}, {Index: 2, Test: 1}, {Index: 3, Test: 2}, {Index: 4, Test: 2}}
	some := &eval.Suite{Cases: []eval.Case{whole[2], whole[4]}, Whole: whole}
	run := &eval.Run{Column: eval.Column{Suite: some}, Results: []eval.Result{{Case: &some.Cases[0]}, {Case: &some.Cases[1]}}}
	if diff := cmp.Diff([]int{2, 4}, rows(run)); diff != "" {
		t.Error(diff)
	}
	whole[0].Repeat = 3 // rows of cases that are left out count
	run.Results[1].Sample = 0
	if diff := cmp.Diff([]int{4, 6}, rows(run)); diff != "" {
		t.Error(diff)
	}
}

func rows(run *eval.Run) []int {
	row, list := rowsOf(&run.Column), []int{}
	for _, r := range run.Results {
		list = append(list, row(r.Case, r.Sample))
	}
	return list
}
