package cmd

import (
	"fmt"
	"strconv"
	"strings"
	"sync"

	"github.com/promptgit/promptgit/eval"
)

// purse is what all calls of a session may spend together. What a call may take is
// taken out when it begins, and what it did not need is put back when it ends, so
// that calls at once cannot pass the limit together.
type purse struct {
	mu     sync.Mutex
	total  int
	calls  int      // left
	under  int      // set aside for calls under way
	cost   *float64 // US dollars left, nil for no limit
	amount float64  // the limit
}

// allowance is what one call may spend.
type allowance struct {
	calls int
	cost  *float64     // US dollars, nil for no limit
	last  *eval.Engine // that spends it, nil where no model was to be asked
}

func newPurse(calls int, cost *float64) *purse {
	p := &purse{total: calls, calls: calls}
	if cost != nil {
		p.amount, p.cost = *cost, new(*cost)
	}
	return p
}

// take sets aside what a call asks for. Without a cost of its own it may spend all
// that is left.
func (p *purse) take(calls int, cost *float64) (allowance, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if calls > p.calls {
		return allowance{}, usageHint(p.raise("max_calls"), "max_calls is %d, and there are %s", calls, p.left())
	}
	if p.cost != nil {
		switch {
		case cost == nil:
			cost = new(*p.cost)
		case *cost > *p.cost:
			return allowance{}, usageHint(p.raise("max_cost"), "max_cost is $%s, and there are %s", amountText(*cost), p.left())
		}
		*p.cost -= *cost
	}
	p.calls -= calls
	p.under += calls
	return allowance{calls: calls, cost: cost}, nil
}

func (p *purse) raise(name string) string {
	return "state at most that as " + name + " (0 calls asks no model and takes what is known), or ask a person to start promptgit mcp with a higher --" +
		strings.ReplaceAll(name, "_", "-")
}

// settle puts back what was not spent, and says what was.
func (p *purse) settle(a *allowance) (calls int, usd float64) {
	if a.last != nil {
		calls, usd = a.last.Spent()
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.under -= a.calls
	p.calls += a.calls - calls
	if p.cost != nil {
		*p.cost += *a.cost - usd
	}
	return calls, usd
}

// text says what is left, for agents.
func (p *purse) text() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.left()
}

func (p *purse) left() string {
	text := fmt.Sprintf("%d of %s left in this session", p.calls, plural(p.total, "call"))
	if p.cost != nil {
		text = fmt.Sprintf("%d of %s and $%s of $%s left in this session", p.calls, plural(p.total, "call"), amountText(*p.cost), amountText(p.amount))
	}
	if p.under > 0 {
		text += fmt.Sprintf(" (%d are set aside for calls under way)", p.under)
	}
	return text
}

// amountText writes dollars as they are typed, to a hundredth of a cent.
func amountText(usd float64) string {
	text := strings.TrimRight(strconv.FormatFloat(max(usd, 0), 'f', 4, 64), "0")
	return strings.TrimSuffix(text, ".")
}
