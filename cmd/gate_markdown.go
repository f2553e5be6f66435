package cmd

import (
	"fmt"
	"io"
	"strings"

	"github.com/promptgit/promptgit/internal/ui"
)

// mostMarkdown is what GitHub takes as the summary of a job.
const mostMarkdown = 1 << 20

// mostOutput is how many bytes of one output a summary shows.
const mostOutput = 4000

// writeGateMarkdown writes the summary in at most so many bytes. What does not fit
// is left out from the end of the details, and the summary says so: the answer,
// the table and the reasons come first.
func writeGateMarkdown(w io.Writer, doc *gateJSON, most int) error {
	var b strings.Builder
	const reserve = 200 // for what is said of what is left out
	b.WriteString(doc.head())
	rows := 0
	for i := range doc.Verdicts {
		row := doc.Verdicts[i].row()
		if b.Len()+len(row)+reserve > most/2 {
			break
		}
		b.WriteString(row)
		rows++
	}
	if more := len(doc.Verdicts) - rows; more > 0 {
		fmt.Fprintf(&b, "\nand %d more.\n", more)
	}
	if text := doc.reviewTable(); b.Len()+len(text)+reserve <= most {
		b.WriteString(text)
	}
	b.WriteString("\n")
	left := 0
	for i := range doc.Verdicts {
		for _, part := range doc.Verdicts[i].details() {
			if left > 0 || b.Len()+len(part)+reserve+len(doc.end()) > most {
				left++
				continue
			}
			b.WriteString(part)
		}
	}
	if left > 0 {
		fmt.Fprintf(&b, "%s left out: the summary would be too long, and --json has all.\n\n", plural(left, "part"))
	}
	if end := doc.end(); b.Len()+len(end) <= most {
		b.WriteString(end)
	}
	text := b.String()
	if len(text) > most {
		text = ""
	}
	_, err := io.WriteString(w, text)
	return err
}

// head is the answer, and the head of the table.
func (d *gateJSON) head() string {
	var b strings.Builder
	fmt.Fprintf(&b, "### promptgit gate: %s\n\n", cell(d.sentence()))
	fmt.Fprintf(&b, "<code>%s</code> compared with <code>%s</code>", shortRev(d.Head), shortRev(d.Base))
	if d.MinScore != nil {
		fmt.Fprintf(&b, ", least score %.4g", *d.MinScore)
	}
	if d.MaxRegression != nil {
		fmt.Fprintf(&b, ", largest drop %.4g", *d.MaxRegression)
	}
	b.WriteString(".\n\n")
	if len(d.Verdicts) > 0 {
		b.WriteString("| prompt | suite | model | base | head | delta | 95 % interval | p | verdict | broken, fixed | cost | answer |\n" +
			"| --- | --- | --- | ---: | ---: | ---: | --- | ---: | --- | --- | --- | --- |\n")
	}
	return b.String()
}

// row is a verdict in the table.
func (v *gateVerdictJSON) row() string {
	delta := "-"
	if v.Delta != nil {
		delta = fmt.Sprintf("%+.2f", *v.Delta)
	}
	head := number(v.ScoreB)
	if v.IntervalB != nil {
		head += " " + interval(v.IntervalB)
	}
	cost := dollars(v.CostB)
	if v.CostA != nil && v.CostB != nil && *v.CostA != *v.CostB {
		cost = dollars(v.CostA) + " → " + cost
	}
	return fmt.Sprintf("| %s | %s | %s | %s | %s | %s | %s | %s | %s | %d, %d | %s | %s |\n",
		code(v.name()), code(v.Suite), cell(v.modelText()), number(v.ScoreA), cell(head), delta, cell(differenceText(v.Interval)), cell(strings.TrimPrefix(withSign(v.Adjusted), "= ")),
		cell(v.verdictText()), len(v.Broken), len(v.Fixed), cell(cost), cell(v.Answer))
}

// details are the parts of a verdict below the table, in the order in which they
// are left out from the end.
func (v *gateVerdictJSON) details() []string {
	var list []string
	said := v.said()
	if len(said)+len(v.Broken)+len(v.Fixed) == 0 {
		return nil
	}
	var b strings.Builder
	fmt.Fprintf(&b, "#### %s\n\n", code(v.name()))
	if len(v.changed) > 0 {
		var names []string
		for _, c := range v.changed {
			names = append(names, code(c.id)+" "+c.how)
		}
		b.WriteString(strings.Join(names[:min(len(names), 20)], ", ") + "\n\n")
	}
	for _, line := range said {
		b.WriteString("- " + cell(line) + "\n")
	}
	list = append(list, b.String()+"\n")
	for _, c := range v.Broken {
		list = append(list, c.details("broken"))
	}
	for _, c := range v.Fixed {
		list = append(list, c.details("fixed"))
	}
	return list
}

// details is one case that flipped, folded.
func (c *gateCaseJSON) details(word string) string {
	why := ""
	if c.Reason != "" {
		why = "<p>" + htmlLine(ui.Shorten(ui.Line(c.Reason), 1000)) + "</p>\n"
	}
	return fmt.Sprintf("<details><summary>%s: %s</summary>\n%s<p>before</p>\n%s<p>after</p>\n%s</details>\n\n",
		word, htmlLine(ui.Shorten(ui.Line(c.Case), 200)), why, preformatted(c.OutputA), preformatted(c.OutputB))
}

// preformatted shows an output as it is: no tag, no markup and no command for the
// log of a runner can come of it.
func preformatted(output *string) string {
	if output == nil {
		return "<p>(not in this clone)</p>\n"
	}
	text := ui.Clean(*output)
	if len(text) > mostOutput {
		text = strings.ToValidUTF8(text[:mostOutput], "") + fmt.Sprintf("\n… and %d bytes more", len(text)-mostOutput)
	}
	return "<pre>\n" + html(text) + "\n</pre>\n"
}

// html escapes what is markup in HTML or Markdown, mentions somebody, or is a
// command to a runner of GitHub Actions ("::" and "##[").
func html(s string) string {
	return strings.NewReplacer(
		"&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&#39;", "@", "&#64;", ":", "&#58;", "www.", "www&#46;", "WWW.", "WWW&#46;", "#", "&#35;", "[", "&#91;", "]", "&#93;",
		"`", "&#96;", "*", "&#42;", "_", "&#95;", "~", "&#126;", "|", "&#124;", `\`, "&#92;", "$", "&#36;",
	).Replace(s)
}

// htmlLine is html of a text inside a line, where a mention must not work either.
func htmlLine(s string) string { return strings.ReplaceAll(html(s), "&#64;", "&#64;\u200b") }

// end is what holds for all verdicts.
func (d *gateJSON) end() string {
	var b strings.Builder
	lines := d.footer()
	for _, line := range lines[:min(len(lines), 50)] {
		b.WriteString("- " + cell(line) + "\n")
	}
	return b.String()
}
