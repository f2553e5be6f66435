package memo_test

import (
	"sync"
	"sync/atomic"
	"testing"

	"github.com/promptgit/promptgit/internal/memo"
)

func TestAFunctionIsCalledOncePerArgument(t *testing.T) {
	t.Parallel()
	var calls atomic.Int32
	double := memo.Func(func(x int) int { calls.Add(1); return 2 * x })
	for range 3 {
		for x := range 5 {
			if got := double(x); got != 2*x {
				t.Errorf("double(%d) = %d", x, got)
			}
		}
	}
	if calls.Load() != 5 {
		t.Errorf("want 5 calls, got %d", calls.Load())
	}
}

func TestAFunctionOfManyArgumentsKeepsTheRightValues(t *testing.T) {
	t.Parallel()
	double := memo.Func(func(x int) int { return 2 * x })
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			for x := range 5000 {
				if got := double(x); got != 2*x {
					t.Errorf("double(%d) = %d", x, got)
				}
			}
		})
	}
	group.Wait()
}
