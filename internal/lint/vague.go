package lint

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/memo"
	"github.com/promptgit/promptgit/prompt"
)

// vagueWords looks for demands that nobody could check.
func vagueWords() Rule {
	return Rule{
		Code: "PG202", Name: "vague words",
		Doc: "A word such as \"concise\" or \"appropriate\" asks for something that no case can check and that two readers understand differently. " +
			"It is found only in a demand, and where neither its sentence nor the next one of the paragraph gives a measure: no number, no example " +
			"and no list behind a colon.",
		Bad:  "Summarize the ticket for the team. Keep it concise.\n",
		Good: "Summarize the ticket for the team. Keep it concise: at most 20 words.\n",
		Check: func(in Input) []Finding {
			var found []Finding
			add := func(text string, pos func(line int) diag.Pos) {
				list := sentences(text)
				for i, s := range list {
					word, at := vagueWord(s.text)
					if word == "" || isMeasured(list, i) || isHeading(s.text) || in.isExample(s.text) {
						continue
					}
					found = append(found, Finding{
						Pos: pos(s.line(at)), Message: fmt.Sprintf("%q says nothing that can be checked", strings.ToLower(word)),
						Hint: "say how long, how many, or give an example of what you mean",
					})
				}
			}
			for _, m := range in.Prompt.Messages {
				if !answerRole(m.Role) {
					add(m.Text, func(line int) diag.Pos { return in.inMessage(m, line) })
				}
			}
			for _, p := range in.Prompt.Partials {
				add(p.Text, func(line int) diag.Pos { return diag.Pos{Path: p.Path, Line: line + 1} })
			}
			return found
		},
	}
}

// vagueWord finds what a demand ends in: "be concise", "an appropriate tone".
func vagueWord(text string) (word string, at int) {
	for _, re := range []*regexp.Regexp{vagueBe(), vagueNoun(), vagueCondition(), vagueQuality()} {
		for _, m := range re.FindAllStringSubmatchIndex(text, -1) {
			from, to := m[2], m[3]
			before := strings.Fields(text[:from])
			possible := len(before) > 0 && slices.Contains([]string{"can", "may", "might", "could", "would", "will", "cannot"}, strings.ToLower(before[len(before)-1]))
			if !possible && (to == len(text) || text[to] != '-') { // "be short-lived"
				return text[from:to], from
			}
		}
	}
	return "", 0
}

var (
	vagueBe = memo.Regexp(`(?i)\b((?:be|keep (?:it|them|this|your \w+)|stay|make (?:it|them)) ` +
		`(?:(?:very|extremely|really|quite|more|as|so|highly|fairly|reasonably|relatively|sufficiently|\w+,|(?:\w+,? )?and) )*` +
		`(?:concise|brief|short|detailed|thorough|comprehensive|nice|engaging|interesting))\b`)
	// The end tells "an appropriate format" from "an appropriate format string".
	vagueNoun = memo.Regexp(`(?i)\b((?:use|in|with|choose|an?) (?:an? )?(?:appropriate|suitable|proper|adequate|reasonable|nice) ` +
		`(?:tone|style|length|format|level|language|way|manner|amount|number))(?:[^\w\s-]|$|\s(?:and|or|for|of|in|to|when|that|which|so)\b)`)
	vagueCondition = memo.Regexp(`(?i)\b((?:as|if) appropriate)(?:[^\w\s]|$)`)
	// High quality is demanded of an answer, and described of anything else.
	vagueQuality = memo.Regexp(`(?i)^(?:[-*+>\s]|\d+[.)])*(?:please |always |you (?:must|should|will) )?` +
		`(?:write|create|generate|produce|give|provide|deliver|ensure|make|use|output|return|respond|answer)\b[^,;:]*\b(high[- ]quality)\b`)
)

// isExample says whether a text stands in the few-shot examples.
func (in Input) isExample(text string) bool {
	return slices.ContainsFunc(in.Prompt.Variables, func(v prompt.Variable) bool {
		return v.Kind == prompt.KindExample && strings.Contains(strings.Join(strings.Fields(v.Text), " "), text)
	})
}
