package cmd_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/promptgit/promptgit/internal/parity"
)

// What promptfoo said is kept in internal/parity/testdata. After a change of the
// generator it is recorded again with
//
//	go run ./internal/parity/run -promptfoo NODE_MODULES/.bin/promptfoo -record internal/parity/testdata/verdicts.json
func TestVerdictsAreThoseOfPromptfoo(t *testing.T) {
	t.Parallel()
	src, err := os.ReadFile("../internal/parity/testdata/verdicts.json")
	if err != nil {
		t.Fatal(err)
	}
	recording, err := parity.ReadRecording(src)
	if err != nil {
		t.Fatal(err)
	}
	var agreement parity.Agreement
	for _, c := range parity.Generate(parity.RecordedSeed) {
		kept, ok := recording[c.Name]
		if !ok || kept.Sum != c.Sum() {
			t.Fatalf("%s is another configuration than was recorded: record again", c.Name)
		}
		agreement.Compare(c, kept.Rows(c), judgedHere(t, c))
	}
	for _, d := range agreement.Disagreements {
		if _, known := d.Known(); !known {
			t.Errorf("%s %+v: %s\n%.400s", d.Config, d.Row, d.Difference, d.Test)
		}
	}
	inDocs(t, agreement.Table())
	all := agreement.All()
	t.Logf("%d of %d assertions agree, %d of %d tests", all.Same, all.All, agreement.Tests.Same, agreement.Tests.All)
	if all.Share() < 99.5 || all.All < 1500 {
		t.Errorf("%.2f %% of %d assertions agree", all.Share(), all.All)
	}
}

// inDocs holds the page for users to the figures, or writes them into it.
func inDocs(t *testing.T, table string) {
	t.Helper()
	const page = "docs/promptfoo.md"
	text := readDoc(t, page)
	for _, k := range parity.KnownDisagreements() {
		if !strings.Contains(text, k.Title) {
			t.Errorf("%s does not explain %s", page, k.Title)
		}
	}
	start := strings.Index(text, "| type | agree | of |\n")
	before, rest := text[:max(0, start)], text[max(0, start):]
	_, after, found := strings.Cut(rest, "\n\n")
	switch {
	case start < 0 || !found:
		t.Errorf("%s has no table of the types", page)
	case *update:
		if err := os.WriteFile("../"+page, []byte(before+table+"\n"+after), 0o666); err != nil {
			t.Fatal(err)
		}
	case !strings.HasPrefix(rest, table+"\n"):
		t.Errorf("%s has other figures; go test ./cmd -run Verdicts -update writes these:\n%s", page, table)
	}
}

// judgedHere are this build's verdicts.
func judgedHere(t *testing.T, c parity.Config) map[parity.Row]parity.Verdict {
	t.Helper()
	l := newLab(t)
	got, err := parity.Judge(c, func(files map[string][]byte, file string) ([]byte, error) {
		for name, content := range files {
			if err := os.WriteFile(filepath.Join(l.dir, name), content, 0o666); err != nil {
				return nil, err
			}
		}
		a := l.run("eval", "--suite", file, "--json", "--no-cache")
		if a.out == "" {
			return parity.ErrorOf([]byte(a.stderr)), nil
		}
		return []byte(a.out), nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return got
}
