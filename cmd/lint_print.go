package cmd

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/lint"
	"github.com/promptgit/promptgit/internal/ui"
)

type lintJSON struct {
	Schema   string            `json:"schema"`
	Findings []lintFindingJSON `json:"findings"`
}

type lintFindingJSON struct {
	Code    string `json:"code"`
	Path    string `json:"path"`
	Line    int    `json:"line"`
	Message string `json:"message"`
	Hint    string `json:"hint"`
}

func (a *App) printLint(found []lint.Finding, problems diag.Errors, files []string, o lintOptions, asked []reportRequest) error {
	took, err := a.writeReports(asked, lintReport(found, problems, files, a.Version))
	switch {
	case err != nil:
		return err
	case o.json:
		doc := lintJSON{Schema: "promptgit.lint/v1", Findings: []lintFindingJSON{}}
		for _, f := range found {
			doc.Findings = append(doc.Findings, lintFindingJSON{f.Code, f.Pos.Path, f.Pos.Line, f.Message, f.Hint})
		}
		return ui.JSON(a.Out, doc)
	case took:
		return nil
	}
	var b strings.Builder
	for _, f := range found {
		if a.OutTTY {
			fmt.Fprintf(&b, "%s: %s (%s)\n  hint: %s\n", ui.Line(f.Pos.String()), ui.Line(f.Message), ui.Paint(ui.Warn, f.Code), ui.Line(f.Hint))
		} else {
			fmt.Fprintln(&b, strings.Join([]string{ui.Line(f.Pos.String()), f.Code, ui.Line(f.Message), ui.Line(f.Hint)}, "\t"))
		}
	}
	if a.OutTTY && len(found) > 0 {
		fmt.Fprintf(&b, "%s in %s; promptgit lint --explain CODE says why\n", plural(len(found), "finding"), plural(len(files), "prompt"))
	}
	_, err = io.WriteString(a.Out, b.String())
	return err
}

// lintReport tells what was found, and what could not be read: a report that
// left that out would look like one of a repository in order.
func lintReport(found []lint.Finding, problems diag.Errors, files []string, version string) report {
	const invalid = "invalid"
	r := report{Title: "lint", Version: version, Noun: "file", Subjects: slices.Clone(files), Strict: true}
	for _, rule := range lint.Rules() {
		r.Rules = append(r.Rules, reportRule{rule.Code, rule.Doc})
	}
	r.Rules = append(r.Rules, reportRule{invalid, "A prompt or a suite cannot be read, so that nothing else can be said of it."})
	for _, d := range problems {
		r.Findings = append(r.Findings, finding{Code: invalid, Level: "error", Subject: d.Pos.Path, Pos: d.Pos, Message: d.Message, Hint: d.Hint})
	}
	for _, f := range found {
		r.Findings = append(r.Findings, finding{Code: f.Code, Level: "warning", Subject: f.Pos.Path, Pos: f.Pos, Message: f.Message, Hint: f.Hint})
	}
	for _, f := range r.Findings {
		if !slices.Contains(r.Subjects, f.Subject) { // a suite or a partial
			r.Subjects = append(r.Subjects, f.Subject)
		}
	}
	return r
}
