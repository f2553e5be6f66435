package lint

import (
	"fmt"
	"slices"

	"github.com/promptgit/promptgit/prompt"
)

// unusedInputs looks for declared inputs that reach no message.
func unusedInputs() Rule {
	return Rule{
		Code: "PG208", Name: "unused input",
		Doc:  "An input is declared and no message uses it: what a case sets there changes nothing.",
		Bad:  "---\ninputs: [ticket, product]\n---\nSort this ticket into billing or other: {{ ticket }}\n",
		Good: "---\ninputs: [ticket]\n---\nSort this ticket into billing or other: {{ ticket }}\n",
		Check: func(in Input) []Finding {
			used := in.Prompt.Uses()
			var found []Finding
			for _, x := range in.Prompt.Inputs {
				if !slices.Contains(used, x.Name) {
					found = append(found, Finding{Pos: in.at(x.Line), Message: fmt.Sprintf("input %q is declared and not used", x.Name), Hint: "use it, or take it out"})
				}
			}
			return found
		},
	}
}

// undeclaredInputs looks for inputs that a prompt with declarations forgets.
func undeclaredInputs() Rule {
	return Rule{
		Code: "PG209", Name: "undeclared input",
		Doc:  "The prompt declares inputs, and uses another one: a slip of the pen, which renders as nothing, or a declaration that is missing.",
		Bad:  "---\ninputs: [ticket]\n---\nSort this ticket into billing or other: {{ tiket }} {{ ticket }}\n",
		Good: "---\ninputs: [ticket]\n---\nSort this ticket into billing or other: {{ ticket }}\n",
		Check: func(in Input) []Finding {
			if len(in.Prompt.Inputs) == 0 {
				return nil
			}
			var found []Finding
			for _, name := range in.Prompt.Uses() {
				if name != "env" && !slices.ContainsFunc(in.Prompt.Inputs, func(x prompt.Input) bool { return x.Name == name }) {
					found = append(found, Finding{Pos: in.at(in.firstLine()), Message: fmt.Sprintf("input %q is used and not declared", name), Hint: "declare it under inputs, or mend its name"})
				}
			}
			return found
		},
	}
}

// unsetInputs looks for inputs that no case tries.
func unsetInputs() Rule {
	return Rule{
		Code: "PG210", Name: "input without a case",
		Doc: "The prompt uses an input that no case of its suites sets and that has no default: every case is judged with nothing in its place.",
		Check: func(in Input) []Finding {
			if len(in.cases()) == 0 {
				return nil
			}
			var found []Finding
			for _, name := range in.Prompt.Uses() {
				set := name == "env" || slices.ContainsFunc(in.Prompt.Inputs, func(x prompt.Input) bool { return x.Name == name && x.Default != nil })
				for _, c := range in.cases() {
					if _, ok := c.Vars.Get(name); ok {
						set = true
					}
				}
				if !set {
					found = append(found, Finding{Pos: in.at(in.firstLine()), Message: fmt.Sprintf("no case sets the input %q", name), Hint: "add it to the vars of the cases, or give it a default"})
				}
			}
			return found
		},
	}
}
