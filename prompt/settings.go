package prompt

import (
	"slices"

	"github.com/promptgit/promptgit/internal/value"
)

// readSettings reads a mapping of parameters of a foreign format. Each is shown
// as it is written and sent under the name that the others share, so that a key
// moved to another spelling is the same parameter.
func (r *reader) readSettings(e entry) {
	r.each(e, func(e entry) { r.spelled(e.name, e.value, e.line) })
}

// spelled adds one parameter as a foreign format spells it. The first spelling
// of a parameter wins, as a file that is being moved may have both.
func (r *reader) spelled(name string, v any, line int) {
	plain := sentName(name)
	if slices.ContainsFunc(r.params, func(p Variable) bool { return p.Name == plain }) {
		return
	}
	r.sent(plain, v)
	r.setting(name, v, line)
	r.params[len(r.params)-1].Name = plain
}

// sent adds what is sent to the model beside the variables that say so.
func (r *reader) sent(name string, v any) {
	if r.p.Params == nil {
		r.p.Params = &value.Object{}
	}
	r.p.Params.Set(name, v)
}

// sentName is the name of a parameter in the chat completions of OpenAI, which
// the other servers took over.
func sentName(written string) string {
	switch name := snake(written); name {
	case "max_output_tokens":
		return "max_tokens"
	case "stop_sequences":
		return "stop"
	case "allow_multiple_tool_calls":
		return "parallel_tool_calls"
	case "tools_choice":
		return "tool_choice"
	default:
		return name
	}
}

// outputPart adds one of the settings that together make the variable
// schema:output.
func (r *reader) outputPart(name string, v any, line int) {
	if r.output == nil {
		r.output, r.schemaOut = &value.Object{}, line
	}
	r.output.Set(name, v)
}

// ignored reads a key that neither counts nor is sent.
func ignored(*reader, entry) {}
