package grade

import (
	"sync"

	"github.com/dlclark/regexp2/v2"

	"github.com/promptgit/promptgit/internal/value"
)

// compiled keeps what patterns and schemas compiled to: the same few judge
// thousands of samples. It is safe for concurrent use.
type compiled struct {
	patterns memo[*regexp2.Regexp]
	schemas  memo[*schema]
}

func (c *compiled) pattern(source string) (*regexp2.Regexp, error) {
	return c.patterns.get(source, func() (*regexp2.Regexp, error) { return compileJS(source) })
}

func (c *compiled) schema(v any) (*schema, error) {
	return c.schemas.get(string(value.Canonical(v)), func() (*schema, error) { return compileSchema(v) })
}

// maxMemo bounds what is kept: values may hold vars and so differ in every
// case.
const maxMemo = 1000

// memo makes a value once for each key.
type memo[T any] struct {
	mu   sync.Mutex
	made map[string]func() (T, error)
}

func (m *memo[T]) get(key string, compile func() (T, error)) (T, error) {
	m.mu.Lock()
	made := m.made[key]
	if made == nil {
		if m.made == nil || len(m.made) == maxMemo {
			m.made = map[string]func() (T, error){}
		}
		made = sync.OnceValues(compile)
		m.made[key] = made
	}
	m.mu.Unlock()
	return made()
}
