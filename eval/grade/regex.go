package grade

import (
	"errors"
	"fmt"
	"time"
)

// regexTimeout bounds a match: the engine backtracks, and a pattern such as
// (a+)+$ can take longer than anybody waits.
const regexTimeout = 5 * time.Second

func regex(c *compiled) Type {
	return Type{
		Name:    "regex",
		Doc:     "The output matches a JavaScript regular expression without flags: ^ and $ are the ends of the whole output, . matches no line end, and a character outside the basic plane counts two. An invalid pattern fails, with not- too.",
		Example: "type: regex\nvalue: '\\d{4}-\\d{2}-\\d{2}'\n",
		Since:   "0.1.0",
		New:     matching(c.matchRegex),
	}
}

func (c *compiled) matchRegex(output string, v any) (finding, error) {
	pattern, ok := v.(string)
	if !ok || pattern == "" {
		return finding{}, errors.New("the value must be a text that is not empty")
	}
	f := finding{want: "match " + quote(pattern)}
	re, err := c.pattern(pattern)
	if err != nil {
		f.flat, f.note = true, "the pattern is invalid: "+err.Error()
		return f, nil //nolint:nilerr // promptfoo: a wrong pattern is a fail
	}
	f.ok, err = re.MatchRunes(codeUnits(output))
	if err != nil {
		return finding{}, fmt.Errorf("%s took longer than %s: %w", quote(pattern), regexTimeout, err)
	}
	return f, nil
}

// PatternError says why a JavaScript regular expression is invalid, nil where it
// is not.
func PatternError(pattern string) error {
	_, err := compileJS(pattern)
	return err
}
