package cmd

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/page"
	"github.com/promptgit/promptgit/internal/serve"
	"github.com/promptgit/promptgit/internal/value"
)

// Grade implements [serve.Source]: the next output to grade, or the one that the
// query names by its ticket.
func (p *pages) Grade(ctx context.Context, q page.Query) (*page.Grade, error) {
	s, err := p.sight(ctx)
	if err != nil {
		return nil, err
	}
	p.grading.mu.Lock()
	defer p.grading.mu.Unlock()
	sheet, err := p.sheetOf(ctx, s, q)
	if err != nil {
		return nil, err
	}
	q.Prompt, q.Rev = sheet.path, sheet.of.rev // a link stays with the sheet, also when another version was judged since
	out := &page.Grade{
		Frame:  p.frame(ctx, s, q, "Grade "+sheet.path),
		Prompt: sheet.path, Rev: sheet.of.rev, Against: sheet.of.other, By: sheet.by,
		Total: len(sheet.of.items), Equal: sheet.of.equal, Failures: sheet.failures(),
	}
	todo := sheet.todo()
	out.Done = out.Total - len(todo)
	at := -1 // in all items
	switch {
	case q.Item != "":
		if at = p.grading.find(sheet, q.Item); at < 0 {
			return nil, errTicket
		}
	case len(todo) > 0:
		at = todo[0]
	}
	if at >= 0 {
		out.Items = []page.GradeItem{p.grading.item(sheet, at)}
		if n := slices.IndexFunc(todo, func(i int) bool { return i > at }); n >= 0 {
			out.Next = p.grading.ticket(sheet, todo[n])
		} else if len(todo) > 0 && todo[0] != at {
			out.Next = p.grading.ticket(sheet, todo[0])
		}
	}
	if before := sheet.before(at); before >= 0 {
		out.Previous = p.grading.ticket(sheet, before)
	}
	return out, nil
}

// errTicket says that a ticket is of no item.
var errTicket = &serve.QueryError{Field: "item", Err: errors.New("this sheet has no such item"), Hint: "load the sheet again: the version was judged anew, or promptgit serve started anew"}

// SaveGrade implements [serve.Source]. What it takes is on the disk when it returns.
func (p *pages) SaveGrade(ctx context.Context, q page.Query, g serve.Graded) error {
	if !p.write {
		return usageHint("start promptgit serve with --write", "this server only reads")
	}
	if problem := eval.GraderName(g.By); problem != "" {
		return &serve.QueryError{Field: "by", Err: errors.New("the name " + problem)}
	}
	s, err := p.sight(ctx)
	if err != nil {
		return err
	}
	p.grading.mu.Lock()
	defer p.grading.mu.Unlock()
	q.By = g.By
	sheet, err := p.sheetOf(ctx, s, q)
	if err != nil {
		return err
	}
	at := p.grading.find(sheet, g.Ticket)
	if at < 0 {
		return errTicket
	}
	grade, err := sheet.grade(at, g)
	if err != nil {
		return err
	}
	if err = sheet.journal.add(grade); err != nil {
		return fmt.Errorf("keep the grade: %w", err)
	}
	sheet.answers.set(grade)
	sheet.passed(at)
	if len(sheet.todo()) == 0 {
		return p.storeGrades(context.WithoutCancel(ctx), sheet)
	}
	p.storeLater()
	return nil
}

// grade is what a person said of an item, as it is stored.
func (s *pageSheet) grade(at int, g serve.Graded) (eval.Grade, error) {
	item := s.of.items[at]
	grade := item.of
	grade.Score = g.Score
	note, problem := eval.GradeNote(strings.ReplaceAll(g.Note, "\r\n", "\n"))
	if problem != "" {
		return grade, &serve.QueryError{Field: "note", Err: errors.New("it " + problem)}
	}
	grade.Note = note
	if s.of.against != "" {
		choice, ok := map[float64]int{1: 1, 0: 2, 0.5: 0}[g.Score]
		if !ok {
			return grade, &serve.QueryError{Field: "choice", Err: errors.New("of two outputs one is better, or neither")}
		}
		grade.Score = item.score(choice)
		return grade, nil
	}
	if g.Failure == "" || eval.HumanPass(g.Score) { // what passes has no kind of failure
		return grade, nil
	}
	if grade.Failure, problem = eval.FailureName(g.Failure); problem != "" {
		return grade, &serve.QueryError{Field: "failure", Err: errors.New("the name " + problem), Hint: "give a plain name, such as hallucination"}
	}
	return grade, nil
}

// sheetOf gives the sheet that a query asks for, with what was graded of it.
func (p *pages) sheetOf(ctx context.Context, s *sight, q page.Query) (*pageSheet, error) {
	if q.By != "" {
		if problem := eval.GraderName(q.By); problem != "" {
			return nil, &serve.QueryError{Field: "by", Err: errors.New("the name " + problem)}
		}
	}
	h, at, err := p.gradedVersion(ctx, s, q)
	if err != nil {
		return nil, err
	}
	o := gradeOptions{rev: h.entries[at].json.Rev, prompt: h.entries[at].json.Prompt, suite: q.Suite, name: q.By}
	if suite := h.entries[at].json.Suite; o.suite == "" && suite != nil {
		o.suite = *suite // that of the record which the other pages tell
	}
	other := ""
	if q.Against != "" {
		b, n, wrong := p.version(ctx, s, q.Prompt, q.Against, "against")
		if wrong != nil {
			return nil, wrong
		}
		o.against, other = b.entries[n].json.Rev, b.entries[n].json.Prompt
	}
	w, err := p.workspace(ctx)
	if err != nil {
		return nil, err
	}
	if o.name == "" {
		o.name, _, _ = p.repo.Config(ctx, "user.name") // "": the person says who it is
		if eval.GraderName(o.name) != "" {
			o.name = ""
		}
	}
	key := strings.Join([]string{o.rev, o.prompt, o.suite, o.against, o.name}, "\x00")
	if known := p.grading.sheets[key]; known != nil && known.mark == s.mark {
		return known, nil
	}
	sheet, err := newPageSheet(ctx, w, o, other)
	if err != nil {
		return nil, err
	}
	sheet.path, sheet.mark = h.path, s.mark
	if known := p.grading.sheets[key]; known != nil {
		if known.of.record.ID != sheet.of.record.ID || known.of.against != sheet.of.against { // it was judged anew meanwhile
			if err = p.storeGrades(context.WithoutCancel(ctx), known); err != nil {
				return nil, err
			}
		} else {
			sheet.trail = known.trail
		}
	}
	p.grading.keep(key, sheet)
	return sheet, nil
}

// gradedVersion is the version that a query names, or else the newest one that has a
// record.
func (p *pages) gradedVersion(ctx context.Context, s *sight, q page.Query) (*promptHistory, int, error) {
	if q.Rev != "" {
		return p.version(ctx, s, q.Prompt, q.Rev, "rev")
	}
	h, err := s.prompt(q.Prompt)
	if err != nil {
		return nil, 0, err
	}
	if at := slices.IndexFunc(h.entries, func(e logEntry) bool { return e.json.Score != nil }); at >= 0 {
		return h, at, nil
	}
	return h, 0, nil // there is none, which is said of the newest
}

// newPageSheet reads the record and its outputs, in an order that is random and the
// same for a person and a record.
func newPageSheet(ctx context.Context, w *workspace, o gradeOptions, other string) (*pageSheet, error) {
	of, err := w.gradedRecord(ctx, gitops.OID(o.rev), o)
	if err != nil {
		return nil, err
	}
	if err = w.readOutputs(of); err != nil {
		return nil, err
	}
	if o.against != "" {
		o.prompt = other
		if err = w.pairUp(ctx, of, o); err != nil {
			return nil, err
		}
	}
	seed := binary.BigEndian.Uint64(digest(o.name, of.record.ID, of.against))
	of.shuffle(&seed)
	s := &pageSheet{w: w, of: of, by: o.name}
	if s.by != "" {
		s.journal = w.gradeJournal(of, s.by)
		s.answers.list, err = s.journal.read()
	}
	return s, err
}

// item is what the page shows of an output: nothing that tells how it was judged.
func (g *pageGrading) item(s *pageSheet, at int) page.GradeItem {
	item := s.of.items[at]
	out := page.GradeItem{Ticket: g.ticket(s, at)}
	for name, v := range item.vars.All() {
		text, ok := v.(string)
		if !ok {
			text = string(value.Canonical(v))
		}
		text, cut := cutOutput(text)
		out.Vars = append(out.Vars, page.Pair{Name: name, Value: text})
		out.Cut += cut
	}
	first, second := item.output, ""
	if s.of.against != "" {
		first, second = item.both()
	}
	var cut int
	out.Output, cut = cutOutput(first)
	out.Cut += cut
	out.Other, cut = cutOutput(second)
	out.Cut += cut
	if i := s.answers.find(item.of); i >= 0 {
		out.Said = s.said(at, s.answers.list[i])
	} else if i := s.stored().find(item.of); i >= 0 {
		out.Said = s.said(at, s.stored().list[i])
	}
	return out
}

// cutOutput bounds what a page shows of a text.
func cutOutput(s string) (text string, cut int) {
	if len(s) <= maxShownOutput {
		return s, 0
	}
	text = strings.ToValidUTF8(s[:maxShownOutput], "")
	return text, len(s) - len(text)
}
