package cmd

import (
	"fmt"
	"time"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/stats"
	"github.com/promptgit/promptgit/internal/value"
)

type logJSON struct {
	Schema  string      `json:"schema"`
	Entries []entryJSON `json:"entries"`
}

type entryJSON struct {
	Rev        string             `json:"rev"`
	Time       string             `json:"time"`
	Author     string             `json:"author"`
	Subject    string             `json:"subject"`
	Prompt     string             `json:"prompt"`
	Changes    []string           `json:"changes"`
	Score      *float64           `json:"score"`
	Interval   *[2]float64        `json:"interval"`
	Passed     *int               `json:"passed"`
	Total      *int               `json:"total"`
	Delta      *float64           `json:"delta"`
	DeltaRange *[2]float64        `json:"delta_interval"` // 95 %
	PValue     *float64           `json:"p_value"`
	Verdict    *string            `json:"verdict"`
	Common     *int               `json:"common"` // cases compared
	Failed     []string           `json:"failed"`
	NewFailed  []string           `json:"new_failed"`
	Quality    *float64           `json:"quality"`
	Metrics    map[string]float64 `json:"metrics"`
	Dimensions []dimensionJSON    `json:"dimensions"`
	Failures   map[string]int     `json:"failures"`
	Human      *humanJSON         `json:"human"`
	CostUSD    *float64           `json:"cost_usd"`
	Tokens     *int               `json:"tokens"`
	LatencyP50 *int64             `json:"latency_p50_ms"`
	Simulated  bool               `json:"simulated"`
	Allowed    string             `json:"allowed"`
	Suite      *string            `json:"suite"`
	Provider   *string            `json:"provider"`
	Model      *string            `json:"model"`
	Record     *string            `json:"record"`
	Variant    *value.Object      `json:"variant"` // what eval --matrix asked otherwise than the prompt says, null for the prompt itself
	Metric     *string            `json:"metric"`  // that stands in place of the score, null for none
	Parents    []string           `json:"parents"` // iterations that it came from
	Labels     []string           `json:"labels"`  // tags and releases at the commit
	Squash     bool               `json:"squash"`  // records tell of versions between it and the one before, see show
	pairedJSON
}

func newLogEntry(known *recordSet, it *iteration, r *eval.Record) logEntry {
	e := entryJSON{
		Rev: string(it.commit.ID), Time: it.commit.Time.Format(time.RFC3339), Author: it.commit.Author,
		Subject: it.commit.Subject, Prompt: it.path,
		Changes: []string{}, Failed: []string{}, NewFailed: []string{}, Metrics: map[string]float64{},
		Dimensions: []dimensionJSON{}, Failures: map[string]int{}, Parents: []string{}, Labels: []string{},
		Allowed: trailer(it.commit.Message, allowTrailer), pairedJSON: pairedJSON{Moved: []movedJSON{}},
	}
	for _, c := range it.changes {
		e.Changes = append(e.Changes, c.ID)
	}
	entry := logEntry{time: it.commit.Time, email: it.commit.Email, lineage: it.lineage, key: it.key, blob: string(it.blob)}
	for _, from := range it.from {
		entry.parents = append(entry.parents, string(from.commit.ID))
	}
	if r != nil {
		e.addRecord(r)
		previous, before := known.before(it, r)
		if e.Squash = known.squashes(it); e.Squash {
			entry.notes = append(entry.notes, "squash of judged iterations")
		}
		entry.notes = append(entry.notes, e.compare(known, previous, r)...)
		entry.record(previous, r)
		entry.at = string(known.blobs[r.ID])
		if previous != nil {
			entry.base, entry.baseAt, entry.since = previous.ID, string(known.blobs[previous.ID]), string(before.commit.ID)
		}
	}
	entry.json = e
	return entry
}

// record takes what a row tells of a record beside the fields of the document.
func (e *logEntry) record(previous, r *eval.Record) {
	e.suiteKey, e.judged, e.failed, e.errors, e.na = r.SuiteKey, r.N, r.Fail, r.Error, r.NA
	if len(r.FailureTypes) == 0 {
		e.lost = lostMetrics(r)
	}
	if previous != nil {
		e.before = previous.SuiteKey
	}
}

// addRecord copies: what pointed into a record would keep all its cases in memory.
func (e *entryJSON) addRecord(r *eval.Record) {
	e.Score, e.Interval, e.Quality, e.CostUSD = r.Score, r.Interval(), r.Quality, r.CostUSD
	e.Passed, e.Total, e.Tokens = new(r.Pass), new(len(r.Cases)), new(r.Tokens)
	e.LatencyP50, e.Simulated = r.LatencyP50, r.Simulated
	e.Suite, e.Provider, e.Model, e.Record = new(r.Suite), new(r.Provider), new(r.Model), new(r.ID)
	e.Variant = r.Variant
	e.Failed = append(e.Failed, r.Failed()...)
	if r.Metrics != nil {
		e.Metrics = r.Metrics
	}
	e.Failures, e.Human = r.Failures(), newHumanJSON(r)
}

// compare adds what the previous iteration's record tells. Without one every
// failure is a new one, and there is no verdict. The notes are what must be known to
// read it.
func (e *entryJSON) compare(known *recordSet, previous, r *eval.Record) (notes []string) {
	e.Dimensions = known.dimensions(previous, r)
	if previous == nil {
		e.NewFailed = append(e.NewFailed, r.Failed()...)
		c := eval.Comparison{Clusters: r.Clusters(), Interval95: r.Interval()}
		if c.Clusters > 0 {
			e.Clusters = &c.Clusters
		}
		return logNotes(c)
	}
	c := known.compare(previous, r, "")
	e.Delta, e.DeltaRange, e.PValue, e.Verdict, e.Common, e.pairedJSON = c.Delta, c.Interval95, c.PValue, &c.Verdict, &c.Common, newPairedJSON(c)
	e.NewFailed = append(e.NewFailed, eval.NewFailures(*previous, *r)...)
	return logNotes(c)
}

// logNotes are short, as they stand in a list.
func logNotes(c eval.Comparison) []string {
	var notes []string
	if c.Reason != "" {
		notes = append(notes, c.Reason)
	} else if c.ModelChanged {
		notes = append(notes, "model comparison")
	}
	if c.Common < c.Cases {
		notes = append(notes, overText(c))
	}
	if c.Clusters > 0 && c.Interval95 == nil {
		notes = append(notes, fmt.Sprintf("too few clusters (%d of %d)", c.Clusters, stats.MinClusters))
	}
	return notes
}
