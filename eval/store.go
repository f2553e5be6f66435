package eval

// Store takes what is bulky of a run while it goes on, so that memory holds only
// what records are made of. It is safe for concurrent use.
type Store interface {
	// Keep takes a finished result whole, the n-th of a column. Afterwards the
	// result is without its messages, steps, output and verdicts. An error
	// leaves it whole in memory.
	Keep(column, n int, r *Result) error

	// Cache holds the answers of the run for jobs that ask the same later. An
	// error leaves an answer in memory.
	Cache
}

// store hands a finished result to the store of the engine, and reports whether
// there is one. What is handed on to later cases stays in memory.
func (x *execution) store(j *job) bool {
	if x.Store == nil || x.handsOn(j.column) {
		return false
	}
	run := &x.runs[j.column]
	return x.Store.Keep(j.column, j.place, &run.Results[j.place]) == nil
}

// handsOn says whether the outputs of a column are vars of later cases.
func (x *execution) handsOn(column int) bool { return x.chained[column] }

// lighten drops what a store has kept.
func (r *Result) lighten() {
	r.kept, r.failed = true, failuresIn(r.Asserts)
	r.output = r.hasAnswer()
	r.Messages, r.Asserts, r.Steps = nil, nil, nil
	r.Answer.Output, r.Answer.LogProbs = "", nil
}

// Kept says whether the store of the engine holds the result whole.
func (r *Result) Kept() bool { return r.kept }

// failures are the types of failure that a sample shows, each once.
func (r *Result) failures() []string {
	if r.kept {
		return r.failed
	}
	return failuresIn(r.Asserts)
}
