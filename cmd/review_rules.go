package cmd

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/config"
	"github.com/promptgit/promptgit/internal/owners"
)

// reviewRules say who must approve.
type reviewRules struct {
	base     gitops.OID // that they are taken from, "" where there is no commit
	required int
	people   map[string][]string // by "@name" in lower case
	owners   *owners.File        // without a line where there is none
}

// ruleBase is the commit whose rules hold where no change says what it is compared
// with: that of the default branch of the remote origin as far as it was fetched, else
// of the branch that init.defaultBranch names, of main or of master, else HEAD. It is
// "" where there is no commit.
func (w *workspace) ruleBase(ctx context.Context) (gitops.OID, error) {
	names := []string{"main", "master"}
	if name, ok, err := w.repo.Config(ctx, "init.defaultBranch"); err != nil {
		return "", err
	} else if ok && name != "" {
		names = slices.Insert(names, 0, name)
	}
	refs := []string{"refs/remotes/origin/HEAD"}
	for _, name := range names {
		refs = append(refs, "refs/remotes/origin/"+name)
	}
	for _, name := range names {
		refs = append(refs, "refs/heads/"+name)
	}
	for _, ref := range refs {
		id, err := w.repo.ReadRef(ctx, ref)
		if err != nil {
			return "", err
		}
		if id != "" {
			return id, nil
		}
	}
	head, _, err := w.headOf(ctx, "")
	return head, err
}

// rulesAt reads the rules of a commit.
func (w *workspace) rulesAt(ctx context.Context, base gitops.OID) (reviewRules, error) {
	rules := reviewRules{base: base, required: config.Default().Review.Required, owners: &owners.File{}}
	if base == "" {
		return rules, nil
	}
	at := w.repo.At(base)
	conf, err := readConfig(ctx, at)
	if err != nil {
		return rules, fmt.Errorf("the rules of %s: %w", shortRev(string(base)), err)
	}
	rules.required, rules.people = conf.Review.Required, conf.Review.People
	for _, place := range owners.Places() {
		src, err := at.Read(ctx, place)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err == nil {
			rules.owners, err = owners.Parse(place, src)
		}
		if err != nil {
			return rules, fmt.Errorf("the rules of %s: %w", shortRev(string(base)), err)
		}
		break
	}
	return rules, nil
}

// emailsOf lists those by which owners are known.
func (r *reviewRules) emailsOf(demands []owners.Demand) []string {
	var list []string
	for _, d := range demands {
		for _, owner := range d.Owners {
			list = append(list, r.emails(owner)...)
		}
	}
	return list
}

// emails are those of one owner, none where nobody says.
func (r *reviewRules) emails(owner string) []string {
	if !strings.HasPrefix(owner, "@") {
		return []string{owner}
	}
	return r.people[strings.ToLower(owner)]
}

// ownership compares the approvals with what one line demands.
func (a *approver) ownership(answer *approvals, d owners.Demand) ownership {
	o := ownership{Demand: d}
	var members []string
	for _, owner := range d.Owners {
		emails := a.rules.emails(owner)
		if len(emails) == 0 {
			o.Unmapped = append(o.Unmapped, owner)
		}
		others := 0
		for _, email := range emails {
			members = append(members, a.who(email))
			if !slices.Contains(answer.Authors, a.who(email)) {
				others++
			}
		}
		if len(emails) > 0 && others == 0 {
			o.Barred = append(o.Barred, owner)
		}
	}
	for _, by := range answer.Approved {
		if slices.Contains(members, by.who) {
			o.Approved = append(o.Approved, by)
		}
	}
	return o
}
