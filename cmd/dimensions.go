package cmd

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/ui"
)

// dimensionJSON is one metric, the same in every document.
type dimensionJSON struct {
	Name          string      `json:"name"`
	Weight        *float64    `json:"weight"`
	Score         *float64    `json:"score"`
	Interval      *[2]float64 `json:"interval"`
	N             int         `json:"n"`      // judged cases that carry it
	Common        int         `json:"common"` // of these, cases that the record before carries too
	Delta         *float64    `json:"delta"`
	DeltaInterval *[2]float64 `json:"delta_interval"`
	PValue        *float64    `json:"p_value"`
	Adjusted      *float64    `json:"p_adjusted"`
	Verdict       *string     `json:"verdict"`
}

// dimensionsJSON compares the metrics of a record with those of base, nil for
// none. It is never nil.
func dimensionsJSON(base, head *eval.Record) []dimensionJSON {
	list := []dimensionJSON{}
	for _, d := range eval.Dimensions(base, *head) {
		list = append(list, dimensionJSON(d))
	}
	return list
}

// writeDimensions prints a row per metric. Without a record to compare with
// there are no columns for it.
func writeDimensions(s ui.Streams, list []dimensionJSON, compared bool) error {
	t := dimensionTable(list, compared)
	t.Fit(s, "95% OF DELTA", "95% INTERVAL", "N")
	return t.Write(s)
}

func dimensionTable(list []dimensionJSON, compared bool) *ui.Table {
	t := &ui.Table{Header: []string{"METRIC", "SCORE", "95% INTERVAL", "N"}, Right: []bool{1: true, 3: true, 4: true, 6: true, 7: false}}
	if compared {
		t.Header = append(t.Header, "DELTA", "95% OF DELTA", "P", "VERDICT")
	}
	for _, d := range list {
		row := []ui.Cell{
			{Text: ui.Shorten(d.Name, 24), Raw: d.Name},
			{Text: number(d.Score), Style: ui.Strong},
			{Text: interval(d.Interval)},
			{Text: strconv.Itoa(d.N)},
		}
		if compared {
			row = append(row, deltaCell(d.Delta), ui.Cell{Text: differenceText(d.DeltaInterval)}, d.pCell(), d.verdictCell())
		}
		t.Add(row...)
	}
	return t
}

// pCell is the p value that the verdict goes by; a bare one stands in
// parentheses.
func (d dimensionJSON) pCell() ui.Cell {
	p, form := d.Adjusted, "%s"
	if p == nil {
		p, form = d.PValue, "(%s)"
	}
	cell := pCell(p)
	if p != nil {
		cell.Text, cell.Raw = fmt.Sprintf(form, cell.Text), fmt.Sprintf(form, cell.Raw)
	}
	return cell
}

func (d dimensionJSON) verdictCell() ui.Cell {
	if d.Verdict == nil {
		return ui.Cell{Text: "-"}
	}
	cell := verdictCell(*d.Verdict)
	if d.Common > 0 && d.Common < d.N {
		cell.Text += fmt.Sprintf(" (over %d)", d.Common)
	}
	return cell
}

func differenceText(v *[2]float64) string {
	return ends(v, -1, 1, "[%+.2f, %+.2f]")
}

// movedText names the metrics that differ from the record before, those with a
// verdict first and then the largest: at most limit of them, 0 for all. It is
// "" where none moved.
func movedText(list []dimensionJSON, limit int) string {
	moved := slices.DeleteFunc(slices.Clone(list), func(d dimensionJSON) bool {
		return d.Delta == nil || math.Abs(*d.Delta) < 0.005 || strings.HasPrefix(d.Name, eval.HumanBy)
	})
	slices.SortStableFunc(moved, func(a, b dimensionJSON) int {
		return cmp.Or(cmp.Compare(a.rank(), b.rank()), cmp.Compare(math.Abs(*b.Delta), math.Abs(*a.Delta)))
	})
	var parts []string
	for i, d := range moved {
		if limit > 0 && i == limit {
			parts = append(parts, fmt.Sprintf("%d more", len(moved)-limit))
			break
		}
		text := fmt.Sprintf("%s %+.2f", ui.Line(d.Name), *d.Delta)
		if d.Verdict != nil {
			text += " " + *d.Verdict
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, ", ")
}

func (d dimensionJSON) rank() int {
	if d.Verdict != nil && (*d.Verdict == eval.Better || *d.Verdict == eval.Worse) {
		return 0
	}
	return 1
}
