package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"syscall"
	"time"

	"github.com/promptgit/promptgit/internal/bisect"
)

const (
	bisectVersions = 4096
	bisectCases    = 100
	bisectKnown    = 400 // readings at inner versions before the first query
	bisectAsked    = 100
)

// benchBisect times each query of a noisy search, its answer taken in included:
// first after readings of all cases at both ends and of some at many inner
// versions, then where records tell of every case at every version.
func benchBisect(ctx context.Context, _ *lab) (string, error) {
	h := &history{rng: rand.New(rand.NewPCG(1, 2))}
	s := h.search(false)
	for range bisectKnown {
		s.Observe(h.judge(bisect.Query{Version: h.rng.IntN(bisectVersions), Case: h.rng.IntN(bisectCases)}))
	}
	scattered, err := h.time(ctx, s)
	if err != nil {
		return "", err
	}
	full, err := h.time(ctx, h.search(true))
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%s; with a record of every version %s", scattered, full), nil
}

// history is one whose last case drops a little at one version, and whose other
// cases err.
type history struct{ rng *rand.Rand }

func (h *history) judge(q bisect.Query) bisect.Observation {
	rate := 0.8
	if q.Case == bisectCases-1 && q.Version > bisectVersions/3 {
		rate = 0.5
	}
	o := bisect.Observation{Version: q.Version, Case: q.Case}
	if h.rng.Float64() < rate {
		o.Value = 1
	}
	return o
}

// search knows all cases at both ends, or at every version.
func (h *history) search(all bool) *bisect.Search {
	s := bisect.New(bisect.Problem{Versions: bisectVersions, Cases: bisectCases, AssumeRegression: true, Confidence: 1 - 1e-12})
	for v := range bisectVersions {
		for c := range bisectCases {
			if all || v == 0 || v == bisectVersions-1 {
				s.Observe(h.judge(bisect.Query{Version: v, Case: c}))
			}
		}
	}
	return s
}

func (h *history) time(ctx context.Context, s *bisect.Search) (string, error) {
	start := time.Now()
	next := s.Next(1)
	first := time.Since(start)
	var took []time.Duration
	before, err := ownCPU()
	if err != nil {
		return "", err
	}
	for range bisectAsked {
		if len(next) == 0 {
			return "", fmt.Errorf("the search ended: %+v", s.Result())
		}
		start = time.Now()
		s.Observe(h.judge(next[0]))
		next = s.Next(1)
		took = append(took, time.Since(start))
		if err = ctx.Err(); err != nil {
			return "", err
		}
	}
	after, err := ownCPU()
	if err != nil {
		return "", err
	}
	slices.Sort(took)
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	return fmt.Sprintf("%.1f ms, median %.1f, longest %.1f, mean CPU %.1f (first query %.0f ms)",
		ms(took[len(took)*9/10]), ms(took[len(took)/2]), ms(took[len(took)-1]), ms((after-before)/bisectAsked), ms(first)), nil
}

// ownCPU is the processor time of this process so far.
func ownCPU() (time.Duration, error) {
	var u syscall.Rusage
	err := syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()), err
}
