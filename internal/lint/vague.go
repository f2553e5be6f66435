package lint

import (
	"fmt"
	"regexp"
	"strings"
)

// vagueWords looks for demands that nobody could check.
func vagueWords() Rule {
	return Rule{
		Code: "PG202", Name: "vague words",
		Doc: "A word such as \"concise\" or \"appropriate\" asks for something that no case can check and that two readers understand differently. " +
			"It is found only where its sentence gives no measure: no number, no example and no list behind a colon.",
		Bad:  "Summarize the ticket for the team. Keep it concise.\n",
		Good: "Summarize the ticket for the team. Keep it concise: at most 20 words.\n",
		Check: func(in Input) []Finding {
			var found []Finding
			for _, m := range in.Prompt.Messages {
				if m.Role == "assistant" || m.Role == "tool" {
					continue
				}
				for _, s := range sentences(m.Text) {
					word := vague.FindString(s.text)
					if word == "" || measured.MatchString(s.text) || strings.HasPrefix(s.text, "#") || strings.HasSuffix(s.text, ":") {
						continue
					}
					line := m.Line + s.line
					if m.Flat {
						line = m.Line
					}
					found = append(found, Finding{
						Pos: in.at(line), Message: fmt.Sprintf("%q says nothing that can be checked", strings.ToLower(word)),
						Hint: "say how long, how many, or give an example of what you mean",
					})
				}
			}
			return found
		},
	}
}

var (
	// vague is what a demand ends in: "be concise", "an appropriate tone".
	vague = regexp.MustCompile(`(?i)\b(?:(?:be|keep (?:it|them|this|your \w+)|stay|make (?:it|them)) (?:\w+ )?(?:concise|brief|short|detailed|thorough|comprehensive|nice|engaging|interesting)|` +
		`(?:use|in|with|choose|an?) (?:an? )?(?:appropriate|suitable|proper|adequate|reasonable|nice) (?:\w+ )?(?:tone|style|length|format|level|language|way|manner|amount|number)|` +
		`as (?:appropriate|needed|necessary)|if (?:appropriate|needed|necessary)|high[- ]quality)\b`)
	measured = regexp.MustCompile(`(?i)\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|half|single|e\.g\.|i\.e\.|such as|for example|like this|at most|no more than|fewer than|less than)\b|:\s\S|[("“]\w`)
)
