package cmd

import (
	"bytes"
	"encoding/json"
	"maps"
	"strings"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/value"
)

type evalJSON struct {
	Schema string    `json:"schema"`
	Runs   []runJSON `json:"runs"`
}

type runJSON struct {
	Rev        string             `json:"rev"`
	Prompt     string             `json:"prompt"`
	Suite      string             `json:"suite"`
	Provider   string             `json:"provider"`
	Model      string             `json:"model"`
	Score      *float64           `json:"score"`
	Interval   *[2]float64        `json:"interval"`
	Passed     int                `json:"passed"`
	Failed     int                `json:"failed"`
	Errors     int                `json:"errors"`
	NA         int                `json:"na"`
	Total      int                `json:"total"`
	Quality    *float64           `json:"quality"`
	Metrics    map[string]float64 `json:"metrics"`
	Dimensions []dimensionJSON    `json:"dimensions"` // the metrics, compared with the previous iteration
	Comparison *comparisonJSON    `json:"comparison"` // of the score with that of the previous iteration, null without one
	Clusters   *int               `json:"clusters"`   // that the judged cases form, null where they form none
	Failures   map[string]int     `json:"failures"`   // cases by type of failure
	CostUSD    *float64           `json:"cost_usd"`
	Calls      int                `json:"calls"`
	Cached     int                `json:"cached"`
	Judges     *eval.Judging      `json:"judges"` // what judging asked models, apart from calls and cost_usd; null where it asked none
	Latency    latencyJSON        `json:"latency_ms"`
	Simulated  bool               `json:"simulated"`
	Reused     bool               `json:"reused"`  // an existing record was used: nothing was called
	Record     *string            `json:"record"`  // id of the record, null where none is kept
	Variant    *value.Object      `json:"variant"` // what --matrix sets, null without one
	Best       *bool              `json:"best"`    // of the variants of its version by the paired test, null without a matrix
	Results    []resultJSON       `json:"results"`
}

type latencyJSON struct {
	P50 *int64 `json:"p50"`
	P95 *int64 `json:"p95"`
}

type resultJSON struct {
	Index       int                `json:"index"`
	ID          string             `json:"id"`
	Case        string             `json:"case"` // key of the case, as in the record
	Description string             `json:"description"`
	Vars        *value.Object      `json:"vars"`
	Sample      int                `json:"sample"`
	Rendered    string             `json:"rendered"`
	Output      string             `json:"output"`
	Pass        bool               `json:"pass"`
	Score       float64            `json:"score"`
	Error       string             `json:"error"`
	Metrics     map[string]float64 `json:"metrics"`
	LatencyMS   int64              `json:"latency_ms"`
	Asserts     []assertJSON       `json:"asserts"`
	Steps       []stepJSON         `json:"steps,omitempty"` // of a chain
	answerJSON
}

type assertJSON struct {
	Type    string  `json:"type"`
	Pass    bool    `json:"pass"`
	Score   float64 `json:"score"`
	Metric  string  `json:"metric"`
	Step    string  `json:"step,omitempty"` // of a chain, whose output it judges; "" for the last
	Failure string  `json:"failure"`        // the type of failure, "" where it passed or names none
	Reason  string  `json:"reason"`
}

// document is all but the results, which are many: see writeDocument.
func (b *evalBatch) document() evalJSON {
	doc := evalJSON{Schema: "promptgit.eval/v1", Runs: []runJSON{}}
	for _, x := range b.items {
		out := b.summary(x)
		if x.record != nil {
			out.Failures = x.record.Failures()
			previous, before := b.known.before(x.it, x.record)
			out.Dimensions = b.known.dimensions(previous, x.record)
			if previous != nil {
				out.Comparison = newComparisonJSON(string(before.commit.ID), b.known.compare(previous, x.record, ""))
			}
			if n := x.record.Clusters(); n > 0 {
				out.Clusters = &n
			}
		}
		doc.Runs = append(doc.Runs, out)
	}
	return doc
}

// summary is the document of a run without its results.
func (b *evalBatch) summary(x *evalItem) runJSON {
	out := runJSON{
		Rev: x.rev, Prompt: x.it.path, Suite: x.suite.Path, Provider: x.target.Provider, Model: x.target.Model,
		Simulated: x.target.Simulated, Metrics: map[string]float64{}, Results: []resultJSON{},
		Dimensions: []dimensionJSON{}, Failures: map[string]int{}, Variant: x.overlay,
	}
	if x.overlay != nil {
		out.Best = &x.best
	}
	switch {
	case x.run != nil:
		out.measured(x.summed().Tally)
		out.derived(x.run.Derived)
		out.Calls, out.Cached, out.Judges = x.run.Calls, x.run.Cached, x.judging()
	case x.record != nil:
		out.recorded(x.record)
		out.derived(x.record.Derived)
	}
	if x.record != nil && x.record.ID != "" && b.records(x) {
		out.Record = &x.record.ID
	}
	return out
}

// summed is the run summed up, once: it may be one of a hundred thousand samples, and
// somebody who stopped it waits.
func (x *evalItem) summed() *eval.Sum {
	if x.sum == nil {
		x.sum = x.run.Sum()
	}
	return x.sum
}

// judging is what judges were asked in the run, nil for nothing.
func (x *evalItem) judging() *eval.Judging {
	if x.run != nil {
		return x.run.Judging()
	}
	return x.record.Judges
}

// compact writes the rendered prompt as promptfoo reports it: a text that is a
// JSON list or object without its spaces.
func (r *resultJSON) compact() {
	v, err := value.DecodeJSON([]byte(r.Rendered))
	if err != nil {
		return
	}
	switch v.(type) {
	case *value.Object, []any:
		var text bytes.Buffer
		enc := json.NewEncoder(&text)
		enc.SetEscapeHTML(false)
		if enc.Encode(v) == nil {
			r.Rendered = strings.TrimSuffix(text.String(), "\n")
		}
	}
}

func (out *runJSON) measured(t eval.Tally) {
	out.Score, out.Interval, out.Quality, out.CostUSD = t.Score, t.Interval, t.Quality, t.CostUSD
	out.Passed, out.Failed, out.Errors, out.NA, out.Total = t.Passed, t.Failed, t.Errors, t.NA, t.Total
	if t.Metrics != nil {
		out.Metrics = t.Metrics
	}
	if t.Passed+t.Failed > 0 {
		out.Latency = latencyJSON{new(t.LatencyP50.Milliseconds()), new(t.LatencyP95.Milliseconds())}
	}
}

// derived puts the metrics that the suite computes beside those of its cases.
func (out *runJSON) derived(metrics map[string]float64) {
	if len(metrics) == 0 {
		return
	}
	out.Metrics = maps.Clone(out.Metrics)
	maps.Copy(out.Metrics, metrics)
}

func (out *runJSON) recorded(r *eval.Record) {
	out.Reused = true
	out.Score, out.Interval, out.Quality, out.CostUSD = r.Score, r.Interval(), r.Quality, r.CostUSD
	out.Passed, out.Failed, out.Errors, out.NA, out.Total = r.Pass, r.Fail, r.Error, r.NA, len(r.Cases)
	out.Latency.P50, out.Judges = r.LatencyP50, r.Judges
	if r.Metrics != nil {
		out.Metrics = r.Metrics
	}
}

func newResultJSON(r *eval.Result) resultJSON {
	out := resultJSON{
		Index: r.Case.Index, ID: r.Case.ID, Case: r.Case.Key, Description: r.Case.Description, Vars: r.Case.Vars, Sample: r.Sample,
		Rendered: r.Rendered(), Output: r.Answer.Output, Pass: r.Pass, Score: r.Score,
		Metrics: r.Metrics, LatencyMS: r.Answer.Latency.Milliseconds(), answerJSON: newAnswerJSON(&r.Answer), Asserts: []assertJSON{},
	}
	if out.Vars == nil {
		out.Vars = value.NewObject()
	}
	if out.Metrics == nil {
		out.Metrics = map[string]float64{}
	}
	if r.Err != nil {
		out.Error = r.Err.Error()
	}
	for _, a := range r.Asserts {
		out.Asserts = append(out.Asserts, assertJSON{Type: a.Type, Pass: a.Pass, Score: a.Score, Metric: a.Metric, Step: a.Step, Failure: a.Failure, Reason: a.Reason})
	}
	out.Steps = stepsJSON(r.Steps)
	return out
}
