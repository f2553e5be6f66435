//go:build unix

package cmd_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A folder in the Git directory may be a link: an archive that somebody unpacked can
// bring one.
func TestOnlyFilesThatAProcessLeftAreSwept(t *testing.T) {
	t.Parallel()
	l, _ := versions(t, 1, "good")
	other := t.TempDir()
	old := time.Now().Add(-time.Hour)
	keep := []string{"thesis.txt", "data.json", "123-notes.json", "4194304-ABCDEFGHI1.json", "x-ABCDEFGHIJ.json", "-ABCDEFGHIJ.json"}
	left := []string{"4194304-ABCDEFGHIJ.json", "4194304-ABCDEFGHIJ.json.part"}
	for _, name := range append(keep, left...) {
		path := filepath.Join(other, name)
		if err := os.WriteFile(path, []byte("{}"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, old, old); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.MkdirAll(filepath.Join(l.dir, ".git", "promptgit"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(other, filepath.Join(l.dir, ".git", "promptgit", "running")); err != nil {
		t.Fatal(err)
	}
	l.serve().page("/")
	for _, name := range keep {
		if _, err := os.Stat(filepath.Join(other, name)); err != nil {
			t.Errorf("it is nobody's to remove: %v", err)
		}
	}
	for _, name := range left {
		if _, err := os.Stat(filepath.Join(other, name)); err == nil {
			t.Errorf("%s was left by a process that ended", name)
		}
	}
}

func TestWhatNoProcessCanHaveToldIsOnNoPage(t *testing.T) {
	t.Parallel()
	l, _ := versions(t, 1, "good")
	tell := func(id string, change map[string]any) {
		doc := map[string]any{
			"v": 1, "pid": os.Getpid(), "host": "elsewhere.example", "command": "told-" + id, "prompt": "", "rev": "",
			"done": 1, "total": 2, "failed": 0, "errors": 0, "started": "2026-01-01T00:00:00Z", "cost_usd": 0, "search": nil,
		}
		for name, value := range change {
			doc[name] = value
		}
		raw, err := json.Marshal(doc)
		if err != nil {
			t.Fatal(err)
		}
		l.write(".git/promptgit/running/1-"+id+".json", string(raw))
	}
	tell("GOODGOODGO", nil)
	tell("VERSIONVER", map[string]any{"v": 2})
	tell("LONGLONGLO", map[string]any{"command": "told-LONGLONGLO" + strings.Repeat("A", 1<<20)})
	tell("PROMPTPROM", map[string]any{"prompt": strings.Repeat("A", 1<<20)})
	tell("REVREVREVR", map[string]any{"rev": strings.Repeat("a", 1<<20)})
	tell("NEGATIVENE", map[string]any{"done": -1})
	tell("TEXTTEXTTE", map[string]any{"done": "many"})
	l.write(".git/promptgit/running/1-DEEPDEEPDE.json", strings.Repeat(`{"a":`, 100_000))
	body := l.serve().page("/")
	if n := strings.Count(body, "told-"); n != 1 || !strings.Contains(body, "told-GOODGOODGO") || len(body) > 1<<20 {
		t.Errorf("%d are told in %d bytes", n, len(body))
	}
}
