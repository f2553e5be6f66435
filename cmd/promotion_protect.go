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

// approved counts who approved the version.
func (p *promotion) approved(context.Context) error {
	p.forbid("set release.approvals to 0 to do without", "the protected label %s needs %s, which this version of promptgit cannot count", ui.Line(p.state.label), plural(p.rule.approvals, "approval"))
	return nil
}
