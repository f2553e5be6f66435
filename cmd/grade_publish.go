package cmd

import (
	"context"
	"errors"
	"fmt"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/ui"
)

// storeGrades moves the answers of a person from a journal to the notes.
func (w *workspace) storeGrades(ctx context.Context, s *gradeSheet, by string, j gradeJournal, own []eval.Grade) error {
	grades, unread := j.with(own)
	err := w.publishGrades(ctx, s, by, grades)
	if stored(err) {
		err = errors.Join(err, j.settle(grades))
	}
	return errors.Join(unread, err)
}

// publishGrades stores the grades of a person beside the record, in one line,
// and says how they compare. What is finished is kept, also after an interrupt.
func (w *workspace) publishGrades(ctx context.Context, s *gradeSheet, by string, grades []eval.Grade) error {
	if len(grades) == 0 {
		return nil
	}
	now := w.app.Now()
	line := eval.NewGrading(s.record, by, grades, eval.RecordMeta{ID: newID(now), Time: now, Tool: w.app.tool()})
	line.Against = s.against
	batch := gitops.Batch{
		Lines:   map[gitops.OID][]string{s.blob: {line.Encode()}},
		Message: fmt.Sprintf("promptgit: %s by %s", plural(len(grades), "grade"), by),
	}
	if err := w.repo.Notes(gitops.ResultsRef).Append(context.WithoutCancel(ctx), batch); err != nil {
		return err
	}
	fmt.Fprintf(w.app.Out, "%s stored as %s\n", plural(len(grades), "grade"), ui.Line(by))
	if s.against != "" {
		if p := preferred(append(s.gradings[:len(s.gradings):len(s.gradings)], line), s.against, s.record.ID); p != nil {
			fmt.Fprintln(w.app.Out, p.text(shortRev(s.other), shortRev(s.rev)))
		}
		return nil
	}
	graded := s.record.WithGradings(append(s.gradings[:len(s.gradings):len(s.gradings)], line))
	for _, d := range eval.Dimensions(nil, graded) {
		if d.Name == eval.Human {
			fmt.Fprintf(w.app.Out, "human score %s %s over %s; the assertions' %s\n",
				number(d.Score), interval(d.Interval), plural(d.N, "case"), number(s.record.Score))
		}
	}
	if h := newHumanJSON(&graded); h != nil {
		fmt.Fprintln(w.app.Out, h.text())
	}
	return nil
}

// stored says whether publishing came to an end: the grades stand in the notes,
// or wait for the next writer in a file of their own.
func stored(err error) bool {
	var pending *gitops.PendingError
	return err == nil || errors.As(err, &pending)
}
