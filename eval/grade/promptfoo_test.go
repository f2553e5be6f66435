package grade_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/eval/grade"
	"github.com/promptgit/promptgit/internal/value"
)

// recorded is an output with the verdict that promptfoo 0.121.20 gave it.
type recorded struct {
	Output string          `json:"output"`
	Value  json.RawMessage `json:"value"`
	Pass   bool            `json:"pass"`
	Error  bool            `json:"error"` // it could not be judged
}

// The files of testdata/promptfoo are named after the assertion type.
func TestRecordedVerdictsOfPromptfooAreGivenAgain(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join("testdata", "promptfoo", "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no recorded verdicts: %v", err)
	}
	types := grade.All()
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".json")
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var cases []recorded
			src, err := os.ReadFile(file)
			if err == nil {
				err = json.Unmarshal(src, &cases)
			}
			if err != nil || len(cases) == 0 {
				t.Fatalf("%d cases: %v", len(cases), err)
			}
			for i, c := range cases {
				a := eval.Assertion{Type: name}
				if len(c.Value) > 0 {
					if a.Value, err = value.DecodeJSON(c.Value); err != nil {
						t.Fatal(err)
					}
				}
				v, err := judgeWith(types, a, c.Output)
				if (err != nil) != c.Error {
					t.Errorf("case %d, %.200q, value %s: error %v", i, c.Output, c.Value, err)
				} else if v.Pass != c.Pass {
					t.Errorf("case %d, %.200q, value %s: want pass %v: %s", i, c.Output, c.Value, c.Pass, v.Reason)
				}
			}
		})
	}
}
