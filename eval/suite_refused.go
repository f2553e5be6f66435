package eval

import "strings"

// refused says why a type of promptfoo cannot be judged here and what to do
// about it, "" for the types of which there is no more to say. Families end in
// "*".
func refused(name string) string {
	base := strings.TrimPrefix(name, "not-")
	for _, r := range [][2]string{
		{"meteor", "promptfoo 0.121 cannot judge it either (it lacks a stemmer and stops with an error); use rouge-n, bleu or gleu"},
		{"skill-used", "promptgit does not know which skills an agent used; judge its answer, or its tool calls with tool-call-f1"},
		{"trajectory:*", "promptgit records no traces of an agent's steps; judge its answer, or its tool calls with tool-call-f1"},
		{"trace-*", "promptgit records no traces; judge the answer, or its latency and cost"},
		{"agent-rubric", "it gives an agent the run of this machine to judge; use llm-rubric"},
		{"search-rubric", "it judges by what a search of the web finds that day, so that two runs could not be compared; use llm-rubric"},
		{"pi", "it sends outputs to a service of one vendor; use llm-rubric"},
		{"webhook", "it sends outputs to an address; judge in place, or with code"},
		{"promptfoo:redteam:*", "red teaming is a product of promptfoo's own; judge the answers to its prompts with llm-rubric or is-refusal"},
		{"human", "a person judges it and no command can; remove it here"},
	} {
		family, isFamily := strings.CutSuffix(r[0], "*")
		if base == r[0] || isFamily && strings.HasPrefix(base, family) {
			return r[1]
		}
	}
	return ""
}

// sameWithNot are the types to whose verdict "not-" makes no difference in
// promptfoo.
var sameWithNot = []string{"is-valid-function-call", "is-valid-openai-function-call", "is-valid-openai-tools-call"}

// emptyThreshold refuses one of types for which promptfoo takes it for 0; with
// the others it is as good as none.
func (p *suiteParser) emptyThreshold(keys *keySet, name string, a *Assertion) {
	switch a.Type {
	case "cost", "latency", "perplexity", "perplexity-score":
		if keys.find("threshold").val != nil && keys.get("threshold") == nil {
			p.errs.Add(keys.pos("threshold"), "the threshold of "+name+" is empty", "give a number, or leave the key out")
		}
	}
}
