package cmd

import (
	"github.com/promptgit/promptgit/internal/bisect"
)

type bisectJSON struct {
	Schema        string            `json:"schema"`
	Prompt        string            `json:"prompt"`
	Good          string            `json:"good"`
	Bad           string            `json:"bad"`
	Verdict       bisect.Verdict    `json:"verdict"`
	Culprit       *string           `json:"culprit"`
	Inside        *innerJSON        `json:"inside"` // the version inside the culprit, which is a squash; null for what a commit made
	Merge         *string           `json:"merge"`  // through which the culprit came, null for a commit of the first-parent line
	Posterior     float64           `json:"posterior"`
	None          float64           `json:"none"` // probability that nothing broke
	CredibleSet   []candidateJSON   `json:"credible_set"`
	Candidates    int               `json:"candidates"`
	CaseRuns      int               `json:"case_runs"`
	ModelCalls    int               `json:"model_calls"`
	Cached        int               `json:"cached"`
	CostUSD       *float64          `json:"cost_usd"` // of the calls, null where a price is unknown
	Seconds       float64           `json:"seconds"`
	Changes       []string          `json:"changes"`
	Flipped       []string          `json:"flipped"`
	Outputs       []flipJSON        `json:"outputs"`         // of the flipped cases
	Others        []otherJSON       `json:"others"`          // iterations that broke fewer cases
	NotSingleStep bool              `json:"not_single_step"` // the readings contradict each other
	Ablation      *bisectInsideJSON `json:"ablation"`        // of the culprit, null where it was not taken apart
	Settles       []string          `json:"settles"`         // what would bring an answer
	Revert        *string           `json:"revert"`          // commands that take the culprit back
	Restore       *string           `json:"restore"`
	Simulated     bool              `json:"simulated"`
}

type candidateJSON struct {
	Rev    string     `json:"rev"`
	P      float64    `json:"p"`
	Inside *innerJSON `json:"inside"` // as above; then several have one rev
}

type flipJSON struct {
	Case   string         `json:"case"`
	Before *string        `json:"before"`
	After  *string        `json:"after"`
	Steps  []flipStepJSON `json:"steps"` // of a chain, without the last, which gives the output
}

type flipStepJSON struct {
	As     string  `json:"as"`
	Before *string `json:"before"`
	After  *string `json:"after"`
}

type otherJSON struct {
	Rev    string     `json:"rev"`
	Cases  []string   `json:"cases"`
	P      float64    `json:"p"`
	Inside *innerJSON `json:"inside"`
}

// bisectInsideJSON says which variable of the culprit did it.
type bisectInsideJSON struct {
	Design    string           `json:"design"` // "factorial" or "halves", "" where it was not begun
	Variables []insidePartJSON `json:"variables"`
	DidIt     []string         `json:"did_it"`
	Together  bool             `json:"together"`  // none of them does it alone
	Posterior *float64         `json:"posterior"` // of the search by halves
	Cases     []string         `json:"cases"`     // that were asked, of those that broke
	CaseRuns  int              `json:"case_runs"` // beyond those of the search
	Unknown   *string          `json:"unknown"`   // why none is named
}

type insidePartJSON struct {
	Variable  string      `json:"variable"`
	Effect    float64     `json:"effect"`
	Interval  *[2]float64 `json:"interval"`
	PValue    float64     `json:"p_value"`
	Corrected float64     `json:"p_corrected"`
}

func (e *bisectEnd) document() bisectJSON {
	r := e.r
	doc := bisectJSON{
		Schema: "promptgit.bisect/v1", Prompt: e.path, Good: string(e.good), Bad: string(e.bad),
		Verdict: r.Verdict, Posterior: r.Posterior, None: r.None, Candidates: e.candidates,
		CaseRuns: e.runs, ModelCalls: e.calls, Cached: e.cached, CostUSD: e.watched.usd(), Seconds: e.took.Seconds(),
		CredibleSet: []candidateJSON{}, Changes: []string{}, Flipped: []string{}, Outputs: []flipJSON{}, Others: []otherJSON{},
		NotSingleStep: r.NotSingleStep, Ablation: e.in.document(), Settles: append([]string{}, e.settles()...), Simulated: e.target.Simulated,
	}
	if r.Verdict == bisect.Found {
		doc.Culprit, doc.Revert, doc.Restore = new(e.rev(r.Culprit)), &e.undo.Revert, &e.undo.Restore
		doc.Inside = e.versions[r.Culprit].innerJSON()
		for _, c := range e.changesAt(r.Culprit) {
			doc.Changes = append(doc.Changes, c.ID)
		}
	}
	if e.merge != "" {
		doc.Merge = new(string(e.merge))
	}
	for _, c := range r.Credible {
		doc.CredibleSet = append(doc.CredibleSet, candidateJSON{e.rev(c.Version), c.P, e.versions[c.Version].innerJSON()})
	}
	for _, f := range e.flips {
		steps := []flipStepJSON{}
		for _, s := range stepsOf(f.before, f.after) {
			steps = append(steps, flipStepJSON{s.as, s.before, s.after})
		}
		doc.Outputs = append(doc.Outputs, flipJSON{f.name, f.before.output(), f.after.output(), steps})
	}
	for _, o := range r.Others {
		doc.Others = append(doc.Others, otherJSON{e.rev(o.Version), e.caseNames(o.Cases), o.P, e.versions[o.Version].innerJSON()})
	}
	doc.Flipped = append(doc.Flipped, e.caseNames(r.Flipped)...)
	return doc
}

func (in *inside) document() *bisectInsideJSON {
	if in == nil {
		return nil
	}
	doc := &bisectInsideJSON{
		Design: in.design, Variables: []insidePartJSON{}, DidIt: []string{}, Together: in.only,
		Cases: in.s.caseNames(in.cases[:in.asked]), CaseRuns: in.runs, Unknown: orNull(in.said, ""),
	}
	if in.design == "halves" {
		doc.Posterior = &in.p
	}
	for _, v := range in.parts {
		doc.Variables = append(doc.Variables, insidePartJSON{v.id, v.Effect, (*[2]float64)(v.Interval), v.PValue, v.Corrected})
		if v.guilty {
			doc.DidIt = append(doc.DidIt, v.id)
		}
	}
	return doc
}
