package bisect_test

import (
	"math"
	"math/rand/v2"

	"github.com/promptgit/promptgit/internal/bisect"
)

// bayesect is the strategy of git_bayesect, built from its formula: one pass
// rate before the culprit and one after, each with Jeffreys' prior and
// integrated out; all versions equally likely; the version to ask next is the
// one that leaves the least entropy on average. What is asked there is a random
// case of the suite, for the strategy knows of none.
type bayesect struct {
	pass, fail []int // by version
	post       []float64
	gamma      halves
	// of the versions below, and from, each version that may be the culprit
	sBefore, nBefore []int
	sAfter, nAfter   []int
}

func newBayesect(m int) *bayesect {
	ints := func() []int { return make([]int, m+1) }
	return &bayesect{
		pass: ints(), fail: ints(), post: make([]float64, m+1),
		sBefore: ints(), nBefore: ints(), sAfter: ints(), nAfter: ints(),
	}
}

func (b *bayesect) observe(o bisect.Observation) {
	if o.Value > 0.5 {
		b.pass[o.Version]++
	} else {
		b.fail[o.Version]++
	}
}

// infer computes the posterior, log post(B) = BB(before B) + BB(from B on), and
// gives the likeliest version.
func (b *bayesect) infer() (culprit int, p float64) {
	m := len(b.post) - 1
	s, n := 0, 0
	for v := 1; v <= m; v++ {
		s, n = s+b.pass[v-1], n+b.pass[v-1]+b.fail[v-1]
		b.sBefore[v], b.nBefore[v] = s, n
	}
	s, n = 0, 0
	for v := m; v >= 1; v-- {
		s, n = s+b.pass[v], n+b.pass[v]+b.fail[v]
		b.sAfter[v], b.nAfter[v] = s, n
	}
	top := math.Inf(-1)
	for v := 1; v <= m; v++ {
		b.post[v] = b.gamma.marginal(b.sBefore[v], b.nBefore[v]-b.sBefore[v]) + b.gamma.marginal(b.sAfter[v], b.nAfter[v]-b.sAfter[v])
		top = max(top, b.post[v])
	}
	sum := 0.0
	for v := 1; v <= m; v++ {
		b.post[v] = math.Exp(b.post[v] - top)
		sum += b.post[v]
	}
	for v := 1; v <= m; v++ {
		if b.post[v] /= sum; b.post[v] > p {
			culprit, p = v, b.post[v]
		}
	}
	return culprit, p
}

// next is the version whose reading is expected to leave the least entropy: the
// entropy of the reading, less what of it remains when the culprit is known, is
// the largest.
func (b *bayesect) next() int {
	m := len(b.post) - 1
	predict := func(s, n int) float64 { return (float64(s) + 0.5) / float64(n+1) }
	// before t = 0 every culprit lies ahead, so the reading is one "before" it
	rate, known := 0.0, 0.0
	for v := 1; v <= m; v++ {
		q := predict(b.sBefore[v], b.nBefore[v])
		rate += b.post[v] * q
		known += b.post[v] * entropy(q)
	}
	best, most := 0, entropy(rate)-known
	for t := 1; t <= m; t++ { // culprit t is now at or before t
		before, after := predict(b.sBefore[t], b.nBefore[t]), predict(b.sAfter[t], b.nAfter[t])
		rate += b.post[t] * (after - before)
		known += b.post[t] * (entropy(after) - entropy(before))
		if gain := entropy(rate) - known; gain > most {
			best, most = t, gain
		}
	}
	return best
}

// run searches until the last of some rising confidences is reached, and gives
// the answer at each of them: the choice of what to ask does not depend on it.
func (b *bayesect) run(j *judge, confidences []float64) []answer {
	rng := rand.New(rand.NewPCG(j.seed, 2))
	for _, o := range j.ends() {
		b.observe(o)
	}
	answers := make([]answer, 0, len(confidences))
	for runs := 0; ; runs++ {
		culprit, p := b.infer()
		for len(answers) < len(confidences) && p >= confidences[len(answers)] {
			answers = append(answers, answer{verdict: bisect.Found, culprit: culprit, runs: runs})
		}
		if len(answers) == len(confidences) {
			return answers
		}
		if runs == runLimit {
			for len(answers) < len(confidences) {
				answers = append(answers, answer{verdict: bisect.Undecided, runs: runs})
			}
			return answers
		}
		b.observe(j.ask(bisect.Query{Version: b.next(), Case: rng.IntN(j.n)}))
	}
}

// halves holds lgamma at the whole and half numbers that were needed so far.
type halves struct{ whole, half []float64 }

// marginal is the log probability of a sequence of s passes and f fails under
// Jeffreys' prior.
func (h *halves) marginal(s, f int) float64 {
	for len(h.whole) <= s+f+1 {
		n := float64(len(h.whole))
		w, _ := math.Lgamma(n)
		g, _ := math.Lgamma(n + 0.5)
		h.whole, h.half = append(h.whole, w), append(h.half, g)
	}
	return h.half[s] + h.half[f] - h.whole[s+f+1] - math.Log(math.Pi)
}
