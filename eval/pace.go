package eval

import (
	"math"
	"time"
)

// pace is how many calls at once a model takes. It starts at the most there may
// be and follows two signals.
//
// A refusal halves it and each answer widens it by a fraction, the
// additive-increase, multiplicative-decrease rule of TCP (RFC 5681, section
// 3.1).
//
// Answers that take more than twice as long as the quickest one may mean that
// calls queue at the server, where they only run into their deadline; or that
// some answers are longer than others. To tell, the pace is lowered for a while:
// where as many answers come as before, it stays there, and where fewer come it
// goes back, and the next attempt waits twice as long. Where most calls miss
// their deadline, each attempt goes lower than the one before.
type pace struct {
	most    float64
	ceiling float64 // what latency allows
	limit   float64 // at least 1, at most ceiling

	least time.Duration // the quickest answer, 0 while there is none
	best  float64       // answers a second that the pace is held to

	window window
	trial  float64 // the ceiling before the attempt under way, 0 for none
	misses int     // attempts that cost answers
	rest   int     // windows until the next attempt
}

// window is a stretch of time over which answers are counted.
type window struct {
	skip    int // calls to leave out, which began under another limit
	calls   int
	answers int
	latency time.Duration // of all calls together
	begun   time.Time
}

const (
	inflated = 2.0 // times the quickest answer, from where calls may queue
	relaxed  = 1.5 // times the quickest answer, up to where they do not
	lower    = 0.7 // of the pace, for an attempt
	asMany   = 0.9 // of the answers: noise apart, as many as before
	tooFew   = 0.8 // of the answers: the pace is lower than it may be

	firstRest = 3 // windows before the first attempt, so that a short run makes none
	nextRest  = 4 // windows after a missed attempt, doubled for each
	maxMisses = 6
)

func newPace(most int) pace {
	return pace{most: float64(most), ceiling: float64(most), limit: float64(most), rest: firstRest}
}

// places is how many calls there may be at once.
func (p *pace) places() int { return int(p.limit) }

// cut takes in a refusal.
func (p *pace) cut() {
	if p.trial > 0 {
		p.ceiling, p.trial = p.trial, 0
	}
	p.limit = max(1, p.limit/2)
	p.window = window{}
}

// answered takes in an answer that came while busy calls were under way.
func (p *pace) answered(now time.Time, took time.Duration, busy int) {
	if p.limit < p.ceiling {
		p.limit = min(p.ceiling, p.limit+1/p.limit)
	}
	if took > 0 && (p.least == 0 || took < p.least) {
		p.least = took
	}
	p.count(now, took, busy, 1)
}

// late takes in a call that its deadline ended.
func (p *pace) late(now time.Time, took time.Duration, busy int) { p.count(now, took, busy, 0) }

// count adds a call to the window. It starts again where the pace is not what
// held calls back, or where refusals govern it.
func (p *pace) count(now time.Time, took time.Duration, busy, answers int) {
	w := &p.window
	switch {
	case p.limit < p.ceiling, float64(busy) < lower*p.limit:
		p.window = window{skip: w.skip}
		return
	case w.skip > 0:
		w.skip--
		return
	case w.begun.IsZero():
		w.begun = now
		return
	}
	w.calls++
	w.answers += answers
	w.latency += took
	if w.calls >= max(64, 2*int(p.limit)) && now.After(w.begun) {
		p.judge(now)
		p.window = window{skip: p.window.skip}
	}
}

// judge acts on a full window.
func (p *pace) judge(now time.Time) {
	w := p.window
	rate := float64(w.answers) / now.Sub(w.begun).Seconds()
	inflation := float64(w.latency) / float64(w.calls) / float64(max(p.least, 1))
	late := 2*w.answers < w.calls
	switch {
	case p.trial > 0 && rate > 0 && rate >= asMany*p.best:
		p.trial, p.misses = 0, 0
	case p.trial > 0:
		p.move(p.trial)
		p.trial = 0
		p.missed()
		return
	case p.ceiling < p.most && rate < tooFew*p.best:
		p.missed()
		p.best = rate
		p.move(min(p.most, p.ceiling/lower))
		return
	case p.ceiling < p.most && inflation < relaxed:
		p.move(min(p.most, p.ceiling/lower))
		return
	}
	switch {
	case late:
		p.best = rate
	case p.ceiling < p.most:
		p.best = max(rate, p.best*0.99)
	default:
		p.best = blend(p.best, rate, 0.5)
	}
	switch {
	case late && p.misses > 0 && p.rest > 1: // there is little to lose
		p.rest = 1
	case p.rest > 0:
		p.rest--
	case inflation > inflated && p.ceiling > 1:
		to := lower
		if late {
			to = math.Pow(lower, float64(1+p.misses))
		}
		p.trial = p.ceiling
		p.move(max(1, to*p.ceiling))
	}
}

// missed puts the next attempt off.
func (p *pace) missed() {
	p.misses = min(p.misses+1, maxMisses)
	p.rest = nextRest << p.misses
}

// move sets the pace; calls under way began under the former one.
func (p *pace) move(to float64) {
	p.window.skip = int(max(p.limit, to))
	p.ceiling, p.limit = to, to
}
