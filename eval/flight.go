package eval

import (
	"context"
	"crypto/sha256"
)

// flight is a question that is being asked, or was asked in this run. Jobs
// with an equal key share it instead of paying twice.
type flight struct {
	landed  bool
	waiting []waiting
	done    chan struct{} // closed when it has landed, nil where nobody waits for that
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

// consult asks one of several questions of a job, and waits where another one
// asks the same. See desk.ask for relieve.
func (x *execution) consult(ctx context.Context, t Target, key string, req Request, relieve func()) (Answer, int, error) {
	if t.Free {
		return x.desk.ask(ctx, t, key, req, relieve)
	}
	f, known := x.meet(key)
	if f != nil {
		return f.wait(ctx)
	}
	if known {
		if a, ok, err := x.Store.Get(key); err == nil && ok {
			a.Cached = true
			return a, 0, nil
		} // else it is lost, and asked again
	}
	a, calls, err := x.desk.ask(ctx, t, key, req, relieve)
	stored := x.stored(t, key, a, err)
	x.mu.Lock()
	defer x.mu.Unlock()
	x.arrive(key, a, err, stored)
	return a, calls, err
}

// meet finds the flight of a question, or makes one that the caller leads. A
// known one that the store has is nil.
func (x *execution) meet(key string) (f *flight, known bool) {
	hash := flightKey(key)
	x.mu.Lock()
	defer x.mu.Unlock()
	f, known = x.flights[hash]
	switch {
	case !known:
		x.flights[hash] = &flight{}
	case f != nil && f.done == nil:
		f.done = make(chan struct{})
		if f.landed {
			close(f.done)
		}
	}
	return f, known
}

// wait gives the answer of a question that another job, or another judge, asks
// and pays.
func (f *flight) wait(ctx context.Context) (Answer, int, error) {
	select {
	case <-f.done:
	case <-ctx.Done():
		return Answer{}, 0, ctx.Err()
	}
	a := f.answer
	a.Cached = f.err == nil
	return a, 0, f.err
}

// stored gives an answer to the store, and reports whether it has it.
func (x *execution) stored(t Target, key string, a Answer, err error) bool {
	return err == nil && x.Store != nil && !t.Free && x.Store.Put(key, a) == nil
}

// land hands an answer to the job that asked and to those that waited.
func (x *execution) land(key string, j *job, calls int, a Answer, err error, queue chan<- *job) {
	stored := x.stored(x.runs[j.column].Column.Target, key, a, err)
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
	x.arrive(key, a, err, stored)
}

// arrive ends a flight. The caller holds mu.
func (x *execution) arrive(key string, a Answer, err error, stored bool) {
	hash := flightKey(key)
	f := x.flights[hash]
	if f == nil {
		return
	}
	for _, other := range f.waiting {
		x.share(a, err, other.job, other.queue)
	}
	f.landed, f.answer, f.err, f.waiting = true, a, err, nil
	if f.done != nil {
		close(f.done)
	}
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
