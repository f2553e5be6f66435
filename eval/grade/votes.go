package grade

import (
	"fmt"
	"strings"

	"github.com/promptgit/promptgit/eval"
)

// majority asks k times, an odd number, and once for 0. More than half of the
// verdicts decide whether it is a pass, so that there are no ties; the score is
// their mean. One vote that cannot be had leaves no verdict: which way it would
// have gone nobody knows.
func majority(k int, vote func(n int) (eval.Verdict, error)) (eval.Verdict, error) {
	k = max(k, 1)
	verdicts := make([]eval.Verdict, k)
	passes, sum := 0, 0.0
	for n := range k {
		v, err := vote(n)
		if err != nil {
			if k > 1 {
				err = fmt.Errorf("vote %d of %d: %w", n+1, k, err)
			}
			return eval.Verdict{}, err
		}
		verdicts[n] = v
		if v.Pass {
			passes++
		}
		sum += v.Score
	}
	if k == 1 {
		return verdicts[0], nil
	}
	out := eval.Verdict{Pass: 2*passes > k, Score: sum / float64(k)}
	scores := make([]string, k)
	for n, v := range verdicts {
		scores[n] = fmt.Sprintf("%.3g", v.Score)
		if out.Reason == "" && v.Pass == out.Pass {
			out.Reason = v.Reason
		}
	}
	out.Reason = fmt.Sprintf("%d of %d votes pass (scores %s): %s", passes, k, strings.Join(scores, ", "), out.Reason)
	return out, nil
}
