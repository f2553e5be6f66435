package page

import (
	"fmt"
	"strings"
)

// choice is a field of a query with the values to choose from.
type choice struct {
	Name    string // of what is chosen
	Field   string
	Now     string
	Options []option
}

// option is one of them.
type option struct{ Value, Name string }

// heading heads a column of a list that can be sorted by it.
func heading(field, name string) choice { return choice{Name: name, Field: field} }

// metricChoice is what the chart may show.
func metricChoice(h *History) choice {
	c := choice{Name: "Metric", Field: "metric", Now: h.Metric, Options: []option{{"", "Score"}}}
	for _, m := range h.Metrics {
		c.Options = append(c.Options, option{m, m})
	}
	return c
}

// orders are those of the list of iterations.
func orders() []option {
	return []option{
		{"", "newest first"},
		{"time", "oldest first"},
		{"score", "lowest score"},
		{"-score", "highest score"},
		{"delta", "largest drop"},
		{"-delta", "largest gain"},
		{"-cost", "most expensive"},
		{"-latency", "slowest"},
	}
}

// Filtered says whether the query leaves something out.
func (h *History) Filtered() bool {
	q := h.Query
	return q.Text+q.Verdict+q.Author+q.Since+q.Where+q.Show+q.Sort != ""
}

// caseChoice is which cases are shown.
func caseChoice(now string) choice {
	if now == "all" {
		now = ""
	}
	return choice{Name: "Cases", Field: "show", Now: now, Options: []option{{"", "All"}, {"failed", "Failed"}, {"flipped", "Flipped"}}}
}

// pick lists the revisions for one side, "a" or "b". One that is not in the list is
// put before it.
func pick(c *Compare, side string) choice {
	it := &c.A
	if side == "b" {
		it = &c.B
	}
	out := choice{Name: side, Now: it.Rev}
	known := false
	for i := range c.Revisions {
		r := &c.Revisions[i]
		known = known || r.Rev == it.Rev
		out.Options = append(out.Options, option{r.Rev, revisionName(r)})
	}
	if !known && it.Rev != "" {
		out.Options = append([]option{{it.Rev, revisionName(it)}}, out.Options...)
	}
	return out
}

// revisionName is a revision in a list to choose from.
func revisionName(it *Iteration) string {
	text := short(it.Rev)
	if it.Score != nil {
		text += "  " + scoreText(it.Score)
	}
	if len(it.Labels) > 0 {
		text += "  (" + strings.Join(it.Labels, ", ") + ")"
	}
	return fmt.Sprintf("%s  %s", text, cut(it.Subject, 60))
}
