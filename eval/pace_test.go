package eval

import (
	"context"
	"math/rand/v2"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"
)

// slots is a server that works on some calls at once, a second each, and lets the
// others wait.
type slots struct {
	free chan struct{}
}

func newSlots(n int) *slots { return &slots{make(chan struct{}, n)} }

func (s *slots) call() time.Duration {
	start := time.Now()
	s.free <- struct{}{}
	time.Sleep(time.Second)
	<-s.free
	return time.Since(start)
}

// TestCallsThatOnlyQueueAreNotSent: a server that works on 4 calls gets no 64.
func TestCallsThatOnlyQueueAreNotSent(t *testing.T) {
	const calls = 4000
	for takes, atOnce := range map[int]int{4: 64, 1: 16, 20: 256} {
		var took time.Duration
		var pace float64
		synctest.Test(t, func(t *testing.T) {
			g, s, start := newGate(atOnce, Limits{}, time.Now, nap), newSlots(takes), time.Now()
			through(t, g, atOnce, calls, func(int) ended { return ended{took: s.call()} })
			took, pace = time.Since(start), g.lane("m").pace.limit
		})
		if pace > 3*float64(takes) || pace < float64(takes) {
			t.Errorf("a pace of %.1f for a server that takes %d of %d", pace, takes, atOnce)
		}
		if ideal := calls / takes * int(time.Second); float64(took) > 1.05*float64(ideal) {
			t.Errorf("%d calls at once for a server that takes %d: %v instead of %v", atOnce, takes, took, time.Duration(ideal))
		}
	}
}

// TestAHealthyServerIsNotSlowedDown: answers of one length, and of many.
func TestAHealthyServerIsNotSlowedDown(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		atOnce := rapid.SampledFrom([]int{2, 16, 64, 256}).Draw(rt, "at once")
		random := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "seed"), 1))
		lengths := map[string]func() time.Duration{
			"even":        func() time.Duration { return 50 * time.Millisecond },
			"exponential": func() time.Duration { return time.Duration((0.05 + random.ExpFloat64()) * float64(time.Second)) },
			"two kinds": func() time.Duration {
				if random.IntN(10) == 0 {
					return 10 * time.Second
				}
				return time.Second
			},
		}
		kind := rapid.SampledFrom([]string{"even", "exponential", "two kinds"}).Draw(rt, "lengths")
		calls := atOnce * rapid.IntRange(10, 60).Draw(rt, "rounds")
		var work []time.Duration
		total, longest := time.Duration(0), time.Duration(0)
		for range calls {
			d := lengths[kind]()
			work = append(work, d)
			total, longest = total+d, max(longest, d)
		}
		var took time.Duration
		synctest.Test(t, func(t *testing.T) {
			g := newGate(atOnce, Limits{}, time.Now, nap)
			start := time.Now()
			durations := make(chan time.Duration, calls)
			for _, d := range work {
				durations <- d
			}
			through(t, g, atOnce, calls, func(int) ended {
				d := <-durations
				time.Sleep(d)
				return ended{took: d}
			})
			took = time.Since(start)
		})
		ideal := total/time.Duration(atOnce) + longest
		if bound := map[string]float64{"even": 1.0, "exponential": 1.25, "two kinds": 1.25}[kind]; float64(took) > bound*float64(ideal) {
			rt.Fatalf("%d calls, %d at once, took %v instead of %v", calls, atOnce, took, ideal)
		}
	})
}

// TestThePaceComesBack: a server that first takes 4 calls and then 64.
func TestThePaceComesBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGate(64, Limits{}, time.Now, nap)
		s := newSlots(4)
		through(t, g, 64, 2000, func(int) ended { return ended{took: s.call()} })
		if low := g.lane("m").pace.limit; low > 16 {
			t.Errorf("a pace of %.1f for 4 slots", low)
		}
		s = newSlots(64)
		through(t, g, 64, 6000, func(int) ended { return ended{took: s.call()} })
		if high := g.lane("m").pace.limit; high < 48 {
			t.Errorf("a pace of %.1f for 64 slots", high)
		}
	})
}

func TestLateCallsLowerThePace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const deadline = 10 * time.Second
		g := newGate(64, Limits{}, time.Now, nap)
		s := newSlots(4)
		late := 0
		through(t, g, 64, 4000, func(i int) ended {
			took := s.call() // 16 seconds where 64 wait
			if took <= deadline {
				return ended{took: took}
			}
			if i >= 2000 {
				late++
			}
			return ended{took: deadline, late: true, err: &CallError{Sent: true, Err: context.DeadlineExceeded}}
		})
		if late > 20 {
			t.Errorf("%d of the later 2000 calls passed the deadline", late)
		}
	})
}
