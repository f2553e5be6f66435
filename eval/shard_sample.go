package eval

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt"
)

// shardSample is one judged sample: what a record is computed from, and what is
// shown of it.
type shardSample struct {
	Run         int              `json:"run"` // of those in the file, from 0
	Row         int              `json:"i"`
	Sample      int              `json:"n"`
	Pass        bool             `json:"p,omitempty"`
	Score       exact            `json:"s"`
	Metrics     map[string]exact `json:"m,omitempty"`
	Weights     map[string]exact `json:"w,omitempty"` // see Result
	Asserts     []shardAssert    `json:"a,omitempty"`
	Error       string           `json:"e,omitempty"`
	Hint        string           `json:"h,omitempty"`
	Interrupted bool             `json:"x,omitempty"`
	Answered    bool             `json:"y,omitempty"` // an output came
	Model       string           `json:"model,omitempty"`
	Tokens      Tokens           `json:"tokens,omitzero"`
	Cost        *exact           `json:"c,omitempty"`
	LatencyNS   int64            `json:"l,omitempty"`
	FirstNS     int64            `json:"l1,omitempty"` // until the first part of a streamed output came
	Finish      string           `json:"fr,omitempty"` // see Answer.FinishReason
	Cached      bool             `json:"k,omitempty"`
	Judging     *Judging         `json:"judges,omitempty"`
	Output      *shardOutput     `json:"output,omitempty"`
}

// spent is the least of what a sample and its parts took, in whatever unit: below zero
// where some figure is.
func (s *shardSample) spent() float64 {
	least := func(t Tokens, cost *exact, ns ...int64) float64 {
		low := float64(min(t.Prompt, t.Completion, t.Total, t.Cached, t.Reasoning))
		low = min(low, float64(slices.Min(ns)))
		if cost != nil {
			low = min(low, float64(*cost))
		}
		return low
	}
	low := least(s.Tokens, s.Cost, s.LatencyNS, s.FirstNS)
	if j := s.Judging; j != nil {
		low = min(low, float64(j.Calls))
		if j.CostUSD != nil {
			low = min(low, *j.CostUSD)
		}
	}
	if s.Output != nil {
		for _, step := range s.Output.Steps {
			low = min(low, least(step.Tokens, step.Cost, step.LatencyNS))
		}
	}
	return low
}

type shardAssert struct {
	Type    string `json:"t"`
	Pass    bool   `json:"p,omitempty"`
	Score   exact  `json:"s"`
	Metric  string `json:"m,omitempty"`
	Step    string `json:"at,omitempty"`
	Failure string `json:"f,omitempty"`
	Reason  string `json:"r,omitempty"`
}

// shardOutput is what can hold private data.
type shardOutput struct {
	Vars     *value.Object `json:"vars"`
	Rendered *string       `json:"rendered"` // null where rendering failed
	Output   string        `json:"output"`
	Steps    []shardStep   `json:"steps,omitempty"`
}

// shardStep is one step of a chain.
type shardStep struct {
	Path      string `json:"path"`
	As        string `json:"as"`
	Rendered  string `json:"rendered"`
	Output    string `json:"output"`
	Model     string `json:"model"`
	Tokens    Tokens `json:"tokens"`
	Cost      *exact `json:"c"`
	LatencyNS int64  `json:"l"`
}

// newShardSample copies a result; sample numbers and rows tell it from others.
func newShardSample(run int, r *Result, outputs bool) *shardSample {
	s := &shardSample{
		Run: run, Row: r.Case.Index, Sample: r.Sample,
		Pass: r.Pass, Score: exact(r.Score), Metrics: exacts(r.Metrics), Weights: exacts(r.Weights),
		Interrupted: errors.Is(r.Err, ErrInterrupted), Answered: !r.Answer.empty(),
		Model: r.Answer.Model, Tokens: r.Answer.Tokens, Cost: (*exact)(r.Answer.Cost), LatencyNS: int64(r.Answer.Latency), Cached: r.Answer.Cached,
		FirstNS: int64(r.Answer.FirstToken), Finish: r.Answer.FinishReason,
	}
	if r.Err != nil {
		s.Error = r.Err.Error()
		if failed := (*CallError)(nil); errors.As(r.Err, &failed) {
			s.Hint = failed.Hint
		}
	}
	for _, a := range r.Asserts {
		one := shardAssert{Type: a.Type, Pass: a.Pass, Score: exact(a.Score), Metric: a.Metric, Step: a.Step, Failure: a.Failure}
		if outputs {
			one.Reason = a.Reason
		}
		s.Asserts = append(s.Asserts, one)
	}
	if r.Judging.Asked > 0 {
		s.Judging = &r.Judging
	}
	if outputs {
		s.Output = &shardOutput{Vars: r.Case.Vars, Output: r.Answer.Output}
		if r.Messages != nil {
			s.Output.Rendered = new(r.Rendered())
		}
		for _, one := range r.Steps {
			a := one.Answer
			s.Output.Steps = append(s.Output.Steps, shardStep{
				one.Path, one.As, prompt.Flatten(one.Messages), a.Output, a.Model, a.Tokens, (*exact)(a.Cost), int64(a.Latency),
			})
		}
	}
	return s
}

// result gives the result back, as far as a record and what is shown depend on
// it.
func (s *shardSample) result(c *Case) Result {
	r := Result{
		Case: c, Sample: s.Sample, Pass: s.Pass, Score: float64(s.Score), Metrics: floats(s.Metrics), Weights: floats(s.Weights),
		Answer: Answer{
			Model: s.Model, FinishReason: s.Finish, Tokens: s.Tokens, Cost: (*float64)(s.Cost),
			Latency: time.Duration(s.LatencyNS), FirstToken: time.Duration(s.FirstNS), Cached: s.Cached,
		},
		output: s.Answered, // also where its text is left out
	}
	switch {
	case s.Interrupted:
		r.Err = ErrInterrupted
	case s.Error != "":
		r.Err = &CallError{Err: errors.New(s.Error), Hint: s.Hint}
	}
	for _, a := range s.Asserts {
		r.Asserts = append(r.Asserts, AssertResult{
			Type: a.Type, Metric: a.Metric, Step: a.Step, Failure: a.Failure, Verdict: Verdict{Pass: a.Pass, Score: float64(a.Score), Reason: a.Reason},
		})
	}
	if s.Judging != nil {
		r.Judging = *s.Judging
	}
	if s.Output != nil {
		own := *c
		own.Vars = s.Output.Vars
		r.Case, r.Answer.Output = &own, s.Output.Output
		if s.Output.Rendered != nil {
			r.Messages = []prompt.Message{{Text: *s.Output.Rendered}}
		}
		for _, one := range s.Output.Steps {
			r.Steps = append(r.Steps, StepOutput{
				Path: one.Path, As: one.As, Messages: []prompt.Message{{Text: one.Rendered}},
				Answer: Answer{Output: one.Output, Model: one.Model, Tokens: one.Tokens, Cost: (*float64)(one.Cost), Latency: time.Duration(one.LatencyNS)},
			})
		}
	}
	return r
}

// exact is a number that keeps its value in JSON, also one that JSON does not
// have, which is written as a text.
type exact float64

// MarshalJSON implements [json.Marshaler].
func (x exact) MarshalJSON() ([]byte, error) {
	if finite(float64(x)) {
		return json.Marshal(float64(x))
	}
	return json.Marshal(strconv.FormatFloat(float64(x), 'g', -1, 64))
}

// UnmarshalJSON implements [json.Unmarshaler].
func (x *exact) UnmarshalJSON(raw []byte) error {
	var text string
	if json.Unmarshal(raw, &text) != nil {
		return json.Unmarshal(raw, (*float64)(x))
	}
	switch text {
	case "NaN":
		*x = exact(math.NaN())
	case "+Inf":
		*x = exact(math.Inf(1))
	case "-Inf":
		*x = exact(math.Inf(-1))
	default:
		return fmt.Errorf("%q is no number", text)
	}
	return nil
}

func exacts(m map[string]float64) map[string]exact {
	if m == nil {
		return nil
	}
	out := make(map[string]exact, len(m))
	for name, x := range m {
		out[name] = exact(x)
	}
	return out
}

func floats(m map[string]exact) map[string]float64 {
	if m == nil {
		return nil
	}
	out := make(map[string]float64, len(m))
	for name, x := range m {
		out[name] = float64(x)
	}
	return out
}
