package eval

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/promptgit/promptgit/prompt"
)

// errShardMissing marks the samples of a shard that there is no file of.
var errShardMissing = fmt.Errorf("the file of its shard is missing: %w", ErrInterrupted)

// JoinedRun is a run put together from the files of its shards.
type JoinedRun struct {
	Run    *Run            // nil where a record is used again
	Suite  *Suite          // as far as a record depends on it
	Reused *Record         // the record, nil where the run was judged
	Place  json.RawMessage // see ShardRun
	Free   bool

	record   Record // what all shards say alike
	previous string
	weights  map[string]float64
}

// Time is when the last shard was finished.
func (s *ShardSet) Time() time.Time {
	t, err := time.Parse(shardTime, latest(s.Files))
	if err != nil {
		return time.Time{}
	}
	return t
}

// Outputs says whether every file holds the outputs.
func (s *ShardSet) Outputs() bool {
	for _, f := range s.Files {
		if !f.Head.Outputs {
			return false
		}
	}
	return true
}

// Join puts the runs together. Samples stand where one run would have put them,
// and those of missing shards carry ErrInterrupted.
func (s *ShardSet) Join() []*JoinedRun {
	first := s.Files[0]
	suites := make([]*Suite, len(first.suites))
	for i := range suites {
		suites[i] = first.suites[i].suite()
	}
	found := make([]map[[2]int]*shardSample, len(first.Runs))
	for _, f := range s.Files {
		for i := range f.samples {
			one := &f.samples[i]
			if found[one.Run] == nil {
				found[one.Run] = map[[2]int]*shardSample{}
			}
			found[one.Run][[2]int{one.Row, one.Sample}] = one
		}
	}
	list := make([]*JoinedRun, len(first.Runs))
	for i := range list {
		list[i] = s.join(i, suites[first.Runs[i].Suite], found[i])
	}
	return list
}

func (s *ShardSet) join(number int, suite *Suite, found map[[2]int]*shardSample) *JoinedRun {
	head := s.Files[0].Runs[number]
	record, _ := DecodeRecord(string(head.Record)) // it was read before
	j := &JoinedRun{Suite: suite, Place: head.Place, Free: head.Free, record: record, weights: metricWeights(suite)}
	run := &Run{
		Column: Column{
			Prompt: &prompt.Prompt{Path: record.Path},
			Suite:  suite,
			Target: Target{Provider: record.Provider, Model: record.Model, Simulated: record.Simulated, Free: head.Free},
			Repeat: head.Repeat,
		},
		NA: head.NA, JudgesKey: head.JudgesKey,
	}
	for _, f := range s.Files {
		own := &f.Runs[number]
		run.Calls, run.Cached = run.Calls+own.Calls, run.Cached+own.Cached
		if j.previous == "" {
			j.previous = own.Previous
		}
		j.reuse(own.Reused)
	}
	if j.Reused != nil {
		return j
	}
	na := map[int]bool{}
	for _, row := range run.NA {
		na[row] = true
	}
	for i := range suite.Cases {
		c := &suite.Cases[i]
		if na[c.Index] {
			continue
		}
		for sample := range samples(run.Column, c) {
			if one := found[[2]int{c.Index, sample}]; one != nil {
				run.Results = append(run.Results, one.result(c))
			} else {
				run.Results = append(run.Results, Result{Case: c, Sample: sample, Err: errShardMissing})
			}
		}
	}
	j.Run = run
	return j
}

// reuse takes a record that a shard found to answer the run. Several shards may
// have found several: the one that stands for the version is taken.
func (j *JoinedRun) reuse(line string) {
	if line == "" {
		return
	}
	r, err := DecodeRecord(line)
	if err != nil || !r.Complete() || r.PromptKey != j.record.PromptKey || r.SuiteKey != j.record.SuiteKey || r.VariantKey() != j.record.VariantKey() {
		return
	}
	if j.Reused == nil || r.outranks(*j.Reused) {
		j.Reused = &r
	}
}

// NewRecord is the record of the run, as [NewRecord] would have made it.
func (j *JoinedRun) NewRecord(id string, t time.Time) Record {
	r := j.record
	if j.Run != nil {
		r.measured(j.Run.Sum())
	}
	r.ID, r.Time, r.Previous, r.Weights = id, t.UTC().Format(time.RFC3339), j.previous, j.weights
	return r
}

// Covers says whether the record says all that another one of the same run does:
// each of its judged cases alike, and perhaps more.
func (r Record) Covers(other Record) bool {
	if r.PromptKey != other.PromptKey || r.SuiteKey != other.SuiteKey || r.Provider != other.Provider || r.Model != other.Model ||
		r.ParamsKey != other.ParamsKey || r.EndpointKey != other.EndpointKey || r.Reps != other.Reps || r.VariantKey() != other.VariantKey() || r.Path != other.Path || r.Suite != other.Suite {
		return false
	}
	have := make(map[string]string, len(r.Cases))
	for _, c := range r.Cases {
		have[c.Key] = digest(c)
	}
	for _, c := range other.Cases {
		if (c.Samples > 0 || c.NA) && have[c.Key] != digest(c) {
			return false
		}
	}
	return true
}
