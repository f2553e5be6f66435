package cache_test

import (
	"bufio"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/cache"
)

// claimer holds a claim until it is killed or its input ends.
func claimer(dir string) int {
	release, ok, err := cache.New(dir).Claim(key(1))
	if !ok || err != nil {
		return 1
	}
	_, _ = io.WriteString(os.Stdout, "claimed\n") // a parent that is gone reads nothing
	_, _ = io.Copy(io.Discard, os.Stdin)
	release()
	return 0
}

func claims(t *testing.T, c *cache.Cache, n int) (release func(), ok bool) {
	t.Helper()
	release, ok, err := c.Claim(key(n))
	if err != nil {
		t.Fatal(err)
	}
	return release, ok
}

func TestAClaimIsHeldByOneOfTwoProcessesAndEndsWithIt(t *testing.T) {
	t.Parallel()
	for _, end := range []string{"release", "kill"} {
		dir := t.TempDir()
		holder := child(t, dir, "claim")
		in, err := holder.StdinPipe()
		if err != nil {
			t.Fatal(err)
		}
		out, err := holder.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err = holder.Start(); err != nil {
			t.Fatal(err)
		}
		if said, failed := bufio.NewReader(out).ReadString('\n'); said != "claimed\n" {
			t.Fatalf("%q, %v", said, failed)
		}
		c := cache.New(dir)
		if _, ok := claims(t, c, 1); ok {
			t.Error("a question is claimed twice")
		}
		release, ok := claims(t, c, 2)
		if !ok {
			t.Error("another question cannot be claimed")
		}
		release()
		if _, ok := claims(t, c, 1); ok {
			t.Error("a claim of this process lifted that of the other")
		}
		if end == "kill" {
			err = holder.Process.Kill()
		} else {
			err = in.Close()
		}
		if err != nil {
			t.Fatal(err)
		}
		_ = holder.Wait() // killed or not, it is gone
		if _, ok := claims(t, c, 1); !ok {
			t.Errorf("the claim stays after a %s", end)
		}
	}
}

func TestAClaimIsHeldByOneOfTwoCallsInAProcess(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	one, other := cache.New(dir), cache.New(dir)
	release, ok := claims(t, one, 1)
	if !ok {
		t.Fatal("it is free")
	}
	if _, ok := claims(t, one, 1); ok {
		t.Error("claimed twice by one cache")
	}
	if end, ok := claims(t, other, 2); !ok {
		t.Error("another question cannot be claimed")
	} else {
		end()
	}
	release()
	if _, ok := claims(t, one, 1); !ok {
		t.Error("a claim that was given back cannot be taken")
	}
}

func TestOnlyOneOfManyHoldsAClaim(t *testing.T) {
	t.Parallel()
	c := cache.New(t.TempDir())
	var inside, took atomic.Int64
	var all sync.WaitGroup
	for range 16 {
		all.Go(func() {
			for range 200 {
				release, ok, err := c.Claim(key(1))
				if err != nil {
					t.Error(err)
					return
				}
				if !ok {
					continue
				}
				if inside.Add(1) > 1 {
					t.Error("two at once")
				}
				took.Add(1)
				inside.Add(-1)
				release()
			}
		})
	}
	all.Wait()
	if took.Load() == 0 {
		t.Error("nobody had it")
	}
}

func TestClaimsSurviveARemovedCache(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "cache")
	c := cache.New(dir)
	release, _ := claims(t, c, 1)
	release()
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if _, ok := claims(t, c, 1); !ok {
		t.Error("no claim after the cache was removed")
	}
	if _, err := os.Stat(filepath.Join(dir, "claims")); err != nil {
		t.Errorf("it is on no file that others find: %v", err)
	}
}

func TestAPlaceWithoutACacheHasNoClaims(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, ok, err := cache.New(file).Claim(key(1)); ok || err == nil {
		t.Errorf("want an error, got %v, %v", ok, err)
	}
	if _, ok, err := cache.New(t.TempDir()).Claim("../" + strings.Repeat("a", 9)); ok || err == nil {
		t.Errorf("want an error for what is no key, got %v, %v", ok, err)
	}
}

func TestTheCacheTellsWhenAnAnswerWasPut(t *testing.T) {
	t.Parallel()
	c := cache.New(t.TempDir())
	if at, err := c.Written(key(1)); err != nil || !at.IsZero() {
		t.Errorf("nothing was put: %v, %v", at, err)
	}
	before, err := c.Clock()
	if err != nil {
		t.Fatal(err)
	}
	if err = c.Put(key(1), answer(1)); err != nil {
		t.Fatal(err)
	}
	at, err := c.Written(key(1))
	if err != nil || at.Before(before) || at.Sub(before) > time.Minute {
		t.Errorf("put at %v, asked before at %v: %v", at, before, err)
	}
}

// TestAnOldAnswerThatIsUsedIsNotTakenForANewOne: a run that wants fresh answers
// goes by when they were written, and another one may use them meanwhile.
func TestAnOldAnswerThatIsUsedIsNotTakenForANewOne(t *testing.T) {
	t.Parallel()
	c := cache.New(t.TempDir())
	c.Limit(cache.Limits{}, time.Now)
	if err := c.Put(key(1), eval.Answer{Output: "old"}); err != nil {
		t.Fatal(err)
	}
	files, err := c.Files()
	if err != nil {
		t.Fatal(err)
	}
	old := time.Now().Add(-72 * time.Hour)
	if err = os.Chtimes(files[0].Path, old, old); err != nil {
		t.Fatal(err)
	}
	began, err := c.Clock()
	if err != nil {
		t.Fatal(err)
	}
	time.Sleep(20 * time.Millisecond) // the clock of a file system may tick slowly
	if _, ok, failed := c.Get(key(1)); !ok || failed != nil {
		t.Fatal(ok, failed)
	}
	written, err := c.Written(key(1))
	if err != nil || written.After(began) || !written.After(old.Add(24*time.Hour)) {
		t.Errorf("began %v, written %v, %v", began, written, err)
	}
}
