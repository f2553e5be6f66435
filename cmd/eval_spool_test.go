package cmd_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestWhereNothingCanBeSpooledTheDocumentIsTheSame has a file where the folder of
// the spool would be.
func TestWhereNothingCanBeSpooledTheDocumentIsTheSame(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.write("suites/a.yaml", "tests:\n- {vars: {x: <one>}, assert: [{type: contains, value: one}]}\n"+
		"- {vars: {x: two}, assert: [{type: contains, value: '\"'}]}\n- {vars: {x: two}}\n")
	l.set("prompts/a.md", "Say {{x}}\n", "one")
	args := []string{"eval", "--provider", "echo", "--repeat", "2", "--json", "--output", "out.json"}
	spooled := l.run(args...)
	kept, err := os.ReadFile(filepath.Join(l.dir, "out.json"))
	if err != nil || string(kept) != spooled.out || spooled.code != 1 {
		t.Fatalf("exit %d, %v, stdout and file differ:\n%s", spooled.code, err, cmp.Diff(string(kept), spooled.out))
	}
	var doc any
	if err = json.Unmarshal(kept, &doc); err != nil {
		t.Fatal(err)
	}
	indented := &strings.Builder{}
	enc := json.NewEncoder(indented)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err = enc.Encode(json.RawMessage(kept)); err != nil || indented.String() != string(kept) {
		t.Errorf("the document is not indented as a whole would be (%v):\n%s", err, cmp.Diff(indented.String(), string(kept)))
	}
	outputs := filepath.Join(l.dir, ".git", "promptgit", "outputs")
	if err = os.RemoveAll(outputs); err != nil {
		t.Fatal(err)
	}
	if err = os.WriteFile(outputs, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	plain := l.run(args...)
	if diff := cmp.Diff(withoutLatency(t, spooled.out), withoutLatency(t, plain.out)); diff != "" || plain.code != 1 {
		t.Errorf("exit %d, spooled -, in memory +:\n%s", plain.code, diff)
	}
	if strings.Count(plain.stderr, "stays in memory") != 1 {
		t.Errorf("want it told once:\n%s", plain.stderr)
	}
}

// withoutLatency is a document without what differs from run to run.
func withoutLatency(t *testing.T, text string) []string {
	t.Helper()
	var lines []string
	for line := range strings.Lines(text) {
		if !strings.Contains(line, `"latency_ms": `) && !strings.Contains(line, `"p50"`) && !strings.Contains(line, `"p95"`) {
			lines = append(lines, line)
		}
	}
	return lines
}
