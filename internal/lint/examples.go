package lint

import (
	"fmt"
	"regexp"
	"strings"

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
				n := max(len(exampleStart.FindAllString(v.Text, -1)), shots(in.Prompt))
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

// exampleStart is a line that begins an example inside a section of examples.
var exampleStart = regexp.MustCompile(`(?im)^\s*(?:<(?:example|sample)\b[^>]*>|(?:[-*]\s*)?(?:\*\*)?(?:input|q|question|user|example \d+)(?:\*\*)?\s*:)`)

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
