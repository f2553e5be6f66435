package cmd

import (
	"context"
	"fmt"
	"iter"

	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/ui"
)

// logStream is a log whose rows are read while it is written, so that its first
// screen stands before the last row is read.
type logStream struct {
	prompts []promptCount
	blocks  iter.Seq2[[]logEntry, error] // newest first, and again from the start where it is asked for twice
}

// logStream is nil where the rows are not kept, or where the first line takes all of
// them.
func (w *workspace) logStream(ctx context.Context, o logOptions) (*logStream, error) {
	if !w.app.OutTTY || o.json || o.csv || o.format != "" || o.graph || o.metric != "" || o.max > 0 || o.filter.given() {
		return nil, nil //nolint:nilnil // there is none
	}
	names := w.namesAhead(ctx)
	head, ok, err := w.headOf(ctx, o.rev)
	if err != nil || !ok {
		return nil, err
	}
	tip, err := w.repo.Notes(gitops.ResultsRef).Tip(ctx)
	if err != nil {
		return nil, err
	}
	kept, ok := w.logIndex(ctx, o, head, tip).open()
	if !ok || kept.head.rows() == 0 {
		return nil, nil //nolint:nilnil // as above
	}
	named := names()
	return &logStream{kept.head.Prompts, func(yield func([]logEntry, error) bool) {
		at := 0
		for rows, ok := range kept.each {
			if !ok { // a form that this program cannot read, behind a checksum that is right
				var err error
				if rows, _, err = w.newLogEntries(ctx, o, head, tip); err == nil {
					rows = rows[min(at, len(rows)):]
				}
				named.decorate(rows)
				yield(rows, err)
				return
			}
			at += len(rows)
			named.decorate(rows)
			if !yield(rows, ctx.Err()) {
				return
			}
		}
	}}, nil
}

// write writes the log for people.
func (l *logStream) write(s ui.Streams, o logOptions) error {
	var notes logFootnotes
	err := newLogFace(s, o).write(l.prompts, func(yield func([]logEntry, error) bool) {
		for rows, err := range l.blocks {
			notes.see(rows)
			if !yield(rows, err) {
				return
			}
		}
	})
	if err != nil {
		return err
	}
	return notes.write(s)
}

// namesAhead has git list the refs meanwhile. The function that it gives waits for
// them, and tells where there are none to be had.
func (w *workspace) namesAhead(ctx context.Context) func() refNames {
	var names refNames
	var err error
	done := make(chan struct{})
	go func() {
		defer close(done)
		names, err = w.names(ctx)
	}()
	return func() refNames {
		if <-done; err != nil {
			fmt.Fprintf(w.app.Err, "promptgit: warning: tags and branches are not shown: %s\n", ui.Line(err.Error()))
		}
		return names
	}
}
