package eval

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"strings"

	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt"
)

var errNoScripts = errors.New("no code can be run here")

// transformed is the answer after the transforms of the target and of the case,
// in this order. What a transform throws is an error of the sample: it says
// nothing about the output.
func (x *execution) transformed(ctx context.Context, j *job) (Answer, error) {
	r, column := j.result, &x.runs[j.column].Column
	a := r.Answer
	if column.Transform == nil && r.Case.Code.Output == nil {
		return a, nil
	}
	one := Sample{Case: r.Case, Messages: r.Messages, Column: column}
	for _, t := range []struct {
		of     string
		script *Script
	}{{"the provider", column.Transform}, {"the test", r.Case.Code.Output}} {
		if t.script == nil {
			continue
		}
		var err error
		if a, err = Transform(ctx, x.Scripts, t.script, a, one.transformContext(one.promptDocument())); err != nil {
			return r.Answer, fmt.Errorf("transform of %s: %w", t.of, err)
		}
	}
	return a, nil
}

// Transform gives the answer with the output that a script makes of it. A result
// that is no text makes a structured output.
func Transform(ctx context.Context, scripts Runtime, script *Script, a Answer, scope *value.Object) (Answer, error) {
	if scripts == nil {
		return a, errNoScripts
	}
	output, err := a.data()
	if err != nil {
		return a, err
	}
	v, err := scripts.Run(ctx, *script, Arg{"output", output}, Arg{"context", scope})
	switch v := v.(type) {
	case nil:
		if err == nil {
			err = errors.New("it gave no value")
		}
	case string:
		a.Output, a.Structured = v, false
	default:
		a.Output, a.Structured = compactJSON(jsonData(v)), true
	}
	return a, err
}

// ContextValue is what the contextTransform of an assertion makes of the output.
func (in *GradeInput) ContextValue(ctx context.Context, a *Assertion) (any, error) {
	if in.Scripts == nil {
		return nil, errNoScripts
	}
	output, err := in.Answer.data()
	if err != nil {
		return nil, err
	}
	scope := in.transformContext(value.NewObject("label", in.Rendered()))
	v, err := in.Scripts.Run(ctx, *a.Context, Arg{"output", output}, Arg{"context", scope})
	if err != nil {
		return nil, fmt.Errorf("contextTransform: %w", err)
	}
	return v, nil
}

// judgesByCode says whether code is the verdict of a type, not its value.
func judgesByCode(name string) bool {
	return name == JavaScript || name == Python || name == Ruby || name == Exec
}

// scriptValue is the value that a file of code makes for an assertion of another
// type. Only the types that judge by code take verdicts.
func (s *Sample) scriptValue(ctx context.Context, scripts Runtime, a *Assertion) (any, error) {
	if scripts == nil {
		return nil, errNoScripts
	}
	args, err := s.ScriptArgs(a.Config)
	if err != nil {
		return nil, err
	}
	v, err := scripts.Run(ctx, *a.Script, args...)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", a.Script.Path, err)
	}
	wrong := ""
	switch x := v.(type) {
	case nil:
		wrong = "no value"
	case bool:
		wrong = "true or false"
	case *value.Object:
		if _, verdict := x.Get("pass"); verdict {
			wrong = "a verdict"
		}
	}
	if wrong != "" {
		return nil, fmt.Errorf("%s gave %s: for %s it must give the value to expect; verdicts belong to the types javascript, python, ruby and exec", a.Script.Path, wrong, a.FullType())
	}
	return v, nil
}

// transformContext is what promptfoo hands to transforms beside the output.
func (s *Sample) transformContext(prompted *value.Object) *value.Object {
	return value.NewObject("vars", prompt.ResolveVars(s.Case.Vars), "prompt", prompted, "metadata", value.NewObject())
}

func (s *Sample) promptDocument() *value.Object {
	o := value.NewObject("raw", "", "label", "")
	if s.Column == nil {
		return o
	}
	p := s.Column.Prompt
	o.Set("label", cmp.Or(s.Column.Label, p.Path))
	var raw strings.Builder
	for i, m := range p.Messages {
		if i > 0 {
			raw.WriteString("\n")
		}
		raw.WriteString(m.Text)
	}
	o.Set("raw", raw.String())
	return o
}

// transformedVars is the case with the vars that its code makes of them, itself
// where it has none.
func (e *Engine) transformedVars(ctx context.Context, c *Case) (*Case, error) {
	script := c.Code.Vars
	if script == nil {
		return c, nil
	}
	if e.Scripts == nil {
		return nil, fmt.Errorf("transformVars: %w", errNoScripts)
	}
	v, err := e.Scripts.Run(ctx, *script, Arg{"vars", object(c.Vars)}, Arg{"context", value.NewObject("prompt", value.NewObject())})
	if err != nil {
		return nil, fmt.Errorf("transformVars: %w", err)
	}
	made, ok := v.(*value.Object)
	if !ok {
		return nil, errors.New("transformVars gave no object of vars")
	}
	with := *c
	with.Vars = c.Vars.Clone()
	for name, x := range made.All() {
		if list, isList := x.([]any); isList && len(list) > 0 {
			if _, text := list[0].(string); text && !c.fixedVars() {
				return nil, fmt.Errorf("transformVars made a list of texts of %q, which would be several cases; set options.disableVarExpansion: true", name)
			}
		}
		with.Vars.Set(name, jsonData(x))
	}
	return &with, nil
}

// made gives the case and the prompt that code makes of those that are written.
func (e *Engine) made(ctx context.Context, c *Case, col Column) (*Case, *prompt.Prompt, error) {
	c, err := e.transformedVars(ctx, c)
	if err == nil {
		c, err = e.madeVars(ctx, c, col)
	}
	if err != nil {
		return nil, nil, err
	}
	p, err := e.madePrompt(ctx, col, c)
	return c, p, err
}

func (c *Case) fixedVars() bool {
	fixed, _ := c.Options.Get("disableVarExpansion")
	return fixed == true
}

// jsonData is v with null for the numbers that JSON does not have.
func jsonData(v any) any {
	switch v := v.(type) {
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return nil
		}
	case []any:
		for i, x := range v {
			v[i] = jsonData(x)
		}
	case *value.Object:
		for k, x := range v.All() {
			v.Set(k, jsonData(x))
		}
	}
	return v
}
