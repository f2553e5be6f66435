package eval

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/value"
)

// maxGradeLine is the longest line of a file of grades, in bytes.
const maxGradeLine = 1 << 20

// gradeKeys are those of a line.
var gradeKeys = []string{"failure", "key", "note", "pass", "score"}

// ReadGrades reads JSON lines such as {"key":"…","score":7,"failure":"tone"}: a
// score from 0 to 10 or "pass", and where there is one a type of failure and a
// note. outputs are those that can be graded, by key. All problems come at once
// as diag.Errors with their lines, and then there are no grades.
func ReadGrades(name string, in io.Reader, outputs map[string]Grade) ([]Grade, error) {
	r := gradeReader{name: name, known: outputs, seen: map[string]int{}}
	if err := r.read(in); err != nil {
		return nil, err
	}
	return r.grades, nil
}

type gradeReader struct {
	name   string
	known  map[string]Grade // by key
	seen   map[string]int   // line by key
	grades []Grade
	errs   diag.Errors
	line   int
}

func (r *gradeReader) read(in io.Reader) error {
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, maxGradeLine)
	for lines.Scan() {
		r.line++
		text := bytes.TrimSpace(bytes.TrimPrefix(lines.Bytes(), []byte("\xef\xbb\xbf")))
		if len(text) > 0 {
			r.one(text)
		}
	}
	switch err := lines.Err(); {
	case errors.Is(err, bufio.ErrTooLong):
		r.line++
		r.problem("the line is longer than 1 MiB", "give one grade per line")
	case err != nil:
		return fmt.Errorf("read %s: %w", r.name, err)
	}
	return r.errs.Err()
}

func (r *gradeReader) problem(message, hint string) {
	r.errs.Add(diag.Pos{Path: r.name, Line: r.line}, message, hint)
}

func (r *gradeReader) one(text []byte) {
	v, err := value.DecodeJSON(text)
	o, ok := v.(*value.Object)
	if err != nil || !ok {
		r.problem("not a JSON object", `write a line such as {"key":"…","score":7}`)
		return
	}
	before := len(r.errs)
	for _, k := range o.Keys() {
		if !slices.Contains(gradeKeys, k) {
			r.problem(fmt.Sprintf("unknown key %q", k), gradeHint(k))
		}
	}
	key, _ := r.text(o, "key")
	g, known := r.known[key]
	switch {
	case !known:
		r.problem(fmt.Sprintf("no output has the key %q", key), "promptgit grade --json prints the keys of this record")
	case r.seen[key] > 0:
		r.problem(fmt.Sprintf("the key %q is given twice", key), fmt.Sprintf("it is also on line %d; keep one", r.seen[key]))
	default:
		r.seen[key] = r.line
	}
	g.Score = r.score(o)
	if failure, given := r.text(o, "failure"); given && failure != "" {
		name, problem := FailureName(failure)
		if problem != "" {
			r.problem("failure "+problem, "give a plain name, such as hallucination")
		}
		g.Failure = name
	}
	note, _ := r.text(o, "note")
	note, problem := GradeNote(note)
	if problem != "" {
		r.problem("note "+problem, "")
	}
	g.Note = note
	if len(r.errs) == before {
		r.grades = append(r.grades, g)
	}
}

func gradeHint(key string) string {
	if hint := diag.DidYouMean(key, gradeKeys); hint != "" {
		return hint
	}
	return "known keys: " + strings.Join(gradeKeys, ", ")
}

// text gives the text of a key; null counts as none.
func (r *gradeReader) text(o *value.Object, key string) (string, bool) {
	v, _ := o.Get(key)
	if v == nil {
		return "", false
	}
	text, ok := v.(string)
	if !ok {
		r.problem(key+" must be a text", "")
	}
	return text, ok
}

// score takes either a score from 0 to 10 or a verdict.
func (r *gradeReader) score(o *value.Object) float64 {
	score, _ := o.Get("score")
	pass, _ := o.Get("pass")
	if (score == nil) == (pass == nil) {
		r.problem("a grade is a score or pass, and not both", `write "score":7, from 0 to 10, or "pass":true`)
		return 0
	}
	switch v := pass.(type) {
	case nil:
	case bool:
		if v {
			return 1
		}
		return 0
	default:
		r.problem("pass must be true or false", "")
		return 0
	}
	x := -1.0
	switch v := score.(type) {
	case int64:
		x = float64(v)
	case float64:
		x = v
	}
	if !(x >= 0 && x <= 10) {
		r.problem("score must be a number from 0 to 10", "")
		return 0
	}
	return x / 10
}
