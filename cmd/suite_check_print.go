package cmd

import (
	"fmt"
	"strconv"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/stats"
	"github.com/promptgit/promptgit/internal/ui"
)

type suiteCheckJSON struct {
	Schema string           `json:"schema"`
	OK     bool             `json:"ok"` // kappa reaches --min-kappa, and every output was judged
	Suites []calibratedJSON `json:"suites"`
}

type calibratedJSON struct {
	Suite             string             `json:"suite"`
	Labels            int                `json:"labels"`
	Judged            int                `json:"judged"`
	Errors            int                `json:"errors"`
	Agreement         *float64           `json:"agreement"`
	AgreementInterval *[2]float64        `json:"agreement_interval"`
	Kappa             *float64           `json:"kappa"`
	KappaInterval     *[2]float64        `json:"kappa_interval"`
	Table             confusionJSON      `json:"table"`
	Judges            *eval.Judging      `json:"judges"`
	Disagreements     []disagreementJSON `json:"disagreements"`
}

// confusionJSON counts outputs by what people and what judges say.
type confusionJSON struct {
	BothPass  int `json:"both_pass"`
	HumanPass int `json:"human_pass_judge_fail"`
	HumanFail int `json:"human_fail_judge_pass"`
	BothFail  int `json:"both_fail"`
}

type disagreementJSON struct {
	Case   string  `json:"case"`
	Line   int     `json:"line"`
	Type   string  `json:"type"`
	Human  string  `json:"human"` // pass or fail
	Judge  string  `json:"judge"` // pass, fail, or error
	Score  float64 `json:"score"`
	Reason string  `json:"reason"`
	Output string  `json:"output"`
}

func passWord(pass bool) string {
	if pass {
		return "pass"
	}
	return "fail"
}

// document compares the verdicts with the labels.
func (c *suiteCheck) document() calibratedJSON {
	doc := calibratedJSON{Suite: c.suite.Path, Labels: len(c.labels), Judges: c.run.Judging(), Disagreements: []disagreementJSON{}}
	for i := range c.run.Results {
		l, r := c.labels[i], &c.run.Results[i]
		d := disagreementJSON{
			Case: l.Case.Name(), Line: l.Pos.Line, Type: l.Assert.FullType(), Human: passWord(l.Pass), Output: *l.Case.Output,
		}
		if r.Err != nil {
			doc.Errors++
			d.Judge, d.Reason = "error", r.Err.Error()
			doc.Disagreements = append(doc.Disagreements, d)
			continue
		}
		judge := r.Asserts[0].Pass
		doc.Table.add(l.Pass, judge)
		if judge != l.Pass {
			d.Judge, d.Score, d.Reason = passWord(judge), r.Asserts[0].Score, r.Asserts[0].Reason
			doc.Disagreements = append(doc.Disagreements, d)
		}
	}
	doc.measure()
	return doc
}

func (t *confusionJSON) add(human, judge bool) {
	switch {
	case human && judge:
		t.BothPass++
	case human:
		t.HumanPass++
	case judge:
		t.HumanFail++
	default:
		t.BothFail++
	}
}

// measure computes agreement and kappa; what cannot be computed is null.
func (d *calibratedJSON) measure() {
	t := d.Table
	agreed := t.BothPass + t.BothFail
	d.Judged = agreed + t.HumanPass + t.HumanFail
	if d.Judged == 0 {
		return
	}
	d.Agreement = new(float64(agreed) / float64(d.Judged))
	d.AgreementInterval = (*[2]float64)(new(stats.Wilson(agreed, d.Judged, 0.95)))
	table := [][]int{{t.BothPass, t.HumanPass}, {t.HumanFail, t.BothFail}}
	if kappa, _, ok := stats.Kappa(table); ok {
		d.Kappa = &kappa
	}
	if _, bounds, ok := stats.KappaInterval(table, 0.95); ok {
		d.KappaInterval = (*[2]float64)(&bounds)
	}
}

// printChecks writes the result, and gives the exit code that it means.
func (w *workspace) printChecks(checks []*suiteCheck, o suiteCheckOptions) error {
	doc := suiteCheckJSON{Schema: "promptgit.suite-check/v1", OK: true, Suites: []calibratedJSON{}}
	failed := 0
	for _, c := range checks {
		one := c.document()
		failed += one.Errors
		doc.OK = doc.OK && one.Errors == 0 && (o.minKappa == nil || one.Kappa != nil && *one.Kappa >= *o.minKappa)
		doc.Suites = append(doc.Suites, one)
	}
	if o.run.json {
		if err := ui.JSON(w.app.Out, doc); err != nil {
			return err
		}
	} else if err := doc.table(w.app.Streams).Write(w.app.Streams); err != nil {
		return err
	}
	w.disagreements(doc)
	switch {
	case failed > 0:
		return &exitError{Code: exitProvider}
	case !doc.OK:
		return errNo
	}
	return nil
}

// table has a row per suite. A narrow terminal can do without the counts: where
// people and judges differ, and errors, are told below.
func (d suiteCheckJSON) table(s ui.Streams) *ui.Table {
	t := &ui.Table{
		Header: []string{
			"SUITE", "LABELS", "ERRORS", "AGREEMENT", "95% INTERVAL", "KAPPA", "95% OF KAPPA", "BOTH PASS", "ONLY HUMAN", "ONLY JUDGE", "BOTH FAIL",
		},
		Right: []bool{false, true, true, true, false, true, false, true, true, true, true},
	}
	for _, c := range d.Suites {
		t.Add(
			ui.Cell{Text: c.Suite}, ui.Cell{Text: strconv.Itoa(c.Labels)}, ui.Cell{Text: strconv.Itoa(c.Errors), Style: errorStyle(c.Errors)},
			ui.Cell{Text: number(c.Agreement)}, ui.Cell{Text: interval(c.AgreementInterval)},
			ui.Cell{Text: number(c.Kappa)}, ui.Cell{Text: kappaInterval(c.KappaInterval)},
			ui.Cell{Text: strconv.Itoa(c.Table.BothPass)}, ui.Cell{Text: strconv.Itoa(c.Table.HumanPass)},
			ui.Cell{Text: strconv.Itoa(c.Table.HumanFail)}, ui.Cell{Text: strconv.Itoa(c.Table.BothFail)},
		)
	}
	t.Fit(s, "BOTH PASS", "BOTH FAIL", "ERRORS", "ONLY HUMAN", "ONLY JUDGE")
	return t
}

// kappaInterval may be negative, unlike a score's.
func kappaInterval(v *[2]float64) string {
	if v == nil {
		return "-"
	}
	return fmt.Sprintf("[%.2f, %.2f]", v[0], v[1])
}

// disagreements names the cases that people and judges see differently, and what
// could not be judged.
func (w *workspace) disagreements(doc suiteCheckJSON) {
	shown := 0
	for _, s := range doc.Suites {
		for _, d := range s.Disagreements {
			if shown++; shown > shownFailures {
				continue
			}
			tag := ui.Paint(ui.Bad, "DIFFER")
			if d.Judge == "error" {
				tag = ui.Paint(ui.Warn, "ERROR")
			}
			fmt.Fprintf(w.app.Err, "%s  %s:%d %s: %s: human %s, judge %s: %s\n",
				tag, ui.Line(s.Suite), d.Line, ui.Line(d.Case), d.Type, d.Human, d.Judge, ui.Line(d.Reason))
		}
		if s.Kappa == nil && s.Judged > 0 {
			w.app.note(ui.Paint(ui.Dim, ui.Line(s.Suite)+": people and judges put every output into one kind, so that kappa says nothing; label outputs of both kinds"))
		}
	}
	if more := shown - shownFailures; more > 0 {
		fmt.Fprintf(w.app.Err, "and %d more: promptgit suite check --json shows all\n", more)
	}
}
