package cmd

import (
	"context"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/prompt"
)

// chain makes the steps of a suite ready to judge the prompt that lies, or lay
// last, at path. What the user asked for, a provider or a model, answers all of
// them.
func (w *workspace) chain(ctx context.Context, s *eval.Suite, path string, t eval.Target, asked, model string) (*eval.Suite, eval.Target, error) {
	chained, err := s.Chain(path, func(p *prompt.Prompt) (eval.Target, error) { return w.target(ctx, p, asked, model) })
	if err != nil {
		return nil, t, err
	}
	t.Chain = chained.ChainKey()
	return chained, t, nil
}
