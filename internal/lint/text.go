package lint

import (
	"regexp"
	"strconv"
	"strings"
)

var templateTag = regexp.MustCompile(`(?s)\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}`)

// words are those of a text outside of template tags.
func words(text string) []string { return strings.Fields(templateTag.ReplaceAllString(text, " ")) }

// sentence is a part of a text with the line that it starts in, from 0.
type sentence struct {
	text string
	line int
}

// sentences cuts a text at the ends of sentences, list items and blank lines, and
// leaves out code fences, where words are data.
func sentences(text string) []sentence {
	var list []sentence
	var open []string
	start, fenced := 0, false
	end := func() {
		if s := strings.TrimSpace(strings.Join(open, " ")); s != "" {
			list = append(list, sentence{s, start})
		}
		open = nil
	}
	for no, l := range strings.Split(text, "\n") {
		trimmed := strings.TrimSpace(l)
		if strings.HasPrefix(trimmed, "```") || strings.HasPrefix(trimmed, "~~~") {
			end()
			fenced = !fenced
			continue
		}
		if fenced {
			continue
		}
		if trimmed == "" || itemStart.MatchString(trimmed) {
			end()
		}
		for part := range strings.SplitAfterSeq(trimmed, ". ") {
			if len(open) == 0 {
				start = no
			}
			open = append(open, strings.TrimSpace(part))
			if strings.HasSuffix(part, ". ") || strings.HasSuffix(part, ".") || strings.HasSuffix(part, "!") || strings.HasSuffix(part, "?") {
				end()
			}
		}
	}
	end()
	return list
}

var itemStart = regexp.MustCompile(`^([-*+]|\d+[.)]|#{1,6})\s`)

// tokens estimates the tokens of a text: four bytes each, which is near what
// English takes (OpenAI's rule of thumb) and too few for other scripts.
func tokens(text string) int { return (len(text) + 3) / 4 }

// thousands writes a number with commas.
func thousands(n int) string {
	s := strconv.Itoa(n)
	for at := len(s) - 3; at > 0; at -= 3 {
		s = s[:at] + "," + s[at:]
	}
	return s
}
