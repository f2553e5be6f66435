package cmd

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/ui"
)

// judge collects what speaks against the version.
func (p *promotion) judge(ctx context.Context) error {
	if err := p.recorded(ctx); err != nil {
		return err
	}
	p.scored()
	if err := p.compare(ctx); err != nil {
		return err
	}
	if !p.rule.protects(p.state.label) {
		return nil
	}
	return p.protect(ctx)
}

func (p *promotion) object(hint, format string, args ...any) {
	p.against = append(p.against, objection{fmt.Sprintf(format, args...), hint})
}

// evalHint is what judges a version of the prompt.
func (p *promotion) evalHint(rev string) string {
	return "promptgit eval " + shortRev(rev) + " --prompt " + shellWord(p.it.path)
}

// known are the records of a version, and of those before it with the same content.
func (p *promotion) known(ctx context.Context, own *workspace, it *iteration) (*recordSet, error) {
	list := []*iteration{it}
	known, err := own.recordsThrough(ctx, it.commit.ID, list)
	if isIncompleteStore(err) { // a clone without old versions
		return own.records(ctx, blobsOf(list))
	}
	return known, err
}

// recorded finds the records that the version stands on: one of each suite that
// judges the prompt, or of each that there is where none does.
func (p *promotion) recorded(ctx context.Context) error {
	known, err := p.known(ctx, p.own, p.it)
	if err != nil {
		return err
	}
	suites, err := p.w.suitesOf(ctx, p.it, "")
	if err != nil && !errors.Is(err, errNoSuite) {
		return err
	}
	var found []*eval.Record
	if len(suites) == 0 {
		found = known.standing(p.it)
	}
	rev := string(p.it.commit.ID)
	for _, suite := range suites {
		if r := known.of(p.it, eval.RecordFilter{Suite: suite}); r != nil {
			found = append(found, r)
			continue
		}
		p.object(p.evalHint(rev), "it has no record under %s", ui.Line(suite))
	}
	if len(suites) == 0 && len(found) == 0 {
		p.object(p.evalHint(rev), "it was never judged")
	}
	for _, r := range found {
		switch {
		case !r.Complete():
			p.object(p.evalHint(rev), "%d of %s could not be judged under %s", unjudgedCases(r), plural(len(r.Cases)-r.NA, "case"), ui.Line(r.Suite))
		case p.notReal(r):
			p.object("judge it with a model: "+p.evalHint(rev)+" --provider P", "its score under %s is simulated, which counts as none for the protected label %s", ui.Line(r.Suite), ui.Line(p.state.label))
		case r.Score == nil:
			p.object(p.evalHint(rev), "no case of %s applies to it", ui.Line(r.Suite))
		default:
			p.records = append(p.records, r)
		}
	}
	return nil
}

// notReal says whether no model stands behind a record, where one must.
func (p *promotion) notReal(r *eval.Record) bool {
	return r.Simulated && p.rule.protects(p.state.label)
}

// scored holds the scores to gate.min_score.
func (p *promotion) scored() {
	bound := p.rule.minScore
	if bound == nil {
		return
	}
	for _, r := range p.records {
		if *r.Score < *bound-roundoff {
			p.object("", "its score %.4g under %s is under gate.min_score %.4g", *r.Score, ui.Line(r.Suite), *bound)
		}
	}
}

// compare tests the version against what the label has, as gate does.
func (p *promotion) compare(ctx context.Context) error {
	if p.state.commit == "" || p.state.commit == p.it.commit.ID {
		return nil
	}
	had := shortRev(string(p.state.commit))
	old, own, err := p.w.committed(ctx, p.state.commit, p.it.path)
	if err != nil {
		if err = unreadable(ctx, err); err == nil {
			p.object("", "what %s has (%s) cannot be read, so that the two cannot be compared", ui.Line(p.state.label), had)
		}
		return err
	}
	if old.key == p.it.key {
		return nil
	}
	known, err := p.known(ctx, own, old)
	if err != nil {
		return err
	}
	var tested []*eval.Comparison
	for _, r := range p.records {
		base := known.alike(old, r)
		if base == nil {
			base = known.ofAnotherModel(old, r)
		}
		if base == nil || !base.Complete() || p.notReal(base) {
			p.object(p.evalHint(string(old.commit.ID)), "what %s has (%s) has no record under %s, so that the two cannot be compared", ui.Line(p.state.label), had, ui.Line(r.Suite))
			continue
		}
		c := known.compare(base, r, "")
		switch {
		case c.Reason != "":
			p.object("promptgit eval --refresh judges both again", "it cannot be compared with what %s has (%s): %s", ui.Line(p.state.label), had, ui.Line(c.Reason))
		case c.Common == 0:
			p.object(p.evalHint(string(old.commit.ID)), "no case of %s was judged both of it and of what %s has (%s)", ui.Line(r.Suite), ui.Line(p.state.label), had)
		}
		p.compared = append(p.compared, promotionComparison{r.Suite, &c})
		if c.PValue != nil {
			tested = append(tested, &c)
		}
	}
	p.worse(tested)
	return nil
}

// worse decides on all comparisons together.
func (p *promotion) worse(tested []*eval.Comparison) {
	adjusted := map[*eval.Comparison]*float64{}
	for i, v := range eval.Correct(tested) {
		adjusted[tested[i]] = v
	}
	for _, c := range p.compared {
		switch bound := p.rule.maxDrop; {
		case c.Verdict == eval.Worse:
			p.object("promptgit diff "+shortRev(string(p.state.commit))+" "+shortRev(string(p.it.commit.ID))+" shows the cases", "it is worse than what %s has under %s: %+.2f over %s, p %s%s",
				ui.Line(p.state.label), ui.Line(c.suite), *c.Delta, plural(c.Common, "case"), withSign(adjusted[c.Comparison]), corrected(len(tested)))
		case bound != nil && c.Delta != nil && -*c.Delta > *bound+roundoff:
			p.object("", "under %s the score dropped by %.4g against what %s has, and may by %.4g", ui.Line(c.suite), -*c.Delta, ui.Line(p.state.label), *bound)
		}
	}
}

// unreadable passes over an error that is about a version and not about Git.
func unreadable(ctx context.Context, err error) error {
	if errors.Is(err, fs.ErrNotExist) || isIncompleteStore(err) || exitCode(ctx, err) == exitInput {
		return nil
	}
	return err
}
