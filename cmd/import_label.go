package cmd

import (
	"context"
	"fmt"

	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/ui"
)

// label puts the labels at the commits of their versions. One that is there stays
// where it is.
func (j *importJob) label(ctx context.Context) error {
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
		message := fmt.Sprintf("promptgit import %s: version %s", j.source.Name, l.version)
		if err = j.repo.UpdateRefs(ctx, message, gitops.RefUpdate{Ref: ref, New: l.commit}); err != nil {
			return fmt.Errorf("put the label %s at %s: %w", l.label, l.commit.Short(), err)
		}
		l.status = "created"
	}
	return nil
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
		case "unknown":
			fmt.Fprintf(j.app.Err, "label %s of %s: the commit of version %s is not known here\n", ui.Line(l.label), ui.Line(l.prompt), ui.Line(l.version))
		}
	}
}
