package cmd

import (
	"context"
	"fmt"
	"strings"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/ui"
)

const choiceHelp = "1 or 2 for the better output, = for neither; a note may follow: 2 is shorter\n" +
	"s skip, b back to the one before, q quit, ? this help\n"

// pairUp joins a sheet with that of another revision: what is graded is which of
// two outputs is better. Outputs that are equal are left out.
func (w *workspace) pairUp(ctx context.Context, s *gradeSheet, o gradeOptions) error {
	head, err := w.repo.Resolve(ctx, o.against)
	if err != nil {
		return err
	}
	other, err := w.gradedRecord(ctx, head, o)
	if err != nil {
		return err
	}
	if other.record.ID == s.record.ID {
		return usagef("both revisions have one record, %s: there is nothing to compare", s.record.ID)
	}
	if err := w.readOutputs(other); err != nil {
		return err
	}
	outputs := map[eval.Grade]string{}
	for _, item := range other.items {
		outputs[item.of] = item.output
	}
	s.against, s.other = other.record.ID, other.rev
	s.gradings = append(s.gradings[:len(s.gradings):len(s.gradings)], other.gradings...)
	var items []gradeItem
	for _, item := range s.items {
		text, ok := outputs[item.of]
		switch {
		case !ok:
		case text == item.output:
			s.equal++
		default:
			item.other = text
			items = append(items, item)
		}
	}
	s.items = items
	switch {
	case len(items) > 0:
		return nil
	case s.equal > 0:
		return &exitError{Code: exitNo, Err: fmt.Errorf("the outputs at %s and %s are equal in every case", shortRev(s.rev), shortRev(other.rev))}
	}
	return &exitError{
		Code: exitNo, Err: fmt.Errorf("no case was judged both at %s and at %s", shortRev(s.rev), shortRev(other.rev)),
		Hint: "judge both by the same cases: promptgit eval --all",
	}
}

// parseChoice reads which of two outputs is better: 1, 2, or 0 for neither.
func parseChoice(line string) (move gradeMove, choice int, note string, err error) {
	word, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
	note, problem := eval.GradeNote(rest)
	choice = strings.Index("=12", word)
	if len(word) != 1 || choice < 0 {
		if move, _, _, err = parseGrade(line); err != nil || move == moveGrade {
			return 0, 0, "", fmt.Errorf("%q is no answer: 1, 2 or =, and ? for help", word)
		}
		return move, 0, "", nil
	}
	if problem != "" {
		return 0, 0, "", fmt.Errorf("the note %s", problem)
	}
	return moveGrade, choice, note, nil
}

// score turns a choice into what speaks for the record of the sheet: 1 where its
// output is better.
func (item gradeItem) score(choice int) float64 {
	switch {
	case choice == 0:
		return 0.5
	case (choice == 1) == item.swapped:
		return 0
	}
	return 1
}

// choice is the answer that a score comes from.
func (item gradeItem) choice(score float64) string {
	for choice, word := range []string{"=", "1", "2"} {
		if item.score(choice) == score {
			return word
		}
	}
	return "="
}

// both gives the outputs in the order in which they are shown.
func (item gradeItem) both() (first, second string) {
	if item.swapped {
		return item.other, item.output
	}
	return item.output, item.other
}

// preferenceJSON is which of two versions people find better.
type preferenceJSON struct {
	Graders []string `json:"graders"`
	A       int      `json:"a"` // cases in which the output of A is preferred
	B       int      `json:"b"`
	Same    int      `json:"same"`
	PValue  *float64 `json:"p_value"`
}

// preferred is nil where nobody compared the two records.
func preferred(gradings []eval.Grading, a, b string) *preferenceJSON {
	p, ok := eval.Preferences(gradings, b, a)
	if !ok {
		return nil
	}
	return &preferenceJSON{Graders: p.Graders, A: p.Worse, B: p.Better, Same: p.Same, PValue: &p.PValue}
}

func (p *preferenceJSON) text(a, b string) string {
	return fmt.Sprintf("preferred by %s: %s in %d, %s in %d, neither in %s; p = %.3g",
		ui.Line(strings.Join(p.Graders, ", ")), b, p.B, a, p.A, plural(p.Same, "case"), *p.PValue)
}
