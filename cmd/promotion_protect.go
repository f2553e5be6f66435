package cmd

import (
	"context"
	"fmt"
	"strings"

	"github.com/promptgit/promptgit/internal/ui"
)

// protect collects what a protected label misses. No reason stands in for it.
func (p *promotion) protect(ctx context.Context) error {
	if p.rule.approvals > 0 {
		if err := p.approved(ctx); err != nil {
			return err
		}
	}
	if p.rule.signed {
		return p.signed(ctx)
	}
	return nil
}

func (p *promotion) forbid(hint, format string, args ...any) {
	p.forbidden = append(p.forbidden, objection{fmt.Sprintf(format, args...), hint})
}

// signed looks for a signed tag at the version.
func (p *promotion) signed(ctx context.Context) error {
	tags, err := p.w.repo.CommitRefs(ctx, "refs/tags/")
	if err != nil {
		return err
	}
	var refused []string
	for _, tag := range tags {
		if tag.ID != p.it.commit.ID {
			continue
		}
		problem, err := p.w.repo.VerifyTag(ctx, tag.Name)
		if err != nil {
			return err
		}
		if problem == "" {
			return nil
		}
		refused = append(refused, strings.TrimPrefix(tag.Name, "refs/tags/")+" ("+problem+")")
	}
	hint := "git tag -s NAME " + shortRev(string(p.it.commit.ID)) + " -m TEXT makes one"
	if len(refused) > 0 {
		p.forbid(hint, "the protected label %s needs a signed tag at the version, and git does not take %s", ui.Line(p.state.label), ui.Line(strings.Join(refused, ", ")))
		return nil
	}
	p.forbid(hint, "the protected label %s needs a signed tag at the version, and there is none", ui.Line(p.state.label))
	return nil
}

// approved asks for as many approvals as release.approvals says, and for those that
// CODEOWNERS wants.
func (p *promotion) approved(ctx context.Context) error {
	a, err := p.w.approvals(ctx, p.it.reviewed(), "")
	if err != nil {
		return err
	}
	a.Needs = p.rule.approvals
	for _, missing := range a.Missing() {
		p.forbid("promptgit review "+shellWord(p.it.path)+" --approve, by somebody who did not make it",
			"the protected label %s needs approvals of this version: %s", ui.Line(p.state.label), ui.Line(missing))
	}
	return nil
}
