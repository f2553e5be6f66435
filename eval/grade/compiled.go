package grade

import (
	"errors"

	"github.com/dlclark/regexp2/v2"

	"github.com/promptgit/promptgit/internal/memo"
	"github.com/promptgit/promptgit/internal/value"
)

// compiled keeps what patterns and schemas compiled to: the same few judge
// thousands of samples. It is safe for concurrent use.
type compiled struct {
	patterns memo.Memo[string, *regexp2.Regexp]
	folded   memo.Memo[string, *regexp2.Regexp] // patterns for any case
	schemas  memo.Memo[string, *schema]
}

func (c *compiled) pattern(source string) (*regexp2.Regexp, error) {
	return c.patterns.Get(source, func() (*regexp2.Regexp, error) { return compileJS(source) })
}

func (c *compiled) foldedPattern(source string) (*regexp2.Regexp, error) {
	return c.folded.Get(source, func() (*regexp2.Regexp, error) { return compileJSWith(source, regexp2.IgnoreCase) })
}

// valueSchema is the schema that the value of an assertion is. promptfoo takes
// true and false for one in a text only.
func (c *compiled) valueSchema(v any) (*schema, error) {
	if _, is := v.(bool); is {
		return nil, errors.New("the schema must be an object or a text")
	}
	return c.schema(v)
}

func (c *compiled) schema(v any) (*schema, error) {
	return c.schemas.Get(string(value.Canonical(v)), func() (*schema, error) { return compileSchema(v) })
}
