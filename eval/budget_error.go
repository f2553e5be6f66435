package eval

import (
	"errors"
	"fmt"
	"strconv"
	"time"
)

// ErrBudget marks a sample that was not asked because a limit of the run was
// reached, or would have been passed: of money, calls or time.
var ErrBudget = errors.New("a limit of the run is reached")

// limitError says which limit it was. It is the same for all samples, so that it
// is told once.
type limitError struct {
	message, flag, key string
	kept               bool // answers are in the cache
}

// Error names the limit.
func (e *limitError) Error() string { return e.message }

// Is makes it an ErrBudget.
func (e *limitError) Is(target error) bool { return target == ErrBudget }

// Hint says how to go on.
func (e *limitError) Hint() string {
	raise := fmt.Sprintf("raise %s or eval.%s", e.flag, e.key)
	if !e.kept {
		return raise
	}
	return "answers are kept: run it again to go on, or " + raise
}

func (b bounds) outOfMoney() error {
	return b.reached("cost", "cost", "$"+strconv.FormatFloat(*b.cost, 'f', -1, 64))
}

func (b bounds) outOfCalls() error {
	return b.reached("calls", "number of calls", strconv.Itoa(max(b.calls, 0)))
}

func (b bounds) outOfTime() error { return b.reached("time", "time", brief(b.time)) }

func (b bounds) reached(name, what, limit string) error {
	message := fmt.Sprintf("the maximum %s is reached: %s", what, limit)
	if b.share > 1 && name != "time" {
		message = fmt.Sprintf("the share of one of %d processes in the maximum %s is reached: %s", b.share, what, limit)
	}
	return &limitError{message, "--max-" + name, "max_" + name, b.kept}
}

// brief writes a time without the parts that are zero: 10m for 10m0s.
func brief(d time.Duration) string {
	s := d.String()
	for _, zero := range []string{"m0s", "h0m"} {
		if n := len(s) - len(zero); n > 0 && s[n:] == zero {
			s = s[:n+1]
		}
	}
	return s
}
