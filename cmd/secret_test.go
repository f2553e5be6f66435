package cmd_test

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/promptgit/promptgit/internal/llmtest"
)

// TestAKeyOfTheEnvironmentIsWrittenNowhere makes everything that promptgit
// prints and keeps, with a server that repeats the key and templates that ask
// for it, and looks for the key in all of it.
func TestAKeyOfTheEnvironmentIsWrittenNowhere(t *testing.T) {
	t.Parallel()
	l, server := served(t,
		llmtest.Rule{Match: "one", Times: 1, Status: 401, Body: `{"error":{"message":"bad key ` + plantedKey + `"}}`},
		llmtest.Rule{Match: "two", Times: 1, Status: 500, Body: plantedKey},
	)
	l = l.at(".", "MODEL_TOKEN="+plantedKey, "DB_PASSWORD="+plantedKey)
	l.write("suites/a.yaml", `tests:
- {vars: {x: one}, assert: [{type: contains, value: '{{ env.OPENAI_API_KEY }}one'}]}
- {vars: {x: two}, assert: [{type: contains, value: 'two'}]}
- {vars: {x: '{{ env.MODEL_TOKEN }}'}}
`)
	l.set("prompts/a.md", "---\nmodel: openai:gpt-4.1-mini\n---\nSay {{x}} {{ env.OPENAI_API_KEY }}{{ env.DB_PASSWORD }}\n", "asks")
	m := l.newModel("env | grep -c PROMPTGIT_")
	talker := l.newModel("env >&2; exit 1")
	var printed strings.Builder
	for _, args := range [][]string{
		{"eval"},
		{"eval", "--json"},
		{"eval", "HEAD", "--output", "../out.json"},
		{"eval", "--all", "--refresh", "--json"},
		{"eval", "HEAD", "--provider", m.spec},
		{"eval", "HEAD", "--provider", talker.spec, "--json"},
		{"run", "prompts/a.md", "-v", "x=one"},
		{"run", "prompts/a.md", "--json"},
		{"render", "prompts/a.md", "--json"},
		{"show", "HEAD"},
		{"show", "HEAD", "--json"},
		{"log"},
		{"log", "--json"},
		{"eval", "--provider", "openai:" + plantedKey[:3], "--case", "Row 1"},
		{"trust"},
		{"version", "--json"},
	} {
		a := l.run(args...)
		printed.WriteString(a.out + a.stderr)
	}
	if strings.Contains(printed.String(), plantedKey) {
		t.Errorf("the key is printed:\n%s", printed.String())
	}
	if server.Count() == 0 {
		t.Error("the server was never asked")
	}
	for _, req := range server.Requests() {
		if bytes.Contains(req.Body, []byte(plantedKey)) {
			t.Errorf("the key is in a request: %s", req.Body)
		}
	}
	files := 0
	err := filepath.WalkDir(filepath.Dir(l.dir), func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		raw, err := os.ReadFile(path)
		if bytes.Contains(raw, []byte(plantedKey)) {
			t.Errorf("the key is in %s", path)
		}
		files++
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range linesOf(l.git("cat-file", "--batch-all-objects", "--batch-check=%(objectname) %(objecttype)")) {
		id, kind, _ := strings.Cut(line, " ")
		if strings.Contains(l.git("cat-file", kind, id), plantedKey) {
			t.Errorf("the key is in the %s %s", kind, id)
		}
	}
	if l.cached() == 0 || files < 10 {
		t.Errorf("%d answers and %d files were looked at", l.cached(), files)
	}
}
