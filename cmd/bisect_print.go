package cmd

import (
	"fmt"
	"strings"

	"github.com/promptgit/promptgit/internal/bisect"
	"github.com/promptgit/promptgit/internal/ui"
)

type bisectJSON struct {
	Schema        string          `json:"schema"`
	Prompt        string          `json:"prompt"`
	Good          string          `json:"good"`
	Bad           string          `json:"bad"`
	Verdict       bisect.Verdict  `json:"verdict"`
	Culprit       *string         `json:"culprit"`
	Merge         *string         `json:"merge"` // through which the culprit came, null for a commit of the first-parent line
	Posterior     float64         `json:"posterior"`
	CredibleSet   []candidateJSON `json:"credible_set"`
	Candidates    int             `json:"candidates"`
	CaseRuns      int             `json:"case_runs"`
	ModelCalls    int             `json:"model_calls"`
	Cached        int             `json:"cached"`
	Changes       []string        `json:"changes"`
	Flipped       []string        `json:"flipped"`
	Others        []otherJSON     `json:"others"`          // iterations that broke fewer cases
	NotSingleStep bool            `json:"not_single_step"` // the readings contradict each other
	Simulated     bool            `json:"simulated"`
}

type candidateJSON struct {
	Rev string  `json:"rev"`
	P   float64 `json:"p"`
}

type otherJSON struct {
	Rev   string   `json:"rev"`
	Cases []string `json:"cases"`
}

func (s *bisection) rev(version int) string { return string(s.versions[version].commit.ID) }

func (s *bisection) document(r bisect.Result) bisectJSON {
	doc := bisectJSON{
		Schema: "promptgit.bisect/v1", Prompt: s.path, Good: string(s.good), Bad: string(s.bad),
		Verdict: r.Verdict, Posterior: r.Posterior, Candidates: s.candidates,
		CaseRuns: s.runs, ModelCalls: s.calls, Cached: s.cached,
		CredibleSet: []candidateJSON{}, Changes: []string{}, Flipped: []string{}, Others: []otherJSON{},
		NotSingleStep: r.NotSingleStep, Simulated: s.target.Simulated,
	}
	if r.Verdict == bisect.Found {
		doc.Culprit, doc.Merge = new(s.rev(r.Culprit)), orNull(string(s.merge), "")
		for _, c := range s.versions[r.Culprit].changes {
			doc.Changes = append(doc.Changes, c.ID)
		}
	}
	for _, c := range r.Credible {
		doc.CredibleSet = append(doc.CredibleSet, candidateJSON{s.rev(c.Version), c.P})
	}
	for _, o := range r.Others {
		doc.Others = append(doc.Others, otherJSON{s.rev(o.Version), s.caseNames(o.Cases)})
	}
	doc.Flipped = append(doc.Flipped, s.caseNames(r.Flipped)...)
	return doc
}

func (s *bisection) print(r bisect.Result) {
	out := s.w.app.Out
	switch r.Verdict {
	case bisect.Found:
		s.printCulprit(r)
	case bisect.NoRegression:
		fmt.Fprintf(out, "no regression confirmed: no case of %s that passed at %s fails at %s\n",
			s.suite.Path, shortRev(string(s.good)), shortRev(string(s.bad)))
	case bisect.Undecided:
		fmt.Fprintf(out, "undecided: %d of %d versions may be the one\n", len(r.Credible), len(s.versions)-1)
		for _, c := range r.Credible[:min(len(r.Credible), 20)] {
			it := s.versions[c.Version]
			fmt.Fprintf(out, "  %s  %.2f  %s\n", shortRev(string(it.commit.ID)), c.P, ui.Line(it.commit.Subject))
		}
	}
	if r.NotSingleStep {
		fmt.Fprintln(s.w.app.Err, ui.Paint(ui.Warn, "warning: the history is not a single step: the same case passed again after it failed, or gave two answers"))
	}
	fmt.Fprintf(out, "%d candidates, %d samples judged, %d calls, %d from the cache%s\n",
		s.candidates, s.runs, s.calls, s.cached, simulated(s.target.Simulated))
}

func (s *bisection) printCulprit(r bisect.Result) {
	out, it := s.w.app.Out, s.versions[r.Culprit]
	fmt.Fprintf(out, "%s is the first bad iteration of %s\n\n", ui.Paint(ui.Bad, string(it.commit.ID)), it.path)
	fmt.Fprintf(out, "  author   %s <%s>\n", ui.Line(it.commit.Author), ui.Line(it.commit.Email))
	fmt.Fprintf(out, "  date     %s\n", it.commit.Time.Format("2006-01-02 15:04 -0700"))
	fmt.Fprintf(out, "  subject  %s\n", ui.Line(it.commit.Subject))
	if s.merge != "" {
		fmt.Fprintf(out, "  merged   %s brought it\n", shortRev(string(s.merge)))
	}
	for _, c := range it.changes {
		fmt.Fprintf(out, "\n%s %s\n", ui.Paint(ui.Warn, ui.Line(c.ID)), c.Change)
		wordDiff(out, c)
	}
	fmt.Fprintln(out)
	names := s.caseNames(r.Flipped)
	fmt.Fprintf(out, "broken cases: %s\n", strings.Join(names[:min(len(names), 12)], ", ")+more(len(names)-12))
	s.printFlip(r)
	for _, o := range r.Others {
		fmt.Fprintf(out, "%s broke %s\n", shortRev(s.rev(o.Version)), strings.Join(s.caseNames(o.Cases), ", "))
	}
	if len(it.changes) > 1 {
		fmt.Fprintf(out, "it changed several variables; which of them did it: promptgit ablate %s\n", shortRev(string(it.commit.ID)))
	}
	fmt.Fprintf(out, "to take it back: git revert %s\n", shortRev(string(it.commit.ID)))
}

func more(n int) string {
	if n <= 0 {
		return ""
	}
	return fmt.Sprintf(" and %d more", n)
}

// printFlip shows one case before and after the culprit, where this clone has
// both outputs.
func (s *bisection) printFlip(r bisect.Result) {
	for _, c := range r.Flipped {
		name := s.suite.Cases[c].Name()
		before, after := s.output(r.Culprit-1, c, name), s.output(r.Culprit, c, name)
		if before != nil && after != nil {
			fmt.Fprintf(s.w.app.Out, "  %s before: %s\n  %s after:  %s\n", name, outputText(before), name, outputText(after))
			return
		}
	}
}

func (s *bisection) output(version, c int, name string) *string {
	it := s.versions[version]
	if r, ok := s.results[it.key][c]; ok {
		return &r.Answer.Output
	}
	rec := s.record(it)
	if rec == nil {
		return nil
	}
	results, _, err := s.w.loadOutputs(rec.ID)
	if err != nil {
		return nil // shown only where it can be read
	}
	return outputOf(name, results)
}
