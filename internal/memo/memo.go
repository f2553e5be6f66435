package memo

import "sync"

// most bounds what one memo keeps: keys may hold data and so never come twice.
const most = 1000

// Memo makes a value once for each key. The zero value is ready; it is safe for
// concurrent use.
type Memo[K comparable, V any] struct {
	mu   sync.Mutex
	made map[K]func() (V, error)
}

// Get gives the value of a key, or the error that came of making it. Those who
// ask while it is made wait for it.
func (m *Memo[K, V]) Get(key K, create func() (V, error)) (V, error) {
	m.mu.Lock()
	made := m.made[key]
	if made == nil {
		if m.made == nil || len(m.made) == most {
			m.made = map[K]func() (V, error){}
		}
		made = sync.OnceValues(create)
		m.made[key] = made
	}
	m.mu.Unlock()
	return made()
}
