package grade

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/promptgit/promptgit/eval"
)

func javaScript() Type {
	return Type{
		Name:    eval.JavaScript,
		Doc:     "JavaScript says so: an expression, the body of a function or a file that gives true, a number or {pass, score, reason}.",
		Example: "type: javascript\nvalue: output.length < 200 && !output.includes('sorry')\n",
		Since:   "0.2.0",
		New: func(a eval.Assertion) (eval.Grader, error) {
			return script{a: a, run: runJavaScript, judge: judgeJavaScript}, nil
		},
	}
}

// runJavaScript gives what the code gives. What code in place throws fails the
// assertion, as in promptfoo; a file that throws there makes the whole case an
// error.
func runJavaScript(ctx context.Context, a *eval.Assertion, in *eval.GradeInput, args []eval.Arg) (any, error) {
	if a.Script != nil {
		v, err := in.Scripts.Run(ctx, *a.Script, args...)
		var thrown *eval.ThrownError
		if errors.As(err, &thrown) && !thrown.NoData {
			err = fmt.Errorf("%s threw: %s", a.Script.Path, thrown.Message)
		}
		return v, err
	}
	code, ok := in.Value.(string)
	if !ok {
		return nil, &eval.ThrownError{Message: "the value is no text, and so no code"}
	}
	return in.Scripts.Run(ctx, eval.Script{Language: eval.JavaScript, Source: functionBody(trimRight(code)), Pos: a.Pos}, args...)
}

// judgeJavaScript reads a result: true or false, a number, or a verdict. Nothing
// else is one.
func judgeJavaScript(a *eval.Assertion, v any) (eval.Verdict, error) {
	if _, isText := v.(string); isText {
		return eval.Verdict{}, notVerdict(v)
	}
	own, isVerdict := eval.NewScriptVerdict(v)
	if isVerdict {
		return own.Verdict()
	}
	return judgePlain(a, v)
}

// functionBody is the body of a function that gives the value of code in place.
// Code over several lines is that body. On one line it is an expression, or
// declarations with an expression behind the last semicolon.
func functionBody(code string) string {
	if strings.Contains(code, "\n") {
		return code
	}
	code = strings.TrimRight(strings.TrimFunc(code, eval.SpaceJS), ";")
	if !declares(code) {
		return "return " + code
	}
	if at := lastSemicolon(code); at >= 0 {
		if expression := strings.TrimFunc(code[at+1:], eval.SpaceJS); expression != "" {
			return code[:at+1] + " return " + expression
		}
	}
	return code
}

func declares(code string) bool {
	for _, word := range []string{"const", "let", "var"} {
		if rest, ok := strings.CutPrefix(code, word); ok && rest != trimLeft(rest) {
			return true
		}
	}
	return false
}

// lastSemicolon finds the last one outside of texts. Like promptfoo, it takes
// every quote for one, even in a comment or a regular expression.
func lastSemicolon(code string) int {
	at, quote := -1, byte(0)
	for i := 0; i < len(code); i++ {
		switch c := code[i]; {
		case c == '\\' && i+1 < len(code) && strings.IndexByte("\\\"'`", code[i+1]) >= 0:
			i++
		case quote != 0 && c == quote:
			quote = 0
		case quote == 0 && (c == '"' || c == '\'' || c == '`'):
			quote = c
		case quote == 0 && c == ';':
			at = i
		}
	}
	return at
}

func trimRight(s string) string { return strings.TrimRightFunc(s, eval.SpaceJS) }
func trimLeft(s string) string  { return strings.TrimLeftFunc(s, eval.SpaceJS) }
