package cmd

import (
	"fmt"
	"strings"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/ui"
)

// humanJSON sums up what people said of a record; the scores are among the
// dimensions.
type humanJSON struct {
	Graders []string      `json:"graders"`
	Cases   int           `json:"cases"`
	Between agreementJSON `json:"agreement_graders"` // of graders with each other
	Verdict agreementJSON `json:"agreement_verdict"` // of people with the assertions
}

type agreementJSON struct {
	Share *float64 `json:"share"`
	N     int      `json:"n"`
}

// newHumanJSON is nil where nobody graded the record.
func newHumanJSON(r *eval.Record) *humanJSON {
	g, ok := r.Grades()
	if !ok {
		return nil
	}
	return &humanJSON{
		Graders: g.Graders, Cases: g.Cases,
		Between: agreementJSON{g.Between.Share(), g.Between.Of}, Verdict: agreementJSON{g.Verdict.Share(), g.Verdict.Of},
	}
}

// text is one line for people.
func (h *humanJSON) text() string {
	line := fmt.Sprintf("graded by %s: %s", ui.Line(strings.Join(h.Graders, ", ")), plural(h.Cases, "case"))
	if h.Verdict.N > 0 {
		line += "; they agree with the assertions in " + h.Verdict.text()
	}
	if h.Between.N > 0 {
		line += "; with each other in " + h.Between.text()
	}
	return line
}

func (a agreementJSON) text() string {
	return fmt.Sprintf("%.0f %% of %d", 100**a.Share, a.N)
}
