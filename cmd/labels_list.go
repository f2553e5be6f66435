package cmd

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/ui"
)

func newLabels(app *App) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:     "labels [PROMPT]",
		GroupID: groupShare,
		Short:   "List the labels of prompts, with version and score",
		Long: "List what each label of a prompt, or of all prompts, has: the version, its score now, since when and\n" +
			"by whom, and below it the candidates with their share of the users. What is marked with * is\n" +
			"simulated, and counts as no score for a protected label." +
			exitStatus("0  done, also where there is no label", "2  wrong flags or arguments", "3  the configuration is invalid", "4  Git"),
		Example: "  promptgit labels\n  promptgit labels prompts/triage.md --json",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runLabels(cmd.Context(), app, args, asJSON)
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON document")
	return c
}

type labelsJSON struct {
	Schema string      `json:"schema"`
	Labels []labelJSON `json:"labels"`
}

type labelJSON struct {
	Prompt     string        `json:"prompt"`
	Label      string        `json:"label"`
	Protected  bool          `json:"protected"`
	Version    *labeledJSON  `json:"version"` // null where only candidates are there
	Candidates []labeledJSON `json:"candidates"`
}

// labeledJSON is a version that has a label, or a share of it.
type labeledJSON struct {
	Rev       string      `json:"rev"`
	Subject   *string     `json:"subject"` // null, as the next two, where the version is not in this clone
	Blob      *string     `json:"blob"`
	PromptKey *string     `json:"prompt_key"`
	Weight    *int        `json:"weight"` // of a candidate
	Score     *float64    `json:"score"`  // now, null without a complete record
	Interval  *[2]float64 `json:"interval"`
	Record    *string     `json:"record"`
	Simulated bool        `json:"simulated"`
	Since     *string     `json:"since"` // null, as the rest, where no move tells it
	By        *string     `json:"by"`
	Action    *string     `json:"action"`
	Reason    *string     `json:"reason"`
}

func runLabels(ctx context.Context, app *App, args []string, asJSON bool) error {
	w, err := app.openWorkspace(ctx)
	if err != nil {
		return err
	}
	defer w.close()
	doc := labelsJSON{Schema: "promptgit.labels/v1"}
	if doc.Labels, err = w.labelList(ctx, args); err != nil {
		return err
	}
	if asJSON {
		return ui.JSON(app.Out, doc)
	}
	return app.printLabels(doc)
}

// labelList tells what is known of the labels of the prompt that the user names, or
// of all.
func (w *workspace) labelList(ctx context.Context, args []string) ([]labelJSON, error) {
	states, err := w.askedLabels(ctx, args)
	if err != nil {
		return nil, err
	}
	rule, err := w.releaseRule(ctx)
	if err != nil {
		return nil, err
	}
	moves, err := w.moves(ctx)
	if err != nil {
		return nil, err
	}
	list := []labelJSON{}
	for _, s := range states {
		one := labelJSON{Prompt: s.prompt, Label: s.label, Protected: rule.protects(s.label), Candidates: []labeledJSON{}}
		if s.commit != "" {
			if one.Version, err = w.labeled(ctx, s, candidate{100, s.commit}, moves[s.labelName]); err != nil {
				return nil, err
			}
		}
		for _, c := range s.candidates {
			v, err := w.labeled(ctx, s, c, moves[s.labelName])
			if err != nil {
				return nil, err
			}
			one.Candidates = append(one.Candidates, *v)
		}
		list = append(list, one)
	}
	return list, nil
}

// askedLabels are those of the prompt that the user names, by path or from where the
// user stands, or all.
func (w *workspace) askedLabels(ctx context.Context, args []string) ([]labelState, error) {
	states, err := w.labelStates(ctx, "")
	if err != nil || len(args) == 0 {
		return states, err
	}
	file, err := w.userPath(args[0])
	if err != nil {
		return nil, err
	}
	for _, name := range []string{file, args[0]} {
		var list []labelState
		for _, s := range states {
			if s.prompt == name {
				list = append(list, s)
			}
		}
		if len(list) > 0 {
			return list, nil
		}
	}
	return nil, nil
}

// labeled tells what is known of a version that has a label.
func (w *workspace) labeled(ctx context.Context, s labelState, c candidate, moves []releaseMove) (*labeledJSON, error) {
	v := &labeledJSON{Rev: string(c.commit)}
	if c.weight < 100 {
		v.Weight = &c.weight
	}
	for _, m := range moves { // the latest that put it here
		if m.Commit == v.Rev && m.Weight == c.weight && m.Action != actionWithdraw {
			v.Since, v.By, v.Action, v.Reason = &m.Time, &m.By, &m.Action, &m.Reason
		}
	}
	it, own, err := w.committed(ctx, c.commit, s.prompt)
	if err != nil {
		return v, unreadable(ctx, err)
	}
	v.Subject, v.Blob, v.PromptKey = &it.commit.Subject, new(string(it.blob)), &it.key
	p := &promotion{w: w, own: own, it: it}
	known, err := p.known(ctx, own, it)
	if err != nil {
		return nil, err
	}
	if r := known.of(it, eval.RecordFilter{Complete: true}); r != nil && r.Score != nil {
		v.Score, v.Interval, v.Record, v.Simulated = r.Score, r.Interval(), &r.ID, r.Simulated
	}
	return v, nil
}

// printLabels prints a row for each label, and for each candidate below it.
func (a *App) printLabels(doc labelsJSON) error {
	if len(doc.Labels) == 0 {
		a.note("promptgit: no prompt has a label: promptgit promote PROMPT LABEL gives it one, promptgit pull brings those of others")
		return nil
	}
	t := &ui.Table{Header: []string{"PROMPT", "LABEL", "SHARE", "REV", "SCORE", "95% INTERVAL", "SINCE", "BY", "REASON"}, Right: []bool{false, false, true}}
	simulated := false
	row := func(l labelJSON, share string, v labeledJSON) {
		label := l.Label
		if l.Protected {
			label += " (protected)"
		}
		score := "-"
		if v.Score != nil {
			score = fmt.Sprintf("%.2f%s", *v.Score, star(v.Simulated))
			simulated = simulated || v.Simulated
		}
		t.Add(
			ui.Cell{Text: ui.Line(l.Prompt)}, ui.Cell{Text: ui.Line(label), Raw: ui.Line(l.Label)}, ui.Cell{Text: share},
			ui.Cell{Text: shortRev(v.Rev), Raw: v.Rev}, ui.Cell{Text: score}, ui.Cell{Text: dash(interval(v.Interval))},
			ui.Cell{Text: dash(a.since(orEmpty(v.Since))), Raw: dash(orEmpty(v.Since))}, ui.Cell{Text: dash(ui.Line(authorName(orEmpty(v.By)))), Raw: dash(ui.Line(orEmpty(v.By)))},
			ui.Cell{Text: dash(ui.Line(orEmpty(v.Reason)))},
		)
	}
	for _, l := range doc.Labels {
		rest := 100
		for _, c := range l.Candidates {
			rest -= *c.Weight
		}
		if l.Version != nil {
			row(l, fmt.Sprintf("%d %%", max(0, rest)), *l.Version)
		}
		for _, c := range l.Candidates {
			row(l, fmt.Sprintf("%d %%", *c.Weight), c)
		}
	}
	if err := t.Write(a.Streams); err != nil {
		return err
	}
	if simulated {
		fmt.Fprintln(a.Err, "* simulated: no model was called")
	}
	return nil
}

// authorName is a name without the address behind it.
func authorName(by string) string {
	name, _, _ := strings.Cut(by, " <")
	return name
}

// since is a time of a note as the user reads it, "" for none.
func (a *App) since(at string) string {
	when, err := time.Parse(time.RFC3339, at)
	if err != nil {
		return ""
	}
	return when.Local().Format("2006-01-02 15:04")
}
