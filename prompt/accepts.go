package prompt

import (
	"slices"
	"strings"
)

// refusal is a family of models with the parameters that their API refuses.
type refusal struct {
	models []string // beginnings of the name, without a provider
	params []string
}

// refusals are the families that are known to answer a call with such a parameter
// by an error, as of 2026-11. A parameter that is not listed counts as accepted.
//
// OpenAI's reasoning models refuse sampling parameters and max_tokens, for which
// max_completion_tokens stands (platform.openai.com, guide on reasoning).
func refusals() []refusal {
	reasoning := []string{
		"temperature", "top_p", "presence_penalty", "frequency_penalty", "logprobs", "top_logprobs", "logit_bias", "max_tokens",
	}
	return []refusal{
		{[]string{"o1", "o3", "o4-mini"}, reasoning},
		{[]string{"gpt-5", "gpt-5-mini", "gpt-5-nano"}, reasoning},
	}
}

// successor is the parameter that a model takes in the place of another.
func successor(param string) string {
	if param == "max_tokens" {
		return "max_completion_tokens"
	}
	return ""
}

// refuses says whether a model is known to refuse a parameter, by the names in
// which they are sent.
func refuses(model, param string) bool {
	name := model[strings.LastIndexAny(model, ":/")+1:]
	for _, r := range refusals() {
		for _, family := range r.models {
			version := strings.TrimPrefix(name, family)
			dated := version == "" || strings.HasPrefix(version, "-") && len(version) > 4 && version[1] == '2' // o3-2025-04-16
			named := slices.Contains([]string{"-mini", "-pro", "-preview"}, version)
			if strings.HasPrefix(name, family) && (dated || named) {
				return slices.Contains(r.params, param)
			}
		}
	}
	return false
}

// followModel takes the changes of parameters away that the change of the model
// forces: one model refuses what the other took. On the way back it is the same.
func (c *comparison) followModel() {
	if !slices.ContainsFunc(c.changes, func(x Change) bool { return x.ID == string(KindModel) }) {
		return
	}
	forced := map[string]bool{} // ids
	for _, side := range [2][2]*Prompt{{c.before, c.after}, {c.after, c.before}} {
		has, lacks := side[0], side[1]
		for i := range has.Variables {
			v := &has.Variables[i]
			if v.Kind != KindParam || findSame(lacks.Variables, v) != nil || !refuses(lacks.Model, v.Name) || refuses(has.Model, v.Name) {
				continue
			}
			forced[v.ID] = true
			for j := range lacks.Variables {
				if w := &lacks.Variables[j]; w.Kind == KindParam && w.Name == successor(v.Name) && w.Norm == v.Norm {
					forced[w.ID] = true
				}
			}
		}
	}
	c.changes = slices.DeleteFunc(c.changes, func(x Change) bool { return forced[x.ID] })
}
