package memo

import "sync"

// Func keeps what a function of its argument alone gave, for at most as many
// arguments as a Memo keeps. It is safe for concurrent use; two that ask at the same
// time may both call it.
func Func[K comparable, V any](call func(K) V) func(K) V {
	var mu sync.RWMutex
	var known map[K]V
	return func(key K) V {
		mu.RLock()
		v, ok := known[key]
		mu.RUnlock()
		if ok {
			return v
		}
		v = call(key)
		mu.Lock()
		defer mu.Unlock()
		if known == nil || len(known) >= most {
			known = map[K]V{}
		}
		known[key] = v
		return v
	}
}
