package cmd

import (
	"github.com/promptgit/promptgit/internal/advise"
)

type adviseJSON struct {
	Schema     string       `json:"schema"`
	Delta      float64      `json:"delta"`      // the least gain that matters, as a difference of scores
	Iterations int          `json:"iterations"` // planned
	Prompts    []advisedDoc `json:"prompts"`    // one for each prompt and suite
}

type advisedDoc struct {
	Prompt    string           `json:"prompt"`
	Suite     *string          `json:"suite"`
	Provider  *string          `json:"provider"`
	Model     *string          `json:"model"`
	Simulated bool             `json:"simulated"`
	Rev       string           `json:"rev"` // of the version at hand
	Verdict   string           `json:"verdict"`
	Text      string           `json:"text"`
	Next      string           `json:"next"`
	Findings  []findingJSON    `json:"findings"`
	Incumbent *string          `json:"incumbent"`
	Count     *int             `json:"without_gain"` // iterations, null where the suite cannot tell
	Steps     []courseStepJSON `json:"steps"`
	Reach     reachJSON        `json:"reach"`
	Overfit   *overfitJSON     `json:"overfitting"`
	Flaky     []flakyJSON      `json:"flaky"`
	Flip      *float64         `json:"flip_probability"` // mean over the cases that were asked twice or more at one version
	Noise     *float64         `json:"score_noise"`      // standard deviation of a score by it
	Looks     *int             `json:"holdout_looks"`
	Varied    int              `json:"varied"`
	Never     []string         `json:"never_varied"`
}

type findingJSON struct {
	Name  string   `json:"name"`
	State string   `json:"state"`
	Text  string   `json:"text"`
	Cases []string `json:"cases"`
	Revs  []string `json:"revs"`
}

type courseStepJSON struct {
	Rev      string     `json:"rev"`
	Against  *string    `json:"against"`
	Status   string     `json:"status"`
	Why      string     `json:"why"`
	Count    int        `json:"without_gain"`
	Look     *gainJSON  `json:"look"`
	Confirms []gainJSON `json:"confirms"`
}

type gainJSON struct {
	Cases int     `json:"cases"`
	Delta float64 `json:"delta"`
	Lower float64 `json:"lower"`
	Upper float64 `json:"upper"`
	Level float64 `json:"level"` // of each bound
	Base  string  `json:"base"`  // ids of the records
	Head  string  `json:"head"`
}

type reachJSON struct {
	Cases   int      `json:"cases"`
	MDE     float64  `json:"mde"`
	Spread  *float64 `json:"spread"`
	Needed  int      `json:"needed"`
	Repeats *int     `json:"repeats"`
}

type overfitJSON struct {
	Tuned       int     `json:"tuned"`
	Holdout     int     `json:"holdout"`
	TunedGain   float64 `json:"tuned_gain"`
	HoldoutGain float64 `json:"holdout_gain"`
	Gap         float64 `json:"gap"`
	P           float64 `json:"p_value"`
	MDE         float64 `json:"mde"`
	Flagged     bool    `json:"flagged"`
	Base        string  `json:"base"`
	Head        string  `json:"head"`
}

type flakyJSON struct {
	Case    string  `json:"case"`
	Rev     string  `json:"rev"`
	Passes  int     `json:"passes"`
	Samples int     `json:"samples"`
	Flip    float64 `json:"flip_probability"`
	Entropy float64 `json:"entropy_bits"`
}

func adviseDocument(list []*advised, o adviseOptions) adviseJSON {
	doc := adviseJSON{Schema: "promptgit.advise/v1", Delta: o.delta / 100, Iterations: o.planned, Prompts: []advisedDoc{}}
	for _, a := range list {
		doc.Prompts = append(doc.Prompts, a.document())
	}
	return doc
}

func (a *advised) document() advisedDoc {
	ad, s := &a.advice, &a.subject
	d := advisedDoc{
		Prompt: a.newest.path, Rev: s.Versions[s.Newest].Rev, Verdict: string(ad.Verdict), Text: ad.Text, Next: a.next(),
		Findings: []findingJSON{}, Steps: []courseStepJSON{}, Flaky: []flakyJSON{}, Flip: ad.Flaky.Flip, Noise: ad.Flaky.Noise,
		Looks: s.Looks, Varied: s.Varied, Never: append([]string{}, s.Never...),
		Reach: reachJSON{ad.Reach.Cases, ad.Reach.MDE, ad.Reach.Spread, ad.Reach.Needed, ad.Reach.Repeats},
	}
	if a.file != "" {
		d.Suite = &a.file
	}
	if a.anchor != nil {
		d.Provider, d.Model, d.Simulated = &a.anchor.Provider, &a.anchor.Model, a.anchor.Simulated
	}
	for _, f := range ad.Findings {
		d.Findings = append(d.Findings, findingJSON{f.Name, string(f.State), f.Text, append([]string{}, f.Cases...), append([]string{}, f.Revs...)})
	}
	if at := ad.Course.Incumbent; at >= 0 {
		d.Incumbent = &s.Versions[at].Rev
		if ad.Reach.Answers(a.rule.Delta) {
			d.Count = &ad.Course.Count
		}
	}
	for i := range ad.Course.Steps {
		d.Steps = append(d.Steps, newStepJSON(s, &ad.Course.Steps[i]))
	}
	if o := ad.Overfit; o != nil {
		d.Overfit = &overfitJSON{o.Tuned, o.Holdout, o.TunedGain, o.HoldoutGain, o.Gap, o.P, o.MDE, o.Flagged, o.First.ID, o.Last.ID}
	}
	for _, c := range ad.Flaky.Cases {
		d.Flaky = append(d.Flaky, flakyJSON{c.Name, c.Rev, c.Passes, c.Samples, c.Flip, c.Entropy})
	}
	return d
}

func newStepJSON(s *advise.Subject, step *advise.Step) courseStepJSON {
	out := courseStepJSON{Rev: s.Versions[step.Version].Rev, Status: string(step.Status), Why: step.Why, Count: step.Count, Confirms: []gainJSON{}}
	if step.Against >= 0 {
		out.Against = &s.Versions[step.Against].Rev
	}
	if step.Look != nil {
		out.Look = new(newGainJSON(step.Look))
	}
	for i := range step.Confirms {
		out.Confirms = append(out.Confirms, newGainJSON(&step.Confirms[i]))
	}
	return out
}

func newGainJSON(g *advise.Gain) gainJSON {
	return gainJSON{g.Cases, g.Mean, g.Lower, g.Upper, g.Level, g.Base.ID, g.Head.ID}
}
