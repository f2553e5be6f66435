package cmd

import (
	"fmt"
	"strings"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/diag"
)

// The answers of a gate, and of each of its verdicts.
const (
	gateYes      = "yes"
	gateNo       = "no"
	gateUnjudged = "unjudged" // something could not be judged: neither yes nor no
)

// gateJSON is the document promptgit.gate/v1.
type gateJSON struct {
	Schema        string            `json:"schema"`
	Base          string            `json:"base"` // 40 hex digits or more
	Head          string            `json:"head"`
	OK            bool              `json:"ok"` // the answer is yes
	Answer        string            `json:"answer"`
	MinScore      *float64          `json:"min_score"` // bounds that hold, null for none
	MaxRegression *float64          `json:"max_regression"`
	Compared      int               `json:"compared"` // comparisons that the p values are corrected for
	Calls         int               `json:"calls"`    // of models and judges that this gate made
	Cached        int               `json:"cached"`   // answers from the cache
	CostUSD       *float64          `json:"cost_usd"` // of these calls, null where a price is unknown
	Unsuited      []string          `json:"unsuited"` // prompts that differ and that no suite judges
	Deleted       []string          `json:"deleted"`
	Unchanged     int               `json:"unchanged"` // prompts that do not differ and were not judged
	Notes         []string          `json:"notes"`
	Verdicts      []gateVerdictJSON `json:"verdicts"`
	Reviews       []gateReviewJSON  `json:"reviews"` // of the prompts that differ, null without --require-review
}

// gateVerdictJSON is one prompt under one suite and one model. Suffixes a and b
// are base and head, as in promptgit.diff/v1.
type gateVerdictJSON struct {
	Prompt      string          `json:"prompt"`
	OldPath     string          `json:"old_path"`
	Status      string          `json:"status"` // added, modified, renamed or unchanged
	Changes     []string        `json:"changes"`
	Suite       string          `json:"suite"`
	Provider    string          `json:"provider"`
	Model       string          `json:"model"`
	ModelA      *string         `json:"model_a"` // null without a base
	ResolvedA   *string         `json:"resolved_model_a"`
	ResolvedB   *string         `json:"resolved_model_b"`
	Simulated   bool            `json:"simulated"`
	OK          bool            `json:"ok"`
	Answer      string          `json:"answer"`
	Reasons     []string        `json:"reasons"` // why it is not yes
	ScoreA      *float64        `json:"score_a"`
	ScoreB      *float64        `json:"score_b"`
	IntervalB   *[2]float64     `json:"interval_b"` // 95 %, of the score
	Delta       *float64        `json:"delta"`
	Interval    *[2]float64     `json:"interval"` // 95 %, of the difference
	PValue      *float64        `json:"p_value"`
	Adjusted    *float64        `json:"p_adjusted"`
	MidP        *float64        `json:"mid_p"`
	Verdict     *string         `json:"verdict"` // null where nothing is compared
	Common      int             `json:"common"`  // cases compared
	Passed      int             `json:"passed"`  // of the head
	Failed      int             `json:"failed"`
	Errors      int             `json:"errors"`
	NA          int             `json:"na"`
	Detectable  *float64        `json:"detectable"` // smallest drop of the pass rate that so many cases show, null for none
	Needed      *int            `json:"needed"`     // cases that it takes to see 5 points, null where that is not known
	Broken      []gateCaseJSON  `json:"broken"`
	Fixed       []gateCaseJSON  `json:"fixed"`
	Splits      []gateSplitJSON `json:"splits"` // empty where the suite holds no cases out
	Dimensions  []dimensionJSON `json:"dimensions"`
	RecordA     *string         `json:"record_a"`
	RecordB     *string         `json:"record_b"`
	ReusedA     bool            `json:"reused_a"` // the record was there before this gate
	ReusedB     bool            `json:"reused_b"`
	JudgedAgain []string        `json:"judged_again"` // why records were not used again
	CostA       *float64        `json:"cost_usd_a"`   // of all outputs of a side when they were made
	CostB       *float64        `json:"cost_usd_b"`
	Calls       int             `json:"calls"`
	Cached      int             `json:"cached"`
	CostUSD     *float64        `json:"cost_usd"` // of the calls that this gate made for it

	contest  *contest
	compared *eval.Comparison // nil for none
	cases    []gateCaseJSON   // of the head, in order
	changed  []gateChange
}

// gateCaseJSON is one case on both sides.
type gateCaseJSON struct {
	Case    string  `json:"case"`
	Path    string  `json:"path"` // where the suite says so, "" where that is not known
	Line    int     `json:"line"`
	Reason  string  `json:"reason"`   // why it fails on the side where it does, "" where that is not known
	OutputA *string `json:"output_a"` // null where this clone has it no longer
	OutputB *string `json:"output_b"`

	state     string // "passed", "failed", "error" or "na"
	latencyMS int64
	broke     bool
}

// gateSplitJSON is what the cases of one split say by themselves; it decides
// nothing.
type gateSplitJSON struct {
	Split    string      `json:"split"` // "tuning" or "holdout"
	Common   int         `json:"common"`
	ScoreA   *float64    `json:"score_a"` // over the common cases
	ScoreB   *float64    `json:"score_b"`
	Delta    *float64    `json:"delta"`
	Interval *[2]float64 `json:"interval"`
	PValue   *float64    `json:"p_value"`
}

// gateChange is a variable that differs, and where.
type gateChange struct {
	id, how string
	at      diag.Pos
}

// exit is the exit code of the answer. What could not be judged wins over a no,
// as in eval.
func (d *gateJSON) exit() error {
	switch d.Answer {
	case gateUnjudged:
		return &exitError{Code: exitProvider}
	case gateNo:
		return errNo
	}
	return nil
}

// sentence is the answer in a line.
func (d *gateJSON) sentence() string {
	var first *gateVerdictJSON
	count, unknown := 0, 0
	for i := range d.Verdicts {
		v := &d.Verdicts[i]
		if v.Verdict != nil && *v.Verdict == eval.Unknown {
			unknown++
		}
		if v.Answer != d.Answer {
			continue
		}
		if count++; first == nil {
			first = v
		}
	}
	switch {
	case d.Answer == gateNo && first == nil:
		return "no: " + d.reviewSentence()
	case len(d.Verdicts) == 0:
		return "yes: no prompt differs that a suite judges" + d.besides()
	case d.Answer == gateYes && unknown > 0:
		return fmt.Sprintf("yes: nothing got worse as far as the suites can tell, which is unknown for %d of %d%s", unknown, len(d.Verdicts), d.besides())
	case d.Answer == gateYes:
		return "yes: nothing got worse" + d.besides()
	}
	text := d.Answer + ": " + first.Prompt + ": " + first.Reasons[0]
	if count > 1 {
		text += fmt.Sprintf("; and %d more", count-1)
	}
	return text
}

func (d *gateJSON) besides() string {
	var parts []string
	if d.Unchanged > 0 && len(d.Verdicts) == 0 {
		parts = append(parts, plural(d.Unchanged, "prompt")+" as at the base")
	}
	if len(d.Deleted) > 0 {
		parts = append(parts, plural(len(d.Deleted), "prompt")+" deleted")
	}
	if len(d.Unsuited) > 0 {
		parts = append(parts, plural(len(d.Unsuited), "prompt")+" that no suite judges")
	}
	if len(parts) == 0 {
		return ""
	}
	return "; " + strings.Join(parts, ", ")
}
