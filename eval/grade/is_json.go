package grade

import "errors"

func isJSON(c *compiled) Type {
	return Type{
		Name:    "is-json",
		Doc:     "The whole output is JSON; with a value, JSON that conforms to that JSON Schema (draft-07).",
		Example: "type: is-json\nvalue:\n  type: object\n  required: [city]\n",
		Since:   "0.1.0",
		New:     matching(c.matchJSON),
	}
}

// matchJSON compiles the schema only for an output that is JSON: promptfoo does
// not look at a wrong schema before.
func (c *compiled) matchJSON(output string, v any) (finding, error) {
	f := finding{want: "be JSON"}
	got, err := parseJSON(output)
	if errors.Is(err, errTooDeep) {
		return finding{}, err
	}
	if err != nil {
		f.note = err.Error()
		return f, nil //nolint:nilerr // output that is no JSON is a verdict
	}
	if f.ok = true; !truthy(v) {
		return f, nil
	}
	s, err := c.valueSchema(v)
	if err != nil {
		return finding{}, err
	}
	f.want = "be JSON that conforms to the schema"
	f.note, err = s.problem(got)
	f.ok = f.note == ""
	return f, err
}
