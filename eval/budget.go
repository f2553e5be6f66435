package eval

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/promptgit/promptgit/internal/value"
)

// ErrBudget marks a sample that was not asked because its call could have
// passed the maximum cost.
var ErrBudget = errors.New("the maximum cost is reached")

// budget sets money aside before each call, so that calls at once cannot pass
// the limit together.
type budget struct {
	limit float64

	mu      sync.Mutex
	spent   float64
	held    float64 // set aside for calls under way
	calls   int     // under way
	dearest map[string]float64
	settled chan struct{} // closed when a call ends
}

func newBudget(limit float64) *budget {
	return &budget{limit: limit, dearest: map[string]float64{}, settled: make(chan struct{})}
}

// reserve sets aside what a call may cost at most, waiting for calls under way
// where that is more than what is left. The function it gives takes the outcome.
//
// The most is exact where the parameters bound the output. Where they do not,
// the dearest call so far stands for it, and the first goes alone.
func (b *budget) reserve(ctx context.Context, t Target, req Request) (func(Answer, error), error) {
	atMost, exact := estimate(*t.Price, req)
	model := t.Endpoint + " " + t.Model
	for {
		b.mu.Lock()
		seen, known := b.dearest[model]
		amount := atMost
		if !exact {
			amount = max(amount, seen)
		}
		alone := !exact && !known && b.calls > 0
		if !alone && b.spent+b.held+amount <= b.limit {
			b.held += amount
			b.calls++
			b.mu.Unlock()
			return func(a Answer, err error) { b.settle(model, amount, a, err) }, nil
		}
		if b.calls == 0 {
			defer b.mu.Unlock()
			return nil, fmt.Errorf("%w: $%.4f of $%.2f are spent and the next call may cost $%.4f", ErrBudget, b.spent, b.limit, amount)
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

// settle replaces what was set aside by what the call cost. A call that may
// have been billed without telling counts whole.
func (b *budget) settle(model string, amount float64, a Answer, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.held -= amount
	b.calls--
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
// token is at least one byte, and the output is bounded by the parameters or
// not at all.
func estimate(p Price, req Request) (usd float64, exact bool) {
	const perMessage = 16 // tokens that chat formats add to a message
	in := len(value.Canonical(req.Tools)) + len(value.Canonical(req.Schema))
	for _, m := range req.Messages {
		in += len(m.Text) + perMessage
	}
	out := 0
	for _, name := range []string{"max_completion_tokens", "max_tokens"} {
		v, _ := req.Params.Get(name)
		if n, ok := v.(int64); ok && n > 0 {
			out, exact = int(n), true
			break
		}
	}
	return p.Cost(Tokens{Prompt: in, Completion: out}), exact || p.Output == 0
}
