package grade

import (
	"context"
	"fmt"

	"github.com/promptgit/promptgit/eval"
)

const unturned = " As in promptfoo, not- has the same verdict."

func isValidFunctionCall(c *compiled) Type {
	return Type{
		Name: "is-valid-function-call",
		Doc: "The output calls a function that the prompt declares under functions (OpenAI's older form of tools), " +
			"with arguments that conform to its JSON Schema." + unturned,
		Example: "type: is-valid-function-call\n",
		Since:   "0.2.0",
		Flat:    true,
		New:     c.checking(c.functionCall),
	}
}

func isValidOpenAIFunctionCall(c *compiled) Type {
	return Type{
		Name:    "is-valid-openai-function-call",
		Doc:     "The same as is-valid-function-call." + unturned,
		Example: "type: is-valid-openai-function-call\n",
		Since:   "0.2.0",
		Flat:    true,
		New:     c.checking(c.functionCall),
	}
}

func isValidOpenAIToolsCall(c *compiled) Type {
	return Type{
		Name: "is-valid-openai-tools-call",
		Doc: "Every tool call of the output names a function of the prompt's tools, with arguments that conform to its JSON Schema; " +
			"text that reports the result of an MCP tool passes." + unturned,
		Example: "type: is-valid-openai-tools-call\n",
		Since:   "0.2.0",
		Flat:    true,
		New:     c.checking(c.toolsCall),
	}
}

// checkCall says what is wrong with the calls of an answer, "" for nothing.
type checkCall func(in eval.GradeInput) (problem string, err error)

type callGrader struct{ check checkCall }

// checking builds a Type's New; promptfoo gives these types one verdict with
// and without "not-".
func (c *compiled) checking(check checkCall) func(eval.Assertion) (eval.Grader, error) {
	return func(eval.Assertion) (eval.Grader, error) { return callGrader{check}, nil }
}

func (g callGrader) Grade(_ context.Context, in eval.GradeInput) (eval.Verdict, error) {
	problem, err := g.check(in)
	switch {
	case err != nil:
		return eval.Verdict{}, err
	case problem != "":
		return eval.Verdict{Reason: fmt.Sprintf("expected valid calls; %s in %s", problem, quote(in.Answer.Output))}, nil
	}
	return eval.Verdict{Pass: true, Score: 1, Reason: "the calls are valid: " + quote(in.Answer.Output)}, nil
}

// functionCall checks the one call of OpenAI's older form.
func (c *compiled) functionCall(in eval.GradeInput) (string, error) {
	v, err := structured(in.Answer)
	if err != nil {
		return "", err
	}
	functions := declared(in, "functions")
	if _, ok := functions.(string); ok {
		return "", errNotInPlace
	}
	return c.callProblem(v, functions)
}
