package lint

import (
	"slices"
	"strings"

	"github.com/promptgit/promptgit/internal/memo"
)

// sentence is a part of a text.
type sentence struct {
	text      string
	paragraph int
	offset    int     // in the text, where its first line starts
	parts     []start // of its lines
}

// start says where a line of the text, from 0, begins in a sentence.
type start struct{ at, line int }

// line is the line of the text in which a place of the sentence stands, from 0.
func (s sentence) line(at int) int {
	line := s.parts[0].line
	for _, p := range s.parts {
		if p.at <= at {
			line = p.line
		}
	}
	return line
}

// sentences cuts a text at the ends of sentences, list items and blank lines, and
// leaves out template tags and code fences, where words are data.
func sentences(text string) []sentence {
	text = blankTags(text)
	var list []sentence
	var open sentence
	var fence string // what opened the fence that the line stands in
	paragraph, offset := 0, 0
	end := func() {
		if open.text != "" {
			list = append(list, open)
		}
		open = sentence{}
	}
	for no, l := range strings.Split(text, "\n") {
		trimmed := strings.TrimSpace(l)
		from := offset
		offset += len(l) + 1
		mark := trimmed[:len(trimmed)-len(strings.TrimLeft(trimmed, "`~"))]
		switch {
		case fence != "":
			if mark == trimmed && strings.HasPrefix(mark, fence) {
				fence = ""
			}
			continue
		case len(mark) >= 3:
			end()
			fence = mark
			continue
		case trimmed == "":
			end()
			paragraph++
			continue
		case itemStart().MatchString(trimmed):
			end()
			paragraph++
		}
		for part := range strings.SplitAfterSeq(trimmed, ". ") {
			part = strings.TrimSpace(part)
			if part == "" {
				continue
			}
			if open.text == "" {
				open = sentence{paragraph: paragraph, offset: from}
			} else {
				open.text += " "
			}
			open.parts = append(open.parts, start{len(open.text), no})
			open.text += part
			if strings.IndexByte(".!?", part[len(part)-1]) >= 0 && !strings.HasSuffix(part, "e.g.") && !strings.HasSuffix(part, "i.e.") {
				end()
			}
		}
	}
	end()
	return list
}

var itemStart = memo.Regexp(`^([-*+]|\d+[.)]|#{1,6})\s`)

// blankTags makes template tags blank and keeps their line breaks.
func blankTags(text string) string {
	return templateTag().ReplaceAllStringFunc(text, func(tag string) string {
		return strings.Map(func(r rune) rune {
			if r == '\n' {
				return r
			}
			return ' '
		}, tag)
	})
}

// isMeasured says whether a sentence, or the next one of its paragraph, gives a
// measure for what it demands.
func isMeasured(list []sentence, i int) bool {
	next := min(i+1, len(list)-1)
	return measure().MatchString(list[i].text) || list[next].paragraph == list[i].paragraph && measure().MatchString(list[next].text)
}

var measure = memo.Regexp(`(?i)\d|\b(?:e\.g\.|i\.e\.)|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|half|single|such as|for example|like this|at most|no more than|fewer than|less than)\b|:\s\S|[("“]\w`)

// isHeading says whether a sentence is a heading or leads to what follows it.
func isHeading(text string) bool { return strings.HasPrefix(text, "#") || strings.HasSuffix(text, ":") }

// answerRole says whether a message is one that a model or a tool gave.
func answerRole(role string) bool { return slices.Contains([]string{"assistant", "tool"}, role) }
