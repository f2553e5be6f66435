package grade

import (
	"errors"
	"strings"
)

func startsWith() Type {
	return Type{
		Name:    "starts-with",
		Doc:     "The output begins with the value, in the same case.",
		Example: "type: starts-with\nvalue: 'Answer:'\n",
		Since:   "0.1.0",
		New: matching(func(output string, v any) (finding, error) {
			prefix, ok := v.(string)
			if !ok || prefix == "" {
				return finding{}, errors.New("the value must be a text that is not empty")
			}
			return finding{ok: strings.HasPrefix(output, prefix), want: "start with " + quote(prefix)}, nil
		}),
	}
}
