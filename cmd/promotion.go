package cmd

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/ui"
)

// promotion is one version on its way to a label.
type promotion struct {
	w         *workspace
	o         promoteOptions
	rule      releaseRule
	state     labelState // as it was found
	it        *iteration
	own       *workspace // that reads the version
	action    string
	records   []*eval.Record // that stand for the version, one for each suite
	against   []objection    // what its score says
	forbidden []objection    // what no reason overrides
	compared  []promotionComparison
	moved     *releaseMove
	withdrawn []candidate
}

// objection is why a version should not get a label, and what to type.
type objection struct{ text, hint string }

// promotionComparison is the version compared with that of the label.
type promotionComparison struct {
	suite string
	*eval.Comparison
}

// newPromotion finds the version, the label and the rule for it.
func (w *workspace) newPromotion(ctx context.Context, o promoteOptions) (*promotion, error) {
	head, ok, err := w.headOf(ctx, o.rev)
	if err != nil {
		return nil, w.notInClone(ctx, o.rev, err)
	}
	if !ok {
		return nil, w.errUncommitted(ctx, o)
	}
	p := &promotion{w: w, o: o, action: actionPromote}
	p.it, p.own, err = w.released(ctx, head, o.prompt)
	if errors.Is(err, fs.ErrNotExist) {
		if o.rev == "" {
			return nil, w.errUncommitted(ctx, o)
		}
		return nil, usageHint("promptgit log lists prompts that were committed", "there is no prompt %s in %s", o.prompt, shortRev(o.rev))
	}
	if err != nil {
		return nil, err
	}
	if o.rev == "" {
		if err = w.sameInWorktree(ctx, p.it, o); err != nil {
			return nil, err
		}
	}
	if p.rule, err = w.releaseRule(ctx); err != nil {
		return nil, err
	}
	if p.state, err = w.labelToMove(ctx, p.it.path, o.label); err != nil {
		return nil, err
	}
	if o.weight < 100 && p.state.commit == "" {
		return nil, usageHint(fmt.Sprintf("promptgit promote %s %s gives it a version", shellWord(p.it.path), shellWord(o.label)),
			"nobody has %s of %s yet, so that there is nothing to stand beside", o.label, p.it.path)
	}
	if o.weight < 100 && p.state.commit == p.it.commit.ID {
		return nil, usageHint("name another version with --rev", "%s has this version of %s whole", o.label, p.it.path)
	}
	return p, nil
}

// errUncommitted says of a prompt that HEAD does not have how it comes to a label.
func (w *workspace) errUncommitted(ctx context.Context, o promoteOptions) error {
	file, err := w.findFile(ctx, o.prompt)
	if err != nil {
		return err
	}
	if _, err = readPrompt(ctx, w.now, file); err != nil {
		return usageHint("promptgit log lists prompts that were committed", "there is no prompt %s in HEAD", o.prompt)
	}
	return &exitError{
		Code: exitNo, Err: fmt.Errorf("%s is in the working tree only, and what is not committed cannot be promoted", ui.Line(file)),
		Hint: commitFirst(file, o.label),
	}
}

func commitFirst(file, label string) string {
	name := shellWord(file)
	return fmt.Sprintf("git add %s && git commit, then promptgit eval HEAD --prompt %s, then promptgit promote %s %s", name, name, name, shellWord(label))
}

// sameInWorktree refuses to promote HEAD where somebody may mean what he sees.
func (w *workspace) sameInWorktree(ctx context.Context, it *iteration, o promoteOptions) error {
	if w.repo.Top == "" {
		return nil
	}
	differs := false
	for _, part := range append([]string{it.path}, it.reads...) {
		is, err := readPrompt(ctx, w.now, part)
		if hard := notThere(err); hard != nil {
			return hard
		}
		was, err := readPrompt(ctx, w.repo.At(it.commit.ID), part)
		if hard := notThere(err); hard != nil {
			return hard
		}
		differs = differs || textIn(part, is) != textIn(part, was)
	}
	if !differs {
		return nil
	}
	return &exitError{
		Code: exitNo, Err: fmt.Errorf("%s differs from HEAD, and what is not committed cannot be promoted", ui.Line(it.path)),
		Hint: commitFirst(it.path, o.label) + "; --rev HEAD promotes what HEAD has",
	}
}

// notThere takes a missing file for one without content.
func notThere(err error) error {
	var odd *gitops.NotFileError
	if errors.Is(err, fs.ErrNotExist) || errors.As(err, &odd) {
		return nil
	}
	return err
}

// unchanged says that the label has what was asked for.
func (p *promotion) unchanged() bool {
	if p.o.weight == 100 {
		return p.state.commit == p.it.commit.ID && len(p.state.candidates) == 0
	}
	return slices.Equal(p.state.candidates, []candidate{{p.o.weight, p.it.commit.ID}})
}

// refusal is why the version does not get the label, nil where it does.
func (p *promotion) refusal() error {
	list := slices.Clone(p.forbidden)
	if p.o.reason == "" {
		list = append(list, p.against...)
	}
	if len(list) == 0 {
		return nil
	}
	var text strings.Builder
	fmt.Fprintf(&text, "%s at %s does not get %s:", ui.Line(p.it.path), shortRev(string(p.it.commit.ID)), ui.Line(p.o.label))
	var hints []string
	for _, one := range list {
		text.WriteString("\n  " + ui.Line(one.text))
		if one.hint != "" && !slices.Contains(hints, one.hint) {
			hints = append(hints, one.hint)
		}
	}
	if len(p.forbidden) == 0 {
		hints = append(hints, "--reason TEXT promotes it all the same, and keeps the text")
	}
	return &exitError{Code: exitNo, Err: errors.New(text.String()), Hint: strings.Join(hints, "; ")}
}

// lost says what to do where another process was faster.
func (p *promotion) lost(err error) error {
	if !errors.Is(err, gitops.ErrRefMoved) {
		return err
	}
	return &exitError{
		Code: exitGit, Err: fmt.Errorf("%s of %s was moved by another process meanwhile: %w", ui.Line(p.state.label), ui.Line(p.state.prompt), err),
		Hint: "promptgit labels " + shellWord(p.state.prompt) + " shows where it is now",
	}
}
