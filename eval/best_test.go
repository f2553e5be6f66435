package eval_test

import (
	"strconv"
	"testing"

	"github.com/promptgit/promptgit/eval"
)

// passing is a complete record of 20 cases, of which those from one number to
// before another pass.
func passing(from, to int) *eval.Record {
	r := &eval.Record{V: 1, Score: new(float64(to-from) / 20)}
	for i := range 20 {
		c := eval.CaseRecord{Key: strconv.Itoa(i), Index: i, Samples: 1, Score: new(float64)}
		if i >= from && i < to {
			c.Passes, *c.Score = 1, 1
		}
		r.Cases = append(r.Cases, c)
	}
	return r
}

func TestTheBestOfSeveralMustBeatEachOfThem(t *testing.T) {
	t.Parallel()
	open := passing(0, 20)
	open.Cases[3].Samples, open.Cases[3].Errors = 0, 1
	for name, c := range map[string]struct {
		records []*eval.Record
		want    int
	}{
		"far ahead":                {[]*eval.Record{passing(0, 5), passing(0, 20), passing(0, 6)}, 1},
		"a tie":                    {[]*eval.Record{passing(0, 20), passing(0, 20), passing(0, 5)}, -1},
		"a little ahead":           {[]*eval.Record{passing(0, 20), passing(0, 17)}, -1},
		"six cases, two records":   {[]*eval.Record{passing(0, 20), passing(0, 14)}, 0},                  // p = 0.031
		"six cases, three of them": {[]*eval.Record{passing(0, 20), passing(0, 14), passing(0, 14)}, -1}, // p = 0.094 by Holm
		"alone":                    {[]*eval.Record{passing(0, 20)}, -1},
		"one is incomplete":        {[]*eval.Record{open, passing(0, 2)}, -1},
		"one is missing":           {[]*eval.Record{passing(0, 20), nil}, -1},
		"none":                     {nil, -1},
	} {
		if got := eval.Best(c.records); got != c.want {
			t.Errorf("%s: want %d, got %d", name, c.want, got)
		}
	}
}
