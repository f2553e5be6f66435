package client

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// What another process wrote with its clock ahead, or this one before its clock was set
// back, is not new until that time comes.
func TestAnAnswerOfTheFutureIsNotNew(t *testing.T) {
	t.Parallel()
	p := newPlace(t, Options{Dir: t.TempDir()})
	p.clock.Store(1_000_000)
	p.says("one")
	get(t, p.Client)
	p.clock.Store(0)
	p.says("two")
	if got := get(t, p.Client); got.Rev != "two" {
		t.Errorf("with the clock set back it gives %+v", got)
	}
	for _, path := range kept(t, p.o.Dir) { // as if it had been written then
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(raw), `"rev":"two"`) {
			t.Errorf("it has %s", raw)
		}
	}
	p.clock.Store(1_000_000)
	get(t, p.Client)
	p.Close()
	p.clock.Store(0)
	p.fails(503, "")
	late := p.open(t, Options{Dir: p.o.Dir})
	if got := get(t, late); got.ETag != "two" || !got.Stale {
		t.Errorf("from the disk it gives %+v", got)
	}
	p.says("three")
	p.clock.Add(2)
	for range 100 {
		if got := get(t, late); got.Rev == "three" && !got.Stale {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Errorf("the server is back, and it gives %+v", get(t, late))
}

func kept(t *testing.T, dir string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("got %v, %v", files, err)
	}
	return files
}

// Who comes back after a pause gets what the label has now; when the server fails then,
// only the first one waits for it.
func TestAfterALongPauseTheServerIsAskedFirst(t *testing.T) {
	t.Parallel()
	p := newPlace(t, Options{TTL: 10 * time.Second})
	p.says("one")
	get(t, p.Client)
	p.says("two")
	p.clock.Add(3600)
	if got := get(t, p.Client); got.Rev != "two" || got.Stale {
		t.Errorf("after an hour it gives %+v", got)
	}
	p.fails(503, "")
	p.clock.Add(3600)
	calls := p.calls.Load()
	for range 5 {
		if got := get(t, p.Client); got.Rev != "two" || !got.Stale || got.Problem == nil {
			t.Errorf("with the server down it gives %+v", got)
		}
	}
	if n := p.calls.Load() - calls; n != 1 {
		t.Errorf("%d requests", n)
	}
}

func TestAClientIsClosedWhileOthersAsk(t *testing.T) {
	t.Parallel()
	for range 50 {
		p := newPlace(t, Options{TTL: -1})
		p.says("one")
		var all sync.WaitGroup
		for range 20 {
			all.Go(func() {
				if got, err := p.Get(t.Context(), "p.md", GetOptions{Label: "live"}); err == nil && got.ETag != "one" {
					t.Errorf("got %+v", got)
				}
			})
		}
		p.Close()
		all.Wait()
	}
}

// Two processes that keep their answers in one folder leave whole files.
func TestTwoClientsShareAFolder(t *testing.T) {
	t.Parallel()
	p := newPlace(t, Options{TTL: -1, Dir: t.TempDir()})
	p.says("one")
	other := p.open(t, p.o)
	get(t, other) // there is a file from the start
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for j := range 30 {
				c := []*Client{p.Client, other}[i%2]
				if i == 0 {
					p.says([]string{"one", "two"}[j%2])
				}
				if _, ok := c.kept(keyOf("p.md", GetOptions{Label: "live"})); !ok {
					t.Error("a file is damaged")
				}
				get(t, c)
			}
		})
	}
	all.Wait()
	if left, err := filepath.Glob(filepath.Join(p.o.Dir, ".new-*")); err != nil || len(left) != 0 {
		t.Errorf("left: %v, %v", left, err)
	}
}
