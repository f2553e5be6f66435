package memo

import (
	"regexp"
	"sync"
)

// Regexp gives a regular expression that is compiled when it is first asked for:
// a hook that needs few of them must not wait for all. It panics on one that is
// no expression, as regexp.MustCompile does.
func Regexp(expression string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })
}
