package cmd

import (
	"context"
)

// toolsThatLook read the history and its records.
func toolsThatLook() []agentTool {
	return []agentTool{
		{
			name: "list", title: "List prompts",
			doc:    "The prompts of the repository with their suites, models and latest scores. Begin here.",
			params: []agentParam{promptParam()}, page: agentPage{[]string{"prompts"}, 50}, tell: tellList,
			run: func(ctx context.Context, app *App, in agentInput) error {
				return after(func() error { return runList(ctx, app, listOptions{prompt: in.Prompt, json: true}) }, askedGlob(in.Prompt))
			},
		},
		{
			name: "log", title: "Show the iterations",
			doc: "The iterations of prompts, newest first: which variable each changed, its score with an interval, and the verdict of a paired test " +
				"against the iteration before (better, worse, same, unknown).",
			params: []agentParam{promptParam(), revParam("HEAD"), textParam("where", "condition over a row, such as: verdict == \"worse\" && changes(\"Tone\")")},
			page:   agentPage{[]string{"entries"}, 20}, tell: tellLog,
			run: func(ctx context.Context, app *App, in agentInput) error {
				o := logOptions{rev: in.Rev, prompt: in.Prompt, json: true, filter: logFilter{Where: in.Where}}
				return after(func() error { return runLog(ctx, app, o) }, o.check(func(string) bool { return false }))
			},
		},
		{
			name: "show", title: "Show one record",
			doc:    "What judging one revision gave, case by case: outputs, assertions with reasons, and the outputs of the iteration before. Needs a record: eval makes one.",
			params: []agentParam{promptParam(), revParam("HEAD"), showParam("failed"), casesParam()}, page: agentPage{[]string{"records.cases", "records.results"}, 10}, tell: tellShow,
			run: func(ctx context.Context, app *App, in agentInput) error {
				o := showOptions{rev: in.Rev, prompt: in.Prompt, json: true, caseFilter: caseFilterOf(in)}
				return after(func() error { return runShow(ctx, app, o) }, askedGlob(o.prompt), o.check(), o.read())
			},
		},
		{
			name: "diff", title: "Compare two revisions",
			doc: "What two revisions of a prompt differ in: variables word by word, the difference of the scores with its interval, p value and verdict, and the cases that flipped.",
			params: []agentParam{
				textParam("a", revDoc).needed(),
				{name: "b", kind: "string", doc: "the other revision", usual: "HEAD"},
				promptParam(),
				textParam("metric", "compare this metric instead of the score"), showParam("flipped"), casesParam(),
			},
			page: agentPage{[]string{"prompts.cases"}, 10}, tell: tellDiff,
			run: func(ctx context.Context, app *App, in agentInput) error {
				o := diffOptions{a: in.A, b: in.B, prompt: in.Prompt, metric: in.Metric, json: true, caseFilter: caseFilterOf(in)}
				return after(func() error { return runDiff(ctx, app, o) }, askedGlob(o.prompt), o.check(), o.read())
			},
		},
		{
			name: "labels", title: "List releases",
			doc:    "What each label of a prompt (production, staging) has: the version, its score, since when and by whom, and the candidates beside it. Only people move them.",
			params: []agentParam{textParam("prompt", "path of a prompt from the root of the repository (default: all)")}, page: agentPage{[]string{"labels"}, 50}, tell: tellLabels,
			run: func(ctx context.Context, app *App, in agentInput) error {
				var args []string
				if in.Prompt != "" {
					args = []string{in.Prompt}
				}
				return runLabels(ctx, app, args, true)
			},
		},
		{
			name: "get", title: "Get a committed version",
			doc: "A committed version of a prompt as a program gets it: messages, model, settings, tools and schemas.",
			params: []agentParam{
				textParam("prompt", "path of a prompt from the root of the repository").needed(),
				textParam("rev", "a label such as production, or a revision (default HEAD)"),
			},
			page: agentPage{[]string{"messages"}, 50}, tell: tellGet,
			run: func(ctx context.Context, app *App, in agentInput) error {
				name := in.Prompt
				if in.Rev != "" {
					name += "@" + in.Rev
				}
				return runGet(ctx, app, getOptions{name: name, json: true})
			},
		},
	}
}
