package advise

import "github.com/promptgit/promptgit/eval"

// Status is what became of a version.
type Status string

// The statuses. Only an improved version becomes the incumbent, and only one
// without a gain counts towards the end.
const (
	Baseline     Status = "baseline"     // the first version that was judged
	Unjudged     Status = "unjudged"     // there is no complete record
	Improved     Status = "improved"     // better, and again better in a re-run of both
	Unconfirmed  Status = "unconfirmed"  // better, and no re-run says so yet
	NoGain       Status = "no-gain"      // whatever it gains is less than what matters
	Inconclusive Status = "inconclusive" // neither: the cases cannot tell
	Stale        Status = "stale"        // compared with another model, or long ago
)

// Step is one version on the way.
type Step struct {
	Version  int
	Against  int // the incumbent that it was compared with, -1 for none
	Status   Status
	Look     *Gain  // the newest comparison, nil for none
	Confirms []Gain // re-runs after a gain was seen, each with the level that it had to hold
	Why      string // of Stale
	Count    int    // iterations without a meaningful gain up to here
}

// Course is a history judged by the stop rule.
type Course struct {
	Steps     []Step // one for each version
	Incumbent int    // the last confirmed best, the baseline at first, -1 without any record
	Standing  *eval.Record
	Count     int // iterations without a meaningful gain since then
	Tests     int // re-runs that were tested
	Pending   int // the version to confirm first, -1 for none
}

// Walk judges the versions in their order, oldest first: improved where the
// one-sided lower bound of the gain over the incumbent lies above 0, and does so
// again in a re-run of both, by the fresh data alone and at the level of the
// re-runs; no meaningful gain where the upper bound lies below rule.Delta; else
// inconclusive (statistics.md 4.1). A re-run that does not confirm is the new look.
func Walk(versions []Version, rule Rule, counts Counts) Course {
	c := Course{Incumbent: -1, Pending: -1}
	for v := range versions {
		s := Step{Version: v, Against: c.Incumbent, Status: Unjudged}
		list := readings(versions[v].Records)
		switch {
		case len(list) == 0:
		case c.Incumbent < 0:
			s.Status = Baseline
			c.Incumbent, c.Standing = v, list[0]
		default:
			c.compare(&s, versions, rule, counts)
		}
		s.Count = c.Count
		c.Steps = append(c.Steps, s)
	}
	best := 0.0
	for _, s := range c.Steps {
		if s.Status == Unconfirmed && s.Against == c.Incumbent && s.Look.Mean > best {
			c.Pending, best = s.Version, s.Look.Mean
		}
	}
	return c
}

func (c *Course) compare(s *Step, versions []Version, rule Rule, counts Counts) {
	for _, t := range trials(c.Standing, versions[c.Incumbent].Records, versions[s.Version].Records) {
		if why := t.apart(rule); why != "" {
			s.Why = why
			continue
		}
		if s.Look != nil && s.Look.Lower > 0 && c.confirms(s, t, rule, counts) {
			return
		}
		s.Look = new(t.measure(1-alpha, counts))
		if rule.Fixed && s.Look.Lower > 0 && c.confirms(s, t, rule, counts) {
			return
		}
	}
	switch {
	case s.Look == nil:
		s.Status = Stale
	case s.Look.Lower > 0 && !rule.Fixed:
		s.Status = Unconfirmed
	case s.Look.Upper < rule.Delta:
		s.Status = NoGain
		c.Count++
	default:
		s.Status = Inconclusive
	}
}

// confirms tests a re-run, and makes the version the incumbent if it holds.
func (c *Course) confirms(s *Step, t trial, rule Rule, counts Counts) bool {
	c.Tests++
	g := t.measure(rule.confirmLevel(c.Tests), counts)
	s.Confirms = append(s.Confirms, g)
	if g.Lower <= 0 {
		return false
	}
	s.Status = Improved
	c.Incumbent, c.Standing, c.Count = s.Version, t.head, 0
	return true
}
