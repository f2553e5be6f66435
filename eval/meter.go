package eval

import (
	"time"

	"golang.org/x/time/rate"
)

// meter spreads calls and tokens over time, so that no minute holds more of
// them than the endpoint allows.
type meter struct {
	requests, tokens *rate.Limiter // nil for no limit
}

func newMeter(l Limits) meter {
	return meter{requests: perMinute(l.RequestsPerMinute), tokens: perMinute(l.TokensPerMinute)}
}

// perMinute lets a second's worth go at once and the rest evenly, in such a way
// that both together make n in a minute.
func perMinute(n float64) *rate.Limiter {
	if !(n > 0) {
		return nil
	}
	burst := max(1, int(n/60))
	return rate.NewLimiter(rate.Limit((n-float64(burst-1))/60), burst)
}

// take charges one call and its tokens, and tells how long it has to wait.
func (m meter) take(now time.Time, tokens int) time.Duration {
	var wait time.Duration
	if m.requests != nil {
		wait = m.requests.ReserveN(now, 1).DelayFrom(now)
	}
	if m.tokens != nil {
		wait = max(wait, charge(m.tokens, now, tokens))
	}
	return wait
}

// settle corrects what was charged for tokens to what was used. Those after it
// wait for what was too little.
func (m meter) settle(now time.Time, charged, used int) {
	switch {
	case m.tokens == nil:
	case used > charged:
		charge(m.tokens, now, used-charged)
	case used < charged: // taking less than nothing gives back
		m.tokens.ReserveN(now, used-charged)
	}
}

// charge takes any number of tokens: the library takes no more than a burst at
// a time. More than a minute's worth is never to be had, so that a call that
// asks for it waits a minute and is then the server's to refuse.
func charge(l *rate.Limiter, now time.Time, n int) (wait time.Duration) {
	minute := float64(l.Burst()-1) + 60*float64(l.Limit())
	for n = min(n, max(1, int(minute))); n > 0; n -= l.Burst() {
		wait = l.ReserveN(now, min(n, l.Burst())).DelayFrom(now)
	}
	return wait
}

// usage is what calls of a model took so far.
type usage struct {
	perByte    float64 // tokens of input, 0 while unknown
	completion float64 // tokens of output, 0 while unknown
}

// size is what is known of the tokens of a call before it is made.
type size struct {
	bytes   int  // of the input
	output  int  // tokens that the parameters allow
	bounded bool // they do
	files   bool // there are images or other files among the input
}

// expected estimates the tokens of a call: four bytes of input a token until an
// answer tells more, and as much output as is allowed or else was seen.
func (u usage) expected(s size) int {
	perByte := u.perByte
	if perByte == 0 {
		perByte = 0.25
	}
	output := u.completion
	if s.bounded {
		output = float64(s.output)
	}
	return max(1, int(perByte*float64(s.bytes)+output))
}

// learn takes in how a call ended, and gives the tokens that it used as far as
// is known: those charged where nothing is, none where it was refused.
func (u *usage) learn(s size, charged int, e ended, failed *CallError) int {
	total := e.answer.Tokens.sum()
	switch {
	case failed != nil && !failed.Sent && !e.late:
		return 0
	case e.err != nil || total == 0:
		return charged
	}
	const weight = 0.2 // of the latest answer
	t := e.answer.Tokens
	if s.bytes > 0 && t.Prompt > 0 {
		u.perByte = blend(u.perByte, float64(t.Prompt)/float64(s.bytes), weight)
	}
	u.completion = blend(u.completion, float64(t.Completion), weight)
	return total
}

// blend is the moving mean after one more value, which starts with the first.
func blend(mean, v, weight float64) float64 {
	if mean == 0 {
		return v
	}
	return mean + weight*(v-mean)
}
