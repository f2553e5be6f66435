package cmd

import (
	"context"

	"github.com/promptgit/promptgit/internal/bisect"
	"github.com/promptgit/promptgit/internal/ui"
)

// The states of a search by hand.
const (
	stepEnds      = "ends"      // a good or a bad revision is missing
	stepNext      = "next"      // a version is to be judged
	stepFound     = "found"     // the first bad version is known
	stepUndecided = "undecided" // the answers contradict each other, or only skipped versions are left
)

// handStepJSON is what an answer of a search by hand leads to.
type handStepJSON struct {
	Schema      string        `json:"schema"`
	State       string        `json:"state"`
	Prompt      *string       `json:"prompt"`      // null until both ends are known
	Missing     *string       `json:"missing"`     // "good" or "bad", the end to name
	Next        *handNextJSON `json:"next"`        // the version to judge
	StepsLeft   *int          `json:"steps_left"`  // answers at most, without skips
	Candidates  []string      `json:"candidates"`  // that may be the first bad one, oldest first
	Culprit     *string       `json:"culprit"`     // the first bad one
	Contradicts []string      `json:"contradicts"` // an older bad version and a newer good one
	Revert      *string       `json:"revert"`      // commands that take the culprit back
	Restore     *string       `json:"restore"`
}

type handNextJSON struct {
	Rev     string `json:"rev"`
	Path    string `json:"path"` // of the prompt at rev
	Subject string `json:"subject"`
}

// document is what tell says, and whether the search is undecided.
func (h *handSearch) document(ctx context.Context) (doc handStepJSON, undecided bool, err error) {
	doc = handStepJSON{Schema: "promptgit.bisect-step/v1", State: stepNext, Candidates: []string{}, Contradicts: []string{}}
	if h.s == nil {
		doc.State, doc.Missing = stepEnds, new(h.missing())
		return doc, false, nil
	}
	r := h.result
	doc.Prompt = &h.s.path
	for _, c := range r.Credible {
		doc.Candidates = append(doc.Candidates, h.s.rev(c.Version))
	}
	switch {
	case r.NotSingleStep:
		var said map[string]string
		if said, err = h.said(ctx); err != nil {
			return doc, false, err
		}
		good, bad := h.around(said)
		doc.State, doc.Contradicts = stepUndecided, []string{h.s.rev(bad), h.s.rev(good)}
	case r.Verdict == bisect.Found:
		u := h.s.undo(ctx, r.Culprit)
		doc.State, doc.Culprit, doc.Revert, doc.Restore = stepFound, new(h.s.rev(r.Culprit)), &u.Revert, &u.Restore
	case h.asked < 0:
		doc.State = stepUndecided
	default:
		it := h.s.versions[h.asked]
		doc.Next = &handNextJSON{string(it.commit.ID), it.path, it.commit.Subject}
		doc.StepsLeft = new(steps(len(r.Credible)))
	}
	return doc, doc.State == stepUndecided, nil
}

// tellJSON is tell as a document.
func (h *handSearch) tellJSON(ctx context.Context) error {
	doc, undecided, err := h.document(ctx)
	if err != nil {
		return err
	}
	if err = ui.JSON(h.w.app.Out, doc); err == nil && undecided {
		err = errNo
	}
	return err
}
