package cmd

import (
	"io"
	"slices"

	"github.com/promptgit/promptgit/internal/diag"
)

// mostAnnotations is how many notes of one level GitHub shows for a step. Beyond
// them it shows nothing, so the most important come first.
const mostAnnotations = 10

// report is the gate in the forms that other commands have, with its own summary
// and tests.
func (g *gating) report(doc *gateJSON) report {
	r := report{
		Title: "gate", Version: g.w.app.Version, Noun: "prompt",
		Rules: []reportRule{
			{"gate-no", "A prompt got worse than it was at the base, or keeps a bound of the gate no longer."},
			{"gate-unjudged", "A side of a comparison could not be judged."},
			{"gate-broken", "A case passed at the base and fails at the head."},
			{"gate-review", "A prompt differs and lacks an approval that it needs."},
			{"gate-unsuited", "A prompt differs and no suite judges it."},
		},
		Own: map[string]func(io.Writer) error{
			"markdown": func(w io.Writer) error { return writeGateMarkdown(w, doc, mostMarkdown) },
			"junit":    func(w io.Writer) error { return writeGateJUnit(w, doc) },
		},
	}
	r.Own["github"] = func(w io.Writer) error { return writeGitHub(w, r.shownByGitHub()) }
	for i := range doc.Verdicts {
		v := &doc.Verdicts[i]
		r.Subjects = append(r.Subjects, v.Prompt)
		r.Findings = append(r.Findings, v.findings()...)
	}
	r.Findings = append(r.Findings, doc.reviewFindings()...)
	for i := range doc.Reviews {
		if file := doc.Reviews[i].Prompt; !slices.Contains(r.Subjects, file) {
			r.Subjects = append(r.Subjects, file)
		}
	}
	for _, file := range doc.Unsuited {
		r.Findings = append(r.Findings, finding{
			Code: "gate-unsuited", Level: "warning", Subject: file, Pos: diag.Pos{Path: file}, Message: "it differs from the base and no suite judges it",
		})
	}
	for i := range doc.Verdicts {
		v := &doc.Verdicts[i]
		level := "warning"
		if v.Answer == gateNo {
			level = "error"
		}
		for _, c := range v.Broken {
			message := "passed at the base and fails now"
			if c.Reason != "" {
				message += ": " + c.Reason
			}
			r.Findings = append(r.Findings, finding{
				Code: "gate-broken", Level: level, Subject: v.Prompt + " · " + c.Case, Pos: diag.Pos{Path: c.Path, Line: c.Line}, Message: message,
			})
		}
	}
	return r
}

// findings are a verdict that is no yes, at the first variable that differs.
func (v *gateVerdictJSON) findings() []finding {
	if v.Answer == gateYes {
		return nil
	}
	one := finding{Code: "gate-" + v.Answer, Level: "error", Subject: v.Prompt, Pos: diag.Pos{Path: v.Prompt}}
	for _, c := range v.changed {
		if c.at.Line > 0 {
			one.Pos = c.at
			break
		}
	}
	for i, reason := range v.Reasons {
		if i > 0 {
			one.Message += "; "
		}
		one.Message += reason
	}
	return []finding{one}
}

// shownByGitHub is a report without the notes that GitHub would not show.
func (r report) shownByGitHub() report {
	count := map[string]int{}
	var shown []finding
	for _, f := range r.Findings {
		if count[f.Level]++; count[f.Level] <= mostAnnotations {
			shown = append(shown, f)
		}
	}
	r.Findings = shown
	return r
}
