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
	return b.bounds.calls > 0 && b.made >= b.bounds.calls/b.bounds.share
}

// money is what this process may spend.
func (b *budget) money() float64 { return *b.bounds.cost / float64(b.bounds.share) }

// left is the time that is left.
func (b *budget) left(now time.Time) time.Duration { return b.bounds.time - now.Sub(b.begun) }
