package cmd

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/ui"
	"github.com/promptgit/promptgit/internal/value"
)

// evalPlan is what all columns of a run would take.
type evalPlan struct {
	batch   *evalBatch
	engine  *eval.Engine
	columns []*planColumn
}

type evalPlanJSON struct {
	Schema      string           `json:"schema"`
	Columns     []planColumnJSON `json:"columns"`
	Total       planTotalJSON    `json:"total"`
	Concurrency int              `json:"concurrency"` // calls at once to an endpoint without a limit of its own
	MaxCalls    *int             `json:"max_calls"`
	MaxCostUSD  *float64         `json:"max_cost_usd"`
	Fits        bool             `json:"fits"` // no limit would be passed, as far as is known
}

type tokensJSON struct {
	Input  *int   `json:"input"`  // four bytes each, null for unknown
	Output *int   `json:"output"` // null for unknown
	Total  *int   `json:"total"`
	Basis  string `json:"basis"` // of the output: records, max_tokens (at most), free, none or unknown
}

type planColumnJSON struct {
	Rev       string        `json:"rev"`
	Prompt    string        `json:"prompt"`
	Suite     string        `json:"suite"`
	Provider  string        `json:"provider"`
	Model     string        `json:"model"`
	Variant   *value.Object `json:"variant"`
	Simulated bool          `json:"simulated"`
	Record    *string       `json:"record"` // that is there already: nothing is asked
	Cases     int           `json:"cases"`
	Samples   int           `json:"samples"`
	NA        int           `json:"na"`
	Errors    int           `json:"errors"` // samples that cannot be rendered
	planTakesJSON
	AtLeast  bool       `json:"at_least"` // a chain or a conversation can take more calls, and fewer that are kept
	Tokens   tokensJSON `json:"tokens"`
	Seconds  *float64   `json:"seconds"`
	Asserted int        `json:"asserted"` // cases that assert something
	MinDrop  *float64   `json:"min_drop"` // share of them that the suite finds in 4 of 5 tries, null where none shows
	Clusters *int       `json:"clusters"`
}

type planTakesJSON struct {
	Calls     int      `json:"calls"`
	Cached    int      `json:"cached"`
	Questions int      `json:"judge_questions"` // about new answers, at least
	Again     int      `json:"judged_again"`    // questions about kept answers, which may be kept too
	CostUSD   *float64 `json:"cost_usd"`        // null for unknown
	JudgeUSD  *float64 `json:"judge_cost_usd"`  // null for unknown
}

type planTotalJSON struct {
	planTakesJSON
	Recorded int      `json:"recorded"` // columns that have a record
	Tokens   *int     `json:"tokens"`   // null where some are not known
	Seconds  *float64 `json:"seconds"`
}

func (p *evalPlan) document() evalPlanJSON {
	doc := evalPlanJSON{Schema: "promptgit.eval-plan/v1", Columns: []planColumnJSON{}, Concurrency: cmp.Or(p.engine.Concurrency, 16), MaxCostUSD: p.engine.MaxCost}
	if p.engine.MaxCalls > 0 {
		doc.MaxCalls = &p.engine.MaxCalls
	}
	t := &doc.Total
	t.CostUSD, t.JudgeUSD, t.Tokens = new(float64), new(float64), new(int)
	places := map[string]float64{} // seconds by endpoint: they are asked side by side
	timed := true
	for _, c := range p.columns {
		x, f := c.item, &c.forecast
		col := planColumnJSON{
			Rev: x.rev, Prompt: x.it.path, Suite: x.suite.Path, Provider: x.target.Provider, Model: x.target.Model, Variant: x.variant,
			Simulated: x.target.Simulated, Cases: f.Cases, Samples: f.Samples, NA: f.NA, Errors: f.Errors,
			planTakesJSON: planTakesJSON{f.Calls, f.Cached, f.Questions, f.Again, c.cost, c.judging},
			AtLeast:       f.More, Tokens: c.tokens, Asserted: c.asserted, MinDrop: c.minDrop,
		}
		if x.record != nil {
			col.Record, col.Cases, col.Samples = &x.record.ID, len(x.record.Cases)-x.record.NA, 0
			t.Recorded++
		}
		if c.clusters > 0 {
			col.Clusters = &c.clusters
		}
		if c.time != nil {
			col.Seconds = new(c.time.Seconds())
			places[x.target.Endpoint] += c.time.Seconds()
		}
		timed = timed && c.time != nil
		t.Calls, t.Cached, t.Questions, t.Again = t.Calls+f.Calls, t.Cached+f.Cached, t.Questions+f.Questions, t.Again+f.Again
		t.CostUSD, t.JudgeUSD = addKnown(t.CostUSD, c.cost), addKnown(t.JudgeUSD, c.judging)
		t.Tokens = addKnown(t.Tokens, c.tokens.Total)
		doc.Columns = append(doc.Columns, col)
	}
	if timed {
		t.Seconds = new(float64)
		for _, s := range places {
			*t.Seconds = max(*t.Seconds, s)
		}
	}
	doc.Fits = len(p.passed(&doc)) == 0
	return doc
}

// addKnown adds two amounts; with an unknown one the sum is unknown.
func addKnown[T int | float64](a, b *T) *T {
	if a == nil || b == nil {
		return nil
	}
	return new(*a + *b)
}

// passed says which limits the run would pass. What cannot be known passes none,
// but a run with a limit of cost does not begin without a price.
func (p *evalPlan) passed(doc *evalPlanJSON) []string {
	var list []string
	t := &doc.Total
	if most := p.engine.MaxCalls; most > 0 && t.Calls+t.Questions > most {
		list = append(list, fmt.Sprintf("it takes at least %d calls, and may make %d (max_calls)", t.Calls+t.Questions, most))
	}
	most := p.engine.MaxCost
	if most == nil {
		return list
	}
	if sum := addKnown(t.CostUSD, t.JudgeUSD); sum != nil && *sum > *most {
		list = append(list, fmt.Sprintf("it costs about %s, and may cost %s (max_cost)", dollars(sum), dollars(most)))
	}
	for _, c := range p.columns {
		if target := c.item.target; c.forecast.Calls > 0 && !target.Free && target.Price == nil {
			list = append(list, fmt.Sprintf("the price of %s is not known, so that max_cost cannot be kept", targetName(target)))
			break
		}
	}
	return list
}

// tell prints the plan; the answer is no where a limit would be passed.
func (p *evalPlan) tell() error {
	app, doc := p.batch.w.app, p.document()
	if err := p.write(&doc); err != nil {
		return err
	}
	for _, err := range p.batch.w.untrusted {
		fmt.Fprintf(app.Err, "promptgit: warning: eval would stop here: %s; %s\n", ui.Line(err.Error()), ui.Line(hintOf(err)))
		break
	}
	for _, c := range p.columns {
		if c.forecast.Err != nil {
			fmt.Fprintf(app.Err, "promptgit: warning: %s of %s cannot be asked: %s\n", plural(c.forecast.Errors, "sample"), ui.Line(c.item.it.path), ui.Line(c.forecast.Err.Error()))
		}
	}
	list := p.passed(&doc)
	for _, text := range list {
		fmt.Fprintln(app.Err, "promptgit: warning:", ui.Line(text))
	}
	if len(list) > 0 {
		return errNo
	}
	return nil
}

func (p *evalPlan) write(doc *evalPlanJSON) error {
	app := p.batch.w.app
	if p.batch.o.json {
		return ui.JSON(app.Out, doc)
	}
	t := &ui.Table{
		Header: []string{"REV", "PROMPT", "SUITE", "MODEL", "STATE", "CASES", "CALLS", "CACHED", "JUDGED", "INPUT", "OUTPUT", "BASIS", "COST", "SECONDS", "DETECTS"},
		Right:  []bool{5: true, 6: true, 7: true, 8: true, 9: true, 10: true, 12: true, 13: true, 14: true},
	}
	variants := slices.ContainsFunc(p.columns, func(c *planColumn) bool { return c.item.overlay != nil })
	if variants {
		t.Header = append(t.Header, "VARIANT")
	}
	for i, c := range p.columns {
		row := doc.Columns[i].cells()
		if variants {
			row = append(row, ui.Cell{Text: dash(variantText(c.item.overlay))})
		}
		t.Add(row...)
	}
	t.Fit(app.Streams, "SUITE", "MODEL", "BASIS", "JUDGED", "SECONDS", "INPUT", "OUTPUT", "REV")
	if err := t.Write(app.Streams); err != nil {
		return err
	}
	app.note(p.sentence(doc))
	for _, text := range p.detects() {
		app.note(ui.Paint(ui.Dim, text))
	}
	return nil
}

func (c *planColumnJSON) cells() []ui.Cell {
	model := c.Provider
	if c.Model != "" {
		model += ":" + c.Model
	}
	state := "to judge"
	if c.Record != nil {
		state = "recorded"
	}
	drop := "-"
	if c.MinDrop != nil {
		drop = fmt.Sprintf("%.0f", 100**c.MinDrop)
	}
	calls := strconv.Itoa(c.Calls)
	if c.AtLeast {
		calls += "+"
	}
	seconds := "-"
	if c.Seconds != nil {
		seconds = strconv.FormatFloat(*c.Seconds, 'f', 1, 64)
	}
	return []ui.Cell{
		{Text: shortRev(c.Rev), Raw: c.Rev},
		{Text: c.Prompt},
		{Text: c.Suite},
		{Text: model + simulated(c.Simulated)},
		{Text: state},
		{Text: strconv.Itoa(c.Cases)},
		{Text: calls},
		{Text: strconv.Itoa(c.Cached)},
		{Text: strconv.Itoa(c.Questions)},
		{Text: countOrUnknown(c.Tokens.Input)},
		{Text: countOrUnknown(c.Tokens.Output)},
		{Text: c.Tokens.Basis},
		{Text: dollars(addKnown(c.CostUSD, c.JudgeUSD))},
		{Text: seconds},
		{Text: drop},
	}
}

func countOrUnknown(n *int) string {
	if n == nil {
		return "unknown"
	}
	return strconv.Itoa(*n)
}

// sentence is the whole in words.
func (p *evalPlan) sentence(doc *evalPlanJSON) string {
	t := &doc.Total
	if t.Calls+t.Questions == 0 {
		text := "nothing would be asked"
		if t.Recorded > 0 {
			text += fmt.Sprintf(": %s recorded", plural(t.Recorded, "score"))
		}
		if t.Cached > 0 {
			text += fmt.Sprintf(", %s kept", plural(t.Cached, "answer"))
		}
		return text
	}
	text := "plan: " + plural(t.Calls, "call")
	if t.Questions > 0 {
		text += fmt.Sprintf(" and at least %s to judges", plural(t.Questions, "question"))
	}
	if t.Tokens != nil {
		text += ", about " + plural(*t.Tokens, "token")
	} else {
		text += ", tokens unknown"
	}
	text += ", cost " + dollars(t.CostUSD)
	if t.CostUSD != nil && slices.ContainsFunc(p.columns, func(c *planColumn) bool { return c.tokens.Basis == basisBound }) {
		text += " at most"
	}
	if t.Questions > 0 {
		text += " and " + dollars(t.JudgeUSD) + " for the judges"
	}
	if t.Seconds != nil && *t.Seconds > 0 {
		text += fmt.Sprintf(", some %s at %d at once", time.Duration(*t.Seconds*float64(time.Second)).Round(100*time.Millisecond), doc.Concurrency)
	}
	if t.Cached > 0 || t.Recorded > 0 {
		text += fmt.Sprintf("; %s kept and %s recorded already", plural(t.Cached, "answer"), plural(t.Recorded, "score"))
	}
	return text + "; nothing was asked"
}

// detects says once for each suite what it can show, as suite stats does.
func (p *evalPlan) detects() []string {
	var list []string
	for _, c := range p.columns {
		text := detectable(c.asserted)
		if text == "" {
			text = "no case asserts anything: nothing can show"
		}
		if c.clusters > 0 {
			text += "; those of a cluster show less: " + clustersText(c.clusters)
		}
		if text = ui.Line(c.item.suite.Path) + ": " + text; !slices.Contains(list, text) {
			list = append(list, text)
		}
	}
	return list
}
