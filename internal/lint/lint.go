package lint

import (
	"cmp"
	"slices"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/prompt"
)

// Input is one prompt with what judges it.
type Input struct {
	Prompt    *prompt.Prompt
	Suites    []*eval.Suite // none where nothing judges it
	MaxTokens int           // budget for the prompt without its inputs, 0 for DefaultMaxTokens
}

// DefaultMaxTokens is the context budget of a prompt where the configuration sets
// none: what the smallest models that are still served take at once (8,192
// tokens, as of 2026), without the inputs and the answer.
const DefaultMaxTokens = 6000

// Finding is one thing that a rule would have otherwise.
type Finding struct {
	Code    string
	Pos     diag.Pos
	Message string
	Hint    string // what to do
}

// Rule is one thing to look for.
type Rule struct {
	Code string // "PG2" and two digits
	Name string // a few words
	Doc  string // why, and where its numbers come from
	Bad  string // a prompt in the native format in which it finds something
	Good string // the same prompt mended
	// Check gives what it found, without Code.
	Check func(in Input) []Finding
}

// Rules is the one list of rules.
func Rules() []Rule {
	return []Rule{
		noTask(),
		vagueWords(),
		warmFormat(),
		manyExamples(),
		fewCases(),
		noHostileCases(),
		noHoldout(),
		unusedInputs(),
		undeclaredInputs(),
		unsetInputs(),
		buriedInstruction(),
		contextBudget(),
		noSuite(),
	}
}

// Run applies every rule but the disabled ones. Findings are in the order of the
// file.
func Run(in Input, disabled []string) []Finding {
	if prompt.Blank(in.Prompt) { // no version at all
		return nil
	}
	var all []Finding
	for _, r := range Rules() {
		if slices.Contains(disabled, r.Code) {
			continue
		}
		for _, f := range r.Check(in) {
			f.Code = r.Code
			if f.Pos.Path == "" {
				f.Pos.Path = in.Prompt.File()
			}
			all = append(all, f)
		}
	}
	slices.SortStableFunc(all, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Pos.Path, b.Pos.Path), a.Pos.Line-b.Pos.Line, cmp.Compare(a.Code, b.Code))
	})
	return all
}

// at is a line of the prompt's own file.
func (in Input) at(line int) diag.Pos { return diag.Pos{Path: in.Prompt.File(), Line: max(1, line)} }

// firstLine is where the messages begin.
func (in Input) firstLine() int {
	if len(in.Prompt.Messages) > 0 {
		return in.Prompt.Messages[0].Line
	}
	return 1
}

// cases are those of all suites.
func (in Input) cases() []*eval.Case {
	var list []*eval.Case
	for _, s := range in.Suites {
		for i := range s.Cases {
			list = append(list, &s.Cases[i])
		}
	}
	return list
}
