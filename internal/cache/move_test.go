package cache_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"os"
	"testing"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/cache"
)

func sum(text string) string {
	s := sha256.Sum256([]byte(text))
	return hex.EncodeToString(s[:])
}

// entryOf is the entry that a cache makes of an answer.
func entryOf(t *testing.T, n int, a eval.Answer) cache.Entry {
	t.Helper()
	c := cache.New(t.TempDir())
	if err := c.Put(key(n), a); err != nil {
		t.Fatal(err)
	}
	files, err := c.Files()
	if err != nil || len(files) != 1 {
		t.Fatal(files, err)
	}
	e, err := files[0].Open()
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestAnEntryIsTakenOverUnlessAnotherIsThere(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	c := cache.New(dir)
	first, second := entryOf(t, 1, eval.Answer{Output: "first"}), entryOf(t, 1, eval.Answer{Output: "second"})
	for _, step := range []struct {
		e       cache.Entry
		replace bool
		want    cache.Taken
		output  string
	}{
		{first, false, cache.Added, "first"},
		{first, true, cache.Same, "first"},
		{second, false, cache.Kept, "first"},
		{second, true, cache.Replaced, "second"},
	} {
		got, err := c.Take(step.e, step.replace)
		a, _, _ := c.Get(key(1))
		if got != step.want || err != nil || a.Output != step.output {
			t.Errorf("want %s and %q, got %s and %q, %v", step.want, step.output, got, a.Output, err)
		}
	}
	if err := os.WriteFile(entryPath(dir, key(1)), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got, err := c.Take(first, false); got != cache.Added || err != nil {
		t.Errorf("over a damaged one: %s, %v", got, err)
	}
}

func TestADamagedLineIsNoEntry(t *testing.T) {
	t.Parallel()
	line := entryOf(t, 1, eval.Answer{Output: "forty-two"}).Line
	for name, damaged := range map[string][]byte{
		"cut short":      line[:len(line)-5],
		"empty":          nil,
		"another answer": bytes.Replace(line, []byte("forty-two"), []byte("forty-one"), 1),
		"a path for key": bytes.Replace(line, []byte(key(1)), []byte("../../../x"), 1),
	} {
		if _, err := cache.ReadEntry(damaged); !errors.Is(err, cache.ErrCorrupt) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}
