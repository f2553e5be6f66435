package cmd_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The golden file holds what promptfoo 0.121.20 gave for the same configuration:
// column, row, verdict and output, of lists, files, templates and circles among
// vars, of defaults, repeats, filters and scenarios.
func TestRowsAndOutputsAreThoseOfPromptfoo(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	for _, name := range []string{"vars.yaml", "g/1.txt", "g/2.txt", "g/t.txt"} {
		src, err := os.ReadFile(filepath.Join("testdata", "promptfoo", name))
		if err != nil {
			t.Fatal(err)
		}
		l.write(name, string(src))
	}
	var rows []string
	for column, run := range l.eval(5, "--suite", "vars.yaml").Runs {
		for _, x := range run.Results {
			verdict, output := "fail", "-"
			switch {
			case x.Error != "":
				verdict = "error"
			case x.Pass:
				verdict = "pass"
			}
			if x.Error == "" {
				raw, err := json.Marshal(x.Output)
				if err != nil {
					t.Fatal(err)
				}
				output = string(raw)
			}
			rows = append(rows, fmt.Sprintf("%d %03d %s %s", column, x.Index, verdict, output))
		}
	}
	slices.Sort(rows)
	golden, err := os.ReadFile(filepath.Join("testdata", "promptfoo", "vars.golden"))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(strings.TrimSpace(string(golden)), "\n"), rows); diff != "" {
		t.Error(diff)
	}
}
