package cmd

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/promptgit/promptgit/eval/provider"
	"github.com/promptgit/promptgit/internal/ui"
)

type listOptions struct {
	prompt string
	json   bool
}

func newList(app *App) *cobra.Command {
	var o listOptions
	c := &cobra.Command{
		Use:     "list [GLOB]",
		GroupID: groupLook,
		Short:   "List the prompts with their suites and latest scores",
		Long: "List the prompts of the working tree: what judges each, what model it asks, how many iterations\n" +
			"it has, and the score of the newest one that has a record. A plus behind the number of iterations\n" +
			"says that the file differs from the last of them." +
			exitStatus("0  done", "2  wrong flags, or no such prompt", "3  the configuration is invalid", "4  Git"),
		Example: "  promptgit list\n  promptgit list 'prompts/support/*' --json",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 1 {
				o.prompt = args[0]
			}
			if err := askedGlob(o.prompt); err != nil {
				return err
			}
			return runList(cmd.Context(), app, o)
		},
	}
	c.Flags().BoolVar(&o.json, "json", false, "print one JSON document")
	return c
}

type listJSON struct {
	Schema  string       `json:"schema"`
	Prompts []listedJSON `json:"prompts"`
}

// listedJSON is a prompt as it stands, and the newest of its iterations that has a
// record. What is not there is null.
type listedJSON struct {
	Prompt     string      `json:"prompt"`
	Suites     []string    `json:"suites"`   // that judge it, none where nothing does
	Provider   *string     `json:"provider"` // that it asks now
	Model      *string     `json:"model"`
	Problem    *string     `json:"problem"`    // why it cannot be read
	Iterations int         `json:"iterations"` // up to HEAD
	Changed    bool        `json:"changed"`    // since the newest iteration
	Rev        *string     `json:"rev"`        // of the newest iteration
	Time       *string     `json:"time"`
	Subject    *string     `json:"subject"`
	Judged     *string     `json:"judged"` // revision whose score follows
	Score      *float64    `json:"score"`
	Interval   *[2]float64 `json:"interval"`
	Passed     *int        `json:"passed"`
	Total      *int        `json:"total"`
	Quality    *float64    `json:"quality"`
	Verdict    *string     `json:"verdict"` // against the iteration before
	Suite      *string     `json:"suite"`   // of the record
	Simulated  bool        `json:"simulated"`
	Labels     []string    `json:"labels"` // tags and releases at the newest iteration
}

func runList(ctx context.Context, app *App, o listOptions) error {
	w, err := app.openWorkspace(ctx)
	if err != nil {
		return err
	}
	defer w.close()
	doc := listJSON{Schema: "promptgit.list/v1"}
	if doc.Prompts, err = w.list(ctx, o.prompt); err != nil {
		return err
	}
	if o.json {
		return ui.JSON(app.Out, doc)
	}
	t := &ui.Table{Header: []string{"PROMPT", "SCORE", "95% INTERVAL", "PASSED", "VERDICT", "JUDGED", "ITERATIONS", "SUITES", "MODEL"}}
	simulated := false
	for i := range doc.Prompts {
		p := &doc.Prompts[i]
		t.Add(p.cells()...)
		simulated = simulated || p.Simulated
	}
	if err := t.Write(app.Streams); err != nil {
		return err
	}
	if simulated {
		fmt.Fprintln(app.Err, "* simulated: no model was called")
	}
	return nil
}

func (p *listedJSON) cells() []ui.Cell {
	score, passed, judged, iterations := number(p.Score), "-", "-", strconv.Itoa(p.Iterations)
	if p.Simulated {
		score += "*"
	}
	if p.Passed != nil {
		passed = fmt.Sprintf("%d/%d", *p.Passed, *p.Total)
	}
	if p.Judged != nil {
		judged = shortRev(*p.Judged)
	}
	if p.Changed {
		iterations += "+"
	}
	model := orEmpty(p.Model)
	if p.Provider != nil {
		model = strings.TrimSuffix(*p.Provider+":"+model, ":")
	}
	if p.Problem != nil {
		model = *p.Problem
	}
	return []ui.Cell{
		{Text: p.Prompt, Style: ui.Strong},
		{Text: score},
		{Text: interval(p.Interval)},
		{Text: passed},
		verdictCell(dash(orEmpty(p.Verdict))),
		{Text: judged, Raw: dash(orEmpty(p.Judged)), Style: ui.Warn},
		{Text: iterations},
		{Text: dash(strings.Join(p.Suites, ", "))},
		{Text: dash(ui.Line(model))},
	}
}

// list looks at every prompt of the working tree, and at what the log knows of it.
func (w *workspace) list(ctx context.Context, asked string) ([]listedJSON, error) {
	files, err := w.prompts(ctx, w.now, asked)
	if err != nil {
		return nil, err
	}
	entries, err := w.logRows(ctx, logOptions{})
	if err != nil {
		return nil, err
	}
	histories := map[string]*promptHistory{}
	for _, h := range byPrompt(entries) {
		histories[h.path] = h
	}
	list := []listedJSON{}
	for _, file := range files {
		one, err := w.listed(ctx, file, histories[file])
		if err != nil {
			return nil, err
		}
		list = append(list, one)
	}
	slices.SortFunc(list, func(a, b listedJSON) int { return strings.Compare(a.Prompt, b.Prompt) })
	return list, nil
}

// listed is one prompt with its history, nil for none.
func (w *workspace) listed(ctx context.Context, file string, h *promptHistory) (listedJSON, error) {
	one := listedJSON{Prompt: file, Suites: []string{}, Labels: []string{}}
	p, err := parsePrompt(ctx, w.config, w.now, file)
	switch {
	case len(diagnostics(err)) > 0:
		one.Problem, one.Changed = new(diagnostics(err)[0].Error()), true
	case err != nil:
		return one, err
	default:
		it := &iteration{prompt: p, path: file, lineage: file}
		if suites, err := w.suitesOf(ctx, it, ""); err == nil {
			one.Suites = suites
		}
		if name, model, err := provider.Split(p.Model, w.named(), w.config.Provider); err == nil {
			one.Provider, one.Model = orNull(name, ""), orNull(model, "")
		} else {
			one.Model = orNull(p.Model, "")
		}
	}
	if h == nil {
		one.Changed = true
		return one, ctx.Err()
	}
	newest := &h.entries[0]
	one.Iterations = len(h.at)
	one.Rev, one.Time, one.Subject, one.Labels = &newest.json.Rev, &newest.json.Time, &newest.json.Subject, newest.json.Labels
	one.Changed = one.Changed || newest.key != p.Key() || newest.json.Prompt != file
	for i := range h.entries {
		if e := &h.entries[i].json; e.Record != nil {
			one.Judged, one.Score, one.Interval, one.Passed, one.Quality = &e.Rev, e.Score, e.Interval, e.Passed, e.Quality
			one.Verdict, one.Suite, one.Simulated = e.Verdict, e.Suite, e.Simulated
			if e.Total != nil {
				one.Total = new(*e.Total - h.entries[i].na)
			}
			break
		}
	}
	return one, ctx.Err()
}
