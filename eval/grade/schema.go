package grade

import (
	"bytes"
	"errors"
	"fmt"
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

// problem says on one line why v does not conform, "" where it does.
func (s *schema) problem(v any) string {
	if err := s.compiled.Validate(v); err != nil {
		return oneLine(err)
	}
	return ""
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
	re, err := regexp2.Compile(pattern, regexp2.ECMAScript|regexp2.Unicode)
	if err != nil {
		return nil, err
	}
	re.MatchTimeout = regexTimeout
	return schemaPattern{re}, nil
}

type schemaPattern struct{ re *regexp2.Regexp }

// MatchString counts a match that takes too long as none.
func (p schemaPattern) MatchString(s string) bool {
	ok, err := p.re.MatchString(s)
	return err == nil && ok
}

func (p schemaPattern) String() string { return p.re.String() }
