package cmd

import (
	"strconv"

	"github.com/promptgit/promptgit/internal/ui"
)

// exchangeTable has one row for what went or came of one kind.
func exchangeTable() *ui.Table { return &ui.Table{Header: []string{"WHAT", "PROMPT", "CHANGE"}} }

func addCounts(t *ui.Table, counts []noteCount) {
	for _, c := range counts {
		prompt := ui.Line(c.Prompt)
		if prompt == "" {
			prompt = "-"
		}
		for _, k := range []struct {
			name string
			n    int
		}{
			{"records", c.Records},
			{"gradings", c.Gradings},
			{"reviews", c.Reviews},
			{"releases", c.Releases},
			{"unknown lines", c.Unknown},
		} {
			if k.n == 0 {
				continue
			}
			cell := ui.Cell{Text: "+" + strconv.Itoa(k.n), Raw: strconv.Itoa(k.n), Style: ui.Good}
			if k.name == "records" && c.Simulated > 0 {
				cell.Text += " (" + strconv.Itoa(c.Simulated) + " simulated)"
			}
			t.Add(ui.Cell{Text: k.name}, ui.Cell{Text: prompt}, cell)
		}
	}
}

// addMoves tells what moved, with commits as they are shown in a log.
func addMoves(t *ui.Table, moves []labelMove) {
	at := func(rev *string) string {
		if rev == nil {
			return "none"
		}
		return shortRev(*rev)
	}
	for _, m := range moves {
		kind := "label"
		if m.Weight != nil {
			kind = "candidate"
		}
		text := at(m.From) + " -> " + at(m.To)
		style := ui.Plain
		if m.State != labelMoved && m.State != labelPushed {
			text, style = text+" "+m.State, ui.Warn
		}
		t.Add(ui.Cell{Text: kind}, ui.Cell{Text: ui.Line(m.name())}, ui.Cell{Text: text, Style: style})
	}
}
