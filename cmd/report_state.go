package cmd

import (
	"context"

	"github.com/promptgit/promptgit/internal/badge"
)

// promptState is where a prompt stands: what a job tells of it in a line.
type promptState struct {
	h      *promptHistory
	rows   []logEntry // that are told, newest first
	latest *logEntry  // the newest with a record, nil for none
	newer  int        // iterations after it
	answer string     // of gate, for the prompt as it is: yes, no, or that it could not be judged
}

// promptStates are the prompts that a report is about, with the newest iterations
// of each.
func promptStates(ctx context.Context, p *pages, o reportOptions) ([]promptState, reportTold, error) {
	s, err := p.sight(ctx)
	if err != nil {
		return nil, reportTold{}, err
	}
	if s.head == "" {
		return nil, reportTold{}, errNothing("commit", "commit a prompt first")
	}
	told := reportTold{Prompts: len(s.prompts)}
	var list []promptState
	for _, h := range s.prompts {
		x := promptState{h: h, rows: h.entries, answer: gateUnjudged}
		if o.max > 0 && len(x.rows) > o.max {
			x.rows = x.rows[:o.max]
		}
		told.Iterations, told.Older = told.Iterations+len(x.rows), told.Older+len(h.entries)-len(x.rows)
		for i := range h.entries {
			if h.entries[i].json.Record != nil {
				x.latest, x.newer = &h.entries[i], i
				break
			}
		}
		if x.latest != nil && x.newer == 0 {
			x.answer = x.latest.answer(s.w.config.Gate.MinScore)
		}
		list = append(list, x)
	}
	return list, told, nil
}

// answer is what eval answers of a version, and the verdict of its last change: no
// for worse, for a score under the least one or, where there is none, for a case
// that fails.
func (e *logEntry) answer(least *float64) string {
	j := &e.json
	switch {
	case j.Verdict != nil && *j.Verdict == "worse":
		return gateNo
	case e.errors > 0 || j.Score == nil:
		return gateUnjudged
	case least != nil && *j.Score < *least, least == nil && e.failed > 0:
		return gateNo
	}
	return gateYes
}

// judged is the score with its interval, marked where it is simulated or not that
// of the newest iteration.
func (x *promptState) judged() string {
	if x.latest == nil {
		return "not judged"
	}
	j := &x.latest.json
	text := number(j.Score)
	if j.Interval != nil {
		text += " " + interval(j.Interval)
	}
	if x.latest.errors > 0 {
		text += ", incomplete"
	}
	if j.Simulated {
		text += ", simulated"
	}
	if x.newer > 0 {
		text += ", " + plural(x.newer, "newer iteration") + " not judged"
	}
	return text
}

func (x *promptState) tone() badge.Tone {
	switch {
	case x.latest == nil || x.newer > 0:
		return badge.Neutral
	case x.answer == gateNo:
		return badge.Bad
	case x.answer == gateUnjudged:
		return badge.Unsure
	}
	return badge.Good
}
