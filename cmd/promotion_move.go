package cmd

import (
	"context"
	"fmt"
	"time"

	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/ui"
)

// move moves the refs, all or none, and records it.
func (p *promotion) move(ctx context.Context) error {
	w := p.w
	updates := p.updates()
	moves := p.lines(ctx, w.app.Now())
	first := moves[0]
	message := fmt.Sprintf("promptgit: %s %s %s by %s", first.Action, first.Path, first.Label, first.By)
	if err := w.repo.UpdateRefs(ctx, ui.Line(message), updates...); err != nil {
		return p.lost(err)
	}
	p.moved = &first
	if err := w.writeMoves(ctx, moves); err != nil {
		w.app.warn("the label has moved, but the line about it waits to be written: " + err.Error())
	}
	return nil
}

// updates are the changes of refs, each from what it was found at. A candidate that
// is not the one that is made goes.
func (p *promotion) updates() []gitops.RefUpdate {
	var updates []gitops.RefUpdate
	id := p.it.commit.ID
	ref, old := labelRef(p.state.prompt, p.state.label), p.state.commit
	if p.o.weight < 100 {
		ref, old = candidateRef(p.state.prompt, p.state.label, p.o.weight), ""
	}
	for _, c := range p.state.candidates {
		own := candidateRef(p.state.prompt, p.state.label, c.weight)
		if own == ref {
			old = c.commit
		} else {
			updates = append(updates, gitops.RefUpdate{Ref: own, Old: c.commit})
		}
		if c.commit != id || p.action == actionWithdraw {
			p.withdrawn = append(p.withdrawn, c)
		}
	}
	if old != id && p.action != actionWithdraw {
		updates = append(updates, gitops.RefUpdate{Ref: ref, New: id, Old: old})
	}
	return updates
}

// lines are what is recorded: the move of the version, and of each candidate that
// goes with it.
func (p *promotion) lines(ctx context.Context, at time.Time) []releaseMove {
	move := releaseMove{
		V: releaseVersion, Time: at.UTC().Format(time.RFC3339), Action: p.action, By: p.w.whoami(ctx, at),
		Path: p.state.prompt, Label: p.state.label, Commit: string(p.it.commit.ID), Blob: string(p.it.blob), PromptKey: p.it.key,
		From: string(p.state.commit), Weight: p.o.weight, Reason: p.o.reason, Tool: p.w.app.tool(),
	}
	if r := p.standsOn(); r != nil {
		move.Record, move.Score, move.Simulated = r.ID, r.Score, r.Simulated
	}
	var lines []releaseMove
	if p.action != actionWithdraw {
		move.ID = newID(at)
		lines = append(lines, move)
	}
	for _, c := range p.withdrawn {
		gone := move
		gone.ID, gone.Action, gone.Commit, gone.Weight = newID(at), actionWithdraw, string(c.commit), c.weight
		gone.Record, gone.Score, gone.Simulated = "", nil, false
		if it, _, err := p.w.committed(ctx, c.commit, p.state.prompt); err == nil { // else it stands at the blob of the label's version
			gone.Blob, gone.PromptKey = string(it.blob), it.key
		}
		lines = append(lines, gone)
	}
	return lines
}

// whoami is the user as releases name him.
func (w *workspace) whoami(ctx context.Context, at time.Time) string {
	who := w.repo.Identity(ctx, at)
	return ui.Line(who.Name) + " <" + ui.Line(who.Email) + ">"
}
