package lint

import (
	"fmt"
	"strings"

	"github.com/promptgit/promptgit/internal/memo"
	"github.com/promptgit/promptgit/prompt"
)

// manyExamples looks for more few-shot examples than help.
func manyExamples() Rule {
	const most = 7
	return Rule{
		Code: "PG204", Name: "many examples",
		Doc: "More than seven examples cost tokens with every call, and past a handful the gain mostly levels off while the answers " +
			"begin to copy them. Seven is the method's bound; measure before you keep more.",
		Bad:  "Sort the ticket.\n\n# Examples\n" + strings.Repeat("Input: a refund\nOutput: billing\n\n", 8) + "# Ticket\n{{ ticket }}\n",
		Good: "Sort the ticket.\n\n# Examples\n" + strings.Repeat("Input: a refund\nOutput: billing\n\n", 5) + "# Ticket\n{{ ticket }}\n",
		Check: func(in Input) []Finding {
			for i := range in.Prompt.Variables {
				v := &in.Prompt.Variables[i]
				if v.Kind != prompt.KindExample {
					continue
				}
				n := max(marked(v.Text), shots(in.Prompt))
				if n > most {
					return []Finding{{
						Pos: in.at(v.Line), Message: fmt.Sprintf("%d examples, more than %d", n, most),
						Hint: "keep those that differ most, and see whether the score moves",
					}}
				}
			}
			return nil
		},
	}
}

// marked counts the examples of a section: those that have a tag or a heading
// of their own, else the lines that begin one.
func marked(text string) int {
	if n := len(ownExample().FindAllString(text, -1)); n > 0 {
		return n
	}
	return len(exampleStart().FindAllString(text, -1))
}

var (
	ownExample   = memo.Regexp(`(?im)^\s*(?:<(?:example|sample)\b[^>]*>|(?:#{1,6}\s+|[-*]\s+)?\**example \d+\b)`)
	exampleStart = memo.Regexp(`(?im)^\s*(?:[-*]\s*)?(?:\*\*)?(?:input|q|question|user)(?:\*\*)?\s*:|^\s*(?:[-*]|\d+[.)])\s.*(?:->|=>|→)`)
)

// shots counts the answers that a chat gives before the last question.
func shots(p *prompt.Prompt) int {
	n, last := 0, 0
	for i, m := range p.Messages {
		if m.Role == "user" {
			last = i
		}
	}
	for _, m := range p.Messages[:last] {
		if m.Role == "assistant" {
			n++
		}
	}
	return n
}
