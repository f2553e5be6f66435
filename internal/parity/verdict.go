package parity

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
)

// Verdict is what was said of one row.
type Verdict struct {
	Pass    bool               `json:"pass,omitempty"`
	Score   float64            `json:"score,omitempty"`
	Error   string             `json:"error,omitempty"` // why it could not be judged; no more than that in a recording
	Metrics map[string]float64 `json:"metrics,omitempty"`
	Asserts []Assert           `json:"asserts,omitempty"` // a set precedes its members
}

// Assert is the verdict of one assertion.
type Assert struct {
	Type  string  `json:"type"` // as written
	Pass  bool    `json:"pass,omitempty"`
	Score float64 `json:"score,omitempty"`
}

// Row is the place of a verdict: the number of a test, and of a column.
type Row struct{ Test, Column int }

// ReadPromptfoo reads the JSON that promptfoo writes.
func ReadPromptfoo(src []byte) (map[Row]Verdict, error) {
	type graded struct {
		Pass      bool
		Score     float64
		Assertion *struct{ Type string }
		Metadata  struct{ AssertionSet any }
	}
	var doc struct {
		Results struct {
			Results []struct {
				TestIdx, PromptIdx, FailureReason int
				Success                           bool
				Score                             float64
				Error                             string
				NamedScores                       map[string]float64
				GradingResult                     *struct{ ComponentResults []graded }
			}
		}
	}
	if err := json.Unmarshal(src, &doc); err != nil {
		return nil, fmt.Errorf("what promptfoo wrote: %w", err)
	}
	const failedToJudge = 2
	rows := map[Row]Verdict{}
	for _, r := range doc.Results.Results {
		v := Verdict{Pass: r.Success, Score: r.Score, Metrics: r.NamedScores}
		if r.FailureReason == failedToJudge {
			v.Error = cmp.Or(firstLine(r.Error), "error")
		} else if r.GradingResult != nil {
			for _, c := range r.GradingResult.ComponentResults {
				a := Assert{Type: "assert-set", Pass: c.Pass, Score: c.Score}
				if c.Assertion != nil {
					a.Type = c.Assertion.Type
				} else if c.Metadata.AssertionSet == nil {
					a.Type = "" // an assertion that promptfoo says nothing of
				}
				v.Asserts = append(v.Asserts, a)
			}
		}
		rows[Row{r.TestIdx, r.PromptIdx}] = v
	}
	return rows, nil
}

// ReadPromptgit reads what eval --json prints. The tests that were left out of
// the configuration count in the numbers of the others.
func ReadPromptgit(src []byte, leftOut map[int]bool) (map[Row]Verdict, error) {
	var doc struct {
		Runs []struct {
			Results []struct {
				Index   int
				Pass    bool
				Score   float64
				Error   string
				Metrics map[string]float64
				Asserts []Assert
			}
		}
	}
	if err := json.Unmarshal(src, &doc); err != nil {
		return nil, fmt.Errorf("what promptgit printed: %w", err)
	}
	var index []int // by number of the row, the number of the test
	rows := map[Row]Verdict{}
	for column, run := range doc.Runs {
		for _, r := range run.Results {
			for len(index) <= r.Index {
				next := 0
				if len(index) > 0 {
					next = index[len(index)-1] + 1
				}
				for leftOut[next] {
					next++
				}
				index = append(index, next)
			}
			rows[Row{index[r.Index], column}] = Verdict{r.Pass, r.Score, r.Error, r.Metrics, r.Asserts}
		}
	}
	return rows, nil
}

// Refusals reads why promptgit did not run a configuration, by the number of the
// test that each reason names.
func Refusals(src []byte, c Config, leftOut map[int]bool) (map[int]string, error) {
	var doc struct {
		Message     string
		Diagnostics []struct {
			Path, Message string
			Line          int
		}
	}
	if err := json.Unmarshal(src, &doc); err != nil {
		return nil, fmt.Errorf("what promptgit printed: %w: %.200s", err, src)
	}
	refused := map[int]string{}
	for _, d := range doc.Diagnostics {
		i := c.At(d.Path, d.Line, leftOut)
		if i < 0 {
			return nil, fmt.Errorf("%s:%d is no test: %s", d.Path, d.Line, d.Message)
		}
		refused[i] = "refused: " + d.Message
	}
	if len(refused) == 0 {
		return nil, fmt.Errorf("%s: %s", c.Name, doc.Message)
	}
	return refused, nil
}

func firstLine(s string) string {
	const most = 100
	for i, r := range s {
		if r == '\n' || i >= most {
			return s[:i]
		}
	}
	return s
}

// Rows are the places of verdicts in order.
func Rows(verdicts map[Row]Verdict) []Row {
	rows := make([]Row, 0, len(verdicts))
	for r := range verdicts {
		rows = append(rows, r)
	}
	slices.SortFunc(rows, func(a, b Row) int { return cmp.Or(cmp.Compare(a.Test, b.Test), cmp.Compare(a.Column, b.Column)) })
	return rows
}
