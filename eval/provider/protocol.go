package provider

import (
	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt"
)

// protocolVersion is that of promptgit's own JSON documents, which exec-json
// writes and http sends where no body is configured: docs/providers.md has them.
const protocolVersion = 1

// document is a request as one JSON object. Every key is always there.
func document(req eval.Request) *value.Object {
	params := req.Params
	if params == nil {
		params = value.NewObject()
	}
	return value.NewObject(
		"version", int64(protocolVersion),
		"task", string(req.Task),
		"model", req.Model,
		"prompt", req.Rendered,
		"messages", messageList(req.Messages),
		"params", params,
		"tools", req.Tools,
		"schema", req.Schema,
		"sample", int64(req.Sample),
		"seed", req.Seed,
		"case", value.NewObject("key", req.Case, "id", req.CaseID, "row", int64(req.Row)),
	)
}

func messageList(messages []prompt.Message) []any {
	list := make([]any, len(messages))
	for i, m := range messages {
		list[i] = m.Whole()
	}
	return list
}
