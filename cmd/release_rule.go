package cmd

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/config"
)

// releaseRule is what a release must keep. It is read where it was committed, at HEAD
// and on the default branch, here and of every remote, and the stricter one counts: an
// edit of the working tree, or a branch, does not switch it off.
type releaseRule struct {
	protected []string
	approvals int
	signed    bool
	minScore  *float64
	maxDrop   *float64
}

// protects goes without case: where the file system does, Production is the ref of
// production.
func (r *releaseRule) protects(label string) bool {
	return slices.ContainsFunc(r.protected, func(name string) bool { return strings.EqualFold(name, label) })
}

func (w *workspace) releaseRule(ctx context.Context) (releaseRule, error) {
	var rule releaseRule
	head, ok, err := w.headOf(ctx, "")
	if err != nil {
		return rule, err
	}
	base, err := w.ruleBase(ctx)
	if err != nil {
		return rule, err
	}
	places := []gitops.OID{base}
	if ok {
		places = append(places, head)
	}
	branches, err := w.repo.DefaultBranches(ctx)
	if err != nil {
		return rule, err
	}
	for _, b := range branches {
		places = append(places, b.ID)
	}
	slices.Sort(places)
	for _, at := range slices.Compact(places) {
		if at == "" {
			continue
		}
		cfg, err := readConfig(ctx, w.repo.At(at))
		if err != nil {
			return rule, fmt.Errorf("what protects labels cannot be read at %s: %w", shortRev(string(at)), err)
		}
		rule.add(cfg)
	}
	return rule, nil
}

// add takes over what a configuration asks for where that is more.
func (r *releaseRule) add(c *config.Config) {
	if len(c.Release.Protected) > 0 {
		r.protected = append(r.protected, c.Release.Protected...)
		r.approvals, r.signed = max(r.approvals, c.Release.Approvals), r.signed || c.Release.Signed
	}
	if b := c.Gate.MinScore; b != nil && (r.minScore == nil || *b > *r.minScore) {
		r.minScore = b
	}
	if b := c.Gate.MaxRegression; b != nil && (r.maxDrop == nil || *b < *r.maxDrop) {
		r.maxDrop = b
	}
}
