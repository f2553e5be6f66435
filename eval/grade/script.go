package grade

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/promptgit/promptgit/eval"
)

// script is a grader whose verdict is the result of code.
type script struct {
	a     eval.Assertion
	run   func(ctx context.Context, a *eval.Assertion, in *eval.GradeInput, args []eval.Arg) (any, error)
	judge func(a *eval.Assertion, result any) (eval.Verdict, error)
}

// Grade runs the code. What it throws, and a result that is no verdict, fail the
// assertion, with "not-" too; code that could not be run is an error.
func (s script) Grade(ctx context.Context, in eval.GradeInput) (eval.Verdict, error) {
	if in.Scripts == nil {
		return eval.Verdict{}, errors.New("no code can be run here")
	}
	args, err := in.ScriptArgs(s.a.Config)
	if err != nil {
		return eval.Verdict{}, err
	}
	result, err := s.run(ctx, &s.a, &in, args)
	var v eval.Verdict
	if err == nil {
		v, err = s.judge(&s.a, result)
	}
	var thrown *eval.ThrownError
	if errors.As(err, &thrown) {
		return eval.Verdict{Reason: reasonLine(s.told(in.Value) + " failed: " + thrown.Message)}, nil
	}
	if err != nil {
		return eval.Verdict{}, err
	}
	if s.a.Not {
		v.Pass = !v.Pass
		if truth(result) != nil {
			v.Score = 1 - v.Score
		}
	}
	if v.Reason == "" {
		v.Reason = fmt.Sprintf("%s gave %s", s.told(in.Value), shown(result))
	}
	v.Reason = reasonLine(v.Reason)
	return v, nil
}

const maxReason = 1000

// reasonLine is a text without its line breaks, cut where it is long.
func reasonLine(s string) string {
	s = strings.Join(strings.Fields(strings.ToValidUTF8(s, "\ufffd")), " ")
	if len(s) > maxReason {
		s = strings.ToValidUTF8(s[:maxReason], "") + "..."
	}
	return s
}

// told names the code: its file, or what stands in place.
func (s script) told(code any) string {
	if s.a.Script != nil {
		if s.a.Script.Path != "" {
			return s.a.Script.Path
		}
		return quote(s.a.Script.Source)
	}
	text, _ := code.(string)
	return quote(text)
}

func shown(v any) string {
	raw, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	return quote(string(raw))
}

// judgePlain reads true or false, or a number: above 0, or at the threshold.
func judgePlain(a *eval.Assertion, v any) (eval.Verdict, error) {
	if yes := truth(v); yes != nil {
		if *yes {
			return eval.Verdict{Pass: true, Score: 1}, nil
		}
		return eval.Verdict{}, nil
	}
	f, ok := eval.Float(v)
	if !ok {
		return eval.Verdict{}, notVerdict(v)
	}
	score, err := eval.BoundScore(f)
	pass := f > 0
	if a.Threshold != nil {
		pass = f >= *a.Threshold
	}
	return eval.Verdict{Pass: pass, Score: score}, err
}

func notVerdict(v any) error {
	return &eval.ThrownError{Message: "it gave " + shown(v) + ", and not true, false, a number or {pass, score, reason}"}
}

// truth is what a result says outright, nil for numbers and objects.
func truth(v any) *bool {
	switch v := v.(type) {
	case bool:
		return &v
	case string:
		switch strings.ToLower(v) {
		case "true", "false":
			return new(strings.EqualFold(v, "true"))
		}
	}
	return nil
}
