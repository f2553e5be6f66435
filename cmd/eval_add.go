package cmd

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/prompt"
)

// add puts one version on the list, once per suite that judges the newest
// version of its prompt.
func (b *evalBatch) add(ctx context.Context, rev string, it, newest *iteration, applies func(*eval.Case) bool) error {
	files, err := b.w.suitesOf(ctx, newest, b.o.suite)
	if errors.Is(err, errNoSuite) {
		b.unsuited = append(b.unsuited, err)
		return err
	}
	if err != nil {
		return err
	}
	var suites []*eval.Suite
	var problems error
	for _, file := range files {
		if s, broken := b.w.suite(ctx, file); broken != nil {
			problems = errors.Join(problems, broken)
		} else {
			suites = append(suites, s)
		}
	}
	asked, err := b.questions(ctx, it.prompt)
	if err = errors.Join(problems, err); err != nil {
		return err
	}
	for _, s := range suites {
		if prompt.FileOf(newest.lineage) != s.Path {
			b.notice(s)
		}
		if err := b.narrowing.whole(s); err != nil {
			return err
		}
		some := b.narrowing.narrow(s)
		if some == nil {
			continue
		}
		if !b.room(len(asked)) {
			continue
		}
		for _, q := range asked {
			chained, target, err := b.w.chain(ctx, some, newest.lineage, q.target, b.o.provider, b.o.model)
			if err != nil {
				return err
			}
			q.target = target
			b.items = append(b.items, &evalItem{
				rev: rev, it: it, suite: chained, question: q, applies: applies,
				repeat: b.repeat(s), newest: b.isNewest(it),
			})
		}
	}
	return nil
}

// notice tells once that a promptfoo configuration only lends its tests.
func (b *evalBatch) notice(s *eval.Suite) {
	if len(s.Prompts)+len(s.Providers) == 0 && s.OwnErr == nil || b.noticed[s.Path] {
		return
	}
	b.noticed[s.Path] = true
	b.w.app.note(fmt.Sprintf("promptgit: note: the prompts and providers of %s are ignored: the prompts of this repository are judged", s.Path))
}

func (b *evalBatch) isNewest(it *iteration) bool {
	return !slices.ContainsFunc(b.items, func(x *evalItem) bool { return x.newest && x.it != it && x.it.lineage == it.lineage })
}

func (b *evalBatch) repeat(s *eval.Suite) int {
	switch {
	case b.o.repeat > 0:
		return b.o.repeat
	case s.Repeat > 0:
		return s.Repeat
	}
	return max(b.w.config.Eval.Repeat, 1)
}
