package eval_test

import (
	"errors"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/promptgit/promptgit/eval"
)

// shelf is a store in a map.
type shelf struct {
	memory
	mu      sync.Mutex
	results map[[2]int]string // what a result was when it was kept
	full    bool
}

func (s *shelf) Keep(column, n int, r *eval.Result) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.full {
		return errors.New("no room")
	}
	if s.results == nil {
		s.results = map[[2]int]string{}
	}
	s.results[[2]int{column, n}] = brief(*r) + " " + r.Rendered()
	return nil
}

func TestARunIsTheSameWithAStore(t *testing.T) {
	t.Parallel()
	cols := func(m *model) []eval.Column {
		s := suite(40)
		for i := range s.Cases {
			s.Cases[i].Repeat = 1 + i%3
			switch i % 5 {
			case 1:
				s.Cases[i].Asserts[0].Value = "something else"
				s.Cases[i].Asserts[0].Failure = "wrong"
			case 2:
				s.Cases[i].Asserts[0].Value = "unjudgeable" // the output was paid for all the same
			}
		}
		col := eval.Column{Prompt: ask("case {n}"), Suite: s, Target: m.target(), Repeat: 1}
		return []eval.Column{col, col} // the second asks nothing that the first does not
	}
	made := eval.RecordMeta{ID: "01", Time: time.Unix(1_800_000_000, 0)}
	var want []string
	for _, store := range []*shelf{nil, {}, {full: true}, {memory: memory{err: errors.New("no room")}}} {
		m, e := &model{}, newEngine()
		e.Now = func() time.Time { return time.Unix(1_800_000_000, 0) } // every call takes no time
		whole := 0
		e.Progress = func(ev eval.Event) {
			if ev.Result.Messages != nil {
				whole++
			}
		}
		if store != nil {
			e.Store = store
		}
		var got []string
		for _, run := range mustRun(t, e, cols(m)...) {
			r := eval.NewRecord(&run, made)
			got = append(got, r.Encode())
			for n := range run.Results {
				kept := store != nil && !store.full
				if light := run.Results[n].Messages == nil && run.Results[n].Answer.Output == ""; run.Results[n].Kept() != kept || light != kept {
					t.Errorf("result %d: kept %v, light %v", n, run.Results[n].Kept(), light)
				}
			}
		}
		samples := 0
		for _, c := range cols(m)[0].Suite.Cases {
			samples += c.Repeat
		}
		if m.calls != samples || whole != 2*samples {
			t.Errorf("%d calls, %d results whole in progress, want %d and %d", m.calls, whole, samples, 2*samples)
		}
		if want == nil {
			want = got
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("want -, got +:\n%s", diff)
		}
		if store != nil && !store.full && len(store.results) != 2*samples {
			t.Errorf("%d results are kept, want %d: %v", len(store.results), 2*samples, slices.Collect(maps.Values(store.results)))
		}
	}
}
