package advise

import (
	"cmp"
	"math"
	"slices"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/stats"
)

// FlakyCase is a case that the same version passed and failed.
type FlakyCase struct {
	Name    string
	Rev     string // of the version
	Passes  int
	Samples int
	Flip    float64 // probability that two samples disagree
	Entropy float64 // bits
}

// Flakiness is what samples of the same content say of each other.
type Flakiness struct {
	Repeated int         // cases that were asked twice or more at one version
	Cases    []FlakyCase // those that flipped, the most uncertain first; a case may stand there for several versions
	Flip     *float64    // mean probability that two samples of a case disagree, nil where none was asked twice
	Noise    *float64    // standard deviation of the score of a run by it alone, one sample a case
}

// flakiness pools the samples of a case within one version, and never over
// versions: what another content gives is another question.
func flakiness(versions []Version, fixed bool) Flakiness {
	var f Flakiness
	if fixed {
		return f
	}
	repeated := map[string]bool{}
	type estimate struct{ flips, pairs float64 }
	byCase := map[string]*estimate{}
	for _, v := range versions {
		for key, c := range pooled(v) {
			flip, ok := stats.Flips(c.Passes, c.Samples)
			if !ok {
				continue
			}
			repeated[key] = true
			pairs := float64(c.Samples*(c.Samples-1)) / 2
			if byCase[key] == nil {
				byCase[key] = &estimate{}
			}
			byCase[key].flips += flip * pairs
			byCase[key].pairs += pairs
			if c.Passes > 0 && c.Passes < c.Samples {
				f.Cases = append(f.Cases, FlakyCase{c.Name(), v.Rev, c.Passes, c.Samples, flip, stats.Entropy(c.Passes, c.Samples)})
			}
		}
	}
	slices.SortFunc(f.Cases, func(a, b FlakyCase) int {
		return cmp.Or(cmp.Compare(b.Entropy, a.Entropy), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Rev, b.Rev))
	})
	if f.Repeated = len(repeated); f.Repeated == 0 {
		return f
	}
	sum := 0.0
	for _, e := range byCase {
		sum += e.flips / e.pairs
	}
	n := float64(f.Repeated)
	f.Flip = new(sum / n)
	f.Noise = new(math.Sqrt(sum/2) / n)
	return f
}

// pooled adds up the samples of each case over the readings of a version, of which
// no two hold the same answer. Those of another model than the newest are left out.
func pooled(v Version) map[string]eval.CaseRecord {
	list := readings(v.Records)
	sum := map[string]eval.CaseRecord{}
	for _, r := range list {
		if newest := list[len(list)-1]; r.ResolvedModel != newest.ResolvedModel {
			continue
		}
		for _, c := range r.Cases {
			if !c.Judged() {
				continue
			}
			if had, ok := sum[c.Key]; ok {
				c.Passes, c.Samples = c.Passes+had.Passes, c.Samples+had.Samples
			}
			sum[c.Key] = c
		}
	}
	return sum
}

// rootOfSum is the root of a sum of variances.
func rootOfSum(a, b float64) float64 { return math.Sqrt(a + b) }
