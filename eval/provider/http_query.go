package provider

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"math/big"
	"strings"

	"github.com/itchyny/gojq"

	"github.com/promptgit/promptgit/eval"
)

// outputLimit bounds what a query may give, as it does what a command may say.
const outputLimit = 16 << 20 // bytes

// query is a program of jq over a response. Beside the JSON it knows $status and
// $headers, by lower-case name; it sees neither files nor the environment.
type query struct {
	option string
	code   *gojq.Code
}

// query reads the program of an option, nil where there is none.
func (o *options) query(option string) *query {
	src := o.text(option)
	if src == "" {
		return nil
	}
	parsed, err := gojq.Parse(src)
	if err != nil {
		place := ""
		var at *gojq.ParseError
		if errors.As(err, &at) {
			before := src[:max(0, min(at.Offset-len(at.Token), len(src)))]
			place = fmt.Sprintf(" at line %d, column %d of the program",
				1+strings.Count(before, "\n"), len(before)-strings.LastIndexByte(before, '\n'))
		}
		o.errs.Add(o.spec.at(option), fmt.Sprintf("%s is no program of jq: %v%s", option, err, place), `write it like ".choices[0].message.content"`)
		return nil
	}
	code, err := gojq.Compile(parsed, gojq.WithVariables([]string{"$status", "$headers"}))
	if err != nil {
		o.errs.Add(o.spec.at(option), fmt.Sprintf("%s is no program of jq: %v", option, err), "files, modules and the environment cannot be read")
		return nil
	}
	return &query{option, code}
}

// input is a response as queries see it.
type input struct {
	json    any
	status  int
	headers map[string]any
}

func newInput(r reply) (input, error) {
	in := input{status: r.Status, headers: map[string]any{}}
	for name, values := range r.Header {
		in.headers[strings.ToLower(name)] = strings.Join(values, ", ")
	}
	dec := json.NewDecoder(bytes.NewReader(r.Body))
	dec.UseNumber()
	if err := dec.Decode(&in.json); err != nil {
		return in, err
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return in, fmt.Errorf("text after the JSON value at byte %d", dec.InputOffset())
	}
	return in, nil
}

// run gives the one value of the program. It ends with ctx, and after two
// seconds in any case.
func (q *query) run(ctx context.Context, in input) (any, error) {
	limited, cancel := context.WithTimeout(ctx, templateTime)
	defer cancel()
	results := q.code.RunWithContext(limited, in.json, in.status, in.headers)
	v, ok := results.Next()
	if !ok {
		return nil, nil
	}
	if err, failed := v.(error); failed {
		return nil, q.failed(ctx, err)
	}
	if more, ok := results.Next(); ok {
		if err, failed := more.(error); failed {
			return nil, q.failed(ctx, err)
		}
		return nil, q.problem("gives more than one value", "put [ ] around it, or take one with first( )")
	}
	return v, nil
}

func (q *query) failed(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return q.problem(fmt.Sprintf("ran for longer than %v", templateTime), "")
	}
	return q.problem(fmt.Sprintf("failed: %v", err), "")
}

func (q *query) problem(what, hint string) error {
	return &eval.CallError{Sent: true, Err: fmt.Errorf("the jq program of %s %s", q.option, what), Hint: hint}
}

// text gives the value of the program as a text, "" for null.
func (q *query) text(ctx context.Context, in input) (string, error) {
	v, err := q.run(ctx, in)
	if err != nil || v == nil {
		return "", err
	}
	text, _, err := q.shown(v)
	return text, err
}

// shown is a value as a text; structured is true where it is none and the text
// is its JSON, with sorted keys.
func (q *query) shown(v any) (text string, structured bool, err error) {
	text, isText := v.(string)
	if !isText {
		raw, failed := gojq.Marshal(v)
		if failed != nil {
			return "", false, q.problem(fmt.Sprintf("gives no JSON: %v", failed), "")
		}
		text = string(raw)
	}
	if len(text) > outputLimit {
		return "", false, q.problem("gives more than 16 MiB", "")
	}
	return text, !isText, nil
}

// truth says whether the program gives something other than null, false and an
// empty text.
func truth(v any) bool { return v != nil && v != false && v != "" }

// jqNumber reads a number that jq gives, and tells whether it is one.
func jqNumber(v any) (float64, bool) {
	var f float64
	switch v := v.(type) {
	case int:
		f = float64(v)
	case float64:
		f = v
	case json.Number:
		f, _ = v.Float64()
	case *big.Int:
		f, _ = new(big.Float).SetInt(v).Float64()
	default:
		return 0, false
	}
	return f, !math.IsNaN(f) && !math.IsInf(f, 0)
}
