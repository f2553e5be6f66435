package grade

import (
	"fmt"
	"math"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"golang.org/x/text/message"
)

// dividedKeyword stands in a compiled schema for multipleOf, which Ajv decides
// with a division of doubles: 0.3 is no multiple of 0.1. The validator's own
// keyword divides exactly.
const dividedKeyword = "multipleOf by division"

// divides puts dividedKeyword in the place of a multipleOf that means something.
func divides(schema map[string]any) {
	if by, ok := schema["multipleOf"].(float64); ok && by > 0 {
		delete(schema, "multipleOf")
		schema[dividedKeyword] = by
	}
}

func divisions() *jsonschema.Vocabulary {
	return &jsonschema.Vocabulary{
		URL: "schema:divisions",
		Compile: func(_ *jsonschema.CompilerContext, schema map[string]any) (jsonschema.SchemaExt, error) {
			if by, ok := schema[dividedKeyword].(float64); ok {
				return division(by), nil
			}
			return nil, nil //nolint:nilnil // the library's way to say that the keyword is not there
		},
	}
}

// division is the number that others must be multiples of.
type division float64

// Validate implements [jsonschema.SchemaExt].
func (d division) Validate(ctx *jsonschema.ValidatorContext, v any) {
	f, ok := v.(float64)
	if !ok {
		return
	}
	// JavaScript cuts the quotient off as text, in which large ones have an exponent.
	if q := f / float64(d); q != math.Trunc(q) || math.Abs(q) >= 1e21 {
		ctx.AddError(noMultiple{f, float64(d)})
	}
}

type noMultiple struct{ got, of float64 }

// KeywordPath implements [jsonschema.ErrorKind].
func (noMultiple) KeywordPath() []string { return []string{"multipleOf"} }

// LocalizedString implements [jsonschema.ErrorKind].
func (n noMultiple) LocalizedString(*message.Printer) string {
	return fmt.Sprintf("%v is no multiple of %v", n.got, n.of)
}
