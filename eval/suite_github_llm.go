package eval

import (
	"fmt"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/value"
)

// GitHubLLM is the type of the assertions that the evaluators llm and uses of a
// GitHub Models file are read as. Its config has prompt, systemPrompt and
// choices; or uses, one of [GitHubEvaluators].
const GitHubLLM = "github-llm"

// GitHubEvaluators are the built-in evaluators, without their "github/".
func GitHubEvaluators() []string {
	return []string{"coherence", "fluency", "groundedness", "relevance", "similarity"}
}

// githubModel judges by a built-in evaluator (github/gh-models, cmd/eval).
const githubModel = "openai/gpt-4o"

// githubAsks reads an evaluator that asks a model. done is false where it is
// none.
func (p *suiteParser) githubAsks(e githubEntry, a *Assertion) (done, ok bool) {
	a.Type = GitHubLLM
	if n := githubChild(e.node, "llm"); n != nil && aliased(n).Tag != "!!null" {
		return true, p.githubLLM(aliased(n), a)
	}
	n := aliased(githubChild(e.node, "uses"))
	if n == nil || n.Value == "" {
		return false, false
	}
	name, builtIn := strings.CutPrefix(n.Value, "github/")
	if !builtIn || !slices.Contains(GitHubEvaluators(), name) {
		p.errs.Add(p.githubPos(n), fmt.Sprintf("there is no evaluator %q", n.Value), "uses: takes github/"+strings.Join(GitHubEvaluators(), ", github/"))
		return true, false
	}
	a.Judge = &ProviderSpec{ID: githubModel, Pos: p.githubPos(n)}
	a.Config = value.NewObject("uses", name)
	return true, true
}

func (p *suiteParser) githubLLM(n *yaml.Node, a *Assertion) bool {
	if n.Kind != yaml.MappingNode {
		p.errs.Add(p.githubPos(n), "llm must be a mapping", "write modelId:, prompt: and choices: in it")
		return false
	}
	texts := map[string]string{}
	for _, name := range []string{"modelId", "prompt", "systemPrompt"} {
		text, ok := p.githubText(githubChild(n, name), name)
		if !ok {
			return false
		}
		if texts[name] = text; text == "" && name != "systemPrompt" {
			p.errs.Add(p.githubPos(n), fmt.Sprintf("the evaluator %q has no %s", a.Metric, name), "write "+name+": under llm:")
			return false
		}
	}
	choices, ok := p.githubChoices(n, a.Metric)
	a.Judge = &ProviderSpec{ID: texts["modelId"], Pos: p.githubPos(n)}
	a.Config = value.NewObject("prompt", texts["prompt"], "systemPrompt", texts["systemPrompt"], "choices", choices)
	return ok
}

// githubChoices reads the answers that score, in order.
func (p *suiteParser) githubChoices(n *yaml.Node, evaluator string) ([]any, bool) {
	list := aliased(githubChild(n, "choices"))
	if list == nil || list.Kind != yaml.SequenceNode || len(list.Content) == 0 {
		p.errs.Add(p.githubPos(n), fmt.Sprintf("the evaluator %q has no choices", evaluator), `write choices: [{choice: "yes", score: 1}, {choice: "no", score: 0}]`)
		return nil, false
	}
	choices := make([]any, 0, len(list.Content))
	for _, item := range list.Content {
		text, ok := p.githubText(githubChild(item, "choice"), "choice")
		score := aliased(githubChild(item, "score"))
		var f float64
		if !ok || text == "" || score != nil && score.Decode(&f) != nil || !finite(f) {
			p.errs.Add(p.githubPos(aliased(item)), "a choice must have a text and a score", `write {choice: "yes", score: 1}`)
			return nil, false
		}
		choices = append(choices, value.NewObject("choice", text, "score", f))
	}
	return choices, true
}

func (p *suiteParser) githubPos(n *yaml.Node) diag.Pos {
	return diag.Pos{Path: p.path, Line: n.Line, Col: n.Column}
}
