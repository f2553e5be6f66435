package script

import (
	"context"
	"runtime/metrics"
	"sync/atomic"
	"time"

	"github.com/dop251/goja"

	"github.com/promptgit/promptgit/eval"
)

// machine is one JavaScript engine, for one call.
type machine struct {
	vm      *goja.Runtime
	plain   goja.Value // what a module exports where that is no function
	refused atomic.Pointer[eval.RefusedError]
	grown   atomic.Bool // stopped for its memory
}

// newMachine makes a machine for a source.
func newMachine(source string) *machine {
	m := &machine{vm: goja.New()}
	m.vm.SetMaxCallStackSize(maxDepth)
	m.host(source)
	m.bound(source)
	return m
}

// watchPeriod is how often a running call is looked at.
const watchPeriod = 5 * time.Millisecond

// watch interrupts the machine when ctx ends or when this process has grown by
// more than a number of bytes. The function that it gives ends the watch.
func (m *machine) watch(ctx context.Context, memory uint64) (stop func()) {
	unhook := context.AfterFunc(ctx, func() { m.vm.Interrupt(ctx.Err()) })
	before := heap()
	done := make(chan struct{})
	timer := time.AfterFunc(watchPeriod, func() { // most calls are over before
		tick := time.NewTicker(watchPeriod)
		defer tick.Stop()
		for {
			if now := heap(); now > before+memory {
				m.grown.Store(true)
				m.vm.Interrupt(errMemory)
				return
			}
			select {
			case <-done:
				return
			case <-tick.C:
			}
		}
	})
	return func() {
		unhook()
		timer.Stop()
		close(done)
	}
}

// heap is the size of all objects of this process, in bytes.
func heap() uint64 {
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}

// refuse notes what a script asked for and cannot have, and throws. The note
// outlives a catch: what Node would have answered is not known.
func (m *machine) refuse(what, hint string) {
	m.refused.CompareAndSwap(nil, &eval.RefusedError{What: what, Hint: hint})
	panic(m.vm.NewTypeError(what + " is not available here"))
}
