package cmd

import (
	"time"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/cache"
)

// youngCache is the response cache without the answers from before a time, or from
// nobody knows when: today's model may say something else.
type youngCache struct {
	*cache.Cache
	oldest time.Time
}

func (c youngCache) Get(key string) (eval.Answer, bool, error) {
	a, ok, err := c.Cache.Get(key)
	if ok && a.Origin.Time.Before(c.oldest) {
		return eval.Answer{}, false, err
	}
	return a, ok, err
}
