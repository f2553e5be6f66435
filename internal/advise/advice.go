package advise

import (
	"fmt"

	"github.com/promptgit/promptgit/eval"
)

// Verdict is the answer in one word.
type Verdict string

// The verdicts, in the order in which they are looked for: what must be known
// first comes first.
const (
	NoSuite      Verdict = "no-suite"
	NoRecord     Verdict = "no-record"
	NotJudged    Verdict = "not-judged" // the version at hand
	ConfirmFirst Verdict = "confirm-first"
	CannotAnswer Verdict = "cannot-answer"
	Overfitted   Verdict = "overfitted"
	Stop         Verdict = "stop"
	GoOn         Verdict = "go-on"
)

// Ends says whether the verdict tells to end the iterations.
func (v Verdict) Ends() bool { return v == Stop || v == Overfitted }

// Advice is where a prompt stands.
type Advice struct {
	Verdict  Verdict
	Text     string // the verdict in a sentence
	Findings []Finding
	Course   Course
	Confirm  int // the version to run again with the incumbent, -1 for none
	Reach    Reach
	Overfit  *Overfit
	Flaky    Flakiness
}

// Advise judges where a prompt stands.
func Advise(s Subject, rule Rule) Advice {
	a := Advice{Course: Walk(s.Versions, rule, s.tuned), Confirm: -1}
	a.Flaky = flakiness(s.Versions, rule.Fixed)
	var looks []*Gain
	for _, step := range a.Course.Steps {
		if step.Look != nil {
			looks = append(looks, step.Look)
		}
	}
	n, ones, repeats := tunedOf(&s, a.Course.Standing)
	a.Reach = reach(n, ones, looks, a.Flaky.Flip, repeats, rule.Delta)
	if first, last := s.first(), s.newest(); first != nil && last != nil && first.PromptKey != last.PromptKey {
		a.Overfit = overfit(first, last, s.tuned, s.heldOut, rule.Delta)
	}
	a.decide(&s, rule)
	a.Findings = a.findings(&s, rule)
	return a
}

// tunedOf counts the tuned cases of the suite, or of a record where the suite is
// not known, and says whether all scores of the record are 0 or 1 and how many
// samples a case has.
func tunedOf(s *Subject, r *eval.Record) (n int, ones bool, repeats int) {
	ones = true
	if r != nil {
		repeats = max(1, r.Reps)
		for _, c := range r.Cases {
			if c.Judged() && s.tuned(c) {
				n++
				ones = ones && isOne(*c.Score)
			}
		}
	}
	if s.Splits != nil {
		n = len(s.Splits) - s.held()
	}
	return n, ones, repeats
}

func (a *Advice) decide(s *Subject, rule Rule) {
	c := &a.Course
	a.Confirm = c.Pending
	switch {
	case !s.Suite:
		a.Verdict, a.Text = NoSuite, "no suite judges this prompt, so nothing can be said of it"
	case c.Incumbent < 0:
		a.Verdict, a.Text = NoRecord, "measure first: no version of this prompt is judged"
	case c.Steps[s.Newest].Status == Unjudged:
		a.Verdict, a.Text = NotJudged, fmt.Sprintf("judge %s first: it has no complete record", s.rev(s.Newest))
	case c.Pending >= 0:
		step := c.Steps[c.Pending]
		a.Verdict, a.Text = ConfirmFirst, fmt.Sprintf("confirm first: %s gains %s over %s, and no fresh run of both says so yet",
			s.rev(c.Pending), points(step.Look.Mean), s.rev(c.Incumbent))
		if len(step.Confirms) > 0 {
			a.Text = fmt.Sprintf("confirm again: %s gains %s over %s, which was not enough in %s",
				s.rev(c.Pending), points(step.Look.Mean), s.rev(c.Incumbent), count(len(step.Confirms), "fresh run"))
		}
	case c.Steps[s.Newest].Status == Stale && c.Incumbent != s.Newest:
		a.Confirm = s.Newest
		a.Verdict, a.Text = ConfirmFirst, fmt.Sprintf("run both again: %s and %s cannot be compared, as %s", s.rev(c.Incumbent), s.rev(s.Newest), c.Steps[s.Newest].Why)
	case !a.Reach.Answers(rule.Delta):
		a.Verdict, a.Text = CannotAnswer, fmt.Sprintf("this suite cannot answer the question: %s, and what matters is %s", a.Reach.sees(), points(rule.Delta))
	case a.Overfit != nil && a.Overfit.Flagged:
		a.Verdict, a.Text = Overfitted, "stop: what was gained on the tuned cases is not there on those held out"
	case c.Count >= StopAt:
		a.Verdict, a.Text = Stop, fmt.Sprintf("stop: %s without a meaningful gain over %s", count(c.Count, "iteration"), s.rev(c.Incumbent))
	default:
		a.Verdict, a.Text = GoOn, "keep going: "+a.goingOn(s)
	}
}

func (a *Advice) goingOn(s *Subject) string {
	c := &a.Course
	last := c.Steps[s.Newest]
	switch {
	case last.Status == Improved && s.Newest == c.Incumbent:
		return fmt.Sprintf("%s is a confirmed gain of %s", s.rev(s.Newest), points(last.gain().Mean))
	case last.Status == Baseline:
		return "the baseline is judged, and nothing was tried yet"
	}
	return fmt.Sprintf("%d of %s without a meaningful gain over %s", c.Count, count(StopAt, "iteration"), s.rev(c.Incumbent))
}

// gain is what the step was decided by.
func (s *Step) gain() *Gain {
	if s.Status == Improved {
		return &s.Confirms[len(s.Confirms)-1]
	}
	return s.Look
}

func (r Reach) sees() string {
	switch {
	case r.Cases == 0:
		return "there is no case to tune on"
	case r.MDE >= 1:
		return count(r.Cases, "case") + " can show no gain at all"
	}
	return fmt.Sprintf("%s can show gains from %s on", count(r.Cases, "case"), points(r.MDE))
}

func (s *Subject) rev(v int) string {
	rev := s.Versions[v].Rev
	return rev[:min(7, len(rev))]
}

// points words a difference of scores.
func points(x float64) string {
	text := fmt.Sprintf("%.1f", 100*x)
	if n := len(text); text[n-2:] == ".0" {
		text = text[:n-2]
	}
	if text == "1" || text == "-1" {
		return text + " point"
	}
	return text + " points"
}

func count(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}
