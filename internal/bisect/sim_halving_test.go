package bisect_test

import (
	"github.com/promptgit/promptgit/internal/bisect"
)

// halving is git bisect with a script that takes a majority of k votes. Where
// the case is known a vote is one reading of it; otherwise a vote is one run of
// the suite, bad when its score is below the middle of the scores of the two
// ends. It stops voting when the majority is settled.
func halving(k int) func(*judge) answer {
	return func(j *judge) answer {
		threshold := 0.5
		ends := j.ends()
		if j.kind != named {
			sum := 0.0
			for _, o := range ends {
				sum += o.Value
			}
			threshold = sum / float64(len(ends))
		}
		runs := 0
		vote := func(version int) bool {
			sum := 0.0
			for c := range j.n {
				sum += j.ask(bisect.Query{Version: version, Case: c}).Value
				runs++
			}
			return sum/float64(j.n) < threshold
		}
		good, bad := 0, j.m
		for bad-good > 1 {
			at := good + (bad-good)/2
			votes := [2]int{}
			for votes[0] <= k/2 && votes[1] <= k/2 {
				if vote(at) {
					votes[1]++
				} else {
					votes[0]++
				}
			}
			if votes[1] > votes[0] {
				bad = at
			} else {
				good = at
			}
		}
		return answer{verdict: bisect.Found, culprit: bad, runs: runs}
	}
}
