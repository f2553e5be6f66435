package eval

import (
	"fmt"
	"slices"

	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/prompt"
)

// Step is one prompt of the chain that a suite judges: the prompts after it find
// its output under a name.
//
// The prompt that is judged takes the place of the step with its path, or stands
// at the end. All others are those of the suite's own revision, so that a history
// of one prompt is judged by one yardstick.
type Step struct {
	Path   string // from the root of the repository
	As     string // the var that holds its output
	Prompt *prompt.Prompt
	Target Target // set by [Suite.Chain]
	Judged bool   // the prompt of the column stands here, and its target
	Pos    diag.Pos
}

// Chain is the suite with its steps ready to judge the prompt of a path: open
// gives the target of each of the others. It is the suite itself where that has
// no steps.
func (s *Suite) Chain(path string, open func(*prompt.Prompt) (Target, error)) (*Suite, error) {
	if len(s.Steps) == 0 {
		return s, nil
	}
	chained := *s
	chained.Steps = slices.Clone(s.Steps)
	found := false
	for i := range chained.Steps {
		step := &chained.Steps[i]
		if step.Judged = step.Path == path; step.Judged {
			found = true
			continue
		}
		if step.Prompt == nil {
			return nil, fmt.Errorf("the prompt of step %s was not read", step.As)
		}
		var err error
		if step.Target, err = open(step.Prompt); err != nil {
			return nil, fmt.Errorf("step %s: %w", step.As, err)
		}
	}
	if !found {
		chained.Steps = append(chained.Steps, Step{Path: path, Judged: true})
	}
	return &chained, nil
}

// ChainKey is what else decides the answers of a column under the suite's steps:
// the other prompts and who answers them; "" without steps.
func (s *Suite) ChainKey() string {
	if len(s.Steps) == 0 {
		return ""
	}
	list := make([]any, len(s.Steps))
	for i, step := range s.Steps {
		if step.Judged {
			list[i] = step.As
			continue
		}
		t := step.Target
		list[i] = []any{step.As, step.Prompt.Key(), t.Provider, t.Endpoint, t.Model}
	}
	return digest(list)
}

// StepOutput is what one step of a chain gave in a sample.
type StepOutput struct {
	Path     string
	As       string
	Messages []prompt.Message // rendered
	Answer   Answer
}
