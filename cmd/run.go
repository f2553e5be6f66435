package cmd

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/spf13/cobra"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/ui"
	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt"
)

type runOptions struct {
	file     string
	vars     []string
	given    *value.Object // what they come to, where they are not typed
	rev      string
	provider string
	model    string
	json     bool

	tape cassetteOptions
}

func (o *runOptions) flags(c *cobra.Command) {
	f := c.Flags()
	f.StringArrayVarP(&o.vars, "var", "v", nil, "set an input, `KEY=VALUE` or KEY=@FILE; may be repeated")
	f.StringVar(&o.rev, "rev", "", "take the prompt from `REV` instead of the working tree")
	f.BoolVar(&o.json, "json", false, "print one JSON document")
}

func newRender(app *App) *cobra.Command {
	var o runOptions
	c := &cobra.Command{
		Use:     "render PROMPT",
		GroupID: groupJudge,
		Short:   "Print the messages of a prompt without calling a model",
		Long: "Render the templates of a prompt with the inputs given by -v and print the messages as a model\n" +
			"would get them." + exitStatus("0  done", "2  wrong flags", "3  the prompt is invalid", "4  Git"),
		Example: "  promptgit render prompts/triage.md -v ticket='My parcel is late'\n" +
			"  promptgit render prompts/triage.md --json --rev HEAD~1",
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.file = args[0]
			return runRender(cmd.Context(), app, o)
		},
	}
	o.flags(c)
	return c
}

func newRun(app *App) *cobra.Command {
	var o runOptions
	c := &cobra.Command{
		Use:     "run PROMPT",
		GroupID: groupJudge,
		Short:   "Run one prompt once and print the output",
		Long: "Render a prompt with the inputs given by -v, send it to its model once and print the output.\n" +
			"Nothing is judged and nothing is recorded; what it was given and what it answered is kept as the\n" +
			"last run, in .git/promptgit for its owner alone, until the next one: promptgit suite add --last\n" +
			"makes a case of it. An input without a value is asked for on a terminal, and refused elsewhere.\n\n" +
			"-v KEY=@FILE takes the text of a file (@@ begins a text with @); JSON lists and objects\n" +
			"count as such." +
			exitStatus("0  done", "2  wrong flags", "3  the prompt is invalid", "4  Git", "5  the provider failed", "130  interrupted"),
		Example: "  promptgit run prompts/triage.md -v ticket='My parcel is late'\n" +
			"  promptgit run prompts/triage.md -v ticket=@mail.txt --provider echo --json",
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.file = args[0]
			if err := o.tape.check(false); err != nil {
				return err
			}
			return runRun(cmd.Context(), app, o)
		},
	}
	o.flags(c)
	c.Flags().StringVar(&o.provider, "provider", "", "call provider `P`")
	app.completesProvider(c)
	c.Flags().StringVar(&o.model, "model", "", "ask for model `M`")
	o.tape.flags(c.Flags())
	return c
}

type renderJSON struct {
	Schema   string           `json:"schema"`
	Rev      string           `json:"rev"`
	Prompt   string           `json:"prompt"`
	Model    string           `json:"model"`
	Params   *value.Object    `json:"params"`
	Messages []prompt.Message `json:"messages"`
	Rendered string           `json:"rendered"`
}

func runRender(ctx context.Context, app *App, o runOptions) error {
	w, err := app.openWorkspace(ctx)
	if err != nil {
		return err
	}
	defer w.close()
	doc, err := w.render(ctx, o)
	if err != nil {
		return err
	}
	if o.json {
		return ui.JSON(app.Out, doc)
	}
	for i, m := range doc.Messages {
		if i > 0 {
			fmt.Fprintln(app.Out)
		}
		fmt.Fprintf(app.Out, "%s\n%s\n", ui.Paint(ui.Strong, m.Role+":"), app.shown(m.Text))
	}
	return nil
}

// shown is foreign text as it may go to stdout: cleaned on a terminal, byte for
// byte in a pipe.
func (a *App) shown(text string) string {
	if a.OutTTY {
		return ui.Clean(text)
	}
	return text
}

// render finds and renders the prompt.
func (w *workspace) render(ctx context.Context, o runOptions) (renderJSON, error) {
	vars, err := o.given, error(nil)
	if vars == nil {
		vars, err = w.app.parseVars(o.vars)
	}
	if err != nil {
		return renderJSON{}, err
	}
	p, rev, err := w.findPrompt(ctx, o)
	if err != nil {
		return renderJSON{}, err
	}
	if missing := missingInputs(p, vars); len(missing) > 0 {
		fmt.Fprintf(w.app.Err, "promptgit: warning: inputs without a value: %s\n", ui.Line(strings.Join(missing, ", ")))
	}
	return w.rendered(ctx, p, rev, vars)
}

// rendered renders a prompt with all that was given for it.
func (w *workspace) rendered(ctx context.Context, p *prompt.Prompt, rev string, vars *value.Object) (renderJSON, error) {
	doc := renderJSON{Schema: "promptgit.render/v1"}
	for _, d := range p.Warnings {
		fmt.Fprintln(w.app.Err, "promptgit: warning:", ui.Line(d.Error()))
	}
	messages, err := p.Render(ctx, vars, prompt.RenderOptions{Env: prompt.NewEnv(w.app.envMap())})
	if err != nil {
		return doc, err
	}
	doc.Rev, doc.Prompt, doc.Model, doc.Params = rev, p.Path, p.Model, p.Params
	doc.Messages, doc.Rendered = messages, prompt.Flatten(messages)
	if doc.Params == nil {
		doc.Params = value.NewObject()
	}
	return doc, nil
}

// findPrompt reads the prompt that the user named: from where the user stands,
// or from the root of the repository.
func (w *workspace) findPrompt(ctx context.Context, o runOptions) (*prompt.Prompt, string, error) {
	snap := w.now
	if o.rev != "" {
		id, err := w.repo.Resolve(ctx, o.rev)
		if err != nil {
			return nil, "", err
		}
		snap = w.repo.At(id)
	}
	file, err := w.userPath(o.file)
	if err != nil {
		return nil, "", err
	}
	for _, path := range []string{file, o.file} {
		p, err := parsePrompt(ctx, w.config, snap, path)
		if !errors.Is(err, fs.ErrNotExist) {
			return p, snap.Name(), err
		}
	}
	return nil, "", usageHint("promptgit log lists prompts that were committed", "there is no prompt %s in %s", o.file, shortRev(snap.Name()))
}

type runResultJSON struct {
	Schema       string      `json:"schema"`
	Rev          string      `json:"rev"`
	Prompt       string      `json:"prompt"`
	Provider     string      `json:"provider"`
	Model        string      `json:"model"`
	Resolved     string      `json:"resolved_model"`
	Rendered     string      `json:"rendered"`
	Output       string      `json:"output"`
	FinishReason string      `json:"finish_reason"`
	Tokens       eval.Tokens `json:"tokens"`
	CostUSD      *float64    `json:"cost_usd"`
	LatencyMS    int64       `json:"latency_ms"`
	FirstTokenMS *int64      `json:"first_token_ms"` // null where the output was not streamed
	Simulated    bool        `json:"simulated"`
}

func runRun(ctx context.Context, app *App, o runOptions) error {
	w, err := app.openWorkspace(ctx)
	if err != nil {
		return err
	}
	defer w.close()
	if err = w.useCassette(o.tape); err != nil {
		return err
	}
	vars, err := app.parseVars(o.vars)
	if err != nil {
		return err
	}
	p, rev, err := w.findPrompt(ctx, o)
	if err != nil {
		return err
	}
	if err = app.complete(ctx, p, vars); err != nil {
		return err
	}
	doc, err := w.rendered(ctx, p, rev, vars)
	if err != nil {
		return err
	}
	target, err := w.target(ctx, p, o.provider, o.model)
	if err != nil {
		return err
	}
	engine := w.engine(evalOptions{noCache: true})
	one := &eval.Suite{Cases: []eval.Case{{Vars: vars}}}
	runs, err := engine.Run(ctx, []eval.Column{{Prompt: p, Suite: one, Target: target, Repeat: 1}})
	if err != nil {
		return err
	}
	if err = w.cassette.close(false); err != nil {
		return err
	}
	r := runs[0].Results[0]
	if r.Err != nil {
		return &exitError{Code: exitProvider, Err: r.Err, Hint: hintOf(r.Err)}
	}
	kept := w.keepRun(lastRun{
		V: 1, Time: app.Now().UTC(), Rev: doc.Rev, Prompt: p.Path, PromptKey: p.Key(), Provider: target.Provider, Model: target.Model,
		Simulated: target.Simulated, Vars: vars, Rendered: doc.Rendered, Output: r.Answer.Output,
	})
	if !o.json {
		_, err = fmt.Fprintln(app.Out, app.shown(strings.TrimSuffix(r.Answer.Output, "\n")))
		if kept && app.OutTTY && app.ErrTTY {
			fmt.Fprintln(app.Err, "promptgit: hint: keep it as a case: promptgit suite add --last --assert contains=TEXT")
		}
		return err
	}
	return ui.JSON(app.Out, runResultJSON{
		Schema: "promptgit.run/v1", Rev: doc.Rev, Prompt: p.Path, Provider: target.Provider, Model: target.Model,
		Resolved: r.Answer.Model, Rendered: doc.Rendered, Output: r.Answer.Output, FinishReason: r.Answer.FinishReason,
		Tokens: r.Answer.Tokens, CostUSD: r.Answer.Cost, LatencyMS: r.Answer.Latency.Milliseconds(), FirstTokenMS: firstTokenMS(&r.Answer), Simulated: target.Simulated,
	})
}
