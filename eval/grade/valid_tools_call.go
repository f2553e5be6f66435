package grade

import (
	"errors"
	"fmt"
	"strings"

	"github.com/promptgit/promptgit/eval"
)

// toolsCall checks a list of calls, or a message that has one.
func (c *compiled) toolsCall(in eval.GradeInput) (string, error) {
	switch output := in.Answer.Output; {
	case strings.Contains(output, "MCP Tool Error"):
		return "a call of an MCP tool failed", nil
	case strings.Contains(output, "MCP Tool Result"):
		return "", nil
	}
	v, err := structured(in.Answer)
	if err != nil {
		return "", err
	}
	if in.Answer.Structured && v == nil {
		return "", errors.New("the output is null; there is nothing that could call a tool")
	}
	calls, ok := inside(v, "tool_calls").([]any)
	if !ok || len(calls) == 0 {
		return "there is no list of tool calls", nil
	}
	for i, call := range calls {
		if !callShaped(field(call, "function")) {
			return fmt.Sprintf("call %d is no function with a name and arguments", i+1), nil
		}
	}
	tools, err := inPlace(declared(in, "tools"))
	if err != nil || !truthy(tools) {
		return "the prompt declares no tools", err
	}
	functions, ok := functionsOf(tools)
	if !ok {
		return "the tools of the prompt are no list of objects", nil
	}
	for _, call := range calls {
		if problem, err := c.callProblem(field(call, "function"), functions); problem != "" || err != nil {
			return problem, err
		}
	}
	return "", nil
}

var errNotInPlace = errors.New("the tools of the prompt are a text; write their definitions in place, not the name of a file")

// inPlace refuses tools that stand in files, and makes one list of lists.
func inPlace(tools any) (any, error) {
	if _, ok := tools.(string); ok {
		return nil, errNotInPlace
	}
	list, ok := tools.([]any)
	if !ok {
		return tools, nil
	}
	var flat []any
	nested := 0
	loaded := make([]any, len(list))
	for i, item := range list {
		definition, err := inPlace(item)
		if err != nil {
			return nil, err
		}
		loaded[i] = definition
		if inner, ok := definition.([]any); ok {
			flat = append(flat, inner...)
			nested++
		}
	}
	if nested == len(list) {
		return flat, nil
	}
	return loaded, nil
}

// functionsOf are the functions among tools.
func functionsOf(tools any) (any, bool) {
	list, ok := tools.([]any)
	if !ok {
		return nil, false
	}
	functions := []any{}
	for _, tool := range list {
		if tool == nil {
			return nil, false
		}
		o, _ := tool.(map[string]any)
		if function, ok := o["function"]; ok && o["type"] == "function" {
			functions = append(functions, function)
		}
	}
	return functions, true
}
