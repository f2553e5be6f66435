package cache_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/cache"
)

func key(n int) string { return fmt.Sprintf("%064x", n*0x9e3779b1) }

func entryPath(dir, key string) string { return filepath.Join(dir, key[:2], key+".json") }

func TestWhatWasPutComesBack(t *testing.T) {
	dir := t.TempDir()
	n := 0
	rapid.Check(t, func(t *rapid.T) {
		n++
		want := eval.Answer{
			Output:       rapid.String().Draw(t, "output"),
			Model:        rapid.StringMatching(`[a-z0-9.-]{0,12}`).Draw(t, "model"),
			FinishReason: "stop",
			Tokens:       eval.Tokens{Prompt: rapid.IntRange(0, 9000).Draw(t, "tokens"), Total: 5},
			Latency:      time.Duration(rapid.Int64Range(0, 1e12).Draw(t, "latency")),
		}
		if rapid.Bool().Draw(t, "priced") {
			cost := rapid.Float64Range(0, 10).Draw(t, "cost")
			want.Cost = &cost
		}
		if err := cache.New(dir).Put(key(n), want); err != nil {
			t.Fatal(err)
		}
		got, ok, err := cache.New(dir).Get(key(n))
		if !ok || err != nil {
			t.Fatalf("want a hit, got %v, %v", ok, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("want -, got +:\n%s", diff)
		}
	})
}

func TestTheLaterAnswerReplacesTheEarlier(t *testing.T) {
	t.Parallel()
	c := cache.New(t.TempDir())
	for _, output := range []string{"first", "second"} {
		if err := c.Put(key(1), eval.Answer{Output: output}); err != nil {
			t.Fatal(err)
		}
	}
	if a, ok, err := c.Get(key(1)); a.Output != "second" || !ok || err != nil {
		t.Errorf("want second, got %q, %v, %v", a.Output, ok, err)
	}
}

func TestAnUnknownKeyIsAMissWithoutAnError(t *testing.T) {
	t.Parallel()
	for name, dir := range map[string]string{"an empty folder": t.TempDir(), "no folder": filepath.Join(t.TempDir(), "none")} {
		if _, ok, err := cache.New(dir).Get(key(1)); ok || err != nil {
			t.Errorf("%s: want a miss, got %v, %v", name, ok, err)
		}
	}
}

func TestAKeyCannotNameAFileElsewhere(t *testing.T) {
	t.Parallel()
	c := cache.New(t.TempDir())
	for _, k := range []string{"", "ab", "../../../../etc/passwd", strings.Repeat("A", 64), key(1) + "/x"} {
		if err := c.Put(k, eval.Answer{}); err == nil {
			t.Errorf("put %q: want an error", k)
		}
		if _, ok, err := c.Get(k); ok || err == nil {
			t.Errorf("get %q: want an error, got %v", k, ok)
		}
	}
}

func TestADamagedEntryIsAMissThatIsReportedAndMended(t *testing.T) {
	t.Parallel()
	damage := map[string]func(raw []byte) []byte{
		"cut short":       func(raw []byte) []byte { return raw[:len(raw)/2] },
		"empty":           func([]byte) []byte { return nil },
		"another answer":  func(raw []byte) []byte { return []byte(strings.Replace(string(raw), "forty-two", "forty-one", 1)) },
		"another key":     func(raw []byte) []byte { return []byte(strings.Replace(string(raw), key(1), key(2), 1)) },
		"not JSON at all": func([]byte) []byte { return []byte("\x00\x01garbage") },
	}
	for name, f := range damage {
		dir := t.TempDir()
		c, want := cache.New(dir), eval.Answer{Output: "forty-two"}
		if err := c.Put(key(1), want); err != nil {
			t.Fatal(err)
		}
		path := entryPath(dir, key(1))
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, f(raw), 0o600); err != nil {
			t.Fatal(err)
		}
		if a, ok, err := c.Get(key(1)); ok || !errors.Is(err, cache.ErrCorrupt) {
			t.Errorf("%s: want a corrupt miss, got %q, %v, %v", name, a.Output, ok, err)
		}
		if err := c.Put(key(1), want); err != nil {
			t.Fatal(err)
		}
		if a, ok, err := c.Get(key(1)); !ok || err != nil || a.Output != want.Output {
			t.Errorf("%s: want it mended, got %q, %v, %v", name, a.Output, ok, err)
		}
	}
}

func TestAnEntryOfANewerVersionIsAMissAndNotCorrupt(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := entryPath(dir, key(1))
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(`{"v":2,"key":"`+key(1)+`","body":[]}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, ok, err := cache.New(dir).Get(key(1)); ok || err == nil || errors.Is(err, cache.ErrCorrupt) {
		t.Errorf("want a miss that names the version, got %v, %v", ok, err)
	}
}

func TestOnlyTheUserCanReadAnEntry(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "cache")
	if err := cache.New(dir).Put(key(1), eval.Answer{Output: "private"}); err != nil {
		t.Fatal(err)
	}
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err == nil && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s: mode %v", path, info.Mode())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestSweepRemovesOnlyWhatACrashLeft(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	c := cache.New(dir)
	if err := c.Sweep(time.Unix(0, 0)); err != nil {
		t.Fatalf("without a folder: %v", err)
	}
	if err := c.Put(key(1), eval.Answer{Output: "kept"}); err != nil {
		t.Fatal(err)
	}
	now := time.Unix(1_800_000_000, 0)
	for name, age := range map[string]time.Duration{"put-old": 2 * time.Hour, "put-new": time.Minute} {
		path := filepath.Join(dir, "tmp", name)
		if err := os.WriteFile(path, []byte("{"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, now.Add(-age), now.Add(-age)); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.Sweep(now); err != nil {
		t.Fatal(err)
	}
	left, err := os.ReadDir(filepath.Join(dir, "tmp"))
	if err != nil || len(left) != 1 || left[0].Name() != "put-new" {
		t.Errorf("want only put-new to stay, got %v, %v", left, err)
	}
	if _, ok, err := c.Get(key(1)); !ok || err != nil {
		t.Errorf("the entry is gone: %v, %v", ok, err)
	}
}

func BenchmarkGet(b *testing.B) {
	c := cache.New(b.TempDir())
	const entries = 5000
	for n := range entries {
		if err := c.Put(key(n), eval.Answer{Output: strings.Repeat("word ", 100)}); err != nil {
			b.Fatal(err)
		}
	}
	for n := 0; b.Loop(); n++ {
		if _, ok, err := c.Get(key(n % entries)); !ok || err != nil {
			b.Fatal(ok, err)
		}
	}
}

func BenchmarkPut(b *testing.B) {
	c := cache.New(b.TempDir())
	a := eval.Answer{Output: strings.Repeat("word ", 100)}
	for n := 0; b.Loop(); n++ {
		if err := c.Put(key(n), a); err != nil {
			b.Fatal(err)
		}
	}
}
