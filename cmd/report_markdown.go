package cmd

import (
	"fmt"
	"io"
	"strings"

	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/ui"
)

// mostRows keeps a summary below the 1 MiB that GitHub takes.
const mostRows = 500

// writeMarkdown writes a heading, and a sentence or a table of the findings.
func writeMarkdown(w io.Writer, r report) error {
	var b strings.Builder
	fmt.Fprintf(&b, "### promptgit: %s\n\n", r.Title)
	if len(r.Findings) == 0 {
		fmt.Fprintf(&b, "%s looked at, nothing found.\n", plural(len(r.Subjects), r.Noun))
	} else {
		b.WriteString("| | where | what | |\n| --- | --- | --- | --- |\n")
	}
	for _, f := range r.Findings[:min(len(r.Findings), mostRows)] {
		where := ""
		if f.Pos.Path != "" {
			where = code(diag.Pos{Path: f.Pos.Path, Line: f.Pos.Line}.String())
		}
		what := f.Message
		if f.Hint != "" {
			what += "; " + f.Hint
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", f.Code, where, cell(what), cell(f.Subject))
	}
	if more := len(r.Findings) - mostRows; more > 0 {
		fmt.Fprintf(&b, "\nand %d more.\n", more)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// cell makes a text one cell of a table, without any markup of its own.
func cell(s string) string {
	return strings.NewReplacer(
		`\`, `\\`, "|", `\|`, "<", "&lt;", ">", "&gt;", "&", "&amp;", "*", `\*`, "_", `\_`, "`", "\\`", "[", `\[`, "]", `\]`, "@", "@\u200b", "#", `\#`, "~", `\~`, "://", "&#58;//", "www.", "www&#46;",
	).Replace(ui.Shorten(ui.Line(s), 500))
}

// code shows a text as code inside a table.
func code(s string) string {
	return "<code>" + strings.NewReplacer(
		"&", "&amp;", "<", "&lt;", ">", "&gt;", "|", "&#124;", "`", "&#96;", "*", "&#42;", "_", "&#95;", "[", "&#91;", "]", "&#93;", `\`, "&#92;", "~", "&#126;", "://", "&#58;//", "www.", "www&#46;",
	).Replace(ui.Line(s)) + "</code>"
}
