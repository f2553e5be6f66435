package cmd

import (
	"context"
	"slices"
)

// toolsThatSpend may ask models.
func toolsThatSpend() []agentTool {
	calls := []agentParam{
		{name: "max_calls", kind: "integer", doc: "calls of models that this may take at most, retries and judges included; 0 asks nobody and takes what is known", required: true, least: 0, most: 1_000_000},
		{name: "max_cost", kind: "number", doc: "US dollars that this may cost at most (default: what is left of the session's)", least: 0},
	}
	models := []agentParam{
		textParam("provider", "ask this provider of promptgit.yaml instead of the prompt's"),
		textParam("model", "ask this model instead of the prompt's"),
	}
	return []agentTool{
		{
			name: "eval", title: "Judge prompts", spends: true,
			doc: "Judge prompts by their suites: those of the working tree (nothing is recorded) or of a commit, whose record is kept. " +
				"Answers are cached, so that asking again costs only what is new. Exit 1 of the command, a failed case, is an answer and no error.",
			params: slices.Concat(calls, []agentParam{
				textParam("rev", "a revision, or a range A..B (default: the working tree)"), promptParam(),
				textParam("suite", "judge by this file instead of the configured suites"),
				casesParam(), textParam("filter", "only cases whose id, description or tag holds this text; nothing is recorded then"),
			}, models, []agentParam{
				{name: "repeat", kind: "integer", doc: "samples per case (default: the configuration's)", least: 1, most: 1000},
				{name: "show", kind: "string", doc: "which results the document has", choices: []any{"failed", "all", "none"}, usual: "failed"},
			}),
			page: agentPage{[]string{"runs.results", "runs"}, 20}, tell: tellEval, trim: trimResults,
			run: func(ctx context.Context, app *App, in agentInput) error {
				o := evalOptions{
					rev: in.Rev, prompt: in.Prompt, suite: in.Suite, provider: in.Provider, model: in.Model, repeat: in.Repeat,
					filter: in.Filter, cases: in.Cases, json: true,
				}
				return after(func() error { return runEval(ctx, app, o) }, o.check())
			},
		},
		{
			name: "bisect", title: "Find what broke it", spends: true,
			doc: "Search the versions of a prompt between a good and a bad revision for the commit that broke it, and which of its variables did. " +
				"Takes records first, then judges single cases; undecided is an answer, and a search goes on where the last one ended.",
			params: slices.Concat(calls, []agentParam{
				textParam("good", "a revision that is known to be good (default: the best recorded ancestor)"),
				textParam("bad", "a revision that is known to be bad (default HEAD)"),
				textParam("prompt", "path of the prompt; needed where several changed"),
				textParam("suite", "judge by this file instead of the configured suite"),
				textParam("metric", "search for a drop of this metric"), textParam("case", "search for what broke the case with this id"),
				{name: "assume_regression", kind: "boolean", doc: "a person vouches that there is a regression", usual: false},
			}, models),
			page: agentPage{[]string{"credible_set", "outputs"}, 20}, tell: tellBisect,
			run: func(ctx context.Context, app *App, in agentInput) error {
				o := bisectOptions{
					good: in.Good, bad: in.Bad, prompt: in.Prompt, suite: in.Suite, metric: in.Metric, caseID: in.Case, assume: in.Vouched,
					provider: in.Provider, model: in.Model, confidence: 0.95, jobs: 1, json: true,
				}
				return after(func() error { return runBisect(ctx, app, o) }, o.check())
			},
		},
	}
}
