package cmd

import (
	"fmt"
	"strconv"

	"github.com/promptgit/promptgit/internal/stats"
	"github.com/promptgit/promptgit/internal/ui"
)

type suiteCoverageJSON struct {
	Schema    string        `json:"schema"`
	Suite     string        `json:"suite"`
	Traces    string        `json:"traces"`
	Lines     int           `json:"lines"`
	Invalid   int           `json:"invalid"`
	Sampled   int           `json:"sampled"`
	Threshold float64       `json:"threshold"`
	Covered   float64       `json:"covered"`  // share of what was sampled
	Interval  *[2]float64   `json:"interval"` // 95 % for the whole log, null where it was not sampled
	Clusters  []clusterJSON `json:"clusters"`
	Loose     int           `json:"loose"` // uncovered, and in no cluster
}

type clusterJSON struct {
	Size           int     `json:"size"`
	Share          float64 `json:"share"` // of what was sampled
	Line           int     `json:"line"`  // of the input that represents it
	Representative string  `json:"representative"`
	Nearest        string  `json:"nearest"` // case, "" for none
	Similarity     float64 `json:"similarity"`
}

func (t *traffic) document(names []string) suiteCoverageJSON {
	n := len(t.sample.Texts)
	doc := suiteCoverageJSON{
		Schema: "promptgit.suite-coverage/v1", Suite: t.pair.suite, Traces: t.o.file, Lines: t.lines, Invalid: t.invalid,
		Sampled: n, Threshold: t.o.threshold, Covered: float64(t.result.Covered) / float64(n), Clusters: []clusterJSON{}, Loose: t.result.Loose,
	}
	if n < t.sample.Seen {
		bounds := [2]float64(stats.Wilson(t.result.Covered, n, .95))
		doc.Interval = &bounds
	}
	for _, c := range t.result.Clusters {
		x := clusterJSON{Size: c.Size, Share: float64(c.Size) / float64(n), Line: c.Representative.Line, Representative: c.Representative.Text, Similarity: c.Similarity}
		if c.Nearest >= 0 {
			x.Nearest = names[c.Nearest]
		}
		doc.Clusters = append(doc.Clusters, x)
	}
	return doc
}

func (t *traffic) print(names []string) error {
	doc, s := t.document(names), t.app.Streams
	if t.o.json {
		return ui.JSON(s.Out, doc)
	}
	if !s.OutTTY {
		return t.rows(doc)
	}
	line := fmt.Sprintf("%s: cases resemble %.1f %% of %s", doc.Suite, 100*doc.Covered, plural(doc.Sampled, "input"))
	if doc.Interval != nil {
		line += fmt.Sprintf(", drawn from %d: 95 %% interval %.1f to %.1f %%", t.sample.Seen, 100*doc.Interval[0], 100*doc.Interval[1])
	}
	fmt.Fprintln(s.Out, ui.Line(line))
	const shown = 20
	table := &ui.Table{Header: []string{"SIZE", "SHARE", "LINE", "NEAREST CASE", "INPUT"}, Right: []bool{true, true, true, false, false}}
	for _, c := range doc.Clusters[:min(shown, len(doc.Clusters))] {
		table.Add(ui.Cell{Text: strconv.Itoa(c.Size)}, ui.Cell{Text: fmt.Sprintf("%.1f %%", 100*c.Share)}, ui.Cell{Text: strconv.Itoa(c.Line)},
			ui.Cell{Text: c.nearest()}, ui.Cell{Text: ui.Shorten(ui.Line(c.Representative), 400)})
	}
	if err := table.Write(s); err != nil {
		return err
	}
	if n := len(doc.Clusters) - shown; n > 0 {
		fmt.Fprintf(s.Out, "%d more groups are as large or smaller; --json names them\n", n)
	}
	if doc.Loose > 0 {
		fmt.Fprintf(s.Out, "%d inputs more stand in none of these groups\n", doc.Loose)
	}
	if doc.Invalid > 0 {
		fmt.Fprintf(s.Out, "%d of %d lines are no traces and do not count\n", doc.Invalid, doc.Lines)
	}
	return nil
}

func (c *clusterJSON) nearest() string {
	if c.Nearest == "" {
		return "-"
	}
	return fmt.Sprintf("%s (%.2f)", c.Nearest, c.Similarity)
}

// rows is the table in a pipe: what is covered, then each group.
func (t *traffic) rows(doc suiteCoverageJSON) error {
	low, high := "-", "-"
	if doc.Interval != nil {
		low, high = fmt.Sprintf("%.4f", doc.Interval[0]), fmt.Sprintf("%.4f", doc.Interval[1])
	}
	table := &ui.Table{}
	table.Add(ui.Cell{Text: "covered"}, ui.Cell{Text: strconv.Itoa(t.result.Covered)}, ui.Cell{Text: fmt.Sprintf("%.4f", doc.Covered)}, ui.Cell{Text: low}, ui.Cell{Text: high})
	for _, c := range doc.Clusters {
		table.Add(ui.Cell{Text: "group"}, ui.Cell{Text: strconv.Itoa(c.Size)}, ui.Cell{Text: fmt.Sprintf("%.4f", c.Share)},
			ui.Cell{Text: strconv.Itoa(c.Line)}, ui.Cell{Text: c.nearest()}, ui.Cell{Text: ui.Shorten(ui.Line(c.Representative), 400)})
	}
	return table.Write(t.app.Streams)
}
