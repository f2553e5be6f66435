package provider

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/value"
)

// replyKeys are those of a reply. Others are refused: a misspelled key would be
// lost without a word.
func replyKeys() []string {
	return []string{
		"version", "output", "tool_calls", "messages", "model", "finish_reason", "usage", "cost_usd", "latency_ms", "logprobs",
		"refusal", "flagged", "error", "retry", "retry_after_ms",
	}
}

// readReply reads a reply of the JSON protocol. An error in it is a
// [eval.CallError] that says whether to try again; a malformed one says what is
// wrong, and hide takes keys out of what it quotes.
func readReply(raw []byte, hide func(string) string) (eval.Answer, error) {
	v, err := value.DecodeJSON(raw)
	if err != nil {
		return eval.Answer{}, malformed("is no JSON document: %v: %s", err, quoted(hide(string(raw))))
	}
	o, ok := v.(*value.Object)
	if !ok {
		return eval.Answer{}, malformed("must be a JSON object: %s", quoted(hide(string(raw))))
	}
	r := replyReader{o: o}
	a, said := r.answer()
	if r.err != nil {
		return eval.Answer{}, r.err
	}
	return a, said
}

// malformed is a reply that does not keep to the protocol. It was paid for.
func malformed(format string, args ...any) error {
	return &eval.CallError{
		Sent: true, Err: fmt.Errorf("the reply "+format, args...),
		Hint: `it must be one JSON object such as {"output": "text"}: docs/providers.md has the protocol`,
	}
}

// quoted is the beginning of a text without keys, for errors.
func quoted(text string) string {
	if text = beginning(text); text == "" {
		return "it is empty"
	}
	return fmt.Sprintf("it begins with %q", text)
}

// replyReader reads one reply and keeps the first thing that is wrong with it.
type replyReader struct {
	o   *value.Object
	err error
}

func (r *replyReader) fail(format string, args ...any) {
	if r.err == nil {
		r.err = malformed(format, args...)
	}
}

// get gives a key that is there and not null.
func (r *replyReader) get(key string) (any, bool) {
	v, _ := r.o.Get(key)
	return v, v != nil
}

// answer gives the answer, or as an error what the reply says went wrong.
func (r *replyReader) answer() (eval.Answer, error) {
	for _, key := range r.o.Keys() {
		if !slices.Contains(replyKeys(), key) {
			known := diag.DidYouMean(key, replyKeys())
			if known == "" {
				known = "known keys are " + strings.Join(replyKeys(), ", ")
			}
			r.fail("has the unknown key %q; %s", key, known)
		}
	}
	if v, ok := r.get("version"); ok && v != int64(protocolVersion) {
		r.fail("has version %v, and only %d is known", v, protocolVersion)
	}
	said := r.refused()
	a := eval.Answer{
		Model: r.text("model"), FinishReason: finishReason(r.text("finish_reason")), Tokens: r.usage(),
		Latency: r.milliseconds("latency_ms"), Refusal: r.truth("refusal"),
	}
	if cost, ok := r.number("cost_usd", 0); ok {
		a.Cost = &cost
	}
	if _, ok := r.get("flagged"); ok {
		a.Flagged = new(r.truth("flagged"))
	}
	r.logProbs(&a)
	if said == nil {
		r.output(&a)
	}
	return a, said
}

// refused is the error that the reply names.
func (r *replyReader) refused() error {
	v, ok := r.get("error")
	retry, after := r.truth("retry"), r.milliseconds("retry_after_ms")
	if !ok {
		if retry || after > 0 {
			r.fail("asks to be tried again and has no error")
		}
		return nil
	}
	message, isText := v.(string)
	if !isText {
		message = string(value.Canonical(v))
	}
	if strings.TrimSpace(message) == "" {
		message = "an error without a message"
	}
	for _, key := range []string{"output", "tool_calls", "messages"} {
		if _, both := r.get(key); both {
			r.fail("has both error and %s", key)
		}
	}
	return &eval.CallError{Retry: retry || after > 0, After: after, Sent: true, Err: errors.New(message)}
}

func (r *replyReader) text(key string) string {
	v, ok := r.get(key)
	s, isText := v.(string)
	if ok && !isText {
		r.fail("has a %s that is no text", key)
	}
	return s
}

func (r *replyReader) truth(key string) bool {
	v, ok := r.get(key)
	b, isBool := v.(bool)
	if ok && !isBool {
		r.fail("has a %s that is neither true nor false", key)
	}
	return b
}

// number reads a number from least on.
func (r *replyReader) number(key string, least float64) (f float64, ok bool) {
	v, ok := r.get(key)
	if !ok {
		return 0, false
	}
	f, ok = amount(v)
	if !ok || !(f >= least) || math.IsInf(f, 0) {
		r.fail("has a %s that is no number from %v on", key, least)
		return 0, false
	}
	return f, true
}

func (r *replyReader) milliseconds(key string) time.Duration {
	ms, _ := r.number(key, 0)
	return pause(ms / 1000)
}

func (r *replyReader) logProbs(a *eval.Answer) {
	v, ok := r.get("logprobs")
	list, isList := v.([]any)
	if ok && !isList {
		r.fail("has logprobs that are no list")
	}
	for _, x := range list {
		f, isNumber := amount(x)
		if !isNumber {
			r.fail("has logprobs that are no numbers")
		}
		a.LogProbs = append(a.LogProbs, f)
	}
}

func (r *replyReader) usage() eval.Tokens {
	v, ok := r.get("usage")
	if !ok {
		return eval.Tokens{}
	}
	t, err := tokensOf(v)
	if err != nil {
		r.fail("has a usage that %v", err)
	}
	return t
}
