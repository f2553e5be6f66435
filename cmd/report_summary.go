package cmd

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/promptgit/promptgit/internal/ui"
)

// The summary of a job shows so many iterations of so many prompts, which keeps it
// below the 1 MiB that GitHub takes.
const (
	summaryRows    = 10
	summaryTrend   = 30
	summaryPrompts = 100
)

// writeReportSummary writes Markdown: a row for each prompt, and its last
// iterations, folded.
func writeReportSummary(ctx context.Context, w io.Writer, p *pages, o reportOptions) (reportTold, error) {
	list, told, err := promptStates(ctx, p, o)
	if err != nil {
		return told, err
	}
	var b strings.Builder
	b.WriteString("### promptgit: " + plural(len(list), "prompt") + "\n\n")
	all, more := list, len(list)-summaryPrompts
	list = list[:min(len(list), summaryPrompts)]
	if len(list) > 0 {
		b.WriteString("| prompt | trend | score, 95 % interval | passed | delta | 95 % interval | verdict | changed | answer |\n" +
			"| --- | --- | --- | ---: | ---: | --- | --- | --- | --- |\n")
	}
	for i := range list {
		b.WriteString(list[i].row())
	}
	if more > 0 {
		fmt.Fprintf(&b, "\nand %d more.\n", more)
	}
	for i := range list {
		list[i].details(&b)
	}
	overridden, err := p.overrides(ctx, all)
	if err != nil {
		return told, err
	}
	b.WriteString(overridden.markdown())
	if slices.ContainsFunc(list, func(x promptState) bool { return x.latest != nil && x.latest.json.Simulated }) {
		b.WriteString("\nSimulated: no model was called.\n")
	}
	_, err = io.WriteString(w, b.String())
	return told, err
}

// row is a prompt in the table.
func (x *promptState) row() string {
	trend := make([]*float64, 0, summaryTrend)
	for _, e := range slices.Backward(x.h.entries[:min(len(x.h.entries), summaryTrend)]) {
		trend = append(trend, e.json.Score)
	}
	passed, delta, between, verdict, what := "-", "-", "-", "-", "-"
	if x.latest != nil {
		passed, delta, between, verdict, what = x.latest.summarized()
	}
	return fmt.Sprintf("| %s | %s | %s | %s | %s | %s | %s | %s | %s |\n", code(x.h.path), ui.Sparkline(trend), cell(x.judged()),
		passed, delta, cell(between), verdict, what, cell(x.answer))
}

// summarized are the cells of an iteration after its score.
func (e *logEntry) summarized() (passed, delta, between, verdict, what string) {
	j := &e.json
	passed, delta, between, verdict = "-", "-", "-", "-"
	if j.Passed != nil {
		passed = fmt.Sprintf("%d/%d", *j.Passed, *j.Total-e.na)
	}
	if j.Delta != nil {
		delta, between = fmt.Sprintf("%+.2f", *j.Delta), differenceText(j.DeltaRange)
	}
	if j.Verdict != nil {
		verdict = cell(*j.Verdict)
	}
	var names []string
	for _, id := range j.Changes[:min(len(j.Changes), 5)] {
		names = append(names, code(ui.Shorten(ui.Line(id), 80)))
	}
	if more := len(j.Changes) - len(names); more > 0 {
		names = append(names, fmt.Sprintf("and %d more", more))
	}
	return passed, delta, between, verdict, dash(strings.Join(names, ", "))
}

// details are the last iterations, folded.
func (x *promptState) details(b *strings.Builder) {
	fmt.Fprintf(b, "\n<details><summary>%s</summary>\n\n", htmlLine(ui.Shorten(ui.Line(x.h.path), 200)))
	b.WriteString("| iteration | score, 95 % interval | passed | delta | 95 % interval | verdict | changed | new failures | subject |\n" +
		"| --- | --- | ---: | ---: | --- | --- | --- | --- | --- |\n")
	shown := x.rows[:min(len(x.rows), summaryRows)]
	for i := range shown {
		e := &shown[i]
		passed, delta, between, verdict, what := e.summarized()
		score := number(e.json.Score)
		if e.json.Interval != nil {
			score += " " + interval(e.json.Interval)
		}
		fmt.Fprintf(b, "| %s | %s | %s | %s | %s | %s | %s | %s | %s |\n", code(shortRev(e.json.Rev)), cell(score), passed, delta, cell(between),
			verdict, what, cell(someOf(e.json.NewFailed, 3)), cell(ui.Shorten(ui.Line(e.json.Subject), 100)))
	}
	b.WriteString("\n</details>\n")
	if at := slices.IndexFunc(shown, func(e logEntry) bool { return e.breaks() != "" }); at >= 0 {
		fmt.Fprintf(b, "\n%s at %s: %s\n", code(x.h.path), code(shortRev(shown[at].json.Rev)), cell(shown[at].breaks()))
	}
}
