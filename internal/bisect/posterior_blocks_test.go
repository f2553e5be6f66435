package bisect_test

import (
	"math"
	"testing"

	"github.com/promptgit/promptgit/internal/bisect"
)

// What a search believes rests on what was observed, and not on when it was asked.
func TestASearchThatWasAskedOftenBelievesWhatOneAskedOnceDoes(t *testing.T) {
	t.Parallel()
	sc := scenario{kind: flip, m: 64, n: 100, eps: 0.2, assume: true}
	j := newJudge(sc, 3)
	p := bisect.Problem{Versions: j.m + 1, Cases: j.n, AssumeRegression: true, MaxRuns: runLimit}
	s := bisect.New(p)
	var seen []bisect.Observation
	for _, o := range j.ends() {
		seen = append(seen, o)
		s.Observe(o)
	}
	for turn := range 60 {
		for _, q := range s.Next(1) {
			o := j.ask(q)
			seen = append(seen, o)
			s.Observe(o)
		}
		once := bisect.New(p)
		for _, o := range seen {
			once.Observe(o)
		}
		want, got := once.Posterior(), s.Posterior()
		for v := range want {
			if math.Abs(want[v]-got[v]) > 1e-9 {
				t.Fatalf("after %d answers, version %d: want %v, got %v", turn+1, v, want[v], got[v])
			}
		}
	}
}
