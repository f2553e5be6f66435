package grade

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/dlclark/regexp2/v2"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/promptgit/promptgit/internal/value"
)

// schema is a compiled JSON Schema.
type schema struct{ compiled *jsonschema.Schema }

// compileSchema compiles a schema, or the YAML or JSON text of one, as strictly
// as promptfoo's validator (Ajv 8 with strictSchema): draft-07 unless it says
// so, formats asserted, unknown keywords and formats are errors. References
// stay inside the schema.
func compileSchema(v any) (*schema, error) {
	if src, ok := v.(string); ok {
		root, err := value.ParseYAML("", []byte(src), 0)
		if err == nil {
			v, err = value.FromYAML(root)
		}
		if err != nil {
			return nil, fmt.Errorf("the schema cannot be read: %w", err)
		}
	}
	doc := plain(v)
	switch doc.(type) {
	case bool, map[string]any:
	default:
		return nil, errors.New("the schema must be an object")
	}
	refs := bytes.Contains(value.Canonical(doc), []byte(`"$ref":`))
	doc, err := strict{refs}.schema(doc, "")
	if err != nil {
		return nil, fmt.Errorf("the schema is not valid: %w", err)
	}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft7)
	c.AssertFormat()
	c.UseLoader(noLoader{})
	c.UseRegexpEngine(schemaRegexp)
	c.RegisterVocabulary(divisions())
	c.AssertVocabs()
	for _, f := range formats() {
		c.RegisterFormat(f)
	}
	const name = "schema:value"
	if err = c.AddResource(name, doc); err != nil {
		return nil, fmt.Errorf("the schema is not valid: %w", err)
	}
	compiled, err := c.Compile(name)
	if err != nil {
		return nil, fmt.Errorf("the schema is not valid: %s", oneLine(err))
	}
	return &schema{compiled}, nil
}

// maxValidated is how deep a value may be nested to be validated: the validator
// copies the whole way down into every problem.
const maxValidated = 1000

// problem says on one line why v does not conform, "" where it does. The error
// says that it could not be found out.
func (s *schema) problem(v any) (note string, err error) {
	if deeper(v, maxValidated) {
		return "", fmt.Errorf("the output is nested deeper than %d levels, too deep for a schema", maxValidated)
	}
	defer func() {
		switch r := recover().(type) {
		case nil:
		case slowPatternError:
			note, err = "", r
		default:
			panic(r)
		}
	}()
	if endless(v) {
		v = bounded(v)
	}
	if err := s.compiled.Validate(v); err != nil {
		return oneLine(err), nil
	}
	return "", nil
}

// bounded gives v with null for every number without end, such as 1e400. The
// validator knows no such value; for promptfoo's it is of no type at all, so that
// no keyword about numbers looks at it.
func bounded(v any) any {
	switch v := v.(type) {
	case float64:
		if math.IsInf(v, 0) {
			return nil
		}
	case []any:
		list := make([]any, len(v))
		for i, x := range v {
			list[i] = bounded(x)
		}
		return list
	case map[string]any:
		m := make(map[string]any, len(v))
		for k, x := range v {
			m[k] = bounded(x)
		}
		return m
	}
	return v
}

// endless says whether v is or holds a number without end.
func endless(v any) bool {
	switch v := v.(type) {
	case float64:
		return math.IsInf(v, 0)
	case []any:
		return slices.ContainsFunc(v, endless)
	case map[string]any:
		for _, x := range v {
			if endless(x) {
				return true
			}
		}
	}
	return false
}

// deeper says whether v is nested in more than levels lists and objects.
func deeper(v any, levels int) bool {
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			if levels == 0 || deeper(x, levels-1) {
				return true
			}
		}
	case map[string]any:
		for _, x := range v {
			if levels == 0 || deeper(x, levels-1) {
				return true
			}
		}
	}
	return false
}

// oneLine drops the heading of a validation error and joins the rest.
func oneLine(err error) string {
	lines := strings.Split(err.Error(), "\n")
	if len(lines) > 1 {
		lines = lines[1:]
	}
	for i, line := range lines {
		lines[i] = strings.TrimLeft(line, " -")
	}
	return strings.Join(lines, "; ")
}

// noLoader keeps schemas from naming files and addresses.
type noLoader struct{}

func (noLoader) Load(url string) (any, error) {
	return nil, fmt.Errorf("%s: references to other documents are not followed", url)
}

// schemaRegexp compiles a pattern as JavaScript does with the flag u.
func schemaRegexp(pattern string) (jsonschema.Regexp, error) {
	if strings.Count(pattern, "(") > maxGroups {
		return nil, errTooManyGroups
	}
	re, err := regexp2.Compile(pattern, regexp2.ECMAScript|regexp2.Unicode)
	if err != nil {
		return nil, err
	}
	re.MatchTimeout = regexTimeout
	return schemaPattern{re}, nil
}

type schemaPattern struct{ re *regexp2.Regexp }

// slowPatternError is what a pattern that took too long panics with: the validator's
// interface has no room for an error, and neither answer would be true.
type slowPatternError struct{ error }

// MatchString panics with a slowPatternError that problem recovers.
func (p schemaPattern) MatchString(s string) bool {
	ok, err := p.re.MatchString(s)
	if err != nil {
		panic(slowPatternError{fmt.Errorf("the pattern %s of the schema took longer than %s: %w", quote(p.re.String()), regexTimeout, err)})
	}
	return ok
}

func (p schemaPattern) String() string { return p.re.String() }
