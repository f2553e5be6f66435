package cmd

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/eval/provider"
	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/ui"
	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt"
)

// tryTimeout is long for a server that loads a model and short for a person who
// waits.
const tryTimeout = 60 * time.Second

// tryTokens bounds the answer, and leaves a model that thinks first some room.
const tryTokens = 64

type providersTestOptions struct {
	provider string
	model    string
	all      bool
	json     bool
	timeout  time.Duration
}

func newProvidersTest(app *App) *cobra.Command {
	var o providersTestOptions
	c := &cobra.Command{
		Use:   "test [PROVIDER]",
		Short: "Make one small call and explain what is wrong",
		Long: "Ask a provider for one word, past the cache and once, and say what answered, how fast and for how\n" +
			"much. Where it does not work, say what is wrong: the key, the URL, the model (with those that the\n" +
			"server has), the quota, a rate limit, a permission, a proxy. Without PROVIDER the default of\n" +
			"promptgit.yaml is asked. What the repository names must be trusted, as for eval." +
			exitStatus("0  it works", "2  wrong flags, or no provider", "3  the configuration is invalid", "4  Git", "5  it does not work", "130  interrupted"),
		Example: "  promptgit providers test openai:gpt-4.1-mini\n  promptgit providers test --all --json",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 1 {
				o.provider = args[0]
			}
			if o.all && (o.provider != "" || o.model != "") {
				return usagef("--all takes neither a provider nor a model: give one or the other")
			}
			if o.timeout <= 0 {
				return usagef("--timeout takes a time such as 30s")
			}
			return runProvidersTest(cmd.Context(), app, o)
		},
		ValidArgsFunction: app.completeProviders,
	}
	f := c.Flags()
	f.BoolVar(&o.all, "all", false, "every provider of promptgit.yaml, and the default")
	f.StringVar(&o.model, "model", "", "ask for model `M`")
	f.BoolVar(&o.json, "json", false, "print one JSON document")
	f.DurationVar(&o.timeout, "timeout", tryTimeout, "wait for `DURATION` at most")
	return c
}

type providersTestJSON struct {
	Schema  string         `json:"schema"`
	Results []providerTest `json:"results"`
}

type providerTest struct {
	Provider  string       `json:"provider"`
	Model     string       `json:"model"` // as asked
	OK        bool         `json:"ok"`
	Kind      string       `json:"kind"` // of what is wrong, "" where it works
	Problem   string       `json:"problem"`
	Hint      string       `json:"hint"`
	Status    int          `json:"status"`         // of HTTP where it failed, 0 for none
	Answered  string       `json:"answered_model"` // as the provider says, "" where it does not
	Output    string       `json:"output"`
	LatencyMS *int64       `json:"latency_ms"`
	Tokens    *eval.Tokens `json:"tokens"`   // null where they are not reported
	CostUSD   *float64     `json:"cost_usd"` // null where it is unknown
}

func runProvidersTest(ctx context.Context, app *App, o providersTestOptions) error {
	w, done, err := app.openSomewhere(ctx)
	if err != nil {
		return err
	}
	defer done()
	names, err := w.tested(o)
	if err != nil {
		return err
	}
	doc := providersTestJSON{Schema: "promptgit.providers-test/v1", Results: []providerTest{}}
	works := true
	for _, name := range names {
		one, failed := w.try(ctx, name, o)
		if failed != nil {
			return failed
		}
		works = works && one.OK
		doc.Results = append(doc.Results, one)
	}
	if o.json {
		err = ui.JSON(app.Out, doc)
	} else {
		err = writeProviderTests(app.Streams, doc.Results)
	}
	if err == nil && !works {
		err = &exitError{Code: exitProvider}
	}
	return err
}

// tested are the names of the providers that are asked for; "" is the default.
func (w *workspace) tested(o providersTestOptions) ([]string, error) {
	if !o.all {
		if o.provider == "" && o.model == "" && w.config.Provider == "" {
			return nil, usageHint("name one, such as promptgit providers test openai:gpt-4.1-mini", "there is no default provider to test")
		}
		return []string{o.provider}, nil
	}
	var names []string
	for _, p := range w.config.Providers {
		names = append(names, p.Name)
	}
	slices.Sort(names)
	if w.config.Provider != "" && !slices.Contains(names, w.config.Provider) {
		names = append(names, w.config.Provider)
	}
	if len(names) == 0 {
		return nil, usageHint("name one, such as promptgit providers test openai:gpt-4.1-mini", "promptgit.yaml has no providers to test")
	}
	return names, nil
}

// try makes one call. Only an interrupt, and a mistake in what was asked for
// alone, are errors.
func (w *workspace) try(ctx context.Context, name string, o providersTestOptions) (providerTest, error) {
	out := providerTest{Provider: name}
	if name == "" {
		out.Provider = w.config.Provider
	}
	t, err := w.target(ctx, &prompt.Prompt{Model: w.config.Provider}, name, o.model)
	if err != nil {
		if !o.all && ctx.Err() == nil && isInput(err) {
			return out, err
		}
		out.Kind, out.Problem, out.Hint = "configuration", err.Error(), hintOf(err)
		if e := (*exitError)(nil); errors.As(err, &e) && e.Code == exitProvider {
			out.Kind = "trust"
		}
		return out, ctx.Err()
	}
	out.Provider, out.Model = t.Provider, t.Model
	if t.Free {
		out.OK = true // it calls nothing
		return out, ctx.Err()
	}
	limited, cancel := context.WithTimeout(ctx, o.timeout)
	defer cancel()
	begun := w.app.Now()
	a, err := t.Caller.Complete(limited, smallest(t))
	took := w.app.Now().Sub(begun)
	if ctx.Err() != nil {
		return out, ctx.Err()
	}
	if err != nil {
		asking, stop := context.WithTimeout(ctx, o.timeout)
		defer stop()
		d := provider.Diagnose(asking, t, err)
		out.Kind, out.Problem, out.Hint, out.Status = d.Kind, d.Problem, d.Hint, d.Status
		return out, ctx.Err()
	}
	out.OK, out.Answered, out.Output, out.CostUSD = true, a.Model, a.Output, a.Cost
	if a.Latency == 0 {
		a.Latency = took
	}
	out.LatencyMS = new(a.Latency.Milliseconds())
	if a.Tokens != (eval.Tokens{}) {
		out.Tokens = &a.Tokens
	}
	return out, nil
}

// isInput tells a mistake in what was asked for.
func isInput(err error) bool {
	var list diag.Errors
	return errors.As(err, &list)
}

// smallest is a request whose answer costs next to nothing.
func smallest(t eval.Target) eval.Request {
	const text = "Answer with the one word: ok"
	return eval.Request{
		Messages: []prompt.Message{{Role: "user", Text: text}}, Rendered: text, Model: t.Model, Params: value.NewObject("max_tokens", int64(tryTokens)),
		Seed: "00000000", Case: "00000000", CaseID: "providers-test",
	}
}

func writeProviderTests(s ui.Streams, results []providerTest) error {
	t := &ui.Table{
		Header: []string{"PROVIDER", "MODEL", "RESULT", "LATENCY", "ANSWERED", "TOKENS", "COST", "PROBLEM", "HINT"},
		Right:  []bool{3: true, 5: true, 6: true, 8: false},
	}
	for _, r := range results {
		t.Add(r.cells()...)
	}
	if !s.OutTTY {
		return t.Write(s)
	}
	t.Drop("PROBLEM")
	t.Drop("HINT")
	if err := t.Write(s); err != nil {
		return err
	}
	for _, r := range results { // below, where they are not cut
		if r.Problem != "" {
			fmt.Fprintf(s.Out, "\n%s: %s\n", ui.Paint(ui.Strong, ui.Line(r.Provider)), ui.Line(r.Problem))
		}
		if r.Hint != "" {
			fmt.Fprintf(s.Out, "hint: %s\n", ui.Line(r.Hint))
		}
	}
	return nil
}

func (r providerTest) cells() []ui.Cell {
	result := ui.Cell{Text: "works", Style: ui.Good}
	if !r.OK {
		result = ui.Cell{Text: r.Kind, Style: ui.Bad}
	}
	latency, tokens, cost := ui.Cell{Text: "-"}, "-", "-"
	if r.LatencyMS != nil {
		latency = ui.Cell{Text: fmt.Sprintf("%d ms", *r.LatencyMS), Raw: strconv.FormatInt(*r.LatencyMS, 10)}
	}
	if r.Tokens != nil {
		tokens = fmt.Sprintf("%d+%d", r.Tokens.Prompt, r.Tokens.Completion)
	}
	if r.CostUSD != nil {
		cost = "$" + short(*r.CostUSD)
	}
	return []ui.Cell{
		{Text: r.Provider, Style: ui.Strong},
		{Text: dash(r.Model)},
		result, latency,
		{Text: dash(r.Answered)},
		{Text: tokens},
		{Text: cost},
		{Text: dash(ui.Line(r.Problem))},
		{Text: dash(ui.Line(r.Hint))},
	}
}
