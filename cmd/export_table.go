package cmd

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/suitefile"
	"github.com/promptgit/promptgit/internal/ui"
	"github.com/promptgit/promptgit/internal/value"
)

// caseTable are the cases of a suite as the rows of promptfoo's table, the first
// with the names of the columns. It is read again, and an error where that would
// judge a case otherwise; what has no column and judges nothing is lost.
func caseTable(ctx context.Context, w *workspace, file string) (rows [][]string, lost []string, err error) {
	s, err := w.lookedAt(ctx, file)
	if err != nil {
		return nil, nil, err
	}
	cases := s.Cases
	if s.Whole != nil {
		cases = s.Whole
	}
	head := tableColumns(cases)
	rows = append(rows, head)
	for i := range cases {
		row := make([]string, len(head))
		for j, name := range head {
			row[j] = tableCell(&cases[i], name)
		}
		rows = append(rows, row)
		lost = unique(append(lost, lostOfCase(&cases[i])...))
	}
	var table strings.Builder
	if err = csv.NewWriter(&table).WriteAll(rows); err != nil {
		return nil, nil, err
	}
	o := suiteOptions(ctx, w.now)
	o.Judge = w.judges()
	again, err := eval.ParseSuite(strings.TrimSuffix(file, ".csv")+".csv", []byte(table.String()), o)
	if err != nil {
		return nil, nil, &exitError{Code: exitNo, Err: fmt.Errorf("a table cannot hold the cases of %s: %w", ui.Line(file), err), Hint: "promptgit export promptfoo has a place for all of them"}
	}
	var other []string
	if len(s.Env) > 0 {
		other = append(other, "the env block of the suite")
	}
	for i := range cases {
		if why := otherwise(&cases[i], &again.Cases[i]); why != "" {
			other = append(other, "case "+ui.Line(cases[i].Name())+": "+why)
		}
	}
	if len(other) > 0 {
		more := ""
		if n := len(other) - 5; n > 0 {
			other, more = other[:5], fmt.Sprintf("; %d more", n)
		}
		return nil, nil, &exitError{
			Code: exitNo, Err: fmt.Errorf("a table has no place for parts of %s: %s%s", ui.Line(file), strings.Join(other, "; "), more),
			Hint: "promptgit export promptfoo has one for all of them",
		}
	}
	return rows, lost, nil
}

// tableColumns are those that any of the cases needs.
func tableColumns(cases []eval.Case) []string {
	head := []string{"__id", "__description"}
	var vars, metadata []string
	expected := 0
	special := map[string]bool{}
	for i := range cases {
		c := &cases[i]
		for name := range c.Vars.All() {
			vars = append(vars, name)
		}
		for name := range c.Metadata.All() {
			metadata = append(metadata, "__metadata:"+name)
		}
		expected = max(expected, len(c.Asserts))
		for _, name := range []string{"__prefix", "__suffix", "__providerOutput", "__cluster", "__metric", "__threshold"} {
			special[name] = special[name] || tableCell(c, name) != ""
		}
	}
	head = append(head, unique(vars)...)
	for i := range expected {
		head = append(head, "__expected"+strconv.Itoa(i+1))
	}
	for _, name := range []string{"__metric", "__threshold", "__prefix", "__suffix", "__providerOutput", "__cluster"} {
		if special[name] {
			head = append(head, name)
		}
	}
	return append(head, unique(metadata)...)
}

// tableCell is what a case has in a column.
func tableCell(c *eval.Case, column string) string {
	option := func(name string) string {
		v, _ := c.Options.Get(name)
		text, _ := v.(string)
		return text
	}
	switch {
	case column == "__id":
		return c.ID
	case column == "__description":
		return c.Description
	case column == "__cluster":
		return c.Cluster
	case column == "__prefix", column == "__suffix":
		return option(strings.TrimPrefix(column, "__"))
	case column == "__providerOutput" && c.Output != nil:
		return *c.Output
	case column == "__threshold" && c.Threshold != nil:
		return strconv.FormatFloat(*c.Threshold, 'g', -1, 64)
	case column == "__metric" && oneMetric(c):
		return c.Asserts[0].Metric
	case strings.HasPrefix(column, "__expected"):
		n, _ := strconv.Atoi(strings.TrimPrefix(column, "__expected"))
		if n > len(c.Asserts) {
			return ""
		}
		a := c.Asserts[n-1]
		return suitefile.AssertCell(suitefile.Assert{Type: a.FullType(), Value: a.Value, Threshold: a.Threshold})
	case strings.HasPrefix(column, "__metadata:"):
		if v, ok := c.Metadata.Get(strings.TrimPrefix(column, "__metadata:")); ok {
			return suitefile.CellText(v)
		}
	case !strings.HasPrefix(column, "__"):
		if v, ok := c.Vars.Get(column); ok {
			return suitefile.CellText(v)
		}
	}
	return ""
}

// oneMetric says whether the assertions of a case, of which there are some, have the
// same metric.
func oneMetric(c *eval.Case) bool {
	for i := range c.Asserts {
		if c.Asserts[i].Metric != c.Asserts[0].Metric {
			return false
		}
	}
	return len(c.Asserts) > 0
}

// lostOfCase names what has no column and judges nothing.
func lostOfCase(c *eval.Case) []string {
	var lost []string
	if len(c.Tags) > 0 {
		lost = append(lost, "a table has no column for tags")
	}
	if c.Split != "" {
		lost = append(lost, "a table has no column for split")
	}
	if len(c.Asserts) > 0 && !oneMetric(c) {
		lost = append(lost, "a table has one metric for all assertions of a case: metrics that differ are left out")
	}
	if c.Label != nil {
		lost = append(lost, "a table has no column for what a person says of recorded outputs")
	}
	return lost
}

// otherwise says why the case that was read from a table is judged otherwise than
// the one that was written, "" where it is judged alike. A table has texts: a number
// comes back as one, and is the same in a template.
func otherwise(c, again *eval.Case) string {
	for name, v := range c.Vars.All() {
		if _, list := v.([]any); list {
			return "the input " + name + " is a list"
		}
		if _, mapping := v.(*value.Object); mapping {
			return "the input " + name + " is a mapping"
		}
		if got, _ := again.Vars.Get(name); got != suitefile.CellText(v) {
			return "the input " + name
		}
	}
	for name, v := range again.Vars.All() { // a column of another case
		if _, ok := c.Vars.Get(name); !ok && v != "" {
			return "the input " + name
		}
	}
	left := *c
	left.Options = left.Options.Clone()
	for _, name := range []string{"prefix", "suffix", "disableVarExpansion"} {
		left.Options.Delete(name)
	}
	switch {
	case len(c.Turns) > 0:
		return "its turns"
	case left.Options.Len() > 0:
		return "the option " + left.Options.Keys()[0]
	case c.Repeat > 0:
		return "its repeat"
	case c.Code.Vars != nil, c.Code.Output != nil, c.Code.Scoring != nil, len(c.Code.Made) > 0:
		return "its code"
	case len(c.Prompts) > 0, len(c.Providers) > 0:
		return "which prompts or providers it is for"
	case len(again.Asserts) != len(c.Asserts):
		return "its assertions"
	}
	for i := range c.Asserts {
		if !sameAssertion(&c.Asserts[i], &again.Asserts[i]) {
			return "the assertion " + c.Asserts[i].FullType()
		}
	}
	return ""
}

// sameAssertion says whether two assertions judge alike; their metrics may differ.
func sameAssertion(a, b *eval.Assertion) bool {
	text := func(v any) string {
		if list, ok := v.([]any); ok && len(list) > 0 {
			parts := make([]string, len(list))
			for i, x := range list {
				parts[i] = suitefile.CellText(x)
			}
			return strings.Join(parts, "\x00")
		}
		return suitefile.CellText(v)
	}
	threshold := func(a *eval.Assertion) string {
		if a.Threshold == nil {
			return ""
		}
		return strconv.FormatFloat(*a.Threshold, 'g', -1, 64)
	}
	plain := func(a *eval.Assertion) bool {
		return a.Weight == 1 && a.Config == nil && a.Script == nil && a.Transform == nil && a.Context == nil && a.Rubric == "" && a.Votes == 0 &&
			a.Step == "" && a.Failure == "" && len(a.Set) == 0
	}
	return plain(a) && plain(b) && a.FullType() == b.FullType() && a.Null == b.Null &&
		threshold(a) == threshold(b) && text(a.Value) == text(b.Value)
}

// exportCSV writes the cases of a suite.
func exportCSV(ctx context.Context, out io.Writer, _ *pages, x *exported) (exportTold, error) {
	file, err := x.suite()
	if err != nil {
		return exportTold{}, err
	}
	rows, lost, err := caseTable(ctx, x.w, file)
	if err != nil {
		return exportTold{}, err
	}
	told := exportTold{Cases: len(rows) - 1, Lost: lost}
	changed := 0
	for _, row := range rows {
		for i, cell := range row {
			if safe := spreadsheetSafe(cell); !x.o.raw && safe != cell {
				row[i] = safe
				changed++
			}
		}
	}
	if changed > 0 {
		told.Lost = append(told.Lost, plural(changed, "cell")+" that a spreadsheet would run, or a terminal obey, changed; --raw leaves them for programs")
	}
	return told, csv.NewWriter(out).WriteAll(rows)
}
