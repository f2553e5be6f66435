package cmd

import (
	"context"
	"crypto/sha256"
	"fmt"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/page"
)

// How much of a text a report holds.
const (
	reportedOutput = 4 << 10
	reportedReason = 200
)

// step tells what an iteration did. Of its outputs those are told that the options
// ask for, equal ones once: stands has where.
func (r *fileReport) step(ctx context.Context, h *promptHistory, e *logEntry, id string, newest bool, stands map[[32]byte]page.Same) (*page.Step, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	rev := shortRev(e.json.Rev)
	out := &page.Step{
		Frame: page.Frame{Query: page.Query{Prompt: h.path, Rev: e.json.Rev}}, Iteration: pageIteration(e), Before: e.since,
		Show:    fmt.Sprintf("promptgit show %s --prompt %s", rev, shellWord(e.json.Prompt)),
		Again:   fmt.Sprintf("promptgit eval %s --prompt %s --refresh", rev, shellWord(e.json.Prompt)),
		Outputs: r.o.outputs != outputsNone,
	}
	var err error
	if out.Changes, err = r.p.changes(ctx, r.s, h, e); err != nil || e.json.Record == nil {
		return out, err
	}
	record, base, err := r.p.recordPair(ctx, r.s, e)
	if err != nil || record == nil {
		return out, err
	}
	whole := r.o.outputs == outputsAll || newest && r.o.outputs == outputsFailed
	var list []versus
	for _, v := range versusOf(base, record) {
		switch {
		case v.b == nil: // the suite has it no longer
		case !whole && v.stays(page.Failed), !whole && v.stays(page.NotJudged):
			out.Still = append(out.Still, v.b.Name())
		case v.flip != "", whole, outcomeOf(v.b) == page.Failed, outcomeOf(v.b) == page.NotJudged:
			list = append(list, v)
		default:
			out.Left++
		}
	}
	return out, r.stepCases(ctx, out, id, record, base, list, stands)
}

// stepCases adds the cases with one sample of each.
func (r *fileReport) stepCases(ctx context.Context, out *page.Step, id string, record, base *eval.Record, list []versus, stands map[[32]byte]page.Same) error {
	now, was := make([]caseAnswers, len(list)), make([]caseAnswers, len(list))
	if out.Outputs {
		var kept bool
		var err error
		if now, kept, err = r.sideOf(ctx, record, list, false); err != nil {
			return err
		}
		out.Gone = !kept
		if base != nil {
			if was, _, err = r.sideOf(ctx, base, list, true); err != nil {
				return err
			}
		}
	}
	words := newWordDiffer()
	for i := range list {
		c := list[i].b
		x := page.StepCase{Name: c.Name(), Flip: list[i].flip, Outcome: outcomeOf(c), Score: c.Score, Passes: c.Passes, Samples: c.Samples}
		if a := tellingSample(now[i].list, x.Outcome); a != nil {
			x.Error, x.Asserts = a.Error, failedAsserts(a.Asserts)
			before := tellingSample(was[i].list, "")
			r.stepOutputs(&x, a, fmt.Sprintf("%s-o%d", id, i), out.Iteration.Rev, stands)
			r.output(&x, a, before, fmt.Sprintf("%s-o%d", id, i), out.Iteration.Rev, stands, words)
		}
		out.Cases = append(out.Cases, x)
	}
	return nil
}

// sideOf reads the answers of the cases of one record, those of the older side only
// where a case flipped.
func (r *fileReport) sideOf(ctx context.Context, record *eval.Record, list []versus, older bool) ([]caseAnswers, bool, error) {
	answers := make([]caseAnswers, len(list))
	var cases []*eval.CaseRecord
	var at []int
	for i := range list {
		c := list[i].b
		if older {
			c = list[i].a
		}
		if c != nil && (!older || list[i].flip != "") {
			cases, at = append(cases, c), append(at, i)
		}
	}
	if older && len(cases) == 0 {
		return answers, true, nil
	}
	found, kept, err := r.p.answers(ctx, r.s, record.ID, cases)
	for i := range found {
		answers[at[i]] = found[i]
	}
	return answers, kept, err
}

// tellingSample is the sample that shows an outcome: the first one that did not pass where
// the case did not.
func tellingSample(list []page.Answer, outcome page.Outcome) *page.Answer {
	for i := range list {
		if outcome == page.Failed && !list[i].Pass || outcome == page.NotJudged && list[i].Error != "" {
			return &list[i]
		}
	}
	if len(list) == 0 {
		return nil
	}
	return &list[0]
}

func failedAsserts(list []page.Assert) []page.Assert {
	var failed []page.Assert
	for _, a := range list {
		if !a.Pass {
			a.Reason, _ = cutAt(a.Reason, reportedReason)
			failed = append(failed, a)
		}
	}
	return failed
}

// output tells an output by its words where the case flipped, by where it stands
// already, or whole.
func (r *fileReport) output(x *page.StepCase, a, before *page.Answer, id, rev string, stands map[[32]byte]page.Same, words *wordDiffer) {
	text, cut := cutAt(a.Output, reportedOutput)
	x.Cut = cut + a.Cut
	if text == "" {
		return
	}
	if x.Flip != "" && before != nil && before.Output != a.Output {
		was, _ := cutAt(before.Output, reportedOutput)
		x.Words = words.words(was, text)
		r.told.Outputs += 2
		return
	}
	x.Output, x.ID, x.Same = r.once(text, id, rev, stands)
}

// stepOutputs tells the outputs of a chain's prompts before the last, each once.
func (r *fileReport) stepOutputs(x *page.StepCase, a *page.Answer, id, rev string, stands map[[32]byte]page.Same) {
	for i, step := range a.Steps {
		part := page.StepPart{Name: step.Name}
		text, cut := cutAt(step.Output, reportedOutput)
		part.Cut = cut + step.Cut
		if text != "" {
			part.Output, part.ID, part.Same = r.once(text, fmt.Sprintf("%s-s%d", id, i), rev, stands)
		}
		x.Parts = append(x.Parts, part)
	}
}

// once gives an output with its id, or where it stands already.
func (r *fileReport) once(text, id, rev string, stands map[[32]byte]page.Same) (output, at string, same *page.Same) {
	sum := sha256.Sum256([]byte(text))
	if found, ok := stands[sum]; ok {
		return "", "", &found
	}
	stands[sum] = page.Same{Rev: rev, ID: id}
	r.told.Outputs++
	return text, id, nil
}
