package cmd

import (
	"context"
	"fmt"
	"math"
	"time"

	"github.com/promptgit/promptgit/internal/bisect"
	"github.com/promptgit/promptgit/internal/stats"
	"github.com/promptgit/promptgit/internal/ui"
)

// bisectEnd is what there is to tell at the end of a search.
type bisectEnd struct {
	*bisection
	r     bisect.Result
	in    *inside // nil where the culprit was not taken apart
	undo  undoing // of the culprit
	flips []flip
	took  time.Duration

	interrupted bool
}

// flip is a case that broke, with an output before and one after; nil for one that
// this clone does not have.
type flip struct {
	name          string
	before, after *resultJSON
}

func (s *bisection) end(ctx context.Context, r bisect.Result, in *inside) *bisectEnd {
	e := &bisectEnd{bisection: s, r: r, in: in, took: s.watched.took(s.w.app.Now())}
	if r.Verdict != bisect.Found {
		return e
	}
	e.undo = s.undo(ctx, r.Culprit)
	for _, c := range r.Flipped {
		name := s.suite.Cases[c].Name()
		f := flip{name, s.output(r.Culprit-1, c, true), s.output(r.Culprit, c, false)}
		if in != nil && f.before == nil {
			f.before = in.outputs[c][0]
		}
		if in != nil && f.after == nil {
			f.after = in.outputs[c][1]
		}
		e.flips = append(e.flips, f)
	}
	return e
}

// whole is the command that shows the outputs of a version uncut.
func (e *bisectEnd) whole(version, c int) string {
	it := e.versions[version]
	if it.inner != nil {
		return "the same search with --json"
	}
	if r := e.record(it); r != nil {
		return fmt.Sprintf("promptgit show %s --prompt %s", shortRev(e.rev(version)), shellWords([]string{e.path}))
	}
	return fmt.Sprintf("promptgit eval %s --prompt %s --case %s --json", shortRev(e.rev(version)),
		shellWords([]string{e.path}), shellWords([]string{e.suite.Cases[c].Name()}))
}

// headline is the answer in a sentence.
func (e *bisectEnd) headline() string {
	if e.same() {
		return fmt.Sprintf("nothing can have broken: %s is the same version at %s and at %s", e.path, shortRev(string(e.good)), shortRev(string(e.bad)))
	}
	switch e.r.Verdict {
	case bisect.Found:
		it := e.versions[e.r.Culprit]
		text := fmt.Sprintf("%s is the first bad iteration of %s", e.rev(e.r.Culprit), ui.Line(it.path))
		if it.inner != nil {
			text += fmt.Sprintf(", by step %d of the %d that it squashes", it.inner.position, it.inner.of)
		}
		return text
	case bisect.NoRegression:
		return fmt.Sprintf("a regression is not confirmed: what %s shows from %s to %s is no more than noise",
			e.suite.Path, shortRev(string(e.good)), shortRev(string(e.bad)))
	case bisect.Undecided:
	}
	return fmt.Sprintf("undecided: %d of %d versions may be the one", len(e.r.Credible), len(e.versions)-1)
}

// same says that the good and the bad end are one version.
func (e *bisectEnd) same() bool { return len(e.versions) == 1 }

// sure words a probability, never more than it is.
func sure(p float64) string {
	switch {
	case p >= 1:
		return "certain"
	case p >= 0.999:
		return "over 99.9 % sure"
	case p >= 0.99:
		return fmt.Sprintf("%.1f %% sure", math.Floor(1000*p)/10)
	}
	return fmt.Sprintf("%.0f %% sure", math.Floor(100*p))
}

// confidence is how sure the headline is, "" where it is no answer.
func (e *bisectEnd) confidence() string {
	switch e.r.Verdict {
	case bisect.Found:
		return sure(e.r.Posterior)
	case bisect.NoRegression:
		if e.r.None < 1 {
			return fmt.Sprintf("probability of no change %.2f", e.r.None)
		}
	case bisect.Undecided:
	}
	return ""
}

// settles says what would bring an answer.
func (e *bisectEnd) settles() []string {
	var list []string
	add := func(format string, args ...any) { list = append(list, fmt.Sprintf(format, args...)) }
	if e.same() {
		add("if it got worse, it was not by the prompt: promptgit drift --prompt %s asks whether the model did", shellWords([]string{e.path}))
		return list
	}
	switch e.r.Verdict {
	case bisect.Found:
		return nil
	case bisect.NoRegression:
		if text := detectable(len(e.suite.Cases)); text != "" {
			add("%s", text)
		}
		add("if you know that it got worse: --assume-regression")
		return list
	case bisect.Undecided:
	}
	if e.interrupted {
		add("the same search again, which goes on where this one was interrupted")
	}
	if e.o.maxRuns > 0 && e.runs >= e.o.maxRuns {
		add("more samples: --max-runs %d (those so far are kept)", 2*e.o.maxRuns)
	}
	if e.broke {
		add("more money: a larger --max-cost (what is answered is kept)")
	}
	if e.unjudged {
		add("the samples that could not be judged, see above")
	}
	if e.r.None > 0.2 && !e.o.assume {
		add("if you know that it got worse: --assume-regression (the probability of no change is %.2f)", e.r.None)
	}
	if len(e.r.Flipped) > 0 && e.o.caseID == "" {
		add("a case that seems to have broken: --case %s", shellWords([]string{e.suite.Cases[e.r.Flipped[0]].Name()}))
	}
	if p := e.r.Posterior; p > 0.6 && p < e.o.confidence {
		add("less certainty: --confidence %.2f", math.Floor(100*p)/100)
	}
	if len(list) == 0 {
		add("judge more of it: promptgit eval --prompt %s --repeat 3 %s..%s", shellWords([]string{e.path}), shortRev(string(e.good)), shortRev(string(e.bad)))
	}
	return list
}

// spent is what the search cost.
func (e *bisectEnd) spent() string {
	text := fmt.Sprintf("%s, %s judged", plural(e.candidates, "candidate"), plural(e.runs, "sample"))
	if e.in != nil && e.in.runs > 0 {
		text += fmt.Sprintf(" and %d more for the variables", e.in.runs)
	}
	text += fmt.Sprintf(", %s, %d from the cache", plural(e.calls, "call"), e.cached)
	switch usd := e.watched.usd(); {
	case usd == nil:
		text += ", cost unknown"
	case *usd > 0:
		text += fmt.Sprintf(", %.4f USD", *usd)
	}
	if e.took >= time.Second {
		text += ", " + ui.Span(e.took)
	}
	return text + simulated(e.target.Simulated)
}

// effectText shows what a variable does, with how sure that is.
func effectText(e stats.Stratified) string {
	text := fmt.Sprintf("%+.2f", e.Effect)
	if e.Interval != nil {
		text += " " + differenceText((*[2]float64)(e.Interval))
	}
	return text
}
