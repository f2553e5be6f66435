package eval

import "crypto/sha256"

// flight is a question that is being asked, or was asked in this run. Jobs
// with an equal key share it instead of paying twice.
type flight struct {
	landed  bool
	waiting []waiting
	answer  Answer
	err     error
}

// waiting is a job that waits for a flight, and the queue that it is to go to.
type waiting struct {
	job   *job
	queue chan<- *job
}

// flights are those of a run, by the hash of their key. One whose answer the
// store has is nil.
type flights map[[sha256.Size]byte]*flight

func flightKey(key string) [sha256.Size]byte { return sha256.Sum256([]byte(key)) }

// lead tells whether this job is the one to ask. If not, it gets the answer of
// the one that does, now or later.
func (x *execution) lead(key string, j *job, queue chan<- *job) bool {
	hash := flightKey(key)
	x.mu.Lock()
	f, known := x.flights[hash]
	switch {
	case !known:
		x.flights[hash] = &flight{}
	case f == nil:
		x.mu.Unlock()
		a, ok, err := x.Store.Get(key)
		if err != nil || !ok {
			return true // it is lost, and asked again
		}
		x.mu.Lock()
		x.share(a, nil, j, queue)
	case f.landed:
		x.share(f.answer, f.err, j, queue)
	default:
		f.waiting = append(f.waiting, waiting{j, queue})
	}
	x.mu.Unlock()
	return !known
}

// land hands an answer to the job that asked and to those that waited.
func (x *execution) land(key string, j *job, calls int, a Answer, err error, queue chan<- *job) {
	col := &x.runs[j.column].Column
	stored := err == nil && x.Store != nil && !col.Target.Free && x.Store.Put(key, a) == nil
	hash := flightKey(key)
	x.mu.Lock()
	defer x.mu.Unlock()
	run := &x.runs[j.column]
	run.Calls += calls
	if a.Cached {
		run.Cached++
	}
	a.Model, a.FinishReason = x.name(a.Model), x.name(a.FinishReason)
	j.result.answered(a, err)
	queue <- j
	f := x.flights[hash]
	if f == nil {
		return
	}
	for _, other := range f.waiting {
		x.share(a, err, other.job, other.queue)
	}
	f.landed, f.answer, f.err, f.waiting = true, a, err, nil
	if stored {
		x.flights[hash] = nil
	}
}

// share gives the answer of a flight to a job that did not pay for it.
func (x *execution) share(a Answer, err error, j *job, queue chan<- *job) {
	if err == nil {
		a.Cached = true
		x.runs[j.column].Cached++
	}
	j.result.answered(a, err)
	queue <- j
}

// name gives equal names the same memory.
func (x *execution) name(text string) string {
	if known, ok := x.names[text]; ok {
		return known
	}
	x.names[text] = text
	return text
}
