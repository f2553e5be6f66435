package lint

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/memo"
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
				if !filledIn(name) && !slices.ContainsFunc(in.Prompt.Inputs, func(x prompt.Input) bool { return x.Name == name }) {
					found = append(found, Finding{Pos: in.usedAt(name), Message: fmt.Sprintf("input %q is used and not declared", name), Hint: "declare it under inputs, or mend its name"})
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
				set := filledIn(name) || slices.ContainsFunc(in.Prompt.Inputs, func(x prompt.Input) bool { return x.Name == name && x.Default != nil })
				for _, s := range in.Suites {
					set = set || slices.ContainsFunc(s.Steps, func(step eval.Step) bool { return step.As == name })
				}
				for _, c := range in.cases() {
					if _, ok := c.Vars.Get(name); ok || c.Code.Vars != nil || handedOn(c, name) {
						set = true
					}
				}
				if !set {
					found = append(found, Finding{Pos: in.usedAt(name), Message: fmt.Sprintf("no case sets the input %q", name), Hint: "add it to the vars of the cases, or give it a default"})
				}
			}
			return found
		},
	}
}

// filledIn says whether a name needs no case to set it.
func filledIn(name string) bool { return name == "env" || name == "_conversation" }

// handedOn says whether a case stores its output under a name for those after it.
func handedOn(c *eval.Case, name string) bool {
	stored, _ := c.Options.Get("storeOutputAs")
	return stored == name
}

// usedAt is the first place where a template tag names an input.
func (in Input) usedAt(name string) diag.Pos {
	named := regexp.MustCompile(`(?:^|[^\w.])` + regexp.QuoteMeta(name) + `(?:\W|$)`)
	find := func(text string) int {
		for _, at := range templateTag().FindAllStringIndex(text, -1) {
			if tag := text[at[0]:at[1]]; !comment().MatchString(tag) && named.MatchString(tag) {
				return strings.Count(text[:at[0]], "\n") + strings.Count(tag[:named.FindStringIndex(tag)[0]], "\n")
			}
		}
		return -1
	}
	for _, m := range in.Prompt.Messages {
		if line := find(m.Text); line >= 0 {
			return in.inMessage(m, line)
		}
	}
	for _, p := range in.Prompt.Partials {
		if line := find(p.Text); line >= 0 {
			return diag.Pos{Path: p.Path, Line: line + 1}
		}
	}
	return in.at(in.firstLine())
}

var comment = memo.Regexp(`^\{(?:#|\{~?!)`)
