package page

// Bisect is a search, under way or ended.
type Bisect struct {
	Frame
	Prompt               string
	Good, Bad            string
	Verdict              string
	Culprit              *Iteration
	Posterior            *float64
	Candidates           []Candidate // oldest first
	NoChange             *float64    // probability that nothing broke
	CaseRuns, ModelCalls int
	CostUSD              *float64
	Flipped              []string
	Next                 string // what to type
	Searches             []SearchLink
}

// Candidate is a version that may have broken it.
type Candidate struct {
	Iteration Iteration
	P         float64
	Passed    int // samples judged
	Judged    int
	Credible  bool // it belongs to the credible set
}

// SearchLink is another search that is known.
type SearchLink struct{ Prompt, Good, Bad, Verdict string }
