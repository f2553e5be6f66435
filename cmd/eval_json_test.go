package cmd

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/promptgit/promptgit/eval"
)

func TestRepeatedCasesOfATestAreCountedTogether(t *testing.T) {
	t.Parallel()
	cases := []eval.Case{{Index: 0, Test: 0}, {Index: 1, Test: 0}, {Index: 2, Test: 1}}
	run := &eval.Run{}
	for i := range cases {
		for sample := range 2 {
			run.Results = append(run.Results, eval.Result{Case: &cases[i], Sample: sample})
		}
	}
	// In the order of the results: case 0 twice, case 1 twice, case 2 twice.
	if diff := cmp.Diff([]int{0, 2, 1, 3, 4, 5}, rowNumbers(run)); diff != "" {
		t.Error(diff)
	}
}

func TestWithoutRepeatsARowIsItsCase(t *testing.T) {
	t.Parallel()
	cases := []eval.Case{{Index: 4, Test: 2}, {Index: 7, Test: 3}}
	run := &eval.Run{Results: []eval.Result{{Case: &cases[0]}, {Case: &cases[1]}}}
	if diff := cmp.Diff([]int{4, 7}, rowNumbers(run)); diff != "" {
		t.Error(diff)
	}
}
