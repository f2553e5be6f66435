package eval

import (
	"time"

	"github.com/promptgit/promptgit/prompt"
)

// Column is what one run judges: a prompt version under a suite and a target.
type Column struct {
	Prompt   *prompt.Prompt
	Suite    *Suite
	Target   Target
	Repeat   int                // samples per case, at least 1
	Seen     int                // samples of each case that earlier runs asked for: the keys of those of this run go on behind them, so that a model that is seeded by them draws anew
	Applies  func(c *Case) bool // nil: every case applies; false: the case is "na" for this version
	Competes bool               // assertions that compare outputs compare them with those of the other columns that compete
	Own      func(c *Case) bool // nil: every case; false: another shard judges it

	Transform *Script // changes every output of the target, nil for none
	Code      *Script // makes the prompt for each case, nil for none
	Label     string  // how code knows the prompt, "" for its path
}

// Run is every sample and verdict of one column.
type Run struct {
	Column  Column
	Results []Result // by case index, then sample
	NA      []int    // indexes of cases that do not apply
	Calls   int      // calls that reached the provider, retries included
	Cached  int      // samples answered from the cache

	JudgesKey string             // of the judges of its suite, "" for none
	Derived   map[string]float64 // metrics that the suite computes from the others, nil for none
}

// Result is one judged sample.
type Result struct {
	Case     *Case
	Sample   int
	Messages []prompt.Message // rendered, nil where that failed; samples of a case share them
	Answer   Answer
	Pass     bool
	Score    float64
	Metrics  map[string]float64 // weighted mean score of the asserts carrying each metric
	Weights  map[string]float64 // the sum of their weights, kept for a suite with derived metrics only
	Asserts  []AssertResult
	Judging  Judging
	Steps    []StepOutput // of a chain, nil for a prompt alone
	Err      error        // could not be judged: Pass false, Score 0, no Asserts

	kept   bool     // by the store: the result is without Messages, Asserts and its output
	output bool     // there was one
	failed []string // the types of failure that it shows
}

// Rendered is the prompt as one text, see Request; "" where there is none. It is
// made when it is asked for, since a run holds thousands of them.
func (r *Result) Rendered() string {
	if r.Messages == nil {
		return ""
	}
	return prompt.Flatten(r.Messages)
}

// AssertResult is the verdict of one assertion; an assert-set precedes its
// members.
type AssertResult struct {
	Type    string // as written, with "not-"
	Metric  string
	Step    string // the step of a chain whose output it judges, "" for the last
	Failure string // the type of failure that the assertion names, where it failed
	Verdict
}

// Tally sums up a run: counts are cases, not samples. Passed + Failed + Errors
// + NA = Total.
type Tally struct {
	Score                             *float64 // mean over judged cases of the case score; nil when none was judged
	Interval                          *[2]float64
	SE                                *float64
	Passed, Failed, Errors, NA, Total int
	Quality                           *float64 // 10 x the weighted mean of the metrics, or of the score; never below 1
	Metrics                           map[string]float64
	CostUSD                           *float64 // nil when a price is unknown
	Tokens                            int
	LatencyP50, LatencyP95            time.Duration
}
