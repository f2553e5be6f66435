package cmd

import (
	"context"
	"fmt"
	"time"

	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/ui"
)

// label puts the labels at the commits of their versions, and records it as a
// promotion is. One that is there stays where it is, and one that is protected is
// for promote.
func (j *importJob) label(ctx context.Context) error {
	if len(j.labels) == 0 {
		return nil
	}
	rule, err := j.w.releaseRule(ctx)
	if err != nil {
		return err
	}
	for i := range j.labels {
		l := &j.labels[i]
		ref := labelRef(l.prompt, l.label)
		at, err := j.repo.ReadRef(ctx, ref)
		if err != nil {
			return err
		}
		if l.settle(at) {
			continue
		}
		if rule.protects(l.label) {
			l.status = "protected"
			continue
		}
		reason := fmt.Sprintf("imported from %s, version %s", j.source.Name, ui.Line(l.version))
		if err = j.repo.UpdateRefs(ctx, "promptgit: "+reason, gitops.RefUpdate{Ref: ref, New: l.commit}); err != nil {
			return fmt.Errorf("put the label %s at %s: %w", l.label, l.commit.Short(), err)
		}
		l.status = "created"
		if err = j.w.writeMoves(ctx, []releaseMove{j.moveOf(ctx, l, reason)}); err != nil {
			j.app.warn("the label has moved, but the line about it waits to be written: " + err.Error())
		}
	}
	return nil
}

// moveOf is what the releases notes say of a label.
func (j *importJob) moveOf(ctx context.Context, l *importLabel, reason string) releaseMove {
	now := j.app.Now()
	move := releaseMove{
		V: releaseVersion, ID: newID(now), Time: now.UTC().Format(time.RFC3339), Action: actionPromote, By: j.w.whoami(ctx, now),
		Path: l.prompt, Label: l.label, Commit: string(l.commit), Weight: 100, Reason: reason, Tool: j.app.tool(),
	}
	if src, err := j.repo.At(l.commit).Read(ctx, l.prompt); err == nil {
		move.Blob = string(j.repo.HashBlob(src))
	}
	if it, _, err := j.w.committed(ctx, l.commit, l.prompt); err == nil { // else it has no key yet
		move.PromptKey = it.key
	}
	return move
}

// settle notes a label that needs nothing: it is where it should be, or elsewhere,
// or its version is not here.
func (l *importLabel) settle(at gitops.OID) bool {
	l.at = at
	switch {
	case at == l.commit && at != "":
		l.status = "kept"
	case at != "":
		l.status = "elsewhere"
	case l.commit == "":
		l.status = "unknown"
	default:
		return false
	}
	return true
}

// tellLabels says what became of labels that are not where the source has them.
func (j *importJob) tellLabels() {
	for _, l := range j.labels {
		switch l.status {
		case "elsewhere":
			where := "that version"
			if l.commit != "" {
				where = shortRev(string(l.commit))
			}
			fmt.Fprintf(j.app.Err, "label %s of %s stays at %s; %s has it at version %s, which is %s\n",
				ui.Line(l.label), ui.Line(l.prompt), shortRev(string(l.at)), j.source.Name, ui.Line(l.version), where)
		case "protected":
			fmt.Fprintf(j.app.Err, "label %s of %s is protected: promptgit promote %s %s --rev %s puts it at version %s\n", ui.Line(l.label), ui.Line(l.prompt),
				shellWord(l.prompt), shellWord(l.label), shortRev(string(l.commit)), ui.Line(l.version))
		case "unknown":
			fmt.Fprintf(j.app.Err, "label %s of %s: the commit of version %s is not known here\n", ui.Line(l.label), ui.Line(l.prompt), ui.Line(l.version))
		}
	}
}
