package cmd

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/memo"
)

// gradeMove is what an answer asks for beside a grade.
type gradeMove int

// The moves. A grade goes on to the next output.
const (
	moveGrade gradeMove = iota
	moveSkip
	moveBack
	moveQuit
	moveHelp
)

const gradeHelp = "p pass, f fail, or a score from 0 to 10; a note may follow: f made up a date\n" +
	"s skip, b back to the one before, q quit, ? this help\n"

// gradeShape is a score as people type it.
var gradeShape = memo.Regexp(`^(10(\.0+)?|[0-9](\.[0-9]+)?)$`)

// parseGrade reads an answer: a move, or a score from 0 to 1 with a note.
func parseGrade(line string) (move gradeMove, score float64, note string, err error) {
	word, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
	word = strings.ToLower(word)
	note, problem := eval.GradeNote(rest)
	moves := map[string]gradeMove{
		"s": moveSkip, "skip": moveSkip, "b": moveBack, "back": moveBack, "q": moveQuit, "quit": moveQuit, "?": moveHelp, "help": moveHelp,
	}
	if m, ok := moves[word]; ok {
		if note != "" {
			return 0, 0, "", fmt.Errorf("%q takes nothing behind it", word)
		}
		return m, 0, "", nil
	}
	switch {
	case word == "p" || word == "pass":
		score = 1
	case word == "f" || word == "fail":
	case gradeShape().MatchString(word):
		score, err = strconv.ParseFloat(word, 64)
		score /= 10
	default:
		return 0, 0, "", fmt.Errorf("%q is no grade: p, f or a score from 0 to 10, and ? for help", word)
	}
	if err == nil && problem != "" {
		err = fmt.Errorf("the note %s", problem)
	}
	return moveGrade, score, note, err
}

// parseFailure reads a type of failure, by its name or by its number among those
// known. An empty one is none.
func parseFailure(line string, known []string) (string, error) {
	text := strings.TrimSpace(line)
	if text == "" {
		return "", nil
	}
	if n, err := strconv.Atoi(text); err == nil {
		if n < 1 || n > len(known) {
			return "", fmt.Errorf("there is no number %d: type a number of the list, or a name", n)
		}
		return known[n-1], nil
	}
	name, problem := eval.FailureName(text)
	if problem != "" {
		return "", fmt.Errorf("the name %s", problem)
	}
	return name, nil
}
