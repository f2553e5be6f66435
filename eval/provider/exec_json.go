package provider

import (
	"fmt"

	"github.com/promptgit/promptgit/eval"
)

func execJSONType() Type {
	keys := commandKeys()
	return Type{
		Name:    "exec-json",
		Doc:     "runs a command that speaks JSON: messages, tools and schema on stdin; output, tool calls, usage and cost on stdout",
		Gives:   commandEnv(),
		Example: "exec-json:./agent.py",
		Keys:    keys,
		Arg:     true,
		New:     func(s Spec, d Deps) (eval.Target, error) { return newCommand(s, s.read(keys), d, inJSON()) },
	}
}

// inJSON is the manner of commands that were written for promptgit: one JSON
// document in, one out. What is no reply is an error and never an answer.
func inJSON() manner {
	return manner{
		name: "exec-json",
		write: func(req eval.Request) (string, error) {
			raw, err := document(req).MarshalJSON()
			if err != nil {
				return "", fmt.Errorf("encode the request: %w", err)
			}
			return string(raw) + "\n", nil
		},
		read: func(stdout string, hide func(string) string) (eval.Answer, error) {
			return readReply([]byte(stdout), hide)
		},
	}
}
