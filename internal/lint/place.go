package lint

import (
	"strings"

	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/memo"
	"github.com/promptgit/promptgit/prompt"
)

// buriedInstruction looks for demands that stand only where models read least
// well.
func buriedInstruction() Rule {
	const long = 1000 // estimated tokens
	filler := strings.Repeat("The shop sells bicycles of many kinds and lends some of them to guests. ", 80)
	return Rule{
		Code: "PG211", Name: "buried instruction",
		Doc: "In a long prompt the beginning and the end are followed better than the middle (Liu et al. 2023, \"Lost in the Middle\"). " +
			"Here a prompt of more than some 1,000 tokens says must, never, always or only in its middle, and its first and last fifth " +
			"demand nothing at all.",
		Bad:  filler + "\n\nNever promise a refund.\n\n" + filler + "\n",
		Good: "Never promise a refund.\n\n" + filler + "\n\n" + filler + "\n",
		Check: func(in Input) []Finding {
			total := 0
			for _, m := range in.Prompt.Messages {
				total += len(m.Text)
			}
			if total < 4*long || len(in.Prompt.Partials) > 0 { // what stands in a partial could stand anywhere
				return nil
			}
			from, at := 0, Finding{}
			for _, m := range in.Prompt.Messages {
				if !answerRole(m.Role) {
					for _, s := range sentences(m.Text) {
						place := from + s.offset
						edge := place < total/5 || place+len(s.text) > total-total/5
						if edge && demand().MatchString(s.text) {
							return nil
						}
						if !edge && at.Message == "" && !isHeading(s.text) && strongDemand().MatchString(s.text) && !in.isExample(s.text) {
							at = Finding{
								Pos: in.inMessage(m, s.line(0)), Message: "what the answer must be stands only in the middle of a long prompt",
								Hint: "repeat the most important demand at the beginning or at the end",
							}
						}
					}
				}
				from += len(m.Text)
			}
			if at.Message == "" {
				return nil
			}
			return []Finding{at}
		},
	}
}

// inMessage is the place of a line of a message, counted from 0.
func (in Input) inMessage(m prompt.Message, line int) diag.Pos {
	if m.Flat { // its lines are none of the file
		line = 0
	}
	return in.at(m.Line + line)
}

var (
	// demand is anything that asks for something.
	demand = memo.Regexp(`(?i)\b(?:must|never|always|only|do not|don't|should|ensure|make sure|avoid|important|critical|your (?:\w+ )?(?:task|job|goal|role|purpose|mission)|you (?:will|are to|help))\b|` +
		`^\W*(?:please )?(?:answer|respond|reply|return|output|print|write|give|provide|create|generate|produce|summari[sz]e|explain|describe|list|use|include|translate|classify|extract|sort|review|analy[sz]e|follow|keep)\b`)
	// strongDemand begins with its demand, or shouts it; elsewhere "only" and
	// "must" mostly describe.
	strongDemand = memo.Regexp(`^(?:[-*+>\s_]|\d+[.)])*(?:[Yy]ou )?(?:[Mm]ust|[Nn]ever|[Aa]lways|[Dd]o not|[Dd]on't|[Oo]nly)\b|\b(?:MUST|NEVER|ALWAYS|DO NOT|ONLY)\b`)
)

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
