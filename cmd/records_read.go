package cmd

import (
	"context"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/gitops"
)

// readNote is what the lines of one note say.
type readNote struct {
	records  []eval.Record
	gradings []eval.Grading
}

// readNotes reads the notes of blobs. Lines of a newer format and foreign ones are
// passed over.
func readNotes(ctx context.Context, results *gitops.Notes, blobs []gitops.OID) (map[gitops.OID]readNote, error) {
	notes, err := results.Read(ctx, blobs)
	if err != nil {
		return nil, err
	}
	list := make([]readNote, len(blobs))
	_ = parallel(len(blobs), func() func(int) error { // nothing fails
		var reader eval.RecordReader
		return func(i int) error {
			list[i] = newReadNote(&reader, notes[blobs[i]])
			return nil
		}
	})
	read := make(map[gitops.OID]readNote, len(notes))
	for i, blob := range blobs {
		if len(notes[blob]) > 0 {
			read[blob] = list[i]
		}
	}
	return read, nil
}

func newReadNote(reader *eval.RecordReader, lines []string) readNote {
	var note readNote
	for _, line := range lines {
		if r, err := reader.Decode(line); err == nil {
			note.records = append(note.records, r)
		} else if g, err := eval.DecodeGrading(line); err == nil {
			note.gradings = append(note.gradings, g)
		}
	}
	return note
}

// notesAhead reads notes while the prompts that they belong to are read.
type notesAhead struct {
	results *gitops.Notes
	asked   map[gitops.OID]bool
	read    map[gitops.OID]readNote
	err     error
	done    chan struct{}
}

func (w *workspace) notesAhead(tip gitops.OID) *notesAhead {
	return &notesAhead{results: w.repo.NotesAt(gitops.ResultsRef, tip), asked: map[gitops.OID]bool{}, read: map[gitops.OID]readNote{}}
}

// start begins to read. It is called once at most.
func (a *notesAhead) start(ctx context.Context, blobs []gitops.OID) {
	a.done = make(chan struct{})
	for _, blob := range blobs {
		a.asked[blob] = true
	}
	go func() {
		defer close(a.done)
		a.read, a.err = readNotes(ctx, a.results, blobs)
	}()
}

// wait ends the reading, also where nobody wants it any more.
func (a *notesAhead) wait() {
	if a.done != nil {
		<-a.done
	}
}

// finish gives the notes of all these blobs.
func (a *notesAhead) finish(ctx context.Context, blobs []gitops.OID) (map[gitops.OID]readNote, error) {
	if a.wait(); a.err != nil {
		return nil, a.err
	}
	var rest []gitops.OID
	for _, blob := range blobs {
		if !a.asked[blob] {
			rest = append(rest, blob)
		}
	}
	if len(rest) == 0 {
		return a.read, nil
	}
	more, err := readNotes(ctx, a.results, rest)
	for blob, note := range more {
		a.read[blob] = note
	}
	return a.read, err
}
