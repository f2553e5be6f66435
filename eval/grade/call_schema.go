package grade

import (
	"errors"

	"github.com/promptgit/promptgit/eval"
)

// structured is the data of an answer, nil for one that is text.
func structured(a eval.Answer) (any, error) {
	if !a.Structured {
		return nil, nil
	}
	return parseJSON(a.Output)
}

// declared is what the parameters of the request, or else the prompt, declare
// under a key, as JSON data.
func declared(in eval.GradeInput, key string) any {
	if in.Column == nil || in.Column.Prompt == nil {
		return nil
	}
	v, ok := in.Column.Prompt.Params.Get(key)
	if !ok && key == "tools" {
		v = in.Column.Prompt.Tools
	}
	return plain(v)
}

// inside is what a message holds under a key, where v is a message that does,
// else v.
func inside(v any, key string) any {
	message, _ := v.(map[string]any)
	if inner, ok := message[key]; ok {
		return inner
	}
	return v
}

func callShaped(v any) bool {
	_, named := field(v, "name").(string)
	_, called := field(v, "arguments").(string)
	return named && called
}

// callProblem says what is wrong with one call, or with the one in a message, by
// the declared functions: "" for nothing.
func (c *compiled) callProblem(call, functions any) (string, error) {
	call = inside(call, "function_call")
	if !callShaped(call) {
		return "there is no call with a name and arguments", nil
	}
	arguments, err := parseJSON(field(call, "arguments").(string))
	if errors.Is(err, errTooDeep) {
		return "", err
	}
	if err != nil {
		return "the arguments are not JSON: " + err.Error(), nil //nolint:nilerr // a wrong call is a verdict
	}
	name := field(call, "name")
	list, _ := functions.([]any)
	for _, function := range list {
		if function == nil {
			break // promptfoo looks no further
		}
		if field(function, "name") == name {
			return c.argumentsProblem(arguments, field(function, "parameters"))
		}
	}
	return "the prompt declares no function " + quote(name.(string)), nil
}

// argumentsProblem says in what arguments do not conform to a schema. Nothing
// conforms to one that is not valid: promptfoo fails the call, not the suite.
func (c *compiled) argumentsProblem(arguments, parameters any) (string, error) {
	switch p := parameters.(type) {
	case map[string]any:
	case bool:
		if !p {
			return "the function has no schema", nil
		}
	default:
		return "the function has no schema", nil
	}
	s, err := c.schema(parameters)
	if err != nil {
		return err.Error(), nil //nolint:nilerr // a verdict, see above
	}
	problem, err := s.problem(arguments)
	if problem != "" {
		problem = "the arguments do not conform: " + problem
	}
	return problem, err
}
