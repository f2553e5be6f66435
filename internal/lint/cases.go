package lint

import (
	"context"
	"fmt"
	"strings"
	"unicode"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/stats"
	"github.com/promptgit/promptgit/prompt"
)

// NoSuite is the code of the rule that finds every prompt of a repository
// without suites.
const NoSuite = "PG213"

// NoHostileCases is the code of the rule that finds suites of well-behaved inputs.
const NoHostileCases = "PG206"

// noSuite looks for prompts that nothing judges.
func noSuite() Rule {
	return Rule{
		Code: NoSuite, Name: "no suite",
		Doc: "No suite judges the prompt, so no change to it can be seen to help or to harm.",
		Check: func(in Input) []Finding {
			if len(in.Suites) > 0 {
				return nil
			}
			return []Finding{{Pos: in.at(1), Message: "no suite judges this prompt", Hint: "write suites/NAME.yaml with a few cases, and name it in promptgit.yaml"}}
		},
	}
}

// fewCases looks for suites too small to see anything with.
func fewCases() Rule {
	const least = 15
	return Rule{
		Code: "PG205", Name: "few cases",
		Doc: "The method asks for 15 to 20 cases. With fewer only a very large drop can be told from chance: " +
			"the figure is that of the exact McNemar test, one-sided at 5 %, found in 4 of 5 tries.",
		Check: func(in Input) []Finding {
			n := len(in.cases())
			if len(in.Suites) == 0 || n >= least {
				return nil
			}
			counted := fmt.Sprintf("%d cases", n)
			if n == 1 {
				counted = "1 case"
			}
			sees := "no drop at all"
			if d, ok := stats.MinDrop(n, 0, false); ok {
				sees = fmt.Sprintf("a drop of %.0f points or more", 100*d)
			}
			return []Finding{{
				Pos: in.suitePos(), Message: fmt.Sprintf("%s can show %s", counted, sees),
				Hint: fmt.Sprintf("add cases until there are %d to 20", least),
			}}
		},
	}
}

// noHostileCases looks for suites of well-behaved inputs only.
func noHostileCases() Rule {
	return Rule{
		Code: NoHostileCases, Name: "no hostile cases",
		Doc: "Real inputs are sometimes empty, only emoji, or very long (1,000 words or more). A suite without such cases does not " +
			"say what the prompt does then.",
		Check: func(in Input) []Finding {
			if len(in.cases()) == 0 || len(in.Prompt.Uses()) == 0 { // a case cannot say anything
				return nil
			}
			kinds := []struct {
				name string
				is   func(string) bool
			}{{"empty", isEmpty}, {"only emoji", isEmoji}, {"very long", isLong}}
			var missing []string
			for _, k := range kinds {
				if !anyInput(in, k.is) {
					missing = append(missing, k.name)
				}
			}
			if len(missing) == 0 {
				return nil
			}
			return []Finding{{
				Pos: in.suitePos(), Message: "no case with an input that is " + strings.Join(missing, ", or "),
				Hint: "add one of each; what should the answer be?",
			}}
		},
	}
}

// noHoldout looks for suites in which every case may be tuned to.
func noHoldout() Rule {
	return Rule{
		Code: "PG207", Name: "no holdout",
		Doc: "Whoever tunes a prompt on all of its cases cannot see that it only learned them. Some 30 % of the cases belong to " +
			"a holdout split that is looked at rarely.",
		Check: func(in Input) []Finding {
			list := in.cases()
			if len(list) < 10 { // too few to divide
				return nil
			}
			for _, c := range list {
				if c.Split == "holdout" {
					return nil
				}
			}
			return []Finding{{Pos: in.suitePos(), Message: "no case is in the holdout split", Hint: "give some 30 % of them split: holdout"}}
		},
	}
}

// suitePos is the first suite.
func (in Input) suitePos() diag.Pos { return diag.Pos{Path: in.Suites[0].Path, Line: 1} }

// anyInput says whether some case has an input of a kind.
func anyInput(in Input, is func(string) bool) bool {
	used := in.Prompt.Uses()
	for _, c := range in.cases() {
		for _, name := range used {
			if v, ok := c.Vars.Get(name); ok {
				if text, isText := v.(string); isText && is(sent(text, c)) {
					return true
				}
			}
		}
	}
	return false
}

// sent is what of a var reaches the prompt: it may be a template over the other
// vars. One that cannot be rendered is taken as it is written.
func sent(text string, c *eval.Case) string {
	if !strings.Contains(text, "{{") && !strings.Contains(text, "{%") && !strings.Contains(text, "{#") {
		return text
	}
	if rendered, err := prompt.RenderText(context.Background(), text, c.Vars, prompt.RenderOptions{}); err == nil {
		return rendered
	}
	return text
}

func isEmpty(text string) bool { return strings.TrimSpace(text) == "" }

func isLong(text string) bool { return len(strings.Fields(text)) >= 1000 || len(text) >= 6000 }

// isEmoji says whether a text is made of symbols beyond ASCII alone.
func isEmoji(text string) bool {
	seen := false
	for _, r := range text {
		switch {
		case unicode.IsSpace(r), r == 0x200d, r == 0xfe0f: // joiners
		case r > 0x7f && (unicode.IsSymbol(r) || r >= 0x1f3fb && r <= 0x1f3ff):
			seen = true
		default:
			return false
		}
	}
	return seen
}
