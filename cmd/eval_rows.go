package cmd

import (
	"cmp"

	"github.com/promptgit/promptgit/eval"
)

// rowsOf numbers the samples of a column. With one sample per case that is the
// number of the case; with several, the whole list of a test's cases is
// repeated before the next test follows, as promptfoo counts. Cases that are not
// judged here have rows too.
func rowsOf(col *eval.Column) func(c *eval.Case, sample int) int {
	type place struct{ row, first, cases int } // of a test: its first row and case, and how many cases it has
	tests := map[int]place{}
	next := 0
	whole := wholeOf(col.Suite)
	if !repeats(whole, col.Repeat) {
		return func(c *eval.Case, _ int) int { return c.Index }
	}
	for i := 0; i < len(whole); {
		first, n := &whole[i], i+1
		for n < len(whole) && whole[n].Test == first.Test {
			n++
		}
		tests[first.Test] = place{next, first.Index, n - i}
		next += (n - i) * max(1, cmp.Or(first.Repeat, col.Repeat))
		i = n
	}
	return func(c *eval.Case, sample int) int {
		t := tests[c.Test]
		return t.row + sample*t.cases + c.Index - t.first
	}
}

func repeats(cases []eval.Case, all int) bool {
	for i := range cases {
		if cmp.Or(cases[i].Repeat, all) > 1 {
			return true
		}
	}
	return false
}

// wholeOf are all cases of the file of a suite, in order.
func wholeOf(s *eval.Suite) []eval.Case {
	if s.Whole != nil {
		return s.Whole
	}
	return s.Cases
}
