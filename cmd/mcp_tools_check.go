package cmd

import (
	"context"
	"strings"

	"github.com/promptgit/promptgit/internal/advise"
)

// toolsThatCheck read prompts and suites, and say what the method has to say.
func toolsThatCheck() []agentTool {
	return []agentTool{
		{
			name: "check", title: "Count changed variables",
			doc: "Say which variables changed and whether the policy (one variable per commit) allows it: of what is staged, of one commit, or of each commit of a range.",
			params: []agentParam{{
				name: "target", kind: "string", usual: "staged",
				doc: "staged (what git add took: add the file first, for what is only in the working tree is not looked at), a revision, or a range A..B",
			}},
			page: agentPage{[]string{"commits", "commits.prompts"}, 50}, tell: tellCheck,
			run: func(ctx context.Context, app *App, in agentInput) error {
				o := checkOptions{rev: in.Target, json: true}
				if o.rev == "staged" || o.rev == "" {
					o.rev = ""
					return runCheck(ctx, app, o)
				}
				return after(func() error { return runCheck(ctx, app, o) }, checkSpec(o.rev))
			},
		},
		{
			name: "split_plan", title: "Plan a split",
			doc:    "How what is staged, or a commit, comes apart into one commit per variable. Nothing is committed.",
			params: []agentParam{textParam("rev", "a commit (default: what is staged)")}, page: agentPage{[]string{"commits"}, 50}, tell: tellSplit,
			run: func(ctx context.Context, app *App, in agentInput) error {
				if strings.Contains(in.Rev, "..") {
					return usageHint("name one commit, or leave it out for what is staged", "%q is no revision", in.Rev)
				}
				return runSplit(ctx, app, splitOptions{rev: in.Rev, dryRun: true, json: true})
			},
		},
		{
			name: "render", title: "Render a prompt",
			doc: "The messages that a model would get of a prompt with some inputs. No model is asked.",
			params: []agentParam{
				textParam("prompt", "path of a prompt from the root of the repository").needed(),
				{name: "vars", kind: "object", doc: "inputs of the template by name"},
				revParam("the working tree"),
			},
			page: agentPage{[]string{"messages"}, 50}, tell: tellRender,
			run: func(ctx context.Context, app *App, in agentInput) error {
				return runRender(ctx, app, runOptions{file: in.Prompt, given: in.Vars, rev: in.Rev, json: true})
			},
		},
		{
			name: "advise", title: "Say what to do next",
			doc:    "Where each prompt stands in the method, from its records alone: whether to stop, what is missing, and the next step.",
			params: []agentParam{promptParam(), revParam("HEAD")}, page: agentPage{[]string{"prompts", "prompts.steps"}, 20}, tell: tellAdvise,
			run: func(ctx context.Context, app *App, in agentInput) error {
				o := adviseOptions{rev: in.Rev, prompt: in.Prompt, delta: 100 * advise.DefaultDelta, planned: advise.DefaultPlanned, json: true}
				return after(func() error { return runAdvise(ctx, app, o) }, o.check())
			},
		},
		{
			name: "lint", title: "Look for slips",
			doc:    "What the method would have otherwise in prompts and suites, as findings with codes and places.",
			params: []agentParam{promptParam(), revParam("the working tree")}, page: agentPage{[]string{"findings"}, 50}, tell: tellLint,
			run: func(ctx context.Context, app *App, in agentInput) error {
				return runLint(ctx, app, lintOptions{prompt: in.Prompt, rev: in.Rev, json: true})
			},
		},
		{
			name: "suite_stats", title: "Say what suites can see",
			doc:    "What each suite holds, which drop it can see at all, and what it lacks.",
			params: []agentParam{promptParam()}, page: agentPage{[]string{"suites"}, 20}, tell: tellSuites,
			run: func(ctx context.Context, app *App, in agentInput) error {
				return after(func() error { return runSuiteStats(ctx, app, suiteStatsOptions{prompt: in.Prompt, json: true}) }, askedGlob(in.Prompt))
			},
		},
		{
			name: "eval_plan", title: "Plan a run",
			doc: "What eval would ask and cost, what it would take from the cache, and which drop the suite can see. Nobody is asked.",
			params: []agentParam{
				textParam("rev", "a revision, or a range A..B (default: the working tree)"), promptParam(),
				textParam("suite", "judge by this file instead of the configured suites"), textParam("model", "for this model instead of the prompt's"),
				{name: "repeat", kind: "integer", doc: "samples per case (default: the configuration's)", least: 1, most: 1000},
			},
			page: agentPage{[]string{"columns"}, 50}, tell: tellPlan,
			run: func(ctx context.Context, app *App, in agentInput) error {
				o := evalOptions{rev: in.Rev, prompt: in.Prompt, suite: in.Suite, model: in.Model, repeat: in.Repeat, plan: true, json: true}
				return after(func() error { return runEval(ctx, app, o) }, o.check())
			},
		},
	}
}
