package cmd

import (
	"context"
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"github.com/promptgit/promptgit/internal/page"
	"github.com/promptgit/promptgit/internal/ui"
)

// writeReportCases writes JUnit XML: a suite for each prompt, with a test for each
// case of its newest record. A case that could not be judged is an error and no
// failure; one that does not apply is skipped.
func writeReportCases(ctx context.Context, w io.Writer, p *pages, o reportOptions) (reportTold, error) {
	list, told, err := promptStates(ctx, p, o)
	if err != nil {
		return told, err
	}
	all := gateSuites{}
	told.Iterations = 0
	for i := range list {
		x := &list[i]
		if x.latest == nil {
			continue
		}
		told.Iterations++
		var d *page.Detail
		if d, err = p.Detail(ctx, page.Query{Prompt: x.h.path, Rev: x.latest.json.Rev, Show: showAll}); err != nil {
			return told, err
		}
		s := x.suite(d, o.outputs != outputsNone)
		all.Suites = append(all.Suites, s)
		all.Tests, all.Failures, all.Errors = all.Tests+s.Tests, all.Failures+s.Failures, all.Errors+s.Errors
	}
	if _, err = io.WriteString(w, xml.Header); err != nil {
		return told, err
	}
	enc := xml.NewEncoder(w)
	enc.Indent("", "  ")
	if err = enc.Encode(all); err != nil {
		return told, err
	}
	_, err = io.WriteString(w, "\n")
	return told, err
}

// suite is a prompt with its cases; reasons can hold parts of outputs.
func (x *promptState) suite(d *page.Detail, reasons bool) gateSuite {
	s := gateSuite{Name: ui.Line(x.h.path + " at " + shortRev(x.latest.json.Rev)), Tests: len(d.Cases)}
	total := int64(0)
	for i := range d.Cases {
		c := &d.Cases[i]
		total += c.LatencyMS
		test := gateTest{Class: ui.Line(x.h.path), Name: ui.Line(c.Name), Time: seconds(c.LatencyMS)}
		switch c.Outcome {
		case page.Failed:
			s.Failures++
			test.Failure = caseFailure(c, reasons)
		case page.NotJudged:
			s.Errors++
			test.Error = caseFailure(c, reasons)
		case page.NotAsked:
			s.Skipped++
			test.Skipped = &struct{}{}
		case page.Passed:
		}
		s.Cases = append(s.Cases, test)
	}
	s.Time = seconds(total)
	return s
}

// caseFailure says what failed, as far as this clone has it.
func caseFailure(c *page.Case, reasons bool) *junitFailure {
	f := &junitFailure{Message: fmt.Sprintf("%d of %s passed", c.Passes, plural(c.Samples, "sample"))}
	if !reasons {
		return f
	}
	var lines []string
	for _, a := range c.Answers {
		if a.Error != "" {
			lines = append(lines, "error: "+ui.Line(a.Error))
		}
		for _, v := range a.Asserts {
			if !v.Pass {
				lines = append(lines, ui.Shorten(ui.Line(v.Type+": "+v.Reason), 1000))
			}
		}
	}
	if len(lines) > 0 {
		f.Message = lines[0]
	}
	f.Text = strings.Join(lines, "\n")
	return f
}
