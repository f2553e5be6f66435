package eval

import "time"

// begin counts a call, or says which limit it would pass. A call that the
// quickest answer so far shows to end too late is not made.
func (b *budget) begin(now time.Time, quickest time.Duration) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case b.noCallLeft():
		return b.bounds.outOfCalls()
	case b.bounds.time > 0 && b.left(now) < max(quickest, 1):
		return b.bounds.outOfTime()
	}
	b.made++
	return nil
}

func (b *budget) noCallLeft() bool {
	return b.bounds.calls != 0 && b.made >= b.bounds.calls/b.bounds.share
}

// money is what this process may spend.
func (b *budget) money() float64 { return *b.bounds.cost / float64(b.bounds.share) }

// left is the time that is left.
func (b *budget) left(now time.Time) time.Duration { return b.bounds.time - now.Sub(b.begun) }

// Spent is what all runs of the engine, and of those that it continues, took: calls,
// and US dollars where a maximum cost is kept.
func (e *Engine) Spent() (calls int, usd float64) {
	if e.budget == nil {
		return 0, 0
	}
	e.budget.mu.Lock()
	defer e.budget.mu.Unlock()
	return e.budget.made, e.budget.spent
}
