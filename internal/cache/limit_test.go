package cache_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/cache"
)

var start = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// filled is a cache of n entries, entry 0 unused for n-1 days and the last for none.
func filled(t *testing.T, n int) (*cache.Cache, string) {
	t.Helper()
	dir := t.TempDir()
	c := cache.New(dir)
	for i := range n {
		if err := c.Put(key(i), eval.Answer{Output: strings.Repeat("x", 500)}); err != nil {
			t.Fatal(err)
		}
		day := start.AddDate(0, 0, i-n+1)
		if err := os.Chtimes(entryPath(dir, key(i)), day, day); err != nil {
			t.Fatal(err)
		}
	}
	return c, dir
}

func left(t *testing.T, c *cache.Cache, n int) (list []int) {
	t.Helper()
	for i := range n {
		_, ok, err := c.Get(key(i))
		if err != nil {
			t.Fatal(err)
		}
		if ok {
			list = append(list, i)
		}
	}
	return list
}

func TestPruneTakesWhatWasUnusedForLongest(t *testing.T) {
	t.Parallel()
	c, dir := filled(t, 10)
	info, err := os.Stat(entryPath(dir, key(0)))
	if err != nil {
		t.Fatal(err)
	}
	size := info.Size()
	for _, dry := range []bool{true, false} {
		p, failed := c.Prune(cache.Limits{MaxAge: 7*24*time.Hour + time.Hour}, start, dry)
		if failed != nil || len(p.Removed) != 2 || p.Left != 8 || p.Size != 8*size {
			t.Errorf("dry %v: %+v, %v", dry, p, failed)
		}
	}
	if got := fmt.Sprint(left(t, c, 10)); got != "[2 3 4 5 6 7 8 9]" {
		t.Errorf("left are %s", got)
	}
	p, err := c.Prune(cache.Limits{MaxSize: 5 * size}, start, false)
	if err != nil || p.Left != 4 { // a tenth is free afterwards
		t.Errorf("%+v, %v", p, err)
	}
	if got := fmt.Sprint(left(t, c, 10)); got != "[6 7 8 9]" {
		t.Errorf("left are %s", got)
	}
	if p, err = c.Prune(cache.Limits{MaxSize: 5 * size, MaxAge: time.Hour * 24 * 365}, start, false); err != nil || len(p.Removed) != 0 {
		t.Errorf("within the limits: %+v, %v", p, err)
	}
	if tmp, err := os.ReadDir(filepath.Join(dir, "tmp")); err != nil || len(tmp) != 0 {
		t.Errorf("files stay: %v, %v", tmp, err)
	}
}

func TestWhatWasJustUsedIsNotWhatGoesFirst(t *testing.T) {
	t.Parallel()
	_, dir := filled(t, 10)
	c := cache.New(dir)
	c.Limit(cache.Limits{}, func() time.Time { return start })
	if _, ok, err := c.Get(key(0)); !ok || err != nil {
		t.Fatal(ok, err)
	}
	if _, err := c.Prune(cache.Limits{MaxAge: 36 * time.Hour}, start, false); err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(left(t, c, 10)); got != "[0 8 9]" {
		t.Errorf("left are %s", got)
	}
}

func TestLimitsAreKeptOnceADay(t *testing.T) {
	t.Parallel()
	_, dir := filled(t, 4)
	now := start
	c := cache.New(dir)
	c.Limit(cache.Limits{MaxAge: time.Hour}, func() time.Time { return now })
	files := func() int {
		list, err := c.Files()
		if err != nil {
			t.Fatal(err)
		}
		return len(list)
	}
	for _, step := range []struct {
		after time.Duration
		want  int
	}{{0, 4}, {time.Hour, 4}, {25 * time.Hour, 0}} {
		now = start.Add(step.after)
		if err := c.Tend(); err != nil {
			t.Fatal(err)
		}
		if got := files(); got != step.want {
			t.Errorf("after %v: want %d entries, got %d", step.after, step.want, got)
		}
	}
	if err := cache.New(filepath.Join(dir, "none")).Tend(); err != nil {
		t.Errorf("without limits: %v", err)
	}
	none := cache.New(filepath.Join(dir, "none"))
	none.Limit(cache.Limits{MaxAge: 1}, func() time.Time { return now })
	if err := none.Tend(); err != nil {
		t.Errorf("without a folder: %v", err)
	}
}

func TestAProcessThatWritesMuchKeepsTheSize(t *testing.T) {
	t.Parallel()
	const most = 64 << 10
	c := cache.New(t.TempDir())
	c.Limit(cache.Limits{MaxSize: most}, time.Now)
	for i := range 500 {
		if err := c.Put(key(i), eval.Answer{Output: strings.Repeat("x", 1000)}); err != nil {
			t.Fatal(err)
		}
	}
	files, err := c.Files()
	if err != nil {
		t.Fatal(err)
	}
	size := int64(0)
	for _, f := range files {
		size += f.Size
	}
	if size == 0 || size > most+most/8 {
		t.Errorf("%d bytes are kept", size)
	}
}

func TestPruningWhileOthersReadAndWriteLosesNothingElse(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	stop := make(chan struct{})
	var pruner, users sync.WaitGroup
	pruner.Go(func() {
		for {
			select {
			case <-stop:
				return
			default:
			}
			if _, err := cache.New(dir).Prune(cache.Limits{MaxSize: 20_000}, time.Now(), false); err != nil {
				t.Error(err)
				return
			}
		}
	})
	for range 3 {
		users.Go(func() {
			c := cache.New(dir)
			for round := range 5 {
				for i := range 50 {
					want := strings.Repeat(fmt.Sprint(i, " "), 200)
					if err := c.Put(key(i), eval.Answer{Output: want}); err != nil {
						t.Error(round, err)
					}
					if a, ok, err := c.Get(key(i)); err != nil || ok && a.Output != want {
						t.Error(ok, err)
					}
				}
			}
		})
	}
	users.Wait()
	close(stop)
	pruner.Wait()
}

func TestAnEntryOfTheFirstVersionIsStillAHit(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	const answer = `{"Output":"yes","Model":"m","FinishReason":"stop","Structured":false,"Refusal":false,"Flagged":null,"LogProbs":null,` +
		`"Tokens":{"prompt":1,"completion":2,"total":3},"Cost":0.5,"Latency":7,"Cached":false}`
	line := fmt.Sprintf(`{"v":1,"key":"%s","sha256":"%s","answer":%s}`, key(1), sum(answer), answer)
	path := entryPath(dir, key(1))
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(line), 0o600); err != nil {
		t.Fatal(err)
	}
	a, ok, err := cache.New(dir).Get(key(1))
	if !ok || err != nil || a.Output != "yes" || a.Tokens.Total != 3 || a.Latency != 7 || a.Origin != (eval.Origin{}) {
		t.Errorf("got %+v, %v, %v", a, ok, err)
	}
}
