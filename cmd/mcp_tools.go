package cmd

import (
	"context"
	"errors"
	"slices"

	"github.com/promptgit/promptgit/internal/value"
)

// agentTool is a command as an agent gets it: what it takes, and how its document is
// told and cut.
type agentTool struct {
	name   string
	title  string
	doc    string // for models
	spends bool   // it may ask models, and records what they answer
	params []agentParam
	page   agentPage
	run    func(ctx context.Context, app *App, in agentInput) error
	trim   func(doc *value.Object, in agentInput) // leaves out what was not asked for, nil for nothing
	tell   func(doc seen) string                  // one line or a few
}

// AgentTool is a tool of promptgit mcp for the documentation.
type AgentTool struct {
	Name   string
	Doc    string
	Spends bool     // it may ask models
	Params []string // the required ones first
}

// AgentTools lists what promptgit mcp offers.
func AgentTools() []AgentTool {
	var list []AgentTool
	for _, t := range agentTools() {
		one := AgentTool{Name: t.name, Doc: t.doc, Spends: t.spends}
		for _, needed := range []bool{true, false} {
			for _, p := range t.all() {
				if p.required == needed {
					one.Params = append(one.Params, p.name)
				}
			}
		}
		list = append(list, one)
	}
	return list
}

const (
	promptDoc = "path of a prompt from the root of the repository, or a glob such as prompts/support/*"
	revDoc    = "a revision as Git takes it: HEAD, HEAD~2, a tag, a branch, a commit id"
)

func promptParam() agentParam { return textParam("prompt", promptDoc) }

func revParam(usual string) agentParam { return textParam("rev", revDoc+" (default: "+usual+")") }

func casesParam() agentParam {
	return agentParam{name: "cases", kind: "strings", doc: "only the cases with these ids, or \"Row N\" where a case has none"}
}

func showParam(usual string) agentParam {
	return agentParam{name: "show", kind: "string", doc: "which cases the document has", choices: []any{"failed", "flipped", "all"}, usual: usual}
}

// caseFilterOf are the cases that a tool was asked for: those that are named,
// whatever became of them.
func caseFilterOf(in agentInput) caseFilter {
	o := caseFilter{cases: in.Cases}
	if len(in.Cases) == 0 {
		o.failed, o.flipped, o.all = in.Show == "failed", in.Show == "flipped", in.Show == "all"
	}
	return o
}

// after runs a command unless its options were refused.
func after(run func() error, refused ...error) error {
	if err := errors.Join(refused...); err != nil {
		return err
	}
	return run()
}

// agentTools is the one list of tools. None of them promotes, trusts, overrides the
// policy, writes files or the configuration, commits or pushes.
func agentTools() []agentTool {
	return slices.Concat(toolsThatLook(), toolsThatCheck(), toolsThatSpend())
}
