package cmd

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/promptgit/promptgit/internal/ui"
	"github.com/promptgit/promptgit/internal/value"
)

type suiteAddJSON struct {
	Schema string          `json:"schema"`
	Suite  string          `json:"suite"`
	File   string          `json:"file"`
	DryRun bool            `json:"dry_run"`
	Added  []addedCaseJSON `json:"added"`
	Lost   []string        `json:"lost"` // what the format has no place for
}

type addedCaseJSON struct {
	ID          string        `json:"id"`
	Key         string        `json:"key"`
	Description string        `json:"description"`
	Vars        *value.Object `json:"vars"`
	Asserts     int           `json:"asserts"`
}

// finish checks the cases, writes them, or shows what would change, and tells.
func (a *addition) finish(ctx context.Context, o suiteWriteOptions) error {
	a.noAssert = a.noAssert || o.noAssert
	if err := a.apply(ctx); err != nil {
		return err
	}
	if !o.dryRun {
		if err := a.write(ctx); err != nil {
			return err
		}
	}
	app := a.w.app
	if len(a.lost) > 0 {
		fmt.Fprintf(app.Err, "promptgit: warning: %s has no place for: %s\n", ui.Line(a.file), ui.Line(strings.Join(a.lost, ", ")))
	}
	if len(a.twice) > 0 {
		fmt.Fprintf(app.Err, "promptgit: warning: the same inputs count twice in the score now: %s; an assertion can also stand at the case that is there\n", ui.Line(someOf(a.twice, 5)))
	}
	if o.json {
		doc := suiteAddJSON{Schema: "promptgit.suite-add/v1", Suite: a.suite, File: a.file, DryRun: o.dryRun, Added: []addedCaseJSON{}, Lost: append([]string{}, a.lost...)}
		for i := range a.added {
			c := &a.added[i]
			doc.Added = append(doc.Added, addedCaseJSON{c.ID, c.Key, c.Description, a.cases[i].Vars, len(c.Asserts)})
		}
		return ui.JSON(app.Out, doc)
	}
	if o.dryRun {
		_, err := io.WriteString(app.Out, oneHunk(a.file, a.isNew, string(a.before), string(a.after), app.shown))
		return err
	}
	t := &ui.Table{Header: []string{"ADDED TO", "CASE", "ASSERTS", "DESCRIPTION"}, Right: []bool{2: true}}
	for i := range a.added {
		c := &a.added[i]
		t.Add(ui.Cell{Text: a.file}, ui.Cell{Text: c.Name()}, ui.Cell{Text: strconv.Itoa(len(c.Asserts))}, ui.Cell{Text: a.cases[i].Description})
	}
	return t.Write(app.Streams)
}
