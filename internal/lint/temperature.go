package lint

import (
	"fmt"
	"slices"

	"github.com/promptgit/promptgit/eval"
)

// warmFormat looks for sampling that works against what the suite checks.
func warmFormat() Rule {
	const most = 0.3
	return Rule{
		Code: "PG203", Name: "warm sampling of a fixed format",
		Doc: "The suite checks the form of the answer (JSON, a pattern, an exact text) and the temperature is above 0.3: " +
			"part of what fails is then chance, and no change of the prompt mends it. 0.3 is the method's bound.",
		Check: func(in Input) []Finding {
			v, _ := in.Prompt.Params.Get("temperature")
			t, ok := eval.Float(v)
			if !ok || t <= most {
				return nil
			}
			kind := formatCheck(in)
			if kind == "" {
				return nil
			}
			line := in.firstLine()
			for _, x := range in.Prompt.Variables {
				if x.ID == "param:temperature" {
					line = x.Line
				}
			}
			return []Finding{{
				Pos: in.at(line), Message: fmt.Sprintf("temperature %v, and the suite checks a format (%s)", v, kind),
				Hint: "set it to 0.3 or less, and see whether the score moves",
			}}
		},
	}
}

// formatCheck names an assertion about the form of an answer. What an answer
// must not be says nothing about its form.
func formatCheck(in Input) string {
	for _, c := range in.cases() {
		list := slices.Clone(c.Asserts)
		for i := 0; i < len(list); i++ {
			switch a := list[i]; a.Type {
			case eval.AssertSet:
				list = append(list, a.Set...)
			case "is-json", "contains-json", "regex", "equals", "starts-with", "is-xml", "is-sql", "is-html":
				if !a.Not {
					return a.Type
				}
			case eval.GitHubString:
				for _, op := range []string{"equals", "startsWith"} {
					if _, ok := a.Config.Get(op); ok {
						return op
					}
				}
			}
		}
	}
	return ""
}
