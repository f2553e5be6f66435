package cmd

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/promptgit/promptgit/internal/ui"
)

// print says what was made, or would be.
func (j *importJob) print() error {
	if j.o.json {
		return j.writeJSON()
	}
	if len(j.commits) > 0 {
		t := &ui.Table{Header: []string{"COMMIT", "DATE", "PROMPT", "VERSION", "LABELS", "SUBJECT"}}
		for _, c := range j.commits {
			date := "-"
			if !c.version.Time.IsZero() {
				date = c.version.Time.Format(time.DateOnly)
			}
			subject, _, _ := strings.Cut(j.message(c), "\n")
			rev := cmp.Or(string(c.id), "-")
			t.Add(ui.Cell{Text: shortRev(rev), Raw: rev, Style: ui.Warn}, ui.Cell{Text: date}, ui.Cell{Text: c.prompt.Path},
				ui.Cell{Text: ui.Line(c.version.ID)}, ui.Cell{Text: cmp.Or(ui.Line(strings.Join(c.version.Labels, ",")), "-")}, ui.Cell{Text: subject})
		}
		if err := t.Write(j.app.Streams); err != nil {
			return err
		}
	}
	written := 0
	for _, f := range j.files {
		word := "kept   "
		if !f.kept {
			word = "wrote  "
			written++
		}
		if j.o.dryRun && !f.kept {
			word = "new    "
		}
		fmt.Fprintln(j.app.Out, word+f.path)
	}
	j.next(written)
	return nil
}

// next says what else there is to do.
func (j *importJob) next(written int) {
	j.tellLabels()
	for _, note := range j.notes {
		for line := range strings.Lines(note) {
			fmt.Fprintln(j.app.Err, ui.Clean(strings.TrimRight(line, "\n")))
		}
	}
	switch {
	case j.o.dryRun:
		fmt.Fprintln(j.app.Err, "nothing was changed; without --dry-run this is made")
		return
	case len(j.commits) == 0 && written == 0:
		fmt.Fprintln(j.app.Err, "nothing is new here")
		return
	}
	if j.known > 0 {
		fmt.Fprintf(j.app.Err, "%s %s here already\n", plural(j.known, "version"), areOrIs(j.known))
	}
	if written > 0 {
		fmt.Fprintln(j.app.Err, "look at what was written, then: git add . && git commit -m 'Move prompts in from "+j.source.Name+"'")
	}
}

func areOrIs(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}
