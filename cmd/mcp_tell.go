package cmd

import (
	"fmt"
	"strings"

	"github.com/promptgit/promptgit/internal/ui"
	"github.com/promptgit/promptgit/internal/value"
)

// mostTold is how many rows the text of a tool has; the document has the rest.
const mostTold = 10

// seen reads a document that a command printed.
type seen struct{ *value.Object }

func (s seen) text(key string) string {
	v, _ := s.Get(key)
	text, _ := v.(string)
	return text
}

func (s seen) yes(key string) bool {
	v, _ := s.Get(key)
	is, _ := v.(bool)
	return is
}

// number gives nil for what is not there.
func (s seen) number(key string) *float64 {
	v, _ := s.Get(key)
	switch n := v.(type) {
	case int64:
		return new(float64(n))
	case float64:
		return &n
	}
	return nil
}

func (s seen) count(key string) int {
	if n := s.number(key); n != nil {
		return int(*n)
	}
	return 0
}

func (s seen) interval(key string) string {
	v, _ := s.Get(key)
	list, _ := v.([]any)
	if len(list) != 2 {
		return ""
	}
	pair := seen{value.NewObject("from", list[0], "to", list[1])}
	from, to := pair.number("from"), pair.number("to")
	if from == nil || to == nil {
		return ""
	}
	return fmt.Sprintf(" [%.2f, %.2f]", *from, *to)
}

func (s seen) list(key string) []seen {
	v, _ := s.Get(key)
	items, _ := v.([]any)
	var list []seen
	for _, x := range items {
		if o, ok := x.(*value.Object); ok {
			list = append(list, seen{o})
		}
	}
	return list
}

func (s seen) texts(key string) []string {
	v, _ := s.Get(key)
	items, _ := v.([]any)
	var list []string
	for _, x := range items {
		if text, ok := x.(string); ok {
			list = append(list, text)
		}
	}
	return list
}

// told has a line for each of some rows, and says how many more there are.
func told(rows []seen, none string, line func(seen) string) string {
	if len(rows) == 0 {
		return none
	}
	var lines []string
	for _, row := range rows[:min(len(rows), mostTold)] {
		lines = append(lines, ui.Line(line(row)))
	}
	if more := len(rows) - mostTold; more > 0 {
		lines = append(lines, fmt.Sprintf("and %d more", more))
	}
	return strings.Join(lines, "\n")
}

// scored is a score with what must stand beside it.
func scored(s seen) string {
	score := s.number("score")
	if score == nil {
		return "not judged"
	}
	text := fmt.Sprintf("score %.2f%s", *score, s.interval("interval"))
	if s.number("passed") != nil {
		text += fmt.Sprintf(", %d of %d pass", s.count("passed"), s.count("total"))
	}
	if s.yes("simulated") {
		text += " (simulated)"
	}
	return text
}

func judgedBy(s seen) string {
	if s.text("verdict") == "" {
		return ""
	}
	text := ", " + s.text("verdict")
	if d := s.number("delta"); d != nil {
		text += fmt.Sprintf(" by %+.2f", *d)
	}
	if p := s.number("p_value"); p != nil {
		text += fmt.Sprintf(" (p %.3g)", *p)
	}
	return text
}
