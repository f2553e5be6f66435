package advise

import (
	"fmt"
	"slices"
	"strings"

	"github.com/promptgit/promptgit/internal/stats"
)

// State is how a finding stands to the method.
type State string

// The states.
const (
	OK      State = "ok"
	Warning State = "warning"
	Missing State = "missing"
)

// Finding is one thing that the method asks for, with its evidence.
type Finding struct {
	Name  string
	State State
	Text  string
	Cases []string // by name
	Revs  []string // whole
}

// MostLooks bounds how many versions need be counted: far more than a holdout may
// be looked at.
const MostLooks = 20

// holdoutLooks is how often the held-out cases may be looked at before they are
// tuned to as well (statistics.md 4.3).
const holdoutLooks = 5

func (a *Advice) findings(s *Subject, rule Rule) []Finding {
	return []Finding{
		a.baseline(s), a.cases(s, rule), s.hostile(), s.holdout(&a.Course), a.iterations(s, rule), a.overfitting(s), a.flaky(rule), s.variables(),
	}
}

func (a *Advice) baseline(s *Subject) Finding {
	f := Finding{Name: "baseline", State: Missing, Text: "no version is judged"}
	at := slices.IndexFunc(a.Course.Steps, func(step Step) bool { return step.Status == Baseline })
	if at < 0 {
		return f
	}
	f.Revs = []string{s.Versions[at].Rev}
	first := s.first()
	text := fmt.Sprintf("%s scores %s over %s", s.rev(at), score(first.Score), count(first.N, "case"))
	if at > 0 {
		f.Text = fmt.Sprintf("the first version is not judged; %s stands for it", text)
		f.Revs = append(f.Revs, s.Versions[0].Rev)
		return f
	}
	f.State, f.Text = OK, text
	return f
}

func (a *Advice) cases(s *Subject, rule Rule) Finding {
	const least = 15
	r := &a.Reach
	f := Finding{Name: "cases", State: OK}
	all := r.Cases + s.held()
	f.Text = r.sees()
	if r.Spread != nil && *r.Spread > 0 {
		f.Text += fmt.Sprintf(" (differences spread by %.2f)", *r.Spread)
	}
	if !r.Answers(rule.Delta) {
		f.State = Warning
		f.Text += fmt.Sprintf("; for %s it takes %s", points(rule.Delta), count(r.Needed, "case"))
		if r.Repeats != nil {
			f.Text += fmt.Sprintf(", or %s of each", count(*r.Repeats, "sample"))
		}
	}
	if s.Silent > 0 {
		f.Text += fmt.Sprintf("; %s that assert nothing count for nothing", count(s.Silent, "case"))
	}
	if all < least {
		f.State = Missing
		f.Text += fmt.Sprintf("; the method asks for %d to 20 at least", least)
	}
	if !s.Suite {
		f.State, f.Text = Missing, "no suite judges the prompt"
	}
	return f
}

func (s *Subject) hostile() Finding {
	f := Finding{Name: "hostile cases", State: OK, Text: "inputs that are empty, only emoji and very long are among the cases"}
	if s.Hostile.Tagged > 0 {
		f.Text += fmt.Sprintf(", and %s tagged edge", count(s.Hostile.Tagged, "case"))
	}
	if s.Hostile.Missing != "" {
		f.State, f.Text = Missing, s.Hostile.Missing
	}
	if s.Splits == nil {
		f.State, f.Text = Missing, "the cases are not known"
	}
	return f
}

func (s *Subject) holdout(c *Course) Finding {
	f := Finding{Name: "holdout", State: Missing, Text: "no case is held out: give some 30 % of them split: holdout"}
	n := s.held()
	switch {
	case s.Splits == nil:
		f.Text = "which cases are held out is not known, so all count as tuned"
		return f
	case n == 0:
		return f
	}
	f.State, f.Text = OK, fmt.Sprintf("%d of %s", n, count(len(s.Splits), "case"))
	if c.Standing != nil {
		var scores []float64
		for _, one := range c.Standing.Cases {
			if one.Judged() && s.heldOut(one) {
				scores = append(scores, *one.Score)
			}
		}
		if len(scores) > 0 {
			f.Text += fmt.Sprintf(", on which %s scores %.2f", s.rev(c.Incumbent), stats.Mean(scores))
		}
	}
	if s.Looks != nil {
		more := ""
		if *s.Looks >= MostLooks {
			more = " or more"
		}
		f.Text += fmt.Sprintf("; %s%s judged on them", count(*s.Looks, "version"), more)
		if *s.Looks > holdoutLooks {
			f.State = Warning
			f.Text += fmt.Sprintf(": after some %d looks they are tuned to as well, so hold out others", holdoutLooks)
		}
	}
	return f
}

func (a *Advice) iterations(s *Subject, rule Rule) Finding {
	f := Finding{Name: "iterations", State: OK}
	c := &a.Course
	if c.Incumbent < 0 {
		f.State, f.Text = Missing, "none is judged"
		return f
	}
	f.Revs = []string{s.Versions[c.Incumbent].Rev}
	tried := 0
	for _, step := range c.Steps {
		if step.Version > c.Incumbent && step.Status != Unjudged {
			tried++
			f.Revs = append(f.Revs, s.Versions[step.Version].Rev)
		}
	}
	f.Text = fmt.Sprintf("%s since %s", count(tried, "iteration"), s.rev(c.Incumbent))
	if a.Reach.Answers(rule.Delta) {
		f.Text += fmt.Sprintf(", %d without a meaningful gain", c.Count)
	} else if tried > 0 {
		f.Text += ", not counted as the suite cannot tell"
	}
	if last := c.Steps[s.Newest]; last.Look != nil {
		f.Text += "; " + s.rev(s.Newest) + " " + last.word()
	}
	if c.Count >= StopAt && a.Reach.Answers(rule.Delta) {
		f.State = Warning
	}
	return f
}

// word says what a version was found to be, with the figures.
func (s *Step) word() string {
	g := s.gain()
	words := map[Status]string{
		Improved: "is better", Unconfirmed: "is better, unconfirmed", NoGain: "has no meaningful gain", Inconclusive: "is inconclusive", Stale: "is not comparable",
	}
	return fmt.Sprintf("%s: %+.1f [%+.1f, %+.1f] points over %s", words[s.Status], 100*g.Mean, 100*g.Lower, 100*g.Upper, count(g.Cases, "case"))
}

func (a *Advice) overfitting(s *Subject) Finding {
	f := Finding{Name: "overfitting", State: OK}
	o := a.Overfit
	switch {
	case s.held() == 0:
		f.State, f.Text = Missing, "cannot be seen without held-out cases"
	case o == nil:
		f.Text = "nothing to compare yet: it takes two judged versions"
	default:
		f.Revs = []string{s.Versions[s.Newest].Rev}
		f.Text = fmt.Sprintf("gained %+.1f points on %s and %+.1f on %d held out, p = %.3f; a gap shows from %s on",
			100*o.TunedGain, count(o.Tuned, "tuned case"), 100*o.HoldoutGain, o.Holdout, o.P, points(min(1, o.MDE)))
		if o.Flagged {
			f.State = Warning
		}
	}
	return f
}

func (a *Advice) flaky(rule Rule) Finding {
	f := Finding{Name: "flaky cases", State: OK}
	switch {
	case rule.Fixed:
		f.Text = "none: the provider gives the same answer each time"
	case a.Flaky.Flip == nil:
		f.State, f.Text = Missing, "not known: no case was asked twice at one version (eval --repeat 3, or --refresh)"
	case len(a.Flaky.Cases) == 0:
		f.Text = fmt.Sprintf("none of %s that were asked more than once", count(a.Flaky.Repeated, "case"))
	default:
		f.State = Warning
		const shown = 3
		var texts []string
		for _, c := range a.Flaky.Cases {
			if !slices.Contains(f.Cases, c.Name) {
				f.Cases = append(f.Cases, c.Name)
				texts = append(texts, fmt.Sprintf("%s (%d of %d at %s)", c.Name, c.Passes, c.Samples, c.Rev[:min(7, len(c.Rev))]))
			}
		}
		more := ""
		if len(texts) > shown {
			more = fmt.Sprintf(" and %d more", len(texts)-shown)
			texts = texts[:shown]
		}
		f.Text = fmt.Sprintf("%d of %d: %s%s; two samples disagree with probability %.2f, which moves a score by %.1f points",
			len(f.Cases), a.Flaky.Repeated, strings.Join(texts, ", "), more, *a.Flaky.Flip, 100**a.Flaky.Noise)
	}
	return f
}

func (s *Subject) variables() Finding {
	f := Finding{Name: "variables", State: OK, Text: fmt.Sprintf("%d varied", s.Varied)}
	if len(s.Never) > 0 {
		const shown = 4
		names := s.Never
		more := ""
		if len(names) > shown {
			more = fmt.Sprintf(" and %d more", len(names)-shown)
			names = names[:shown]
		}
		f.Text += "; never: " + strings.Join(names, ", ") + more
	}
	return f
}

func score(x *float64) string {
	if x == nil {
		return "-"
	}
	return fmt.Sprintf("%.2f", *x)
}
