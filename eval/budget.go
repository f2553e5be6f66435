package eval

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/promptgit/promptgit/internal/value"
)

// budget sets money aside before each call, so that calls at once cannot pass
// the limit together. It also bounds how many calls there are, and how long.
type budget struct {
	bounds bounds
	begun  time.Time

	mu      sync.Mutex
	made    int // calls
	spent   float64
	held    float64 // set aside for calls under way
	under   int     // calls under way
	dearest map[string]float64
	settled chan struct{} // closed when a call ends
}

// bounds are what the runs of an engine may take together, each nil or 0 for no
// limit.
type bounds struct {
	cost  *float64
	calls int
	time  time.Duration
	share int  // of how many processes this is one
	kept  bool // answers are in the cache
}

func newBudget(e *Engine) *budget {
	b := &budget{
		bounds:  bounds{e.MaxCost, e.MaxCalls, e.MaxTime, max(e.Share, 1), e.Cache != nil && !e.NoCache},
		dearest: map[string]float64{}, settled: make(chan struct{}),
	}
	if e.MaxTime > 0 {
		b.begun = e.Now()
	}
	return b
}

// reserve sets aside what a call may cost at most, waiting for calls under way
// where that is more than what is left. The function it gives takes the outcome.
//
// The most is exact where the parameters bound the output. Where they do not,
// the dearest call so far stands for it, and the first goes alone.
func (b *budget) reserve(ctx context.Context, t Target, req Request) (func(Answer, error), error) {
	if b.bounds.cost == nil || t.Free {
		return func(Answer, error) {}, nil
	}
	limit := b.money()
	atMost, exact := estimate(t, req)
	model := t.Endpoint + " " + t.Model
	for {
		b.mu.Lock()
		seen, known := b.dearest[model]
		amount := atMost
		if !exact {
			amount = max(amount, seen)
		}
		alone := !exact && !known && b.under > 0
		if !alone && b.spent+b.held+amount <= limit {
			b.held += amount
			b.under++
			b.mu.Unlock()
			return func(a Answer, err error) { b.settle(model, amount, a, err) }, nil
		}
		if b.under == 0 {
			defer b.mu.Unlock()
			return nil, b.bounds.outOfMoney()
		}
		settled := b.settled
		b.mu.Unlock()
		select {
		case <-settled:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// over says which limit leaves no room for a call, so that it need not wait for
// its turn to find out; nil where none does yet.
func (b *budget) over(t Target, req Request) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.noCallLeft() {
		return b.bounds.outOfCalls()
	}
	if b.bounds.cost == nil || t.Free || b.under > 0 {
		return nil
	}
	if amount, _ := estimate(t, req); b.spent+amount > b.money() {
		return b.bounds.outOfMoney()
	}
	return nil
}

// settle replaces what was set aside by what the call cost. A call that may
// have been billed without telling counts whole.
func (b *budget) settle(model string, amount float64, a Answer, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.held -= amount
	b.under--
	var failed *CallError
	switch {
	case err == nil && a.Cost != nil:
		b.spent += *a.Cost
		b.dearest[model] = max(b.dearest[model], *a.Cost)
	case err == nil, errors.As(err, &failed) && failed.Sent:
		b.spent += amount
	}
	close(b.settled)
	b.settled = make(chan struct{})
}

// estimate bounds the cost of a call, and tells whether it is a true bound: a
// token of text is at least one byte, that of an image can be less, and the
// output is bounded by the parameters, by the provider or not at all.
func estimate(t Target, req Request) (usd float64, exact bool) {
	s, p := sizeOf(req), *t.Price
	if !s.bounded && t.MaxOutput > 0 {
		s.output, s.bounded = t.MaxOutput, true
	}
	return p.Cost(Tokens{Prompt: s.bytes, Completion: s.output}), !s.files && (s.bounded || p.Output == 0)
}

// sizeOf finds the size of a call: its bytes with what chat formats add, and the
// bound that the parameters set on the output.
func sizeOf(req Request) (s size) {
	const perMessage = 16 // tokens that chat formats add to a message
	s.bytes = len(value.Canonical(req.Tools)) + len(value.Canonical(req.Schema))
	for _, m := range req.Messages {
		s.bytes += len(m.Text) + perMessage
		for _, p := range m.Parts {
			s.bytes += len(p.Data) + len(p.URL)
			s.files = s.files || !p.IsText()
		}
		for _, c := range m.Calls {
			s.bytes += len(c.Name) + len(c.Arguments)
		}
	}
	s.output = outputBound(req.Params)
	s.bounded = s.output > 0
	return s
}
