package cmd

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/ui"
)

// saveJSON is the document of save and undo.
type saveJSON struct {
	Schema  string      `json:"schema"`
	Base    *string     `json:"base"` // HEAD before, null for none
	Head    *string     `json:"head"` // HEAD after, null where nothing was saved
	Branch  *string     `json:"branch"`
	Undone  []string    `json:"undone"`  // commits that were taken back
	Allowed string      `json:"allowed"` // why several variables are in one commit
	Commits []savedJSON `json:"commits"` // oldest first
	Paths   []string    `json:"paths"`
	Judged  string      `json:"judged"`  // now, background or no
	Entries []entryJSON `json:"entries"` // as promptgit log tells them, of the prompts that changed
}

type savedJSON struct {
	Rev     string `json:"rev"`
	Subject string `json:"subject"`
}

func newSaveJSON() saveJSON {
	return saveJSON{Schema: "promptgit.save/v1", Undone: []string{}, Commits: []savedJSON{}, Paths: []string{}, Judged: judgedNot, Entries: []entryJSON{}}
}

// How a save was judged.
const (
	judgedNow    = "now"
	judgedNot    = "no"
	judgedBehind = "background"
)

// told gives what is known of the commits of a save.
func (w *workspace) told(ctx context.Context, base, tip gitops.OID) ([]savedJSON, []logEntry, error) {
	list, err := w.commitsSince(ctx, base, tip)
	if err != nil {
		return nil, nil, err
	}
	saved := []savedJSON{}
	at := map[string]bool{}
	for _, id := range slices.Backward(list) {
		c, gone := w.repo.Commit(ctx, id)
		if gone != nil {
			return nil, nil, gone
		}
		saved = append(saved, savedJSON{string(id), c.Subject})
		at[string(id)] = true
	}
	rows, err := w.logRows(ctx, logOptions{rev: string(tip)})
	if err != nil {
		return nil, nil, err
	}
	var entries []logEntry
	for _, e := range rows {
		if at[e.json.Rev] {
			entries = append(entries, e)
		}
	}
	return saved, entries, nil
}

// commitsSince lists the commits after base ("" for none), newest first.
func (w *workspace) commitsSince(ctx context.Context, base, tip gitops.OID) ([]gitops.OID, error) {
	if base == "" {
		return []gitops.OID{tip}, nil
	}
	return w.repo.Commits(ctx, gitops.Range{From: base, To: tip})
}

// writeSaved prints a row for each prompt that changed, and for a commit that
// changed none a row of its own.
func writeSaved(s ui.Streams, saved []savedJSON, entries []logEntry) error {
	t := &ui.Table{
		Header: []string{"REV", "PROMPT", "CHANGED", "SCORE", "95% INTERVAL", "PASSED", "DELTA", "95% OF DELTA", "P", "VERDICT", "SUBJECT"},
		Right:  []bool{3: true, 5: true, 6: true, 8: true, 9: false},
	}
	simulated := false
	for _, c := range saved {
		found := false
		for i := range entries {
			e := &entries[i].json
			if e.Rev != c.Rev {
				continue
			}
			found, simulated = true, simulated || e.Simulated
			t.Add(append([]ui.Cell{{Text: shortRev(c.Rev), Raw: c.Rev, Style: ui.Warn}, {Text: e.Prompt}, {Text: dash(ui.Shorten(ui.Line(someOf(e.Changes, 3)), 48)), Raw: dash(someOf(e.Changes, 1000)), Style: ui.Strong}}, append(entries[i].verdictCells(), ui.Cell{Text: c.Subject})...)...)
		}
		if !found {
			cells := []ui.Cell{{Text: shortRev(c.Rev), Raw: c.Rev, Style: ui.Warn}}
			for range 9 {
				cells = append(cells, ui.Cell{Text: "-"})
			}
			t.Add(append(cells, ui.Cell{Text: c.Subject})...)
		}
	}
	t.Fit(s, "SUBJECT", "P", "95% OF DELTA")
	if err := t.Write(s); err != nil {
		return err
	}
	if simulated {
		fmt.Fprintln(s.Err, "* simulated: no model was called")
	}
	return nil
}

// verdictCells are the cells from the score to the verdict.
func (e *logEntry) verdictCells() []ui.Cell {
	doc := &e.json
	passed, score, verdict := "-", number(doc.Score), ui.Cell{Text: "-"}
	if doc.Passed != nil && doc.Total != nil {
		passed = strconv.Itoa(*doc.Passed) + "/" + strconv.Itoa(*doc.Total-e.na)
	}
	if doc.Simulated {
		score += "*"
	}
	if doc.Verdict != nil {
		verdict = verdictCell(*doc.Verdict)
	}
	return []ui.Cell{
		{Text: score},
		{Text: interval(doc.Interval)},
		{Text: passed},
		deltaCell(doc.Delta),
		{Text: differenceText(doc.DeltaRange)},
		pCell(doc.PValue), verdict,
	}
}
