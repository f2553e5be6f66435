package grade

func containsJSON(c *compiled) Type {
	return Type{
		Name:    "contains-json",
		Doc:     "The output contains a JSON object, also one with small mistakes that YAML forgives; with a value, an object that conforms to that JSON Schema (draft-07).",
		Example: "type: contains-json\nvalue:\n  type: object\n  required: [city]\n",
		Since:   "0.1.0",
		New:     matching(c.matchContainsJSON),
	}
}

// matchContainsJSON is satisfied by any object that conforms.
func (c *compiled) matchContainsJSON(output string, v any) (finding, error) {
	f := finding{want: "contain a JSON object"}
	objects, err := jsonObjects(output)
	if err != nil {
		return finding{}, err
	}
	f.ok = len(objects) > 0
	if !f.ok || !truthy(v) {
		return f, nil
	}
	s, err := c.valueSchema(v)
	if err != nil {
		return finding{}, err
	}
	f.want = "contain a JSON object that conforms to the schema"
	for _, object := range objects {
		f.note, err = s.problem(object)
		if f.ok = f.note == "" && err == nil; f.ok || err != nil {
			return f, err
		}
	}
	return f, nil
}
