package page

import "time"

// History is a prompt through its iterations.
type History struct {
	Frame
	Prompt     string
	Metric     string   // that is drawn, "" for the score
	Metrics    []string // that there are
	Authors    []string
	Points     []Point     // all that the filter leaves, oldest first
	Iterations []Iteration // one page of them, newest first
	Found, All int         // iterations that the filter leaves, and all
	Pages      int
}

// Iteration is one version of a prompt with its record, as log tells it. Pointers
// are nil and strings empty where there is nothing to tell.
type Iteration struct {
	Rev, Subject, Author string
	Time                 time.Time
	Prompt               string // its path at this commit
	Changes              []string
	Allowed              string   // why the policy let it pass
	Labels               []string // tags and releases that stand here
	Record               string   // id
	Suite                string
	Provider, Model      string
	Score                *float64
	Interval             *[2]float64
	Passed, Failed       int
	Errors, NA, Total    int
	Quality              *float64
	Delta                *float64
	DeltaInterval        *[2]float64
	PValue               *float64
	Verdict              string
	Common               int    // cases compared
	Needed               *int   // cases that it would take to tell
	Break                string // why it cannot be compared with the iteration before it
	Notes                []string
	FailedCases          []string
	NewFailed            []string
	Metrics              []Metric
	CostUSD              *float64
	Tokens               *int
	LatencyMS            *int64 // p50
	Simulated            bool
}

// Metric is one dimension of a record, compared with that of the iteration before.
type Metric struct {
	Name          string
	Score         *float64
	Interval      *[2]float64
	N             int
	Delta         *float64
	DeltaInterval *[2]float64
	PValue        *float64 // adjusted
	Verdict       string
}
