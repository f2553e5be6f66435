package cmd

import (
	"fmt"
	"strings"

	"github.com/promptgit/promptgit/internal/owners"
	"github.com/promptgit/promptgit/internal/review"
)

// approvals say whether a version has the approvals that it needs. Each reviewer
// counts once, with the latest word.
type approvals struct {
	Approved  []opinion // by others than the authors
	Requested []opinion // changes that somebody still asks for
	Own       []opinion // approvals that do not count, since an author gave them
	Comments  []opinion // the other words that stand
	Authors   []string  // emails of those who made the version
	Needs     int       // approvals that review.required asks for
	Owners    []ownership
	Unknown   []string // why it cannot be told, such as a history that is not here
}

// opinion is the word of one reviewer.
type opinion struct {
	review.Review
	Trailer bool   // it comes from a Reviewed-by of the commit that made the version
	who     string // the one email that the reviewer is known by
}

// ownership is what one line of CODEOWNERS asks for.
type ownership struct {
	owners.Demand
	Approved []opinion // of its owners
	Unmapped []string  // owners of whom nobody says who they are
	Barred   []string  // owners who made the version
}

// OK says whether the version has the approvals that it needs.
func (a *approvals) OK() bool { return len(a.Missing()) == 0 }

// Missing lists what a version lacks, each in one sentence, none where it has all.
func (a *approvals) Missing() []string {
	list := append([]string{}, a.Unknown...)
	for _, o := range a.Requested {
		list = append(list, o.By+" requests changes")
	}
	if n := a.Needs - len(a.Approved); n > 0 {
		list = append(list, fmt.Sprintf("%d of %s", len(a.Approved), plural(a.Needs, "approval")))
	}
	for _, o := range a.Owners {
		if !o.OK() {
			list = append(list, o.missing())
		}
	}
	return list
}

// OK says whether enough owners approve.
func (o *ownership) OK() bool { return len(o.Approved) >= o.Needs }

func (o *ownership) missing() string {
	text := fmt.Sprintf("%s wants %s of %s", o.Demand, plural(o.Needs, "approval"), strings.Join(o.Owners, ", "))
	if o.Needs > 1 {
		text += fmt.Sprintf(" and has %d", len(o.Approved))
	}
	if len(o.Unmapped) > 0 {
		text += "; review.people does not say who " + strings.Join(o.Unmapped, ", ") + " is"
	}
	if len(o.Barred) > 0 {
		text += "; " + strings.Join(o.Barred, ", ") + " made this version"
	}
	return text
}
