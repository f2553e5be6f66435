package eval

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt"
)

// OpenJudge makes a judge ready to be asked, and gives the parameters that its
// config sets.
type OpenJudge func(ctx context.Context, spec ProviderSpec) (Target, *value.Object, error)

// judgeVersion is part of the key of every question to a judge, see jobVersion.
const judgeVersion = "promptgit.judge/v1"

// bench is where the judges of a run sit. They are asked through the desk that
// outputs come from: the same cache, retries, limits and budget.
type bench struct {
	desk *desk

	mu      sync.Mutex
	seats   map[string]*seat
	flights map[string]*flight
}

// seat is one opened judge.
type seat struct {
	target Target
	params *value.Object
}

func newBench(d *desk) *bench {
	return &bench{desk: d, seats: map[string]*seat{}, flights: map[string]*flight{}}
}

// open opens every judge of the run before the first call, so that one that
// cannot be used costs nothing.
func (b *bench) open(ctx context.Context, runs []Run) error {
	for i := range runs {
		var targets []Target
		for _, spec := range runs[i].Column.Suite.Judges() {
			s, err := b.seat(ctx, spec)
			if err != nil {
				return err
			}
			if err := b.desk.checkPrice(s.target); err != nil {
				return err
			}
			targets = append(targets, s.target)
		}
		runs[i].JudgesKey = JudgesKey(targets)
	}
	return nil
}

// JudgesKey is "sha256:" and the hash of who judges, with what else decides their
// answers: a command that was edited under its old name is another judge. It is
// "" for nobody.
func JudgesKey(targets []Target) string {
	if len(targets) == 0 {
		return ""
	}
	names := make([]string, len(targets))
	for i, t := range targets {
		names[i] = digest([]any{t.Provider, t.Endpoint, t.Model})
	}
	slices.Sort(names)
	return "sha256:" + digest(names)
}

// Judges are the models that the assertions of a suite ask, each once.
func (s *Suite) Judges() []ProviderSpec {
	var list []ProviderSpec
	seen := map[string]bool{}
	var walk func([]Assertion)
	walk = func(asserts []Assertion) {
		for i := range asserts {
			for _, spec := range []*ProviderSpec{asserts[i].Judge, asserts[i].Embedder} {
				if spec != nil && !seen[spec.name()] {
					seen[spec.name()] = true
					list = append(list, *spec)
				}
			}
			walk(asserts[i].Set)
		}
	}
	for i := range s.Cases {
		walk(s.Cases[i].Asserts)
	}
	return list
}

// name tells one judge from another.
func (s *ProviderSpec) name() string { return digest([]any{s.ID, s.Config, s.Env}) }

func (b *bench) seat(ctx context.Context, spec ProviderSpec) (*seat, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if s := b.seats[spec.name()]; s != nil {
		return s, nil
	}
	if b.desk.Judges == nil {
		return nil, errors.New("no judge can be asked here")
	}
	t, params, err := b.desk.Judges(ctx, spec)
	if err != nil {
		return nil, fmt.Errorf("the judge %s: %w", spec.ID, err)
	}
	s := &seat{t, params}
	b.seats[spec.name()] = s
	return s, nil
}

// Ask implements [Judge]. A question that another sample asks in the same run
// is asked once.
func (c *clerk) Ask(ctx context.Context, q JudgeQuestion) (Answer, error) {
	s, err := c.bench.seat(ctx, q.Judge)
	if err != nil {
		return Answer{}, err
	}
	a, calls, err := c.bench.ask(ctx, s, q)
	if err == nil || calls > 0 || ctx.Err() == nil { // else the run was stopped before it was asked
		c.count(s.target, a, calls, err)
	}
	if err != nil {
		return Answer{}, fmt.Errorf("the judge %s: %w", q.Judge.ID, err)
	}
	return a, nil
}

func (b *bench) ask(ctx context.Context, s *seat, q JudgeQuestion) (Answer, int, error) {
	params := q.Params.Clone()
	for name, v := range s.params.All() { // what the user sets wins
		params.Set(name, v)
	}
	t := s.target
	key := jobKey(messagesKey(digest([]any{judgeVersion, q.Task, t.Provider, t.Endpoint, t.Model, params}), q.Messages), q.Vote)
	req := Request{
		Task: q.Task, Messages: q.Messages, Rendered: prompt.Flatten(q.Messages), Model: t.Model, Params: params,
		Sample: q.Vote, Seed: seed(key), Row: -1, // of no case: a recording of a row is none of a verdict
	}
	if t.Free {
		return b.desk.ask(ctx, t, key, req, nil)
	}
	f, known, again := b.flight(key, q.Again)
	if known {
		return f.wait(ctx)
	}
	defer close(f.done)
	var calls int
	if again {
		f.answer, calls, f.err = b.desk.again(ctx, t, key, req)
	} else {
		f.answer, calls, f.err = b.desk.ask(ctx, t, key, req, nil)
	}
	return f.answer, calls, f.err
}

// flight finds who asks a question, or makes the one that will. What the cache
// answered is asked again where that is wanted, once in a run.
func (b *bench) flight(key string, want bool) (f *flight, known, again bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	f, known = b.flights[key]
	if again = want && known && f.kept(); again {
		key += " again"
		f, known = b.flights[key]
	}
	if !known {
		f = &flight{done: make(chan struct{})}
		b.flights[key] = f
	}
	return f, known, again
}

// kept says whether the question is answered, and by the cache.
func (f *flight) kept() bool {
	select {
	case <-f.done:
		return f.answer.Cached
	default:
		return false
	}
}
