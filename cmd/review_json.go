package cmd

import (
	"context"

	"github.com/promptgit/promptgit/internal/review"
)

// reviewJSON is the document promptgit.review/v1.
type reviewJSON struct {
	Schema  string             `json:"schema"`
	Rev     string             `json:"rev"`   // full id, "staged" or "worktree"
	Rules   *string            `json:"rules"` // the commit that says who must approve, null where there is none
	OK      bool               `json:"ok"`    // every prompt has the approvals that it needs
	Stored  []string           `json:"stored"`
	Own     []string           `json:"own"` // prompts that the reviewer made and did not approve
	Prompts []reviewPromptJSON `json:"prompts"`

	listing bool // of every prompt, without what changed
}

type reviewPromptJSON struct {
	Path string `json:"path"`
	Blob string `json:"blob"`
	Key  string `json:"prompt_key"`
	approvalsJSON
	Reviews []saidJSON      `json:"reviews"` // everything said of this version, oldest first
	Diff    *promptDiffJSON `json:"diff"`    // from the version before, null in a listing
}

// approvalsJSON is whether a version may pass.
type approvalsJSON struct {
	OK        bool        `json:"ok"`
	Missing   []string    `json:"missing"` // sentences
	Required  int         `json:"required"`
	Authors   []string    `json:"authors"` // emails of those who made the version
	Approved  []saidJSON  `json:"approved"`
	Requested []saidJSON  `json:"requested"` // changes
	Own       []saidJSON  `json:"own"`       // approvals of authors, which do not count
	Owners    []ownerJSON `json:"owners"`
}

// saidJSON is one review.
type saidJSON struct {
	ID      string `json:"id"` // "" for a trailer
	Time    string `json:"time"`
	By      string `json:"by"`
	Email   string `json:"email"`
	Verdict string `json:"verdict"`
	Text    string `json:"text"`
	Line    *int   `json:"line"`
	Commit  string `json:"commit"` // where it was seen, "" for none
	Trailer bool   `json:"trailer"`
}

// ownerJSON is one demand of CODEOWNERS.
type ownerJSON struct {
	Path     string   `json:"path"`
	Line     int      `json:"line"`
	Section  string   `json:"section"`
	Owners   []string `json:"owners"`
	Needs    int      `json:"needs"`
	Approved []string `json:"approved"` // emails
	Unmapped []string `json:"unmapped"`
	Barred   []string `json:"barred"` // owners who made the version
	OK       bool     `json:"ok"`
}

// document tells what there is of the subject.
func (s *reviewSubject) document(ctx context.Context, said *sayings) (*reviewJSON, error) {
	doc := &reviewJSON{
		Schema: "promptgit.review/v1", Rev: s.rev, Rules: orNull(string(s.by.rules.base), ""), OK: true,
		Stored: []string{}, Own: []string{}, Prompts: []reviewPromptJSON{}, listing: s.listing,
	}
	if said != nil {
		doc.Stored, doc.Own = append(doc.Stored, reviewedPaths(said.stored)...), append(doc.Own, said.own...)
	}
	diffs, err := s.diffs(ctx)
	if err != nil {
		return nil, err
	}
	for i, p := range s.pairs {
		v := p.b.reviewed()
		a, err := s.by.approvals(ctx, v)
		if err != nil {
			return nil, err
		}
		list, err := s.w.reviewsOf(ctx, v)
		if err != nil {
			return nil, err
		}
		row := reviewPromptJSON{Path: v.path, Blob: string(v.blob), Key: v.key, approvalsJSON: newApprovalsJSON(a), Reviews: []saidJSON{}}
		for _, r := range list {
			row.Reviews = append(row.Reviews, newSaidJSON(opinion{Review: r}))
		}
		if diffs != nil {
			row.Diff = &diffs[i]
		}
		doc.OK = doc.OK && row.OK
		doc.Prompts = append(doc.Prompts, row)
	}
	return doc, nil
}

func newApprovalsJSON(a *approvals) approvalsJSON {
	doc := approvalsJSON{
		OK: a.OK(), Missing: a.Missing(), Required: a.Needs, Authors: append([]string{}, a.Authors...),
		Approved: saidList(a.Approved), Requested: saidList(a.Requested), Own: saidList(a.Own), Owners: []ownerJSON{},
	}
	for _, o := range a.Owners {
		row := ownerJSON{
			Path: o.Pos.Path, Line: o.Pos.Line, Section: o.Section, Owners: o.Owners, Needs: o.Needs, OK: o.OK(),
			Approved: []string{}, Unmapped: append([]string{}, o.Unmapped...), Barred: append([]string{}, o.Barred...),
		}
		for _, by := range o.Approved {
			row.Approved = append(row.Approved, by.who)
		}
		doc.Owners = append(doc.Owners, row)
	}
	return doc
}

func saidList(list []opinion) []saidJSON {
	rows := []saidJSON{}
	for _, o := range list {
		rows = append(rows, newSaidJSON(o))
	}
	return rows
}

func newSaidJSON(o opinion) saidJSON {
	row := saidJSON{
		ID: o.ID, Time: o.Time, By: o.By, Email: o.Email, Verdict: string(o.Verdict), Text: o.Text,
		Line: orNull(o.Line, 0), Commit: o.Commit, Trailer: o.Trailer,
	}
	if o.Trailer {
		row.ID, row.Time = "", ""
	}
	return row
}

// word is what a verdict is called in a sentence.
func (o saidJSON) word() string {
	switch review.Verdict(o.Verdict) {
	case review.Approve:
		return "approves"
	case review.RequestChanges:
		return "requests changes"
	case review.Comment:
		return "comments"
	default:
		return o.Verdict
	}
}
