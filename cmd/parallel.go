package cmd

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// mostTogether is how many items a worker takes at once: enough that taking them
// costs nothing.
const mostTogether = 32

// parallel calls do for 0 to n-1 on all processors, each part of a range on one of
// them, and gives the error of the first item that failed. start makes what one
// worker needs for itself.
func parallel(n int, start func() (do func(i int) error)) error {
	workers := runtime.GOMAXPROCS(0)
	together := int64(max(1, min(mostTogether, n/(4*workers))))
	var mu sync.Mutex
	var first error
	var next, failed atomic.Int64
	failed.Store(int64(n))
	var group sync.WaitGroup
	for range min(workers, n) {
		group.Go(func() {
			do := start()
			for {
				from := next.Add(together) - together
				for i := from; i < min(from+together, failed.Load()); i++ {
					if err := do(int(i)); err != nil {
						mu.Lock()
						if i < failed.Load() {
							first = err
							failed.Store(i)
						}
						mu.Unlock()
						break
					}
				}
				if from >= failed.Load() {
					return
				}
			}
		})
	}
	group.Wait()
	return first
}
