package lint

import (
	"regexp"
	"strings"
)

// buriedInstruction looks for demands that stand only where models read least
// well.
func buriedInstruction() Rule {
	const long = 1000 // estimated tokens
	filler := strings.Repeat("The shop sells bicycles of many kinds and lends some of them to guests. ", 80)
	return Rule{
		Code: "PG211", Name: "buried instruction",
		Doc: "In a long prompt the beginning and the end are followed better than the middle (Liu et al. 2023, \"Lost in the Middle\"). " +
			"Here a prompt of more than some 1,000 tokens says must, never, always or only nowhere in its first or last fifth.",
		Bad:  filler + "\n\nNever promise a refund.\n\n" + filler + "\n",
		Good: "Never promise a refund.\n\n" + filler + "\n\n" + filler + "\n",
		Check: func(in Input) []Finding {
			for _, m := range in.Prompt.Messages {
				if m.Role == "assistant" || m.Role == "tool" || tokens(m.Text) < long {
					continue
				}
				all := demand.FindAllStringIndex(m.Text, -1)
				if len(all) == 0 {
					continue
				}
				edge := len(m.Text) / 5
				if all[0][0] < edge || all[len(all)-1][0] > len(m.Text)-edge {
					continue
				}
				line := m.Line
				if !m.Flat {
					line += strings.Count(m.Text[:all[0][0]], "\n")
				}
				return []Finding{{
					Pos: in.at(line), Message: "what the answer must be stands only in the middle of a long prompt",
					Hint: "repeat the most important demand at the beginning or at the end",
				}}
			}
			return nil
		},
	}
}

var demand = regexp.MustCompile(`(?i)\b(?:must|never|always|only|do not|don't)\b`)

// contextBudget looks for prompts that leave no room.
func contextBudget() Rule {
	return Rule{
		Code: "PG212", Name: "context budget",
		Doc: "The prompt alone, without its inputs and the answer, passes the budget: lint.max_tokens of the configuration, else 6,000. " +
			"Tokens are estimated, four bytes each.",
		Bad:  strings.Repeat("The shop sells bicycles of many kinds and lends some of them. ", 500) + "\n",
		Good: strings.Repeat("The shop sells bicycles of many kinds and lends some of them. ", 50) + "\n",
		Check: func(in Input) []Finding {
			budget := in.MaxTokens
			if budget == 0 {
				budget = DefaultMaxTokens
			}
			n := 0
			for _, m := range in.Prompt.Messages {
				n += tokens(m.Text)
			}
			for _, p := range in.Prompt.Partials {
				n += tokens(p.Text)
			}
			if n <= budget {
				return nil
			}
			return []Finding{{
				Pos: in.at(in.firstLine()), Message: "about " + thousands(n) + " tokens, more than the budget of " + thousands(budget),
				Hint: "shorten it, or set lint.max_tokens in promptgit.yaml",
			}}
		},
	}
}
