package cmd

import (
	"encoding/xml"
	"io"
	"strings"

	"github.com/promptgit/promptgit/internal/ui"
)

type (
	junitSuites struct {
		XMLName xml.Name   `xml:"testsuites"`
		Suite   junitSuite `xml:"testsuite"`
	}
	junitSuite struct {
		Name     string      `xml:"name,attr"`
		Tests    int         `xml:"tests,attr"`
		Failures int         `xml:"failures,attr"`
		Cases    []junitCase `xml:"testcase"`
	}
	junitCase struct {
		Class   string        `xml:"classname,attr"`
		Name    string        `xml:"name,attr"`
		Failure *junitFailure `xml:"failure,omitempty"`
		Output  string        `xml:"system-out,omitempty"`
	}
	junitFailure struct {
		Message string `xml:"message,attr"`
		Text    string `xml:",chardata"`
	}
)

// writeJUnit writes a test for each subject. One with a finding that answers no
// fails; other findings stand in its output.
func writeJUnit(w io.Writer, r report) error {
	suite := junitSuite{Name: r.Title, Tests: len(r.Subjects)}
	for _, subject := range r.Subjects {
		c := junitCase{Class: "promptgit", Name: ui.Line(subject)}
		var lines, notes []string
		for _, f := range r.Findings {
			if f.Subject != subject {
				continue
			}
			line := strings.TrimSpace(f.Pos.String() + " " + ui.Line(f.Message) + " (" + f.Code + ")")
			if f.Level == "error" || r.Strict {
				lines = append(lines, line)
			} else {
				notes = append(notes, line)
			}
		}
		if len(lines) > 0 {
			c.Failure = &junitFailure{Message: lines[0], Text: strings.Join(lines, "\n")}
			suite.Failures++
		}
		c.Output = strings.Join(notes, "\n")
		suite.Cases = append(suite.Cases, c)
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	enc := xml.NewEncoder(w)
	enc.Indent("", "  ")
	if err := enc.Encode(junitSuites{Suite: suite}); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}
