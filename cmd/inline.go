package cmd

import (
	"context"
	"fmt"
	"slices"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/prompt"
)

// gatherInline takes the prompts and providers of a promptfoo configuration,
// where the file has prompts of its own. done is false where it has none.
func (b *evalBatch) gatherInline(ctx context.Context) (done bool, err error) {
	s, err := b.w.runnable(ctx, b.o.suite, true)
	if err != nil || len(s.Prompts) == 0 && s.OwnErr == nil {
		return false, err
	}
	if s.OwnErr != nil {
		return false, s.OwnErr
	}
	if len(s.Steps) > 0 {
		return false, diag.Errors{{
			Pos: s.Steps[0].Pos, Message: "steps stand beside the file's own prompts, which cannot be one of them",
			Hint: "leave out prompts:, and judge those of the repository",
		}}
	}
	if err := b.narrowing.whole(s); err != nil {
		return false, err
	}
	b.inline = true
	specs := s.Providers
	if b.o.provider != "" || len(specs) == 0 {
		specs = []eval.ProviderSpec{{ID: b.o.provider}}
	}
	for _, spec := range specs {
		target, params, err := b.w.inlineTarget(ctx, s, spec, b.o)
		if err != nil {
			return false, err
		}
		target.Caller = chatCaller{target.Caller}
		for _, in := range s.Prompts {
			if !spec.Asks(in) {
				continue
			}
			some := b.narrowing.narrow(meantFor(s.Running(spec.Transform, in.Code), in, spec, b.o.provider != ""))
			if some == nil {
				continue
			}
			name := in.Path
			if name == "" {
				name = prompt.InnerPath(b.o.suite, fmt.Sprintf("prompts/%d", in.Place))
			}
			p := prompt.Inline(name, in.Raw)
			p.Params = params
			b.items = append(b.items, &evalItem{
				rev: gitops.WorktreeName, it: &iteration{path: name, lineage: name, prompt: p, key: p.Key()},
				suite: some, question: question{prompt: p, target: target}, repeat: b.repeat(s), newest: true, transform: spec.Transform, code: in.Code, label: in.Label,
			})
		}
	}
	return true, b.gathered(errNothing("prompt that a provider is asked", "look at the prompts: of each provider in "+b.o.suite))
}

// chatCaller asks a prompt that is the JSON of a chat as that chat, where the
// provider knows messages. The rendered text stays what it is, which is what
// commands and echo get from promptfoo.
type chatCaller struct{ eval.Provider }

// Complete implements [eval.Provider].
func (c chatCaller) Complete(ctx context.Context, req eval.Request) (eval.Answer, error) {
	if chat := prompt.Chat(req.Rendered); chat != nil && len(req.Messages) == 1 { // else it was read as one before
		req.Messages = chat
	}
	return c.Provider.Complete(ctx, req)
}

// meantFor leaves out the cases that name other prompts or providers: such a
// combination is no row. A provider that was typed stands for all of them.
func meantFor(s *eval.Suite, in eval.InlinePrompt, spec eval.ProviderSpec, typed bool) *eval.Suite {
	out := func(c eval.Case) bool { return !c.Asks(in) || !typed && !c.AsksProvider(spec) }
	if !slices.ContainsFunc(s.Cases, out) { // as a rule; there may be very many
		return s
	}
	some := *s
	some.Whole = s.Cases
	some.Cases = slices.DeleteFunc(slices.Clone(s.Cases), out)
	return &some
}
