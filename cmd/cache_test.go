package cmd_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/promptgit/promptgit/internal/llmtest"
)

// cachedLab has two answers in its cache.
func cachedLab(t *testing.T) (*lab, *llmtest.Server) {
	t.Helper()
	l, server := served(t, llmtest.Rule{Match: "Say (.*)", Answer: "I say $1", As: "gpt-4.1-mini-2025"})
	l.ok("eval")
	if l.cached() != 2 {
		t.Fatalf("%d answers", l.cached())
	}
	return l, server
}

type cacheList struct {
	Schema  string
	Size    int64
	Entries []struct {
		Key, Target, Model, Output, Error, T string
		Size                                 int64
	}
}

func TestCacheLsShowsWhereAnswersCameFrom(t *testing.T) {
	t.Parallel()
	l, _ := cachedLab(t)
	var doc cacheList
	l.json(0, &doc, "cache", "ls", "--filter", "say two")
	if len(doc.Entries) != 1 || doc.Schema != "promptgit.cache/v1" {
		t.Fatalf("got %+v", doc)
	}
	e := doc.Entries[0]
	if e.Target != "openai:gpt-4.1-mini" || e.Model != "gpt-4.1-mini-2025" || e.Output != "I say two" || !strings.HasPrefix(e.T, "2026-01-01") || e.Size != doc.Size {
		t.Errorf("got %+v", e)
	}
	if out := l.ok("cache", "ls"); strings.Count(out, "\n") != 2 || !strings.Contains(out, "openai:gpt-4.1-mini\tI say one") {
		t.Errorf("got %s", out)
	}
	l.damage(1)
	if out := l.ok("cache", "ls"); strings.Count(out, "corrupt cache entry") != 1 {
		t.Errorf("got %s", out)
	}
}

// damage changes n entries of the cache.
func (l *lab) damage(n int) {
	l.t.Helper()
	files, err := filepath.Glob(filepath.Join(l.dir, ".git/promptgit/cache/??/*.json"))
	if err != nil || len(files) < n {
		l.t.Fatal(files, err)
	}
	for _, f := range files[:n] {
		raw, err := os.ReadFile(f)
		if err == nil {
			err = os.WriteFile(f, []byte(strings.Replace(string(raw), "I say", "I sai", 1)), 0o600)
		}
		if err != nil {
			l.t.Fatal(err)
		}
	}
}

func TestADamagedAnswerIsSaidWithItsFileAndAskedAgain(t *testing.T) {
	t.Parallel()
	l, server := cachedLab(t)
	l.damage(1)
	a := l.want(0, "eval")
	if strings.Count(a.stderr, "checksum does not match") != 1 || !strings.Contains(a.stderr, ".json: ") || server.Count() != 3 {
		t.Errorf("%d calls, %s", server.Count(), a.stderr)
	}
	if a := l.want(0, "eval"); strings.Contains(a.stderr, "checksum") || server.Count() != 3 {
		t.Errorf("it is not mended: %s", a.stderr)
	}
}

func TestCachePruneAndClearRemoveAnswers(t *testing.T) {
	t.Parallel()
	l, _ := cachedLab(t)
	if out := l.ok("cache", "prune", "--max-size", "1KB", "--dry-run"); !strings.HasPrefix(out, "would remove 1 answer,") || l.cached() != 2 {
		t.Errorf("got %s", out)
	}
	if out := l.ok("cache", "prune"); !strings.HasPrefix(out, "removed 0 answers") {
		t.Errorf("got %s", out)
	}
	if out := l.ok("cache", "prune", "--max-size", "1KB"); !strings.Contains(out, "removed 1 answer,") || l.cached() != 1 {
		t.Errorf("got %s", out)
	}
	for _, args := range [][]string{{"--max-age", "soon"}, {"--max-size", "0MB"}} {
		l.want(2, append([]string{"cache", "prune"}, args...)...)
	}
	if a := l.want(2, "cache", "clear"); !strings.Contains(a.stderr, "cache clear --yes") {
		t.Errorf("got %s", a.stderr)
	}
	if a := l.asked(t.Context(), strings.NewReader("n\n"), "cache", "clear"); a.code != 1 || l.cached() != 1 {
		t.Errorf("got %+v", a)
	}
	if a := l.asked(t.Context(), strings.NewReader("y\n"), "cache", "clear"); a.code != 0 || l.cached() != 0 {
		t.Errorf("got %+v", a)
	}
	l.ok("cache", "clear")
	l.ok("cache", "ls")
}

func TestAnswersAreCarriedToAnotherRepository(t *testing.T) {
	t.Parallel()
	l, server := cachedLab(t)
	l.ok("cache", "export", "../answers.jsonl")
	l.ok("cache", "export", "../answers/")
	for _, from := range []string{"../answers.jsonl", "../answers"} {
		l.ok("cache", "clear", "--yes")
		if out := l.ok("cache", "import", from); !strings.HasPrefix(out, "added 2 answers;") {
			t.Errorf("%s: got %s", from, out)
		}
		if out := l.ok("cache", "import", from); !strings.HasPrefix(out, "added 0 answers; 2 were here already") {
			t.Errorf("%s: got %s", from, out)
		}
		l.ok("eval")
	}
	if server.Count() != 2 {
		t.Errorf("%d calls", server.Count())
	}
}

func TestImportNamesWhatIsDamagedAndAddsTheRest(t *testing.T) {
	t.Parallel()
	l, _ := cachedLab(t)
	l.ok("cache", "export", "../answers.jsonl")
	path := l.beside("answers.jsonl")
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Replace(string(raw), "I say one", "I sai one", 1)
	at := strings.Count(text[:strings.Index(text, "I sai")], "\n") + 1
	l.write("../answers.jsonl", text)
	l.ok("cache", "clear", "--yes")
	a := l.want(3, "cache", "import", "../answers.jsonl", "../none")
	for _, want := range []string{"../answers.jsonl:" + string(rune('0'+at)) + ": ", "checksum does not match", "../none: "} {
		if !strings.Contains(a.stderr, want) {
			t.Errorf("%q is not in %s", want, a.stderr)
		}
	}
	if !strings.HasPrefix(a.out, "added 1 answer;") || l.cached() != 1 {
		t.Errorf("got %s", a.out)
	}
	l.write("../answers.jsonl", "{}\n")
	if a := l.want(3, "cache", "import", "../answers.jsonl"); !strings.Contains(a.stderr, "no file of promptgit cache export") {
		t.Errorf("got %s", a.stderr)
	}
	l.damage(1)
	if a := l.want(0, "cache", "export", "../whole.jsonl"); !strings.Contains(a.stderr, "is left out: corrupt cache entry") || !strings.HasPrefix(a.out, "exported 0 answers") {
		t.Errorf("got %s%s", a.out, a.stderr)
	}
}

func TestAnImportDoesNotReplaceAnAnswerUnasked(t *testing.T) {
	t.Parallel()
	l, _ := cachedLab(t)
	l.ok("cache", "export", "../answers.jsonl")
	l.ok("cache", "clear", "--yes")
	raw, err := os.ReadFile(l.beside("answers.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	l.ok("cache", "import", "../answers.jsonl")
	changed := changedEntries(t, string(raw))
	l.write("../changed.jsonl", changed)
	if out := l.ok("cache", "import", "../changed.jsonl"); !strings.Contains(out, "2 kept against another answer") || !strings.Contains(l.ok("cache", "ls"), "I say one") {
		t.Errorf("got %s", out)
	}
	if out := l.ok("cache", "import", "../changed.jsonl", "--replace"); !strings.Contains(out, "2 replaced") || !strings.Contains(l.ok("cache", "ls"), "I SAY one") {
		t.Errorf("got %s", out)
	}
}

// changedEntries gives an exported file other answers with right checksums.
func changedEntries(t *testing.T, text string) string {
	t.Helper()
	lines := linesOf(text)
	for i := 1; i < len(lines); i++ {
		var e struct {
			V      int             `json:"v"`
			Key    string          `json:"key"`
			Sum    string          `json:"sha256"`
			Answer json.RawMessage `json:"answer"`
		}
		if err := json.Unmarshal([]byte(strings.Replace(lines[i], "I say", "I SAY", 1)), &e); err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(e.Answer)
		e.Sum = hex.EncodeToString(sum[:])
		raw, err := json.Marshal(e)
		if err != nil {
			t.Fatal(err)
		}
		lines[i] = string(raw)
	}
	return strings.Join(lines, "\n") + "\n"
}

func TestAnExportTakesThePlaceOfFilesOnly(t *testing.T) {
	t.Parallel()
	l, _ := cachedLab(t)
	l.ok("eval")
	socket, err := new(net.ListenConfig).Listen(t.Context(), "unix", filepath.Join(t.TempDir(), "s"))
	if err != nil {
		t.Fatal(err)
	}
	defer socket.Close() //nolint:errcheck // the test is over
	path := socket.Addr().String()
	if a := l.want(4, "cache", "export", path); !strings.Contains(a.stderr, "no regular file") {
		t.Errorf("got %s", a.stderr)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().IsRegular() {
		t.Errorf("got %v, %v", info, err)
	}
}
