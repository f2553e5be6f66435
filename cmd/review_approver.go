package cmd

import (
	"context"
	"slices"
	"strings"

	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/review"
)

// reviewed is the version of a prompt that reviews are about.
type reviewed struct {
	path    string
	blob    gitops.OID
	key     string
	at      gitops.OID // a commit that holds it; "" for one that is in none
	authors []string   // emails, of one that is in no commit
}

// reviewed is the version that an iteration made or holds.
func (it *iteration) reviewed() reviewed {
	return reviewed{path: it.path, blob: it.blob, key: it.key, at: it.commit.ID}
}

// approver tells approvals by the rules of one commit: its CODEOWNERS, the review key
// of its configuration and its .mailmap. It has to be one that whoever changed a prompt
// could not change with it.
type approver struct {
	w     *workspace
	rules reviewRules
	same  map[string]string // the one email that each stands for

	past map[gitops.OID]map[string][]*iteration // histories that were walked ahead, see prepare
}

// approvals tells who approved a version, and whether that is enough by the rules of
// the commit base, "" for the default branch (see ruleBase).
func (w *workspace) approvals(ctx context.Context, v reviewed, base gitops.OID) (*approvals, error) {
	a, err := w.approver(ctx, base)
	if err != nil {
		return nil, err
	}
	return a.approvals(ctx, v)
}

func (w *workspace) approver(ctx context.Context, base gitops.OID) (*approver, error) {
	var err error
	if base == "" {
		if base, err = w.ruleBase(ctx); err != nil {
			return nil, err
		}
	}
	a := &approver{w: w, same: map[string]string{}, past: map[gitops.OID]map[string][]*iteration{}}
	a.rules, err = w.rulesAt(ctx, base)
	return a, err
}

// approvals tells who approved one version.
func (a *approver) approvals(ctx context.Context, v reviewed) (*approvals, error) {
	list, err := a.w.reviewsOf(ctx, v)
	if err != nil {
		return nil, err
	}
	made, err := a.makersOf(ctx, v)
	if err != nil {
		return nil, err
	}
	said := opinions(list, made)
	demands := a.rules.owners.Of(v.path)
	emails := slices.Concat(made.authors, a.rules.emailsOf(demands))
	for _, o := range said {
		emails = append(append(emails, o.Email), o.Authors...)
	}
	if err = a.canonical(ctx, emails); err != nil {
		return nil, err
	}
	answer := &approvals{Needs: a.rules.required, Unknown: made.unknown}
	for _, email := range made.authors {
		answer.Authors = append(answer.Authors, a.who(email))
	}
	answer.Authors = unique(answer.Authors)
	a.stand(answer, said)
	for _, d := range demands {
		answer.Owners = append(answer.Owners, a.ownership(answer, d))
	}
	return answer, nil
}

// opinions are the reviews of a version with the trailers of the commits that made it.
func opinions(list []review.Review, made makers) []opinion {
	said := slices.Clone(made.trailers)
	for _, r := range list {
		said = append(said, opinion{Review: r})
	}
	return said
}

// canonical learns the one email of each.
func (a *approver) canonical(ctx context.Context, emails []string) error {
	emails = slices.DeleteFunc(emails, func(email string) bool { return a.same[strings.ToLower(email)] != "" })
	same, err := a.w.repo.Canonical(ctx, a.rules.base, emails)
	for email, one := range same {
		a.same[email] = one
	}
	return err
}

func (a *approver) who(email string) string {
	if one := a.same[strings.ToLower(email)]; one != "" {
		return one
	}
	return strings.ToLower(email)
}

// stand sorts the words that stand. Those who made the version do not approve it: the
// authors that a review names, which outlast a rebase or a squash by somebody else, or
// those of the commits that are there.
func (a *approver) stand(answer *approvals, said []opinion) {
	var list []review.Review
	trailers := map[string]bool{}
	for _, o := range said {
		list, trailers[o.ID] = append(list, o.Review), o.Trailer
	}
	for _, r := range review.Standing(list, a.who) {
		o := opinion{Review: r, Trailer: trailers[r.ID], who: a.who(r.Email)}
		authors := answer.Authors
		if len(r.Authors) > 0 {
			authors = nil
			for _, email := range r.Authors {
				authors = append(authors, a.who(email))
			}
		}
		switch {
		case r.Verdict == review.RequestChanges:
			answer.Requested = append(answer.Requested, o)
		case r.Verdict == review.Comment:
			answer.Comments = append(answer.Comments, o)
		case slices.Contains(authors, o.who):
			answer.Own = append(answer.Own, o)
		default:
			answer.Approved = append(answer.Approved, o)
		}
	}
}
