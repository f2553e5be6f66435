package grade

import (
	"context"
	"errors"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/value"
)

func execType() Type {
	return Type{
		Name:    eval.Exec,
		Doc:     "A command says so, by its exit code 0 or 1 or by a JSON object on its last line; needs trust.",
		Example: "type: exec\nvalue: ./check.sh --strict\n",
		Since:   "0.2.0",
		New: func(a eval.Assertion) (eval.Grader, error) {
			return script{a: a, run: runCommand, judge: judgeCommand}, nil
		},
	}
}

func runCommand(ctx context.Context, a *eval.Assertion, in *eval.GradeInput, args []eval.Arg) (any, error) {
	if a.Script == nil {
		return nil, errors.New("exec needs a command: write value: ./check.sh")
	}
	return in.Scripts.Run(ctx, *a.Script, args...)
}

// judgeCommand reads what a command said of itself: an object with pass, score
// or both. What is missing follows from the other.
func judgeCommand(a *eval.Assertion, v any) (eval.Verdict, error) {
	said, ok := v.(*value.Object)
	if !ok {
		return eval.Verdict{}, errors.New("the command gave no object")
	}
	said, _ = camelCase(said).(*value.Object)
	pass, hasPass := said.Get("pass")
	score, hasScore := said.Get("score")
	if _, hasReason := said.Get("reason"); !hasReason {
		said.Set("reason", "")
	}
	switch {
	case !hasPass && !hasScore:
		return eval.Verdict{}, errors.New("the last line of the command's output is an object without pass and score")
	case !hasScore:
		said.Set("score", int64(0))
		if pass == true {
			said.Set("score", int64(1))
		}
	case !hasPass:
		f, _ := eval.Float(score)
		said.Set("pass", f > 0)
		if a.Threshold != nil {
			said.Set("pass", f >= *a.Threshold)
		}
	}
	verdict, err := judgeObject(a, said)
	var thrown *eval.ThrownError
	if errors.As(err, &thrown) { // a command that cannot say what it means has not judged
		err = errors.New("the last line of the command's output is no verdict: " + thrown.Message)
	}
	return verdict, err
}
