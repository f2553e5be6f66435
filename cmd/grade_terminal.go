package cmd

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/ui"
	"github.com/promptgit/promptgit/internal/value"
)

// maxShownOutput is how much of an output or a var is shown, in columns.
const maxShownOutput = 20_000

// gradeSession is one person grading at a terminal.
type gradeSession struct {
	app     *App
	sheet   *gradeSheet
	by      string
	journal gradeJournal
	answers gradeAnswers // of this session and of one that was cut off
	types   []string     // of failure, that can be chosen by their number
	lines   <-chan string
}

// gradeByHand asks for grades until all are given or the person ends it, and
// stores them. A closed terminal and an interrupt end it too, with what was
// answered before.
func (w *workspace) gradeByHand(ctx context.Context, s *gradeSheet, o gradeOptions) error {
	ctx, stop := signal.NotifyContext(ctx, syscall.SIGHUP)
	defer stop()
	g := &gradeSession{app: w.app, sheet: s, by: o.name, journal: w.gradeJournal(s, o.name)}
	left, err := g.journal.read()
	if err != nil {
		return err
	}
	g.answers.list = left
	todo := g.todo(o.again)
	g.types = slices.AppendSeq(slices.Clone(s.record.FailureTypes), maps.Keys(s.record.Failures()))
	slices.Sort(g.types)
	g.types = slices.Compact(g.types)
	if len(todo) == 0 {
		fmt.Fprintf(w.app.Err, "%s has graded all %s of this record; --again asks again\n", ui.Line(g.by), plural(len(s.items), "output"))
	} else {
		g.lines = readLines(w.app.In)
		g.welcome(len(todo), len(left))
		err = g.ask(ctx, todo)
	}
	published := w.storeGrades(ctx, s, g.by, g.journal, g.answers.list)
	if rest := len(g.todo(false)); rest > 0 {
		fmt.Fprintf(w.app.Err, "%s left: %s goes on\n", plural(rest, "output"), o.goOn(s))
	}
	return errors.Join(published, err)
}

// todo lists the items that the person has not graded.
func (g *gradeSession) todo(again bool) []gradeItem {
	done := gradeAnswers{list: slices.Clone(g.answers.list)}
	if !again {
		done.list = append(done.list, eval.Standing(g.sheet.gradings, g.by, g.sheet.record.ID, g.sheet.against)...)
	}
	return slices.DeleteFunc(slices.Clone(g.sheet.items), func(item gradeItem) bool { return done.find(item.of) >= 0 })
}

func (g *gradeSession) welcome(todo, left int) {
	err := g.app.Err
	fmt.Fprintf(err, "%s of %s, as %s, in random order (--seed %d)\n", plural(todo, "output"), ui.Line(g.sheet.it.path), ui.Line(g.by), g.sheet.seed)
	if left > 0 {
		fmt.Fprintf(err, "%s of an earlier session that was cut off: kept\n", plural(left, "grade"))
	}
	if g.sheet.equal > 0 {
		fmt.Fprintf(err, "%s with equal outputs: left out\n", plural(g.sheet.equal, "pair"))
	}
	fmt.Fprint(err, g.help())
}

func (g *gradeSession) help() string {
	if g.sheet.against != "" {
		return choiceHelp
	}
	return gradeHelp
}

// ask goes through the items. The error is the context's when it ended.
func (g *gradeSession) ask(ctx context.Context, todo []gradeItem) error {
	for at := 0; at < len(todo); {
		g.show(todo[at], at, len(todo))
		move, err := g.one(ctx, todo[at])
		switch {
		case errors.Is(err, io.EOF):
			fmt.Fprintln(g.app.Err)
			return nil
		case err != nil:
			return err
		case move == moveQuit:
			return nil
		case move == moveBack && at == 0:
			fmt.Fprintln(g.app.Err, "this is the first one")
		case move == moveBack:
			at--
		default:
			at++
		}
	}
	return nil
}

// one asks until there is an answer for an item, and keeps a grade.
func (g *gradeSession) one(ctx context.Context, item gradeItem) (gradeMove, error) {
	for {
		line, err := g.prompt(ctx, "grade> ")
		if err != nil {
			return moveQuit, err
		}
		move, score, note, err := g.parse(item, line)
		switch {
		case err != nil:
			fmt.Fprintln(g.app.Err, ui.Line(err.Error()))
			continue
		case move == moveHelp:
			fmt.Fprint(g.app.Err, g.help())
			continue
		case move != moveGrade:
			return move, nil
		}
		grade := item.of
		grade.Score, grade.Note = score, note
		end := error(nil)
		if g.sheet.against == "" && !eval.HumanPass(score) {
			grade.Failure, end = g.failure(ctx) // what is graded counts, also where this question is not answered
		}
		if err := g.journal.add(grade); err != nil {
			return moveQuit, fmt.Errorf("keep the grade: %w", err)
		}
		g.answers.set(grade)
		return moveGrade, end
	}
}

// parse reads an answer: of two outputs, which one is better.
func (g *gradeSession) parse(item gradeItem, line string) (gradeMove, float64, string, error) {
	if g.sheet.against == "" {
		return parseGrade(line)
	}
	move, choice, note, err := parseChoice(line)
	return move, item.score(choice), note, err
}

// failure asks what kind of failure it is.
func (g *gradeSession) failure(ctx context.Context) (string, error) {
	question := "kind of failure, Enter for none> "
	if len(g.types) > 0 {
		var list []string
		for i, name := range g.types {
			list = append(list, fmt.Sprintf("%d %s", i+1, ui.Line(name)))
		}
		question = fmt.Sprintf("kind of failure, Enter for none (%s)> ", strings.Join(list, ", "))
	}
	for {
		line, err := g.prompt(ctx, question)
		if err != nil {
			return "", err
		}
		name, err := parseFailure(line, g.types)
		if err != nil {
			fmt.Fprintln(g.app.Err, ui.Line(err.Error()))
			continue
		}
		if name != "" && !slices.Contains(g.types, name) {
			g.types = append(g.types, name)
		}
		return name, nil
	}
}

// prompt asks for a line. The error is io.EOF at the end of the input.
func (g *gradeSession) prompt(ctx context.Context, question string) (string, error) {
	fmt.Fprint(g.app.Err, question)
	select {
	case <-ctx.Done():
		fmt.Fprintln(g.app.Err)
		return "", ctx.Err()
	case line, ok := <-g.lines:
		if !ok {
			return "", io.EOF
		}
		return line, nil
	}
}

// show prints what a person may know of an item.
func (g *gradeSession) show(item gradeItem, at, of int) {
	err := g.app.Err
	fmt.Fprintf(err, "\n%s\n", ui.Paint(ui.Dim, fmt.Sprintf("--- %d of %d ---", at+1, of)))
	for name, v := range item.vars.All() {
		text, ok := v.(string)
		if !ok {
			text = string(value.Canonical(v))
		}
		fmt.Fprintf(err, "%s\n%s\n", ui.Paint(ui.Strong, ui.Line(name)), shownText(text))
	}
	said := func(was eval.Grade) string {
		return fmt.Sprintf("%g%s", 10*was.Score, inBrackets(ui.Line(was.Failure)))
	}
	if g.sheet.against == "" {
		fmt.Fprintf(err, "%s\n%s\n", ui.Paint(ui.Strong, "output"), shownText(item.output))
	} else {
		first, second := item.both()
		fmt.Fprintf(err, "%s\n%s\n", ui.Paint(ui.Strong, "output 1"), shownText(first))
		fmt.Fprintf(err, "%s\n%s\n", ui.Paint(ui.Strong, "output 2"), shownText(second))
		said = func(was eval.Grade) string { return item.choice(was.Score) }
	}
	if i := g.answers.find(item.of); i >= 0 {
		fmt.Fprintf(err, "you said %s\n", said(g.answers.list[i]))
	}
}

func shownText(s string) string {
	if s = ui.Clean(s); len(s) > maxShownOutput {
		cut := strings.ToValidUTF8(s[:maxShownOutput], "")
		s = fmt.Sprintf("%s…\n(%d bytes more are not shown)", cut, len(s)-len(cut))
	}
	return indent(s)
}

// readLines gives the lines of a terminal until it ends. A process that stops
// asking leaves the reader behind, waiting.
func readLines(in io.Reader) <-chan string {
	lines := make(chan string)
	go func() {
		defer close(lines)
		scanner := bufio.NewScanner(in)
		for scanner.Scan() {
			lines <- scanner.Text()
		}
	}()
	return lines
}
