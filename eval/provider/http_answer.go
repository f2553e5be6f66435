package provider

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/itchyny/gojq"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/value"
)

// rawOutput as the option output takes the body of a response as it is.
const rawOutput = "raw"

// reading is how a response becomes an answer.
type reading struct {
	protocol bool // it is a reply of the JSON protocol
	raw      bool // the output is the whole body
	ok       []int

	output, failure, model, finish, tokens, cost *query
}

// reading reads the options of responses. Without any, and where the request is
// one of the JSON protocol, so is the response.
func (o *options) reading(protocol bool) reading {
	r := reading{ok: o.statuses("ok_status")}
	written := o.text("output")
	switch {
	case written == rawOutput:
		r.raw = true
	case written != "":
		r.output = o.query("output")
	case protocol:
		r.protocol = true
	default:
		o.errs.Add(o.spec.Pos, "nothing says where the response has the output", `add output: a program of jq such as ".answer.text", or raw for the whole body`)
	}
	r.failure, r.model, r.finish = o.query("error"), o.query("answered_model"), o.query("finish_reason")
	r.tokens, r.cost = o.query("tokens"), o.query("cost")
	for name, q := range map[string]*query{"error": r.failure, "answered_model": r.model, "finish_reason": r.finish, "tokens": r.tokens, "cost": r.cost} {
		if q != nil && r.protocol {
			o.errs.Add(o.spec.at(name), name+" is read from a response with an output", "add output: PROGRAM")
		}
	}
	return r
}

// statuses reads one HTTP status or a list of them.
func (o *options) statuses(option string) []int {
	v, _ := o.spec.Options.Get(option)
	if v == nil {
		return nil
	}
	list, isList := v.([]any)
	if !isList {
		list = []any{v}
	}
	var out []int
	for _, x := range list {
		n, whole := x.(int64)
		if !whole || n < 200 || n > 599 || n >= 300 && n < 400 {
			o.errs.Add(o.spec.at(option), fmt.Sprintf("%s cannot be %v", option, x), "write 200, or a list such as [200, 404]; redirects are not followed")
			continue
		}
		out = append(out, int(n))
	}
	return out
}

func (r *reading) accepts(status int) bool {
	if r.ok == nil {
		return status >= http.StatusOK && status < http.StatusMultipleChoices
	}
	return slices.Contains(r.ok, status)
}

// answer reads a response.
func (r *reading) answer(ctx context.Context, e *endpoint, got reply) (eval.Answer, error) {
	a, err := r.read(ctx, e, got)
	var failed *eval.CallError
	if errors.As(err, &failed) {
		failed.Err = e.redacted(failed.Err)
	}
	if err == nil && a.Cost == nil && a.Tokens != (eval.Tokens{}) {
		e.charge(&a)
	}
	return a, err
}

func (r *reading) read(ctx context.Context, e *endpoint, got reply) (eval.Answer, error) {
	if r.protocol && r.accepts(got.Status) {
		return readReply(got.Body, e.redact)
	}
	in, unread := newInput(got)
	if !r.accepts(got.Status) {
		return eval.Answer{}, r.refused(ctx, e, got, in, unread)
	}
	if unread != nil && (!r.raw || r.asksMore()) {
		return eval.Answer{}, e.unreadable(got, "no JSON", fmt.Errorf("%w; %s", unread, quoted(e.redact(string(got.Body)))))
	}
	if message, err := r.message(ctx, in); err != nil || message != "" {
		if err == nil {
			err = &eval.CallError{Sent: true, Err: errors.New(message)}
		}
		return eval.Answer{}, err
	}
	return r.rest(ctx, e, got, in)
}

func (r *reading) asksMore() bool {
	return r.failure != nil || r.model != nil || r.finish != nil || r.tokens != nil || r.cost != nil
}

// refused is a response with a status that is none of an answer.
func (r *reading) refused(ctx context.Context, e *endpoint, got reply, in input, unread error) error {
	err := e.refused(got)
	var failed *eval.CallError
	if unread == nil && errors.As(err, &failed) {
		if message, problem := r.message(ctx, in); problem == nil && message != "" {
			failed.Err = errors.New(message)
		}
	}
	return err
}

// message is what the program of error finds, "" for nothing.
func (r *reading) message(ctx context.Context, in input) (string, error) {
	if r.failure == nil {
		return "", nil
	}
	v, err := r.failure.run(ctx, in)
	if err != nil || !truth(v) {
		return "", err
	}
	if text, ok := v.(string); ok {
		return text, nil
	}
	raw, err := gojq.Marshal(v)
	return string(raw), err
}

// rest reads what is no error.
func (r *reading) rest(ctx context.Context, e *endpoint, got reply, in input) (a eval.Answer, err error) {
	if r.raw {
		a.Output = strings.ToValidUTF8(string(got.Body), "�")
	} else if a.Output, a.Structured, err = r.said(ctx, e, in); err != nil {
		return eval.Answer{}, err
	}
	for _, one := range []struct {
		q    *query
		into *string
	}{{r.model, &a.Model}, {r.finish, &a.FinishReason}} {
		if one.q == nil {
			continue
		}
		if *one.into, err = one.q.text(ctx, in); err != nil {
			return eval.Answer{}, err
		}
	}
	a.FinishReason = finishReason(a.FinishReason)
	if err = r.used(ctx, in, &a); err != nil {
		return eval.Answer{}, err
	}
	return a, nil
}

// said is the output. A response without one is an error: it would be judged as
// an empty answer.
func (r *reading) said(ctx context.Context, e *endpoint, in input) (text string, structured bool, err error) {
	v, err := r.output.run(ctx, in)
	if err == nil && v == nil {
		raw, failed := gojq.Marshal(in.json)
		if failed != nil {
			return "", false, failed
		}
		return "", false, r.output.problem("finds nothing in the response: "+quoted(e.redact(string(raw))), "")
	}
	if err != nil {
		return "", false, err
	}
	return r.output.shown(v)
}

// used reads the usage and the cost.
func (r *reading) used(ctx context.Context, in input, a *eval.Answer) error {
	if r.tokens != nil {
		text, err := r.tokens.text(ctx, in)
		if err != nil {
			return err
		}
		if text != "" {
			usage, failed := value.DecodeJSON([]byte(text))
			if failed == nil {
				a.Tokens, failed = tokensOf(usage)
			}
			if failed != nil {
				return r.tokens.problem("gives what is no usage: it "+failed.Error(), "write {prompt: .usage.input, completion: .usage.output}")
			}
		}
	}
	if r.cost == nil {
		return nil
	}
	v, err := r.cost.run(ctx, in)
	if err != nil || v == nil {
		return err
	}
	usd, ok := jqNumber(v)
	if !ok || usd < 0 {
		return r.cost.problem(fmt.Sprintf("gives %v, which is no amount of US dollars", v), "")
	}
	a.Cost = &usd
	return nil
}
