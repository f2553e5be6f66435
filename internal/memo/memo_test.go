package memo_test

import (
	"errors"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/promptgit/promptgit/internal/memo"
)

func TestAValueIsMadeOnce(t *testing.T) {
	t.Parallel()
	var m memo.Memo[string, int]
	var made atomic.Int32
	var group sync.WaitGroup
	for range 50 {
		group.Go(func() {
			v, err := m.Get("seven", func() (int, error) { made.Add(1); return 7, nil })
			if v != 7 || err != nil {
				t.Errorf("got %d, %v", v, err)
			}
		})
	}
	group.Wait()
	if made.Load() != 1 {
		t.Errorf("it was made %d times", made.Load())
	}
}

func TestAnErrorIsKeptToo(t *testing.T) {
	t.Parallel()
	var m memo.Memo[int, int]
	bad := errors.New("bad")
	_, _ = m.Get(1, func() (int, error) { return 0, bad })
	if _, err := m.Get(1, func() (int, error) { return 1, nil }); !errors.Is(err, bad) {
		t.Errorf("got %v", err)
	}
}

func TestManyKeysAreForgotten(t *testing.T) {
	t.Parallel()
	var m memo.Memo[int, string]
	made := 0
	for round := range 2 {
		for i := range 1500 {
			v, err := m.Get(i, func() (string, error) { made++; return strconv.Itoa(i), nil })
			if v != strconv.Itoa(i) || err != nil {
				t.Fatalf("round %d: key %d gave %q, %v", round, i, v, err)
			}
		}
	}
	if made <= 1500 || made > 3000 {
		t.Errorf("%d values were made", made)
	}
}
