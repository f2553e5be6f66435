package cmd

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"sync"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/spool"
)

// resultStore keeps the results of an eval in a spool, each as its JSON, and the
// answers for jobs that ask the same. It implements [eval.Store].
type resultStore struct {
	*spool.Spool
	forms []resultForm // by column

	own     sync.Mutex
	results [][]spool.Place // by column and number
	answers map[[sha256.Size]byte]spool.Place
}

// newResultStore makes the store of a run.
func newResultStore(s *spool.Spool, forms []resultForm, samples []int) *resultStore {
	store := &resultStore{Spool: s, forms: forms, results: make([][]spool.Place, len(samples))}
	total := 0
	for i, n := range samples {
		store.results[i] = make([]spool.Place, n)
		total += n
	}
	store.answers = make(map[[sha256.Size]byte]spool.Place, total)
	return store
}

// Keep implements [eval.Store].
func (s *resultStore) Keep(column, n int, r *eval.Result) error {
	entry, err := s.forms[column].encode(r)
	if err != nil {
		return err
	}
	at := s.Add(entry)
	s.own.Lock()
	defer s.own.Unlock()
	for len(s.results[column]) <= n {
		s.results[column] = append(s.results[column], spool.Place{})
	}
	s.results[column][n] = at
	return nil
}

// Put implements [eval.Cache].
func (s *resultStore) Put(key string, a eval.Answer) error {
	entry, err := json.Marshal(a)
	if err != nil {
		return err
	}
	at := s.Add(entry)
	s.own.Lock()
	defer s.own.Unlock()
	s.answers[sha256.Sum256([]byte(key))] = at
	return nil
}

// Get implements [eval.Cache].
func (s *resultStore) Get(key string) (a eval.Answer, ok bool, err error) {
	s.own.Lock()
	at := s.answers[sha256.Sum256([]byte(key))]
	s.own.Unlock()
	if at.None() {
		return a, false, nil
	}
	entry, err := s.Read(at, nil)
	if err == nil {
		err = json.Unmarshal(entry, &a)
	}
	return a, err == nil, err
}

// result gives the JSON of one result, valid until the window is used again.
func (s *resultStore) result(column, n int, r *eval.Result, window *spool.Window) ([]byte, error) {
	if !r.Kept() {
		return s.forms[column].encode(r)
	}
	return s.Read(s.results[column][n], window)
}

// each gives the JSON of every result of a column, in order. Those that an
// interrupt left without a verdict are told or not.
func (s *resultStore) each(column int, run *eval.Run, interrupted bool) entries {
	return func(yield func([]byte) error) error {
		var window spool.Window
		for n := range run.Results {
			if !interrupted && errors.Is(run.Results[n].Err, eval.ErrInterrupted) {
				continue
			}
			entry, err := s.result(column, n, &run.Results[n], &window)
			if err == nil {
				err = yield(entry)
			}
			if err != nil {
				return err
			}
		}
		return nil
	}
}

// whole gives one result as it was kept.
func (s *resultStore) whole(column int, run *eval.Run) func(n int) (resultJSON, error) {
	return func(n int) (r resultJSON, err error) {
		entry, err := s.result(column, n, &run.Results[n], nil)
		if err == nil {
			err = json.Unmarshal(entry, &r)
		}
		return r, err
	}
}

// entries walks results as compact JSON. It ends with the first error.
type entries func(yield func([]byte) error) error

// hold takes a run whose results are whole in memory.
func (x *evalItem) hold(run *eval.Run, compact bool) {
	s := &resultStore{forms: []resultForm{{row: rowsOf(&run.Column), compact: compact}}}
	x.run, x.sum, x.whole = run, nil, s.whole(0, run)
	x.results, x.outputs = s.each(0, run, true), s.each(0, run, false)
}

// entriesOf are the results of a run that are whole in memory.
func entriesOf(run *eval.Run) entries {
	form := resultForm{row: rowsOf(&run.Column)}
	return func(yield func([]byte) error) error {
		for i := range run.Results {
			entry, err := form.encode(&run.Results[i])
			if err == nil {
				err = yield(entry)
			}
			if err != nil {
				return err
			}
		}
		return nil
	}
}

// resultForm is how the results of a column are written.
type resultForm struct {
	row     func(c *eval.Case, sample int) int
	compact bool // rendered prompts as promptfoo reports them
}

func (f resultForm) encode(r *eval.Result) ([]byte, error) {
	out := newResultJSON(r)
	out.Index = f.row(r.Case, r.Sample)
	if f.compact {
		out.compact()
	}
	return encodeResult(out)
}

// encodeResult writes compact JSON, with text as it is.
func encodeResult(r resultJSON) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(r)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}
