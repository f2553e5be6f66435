package grade

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/memo"
	"github.com/promptgit/promptgit/internal/value"
)

func python() Type {
	return Type{
		Name:    eval.Python,
		Doc:     "Python says so: an expression, the body of a function or get_assert of a file; needs trust.",
		Example: "type: python\nvalue: len(output) < 200\n",
		Since:   "0.2.0",
		New: func(a eval.Assertion) (eval.Grader, error) {
			return script{a: a, run: runProcess, judge: judgeLoose}, nil
		},
	}
}

func ruby() Type {
	return Type{
		Name:    eval.Ruby,
		Doc:     "Ruby says so: an expression, the body of a function or get_assert of a file; needs trust.",
		Example: "type: ruby\nvalue: output.length < 200\n",
		Since:   "0.2.0",
		New: func(a eval.Assertion) (eval.Grader, error) {
			return script{a: a, run: runProcess, judge: judgeLoose}, nil
		},
	}
}

func runProcess(ctx context.Context, a *eval.Assertion, in *eval.GradeInput, args []eval.Arg) (any, error) {
	if a.Script != nil {
		return in.Scripts.Run(ctx, *a.Script, args...)
	}
	code, ok := in.Value.(string)
	if !ok {
		return nil, fmt.Errorf("%s needs code as a text", a.Type)
	}
	if !strings.Contains(code, "\n") {
		code = "return " + code
	}
	return in.Scripts.Run(ctx, eval.Script{Language: a.Type, Source: code, Pos: a.Pos}, args...)
}

// leadingNumber is what JavaScript's parseFloat reads of a text.
var leadingNumber = memo.Regexp(`^[+-]?(Infinity|\d+(\.\d*)?([eE][+-]?\d+)?|\.\d+([eE][+-]?\d+)?)`)

// judgeLoose reads the result of another language, as loosely as promptfoo: a
// text may say true or false, begin with a number or be the JSON of a verdict,
// and names may be written with underscores.
func judgeLoose(a *eval.Assertion, v any) (eval.Verdict, error) {
	switch x := v.(type) {
	case string:
		switch lowered := strings.ToLower(x); {
		case lowered == "true", lowered == "false":
			return judgePlain(a, lowered == "true")
		case strings.HasPrefix(x, "{"):
			decoded, err := value.DecodeJSON([]byte(x))
			if err != nil {
				return eval.Verdict{}, &eval.ThrownError{Message: "it gave a text that begins like JSON and is none: " + err.Error()}
			}
			return judgeObject(a, decoded)
		}
		number := leadingNumber().FindString(trimLeft(x))
		f, err := strconv.ParseFloat(number, 64)
		if number == "" || err != nil && f == 0 {
			return eval.Verdict{}, notVerdict(v)
		}
		return judgePlain(a, f)
	case *value.Object, []any:
		return judgeObject(a, v)
	}
	return judgePlain(a, v)
}

// judgeObject reads a verdict, whose score must reach the threshold too.
func judgeObject(a *eval.Assertion, v any) (eval.Verdict, error) {
	own, isVerdict := eval.NewScriptVerdict(camelCase(v))
	if !isVerdict {
		return eval.Verdict{}, notVerdict(v)
	}
	if a.Threshold != nil && own.Score < *a.Threshold {
		own.Pass = false
		own.Reason = strings.TrimSuffix(fmt.Sprintf("score %v is less than threshold %v: %s", own.Score, *a.Threshold, own.Reason), ": ")
	}
	return own.Verdict()
}

// camelCase gives a verdict the names that it has in JavaScript.
func camelCase(v any) any {
	o, ok := v.(*value.Object)
	if !ok {
		return v
	}
	renamed := o.Clone()
	for snake, camel := range map[string]string{
		"pass_": "pass", "named_scores": "namedScores", "component_results": "componentResults", "tokens_used": "tokensUsed",
	} {
		x, given := o.Get(snake)
		if _, both := o.Get(camel); given && !both {
			renamed.Set(camel, x)
		}
	}
	parts, _ := renamed.Get("componentResults")
	if list, ok := parts.([]any); ok {
		all := make([]any, len(list))
		for i, part := range list {
			all[i] = camelCase(part)
		}
		renamed.Set("componentResults", all)
	}
	return renamed
}
