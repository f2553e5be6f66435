package cmd

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"github.com/promptgit/promptgit/internal/ui"
)

type (
	gateSuites struct {
		XMLName  xml.Name    `xml:"testsuites"`
		Tests    int         `xml:"tests,attr"`
		Failures int         `xml:"failures,attr"`
		Errors   int         `xml:"errors,attr"`
		Suites   []gateSuite `xml:"testsuite"`
	}
	gateSuite struct {
		Name     string     `xml:"name,attr"`
		Tests    int        `xml:"tests,attr"`
		Failures int        `xml:"failures,attr"`
		Errors   int        `xml:"errors,attr"`
		Skipped  int        `xml:"skipped,attr"`
		Time     string     `xml:"time,attr"` // seconds
		Cases    []gateTest `xml:"testcase"`
	}
	gateTest struct {
		Class   string        `xml:"classname,attr"`
		Name    string        `xml:"name,attr"`
		File    string        `xml:"file,attr,omitempty"`
		Line    int           `xml:"line,attr,omitempty"`
		Time    string        `xml:"time,attr"`
		Failure *junitFailure `xml:"failure,omitempty"`
		Error   *junitFailure `xml:"error,omitempty"`
		Skipped *struct{}     `xml:"skipped,omitempty"`
		Output  string        `xml:"system-out,omitempty"`
	}
)

// writeGateJUnit writes a suite for each verdict: a test for each case of the head,
// and a last one for the verdict. A case that could not be judged is an error and
// no failure; one that does not apply is skipped. Outputs are cut as in the
// summary.
func writeGateJUnit(w io.Writer, doc *gateJSON) error {
	all := gateSuites{}
	for i := range doc.Verdicts {
		s := doc.Verdicts[i].junit()
		all.Suites = append(all.Suites, s)
		all.Tests, all.Failures, all.Errors = all.Tests+s.Tests, all.Failures+s.Failures, all.Errors+s.Errors
	}
	if len(doc.Reviews) > 0 {
		s := doc.reviewSuite()
		all.Suites = append(all.Suites, s)
		all.Tests, all.Failures = all.Tests+s.Tests, all.Failures+s.Failures
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	enc := xml.NewEncoder(w)
	enc.Indent("", "  ")
	if err := enc.Encode(all); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

func (v *gateVerdictJSON) junit() gateSuite {
	s := gateSuite{Name: ui.Line(v.Prompt + " by " + v.Suite)}
	total := int64(0)
	for _, c := range v.cases {
		t := gateTest{Class: ui.Line(v.Prompt), Name: ui.Line(c.Case), File: ui.Line(c.Path), Line: c.Line, Time: seconds(c.latencyMS)}
		total += c.latencyMS
		why := &junitFailure{Message: ui.Shorten(ui.Line(c.Reason), 2000), Text: c.junitText()}
		switch c.state {
		case "failed":
			s.Failures++
			t.Failure = why
			if why.Message == "" {
				why.Message = "failed"
			}
			if c.broke {
				why.Message = "passed at the base: " + why.Message
			}
		case "error":
			s.Errors++
			t.Error = why
			if why.Message == "" {
				why.Message = "could not be judged"
			}
		case "na":
			s.Skipped++
			t.Skipped = &struct{}{}
		}
		s.Cases = append(s.Cases, t)
	}
	last := gateTest{Class: ui.Line(v.Prompt), Name: "gate", Time: seconds(0)}
	var said strings.Builder
	for _, line := range v.said() {
		said.WriteString(ui.Line(line) + "\n")
	}
	text := said.String()
	switch v.Answer {
	case gateNo:
		s.Failures++
		last.Failure = &junitFailure{Message: ui.Line(v.Reasons[0]), Text: text}
	case gateUnjudged:
		s.Errors++
		last.Error = &junitFailure{Message: ui.Line(v.Reasons[0]), Text: text}
	default:
		last.Output = text
	}
	s.Cases = append(s.Cases, last)
	s.Tests, s.Time = len(s.Cases), seconds(total)
	return s
}

// junitText are both outputs of a case, as far as they are here.
func (c *gateCaseJSON) junitText() string {
	var text strings.Builder
	for _, side := range []struct {
		name   string
		output *string
	}{{"before", c.OutputA}, {"after", c.OutputB}} {
		if side.output == nil {
			continue
		}
		shown := ui.Clean(*side.output)
		if len(shown) > mostOutput {
			shown = shown[:mostOutput] + "…"
		}
		text.WriteString(side.name + ":\n" + shown + "\n")
	}
	return text.String()
}

func seconds(ms int64) string { return fmt.Sprintf("%.3f", float64(ms)/1000) }
