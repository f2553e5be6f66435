package cmd

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/advise"
	"github.com/promptgit/promptgit/internal/lint"
	"github.com/promptgit/promptgit/internal/ui"
)

// advised is one prompt under one suite, and the advice on it.
type advised struct {
	w        *workspace
	o        adviseOptions
	head     gitops.OID
	versions []*iteration // distinct contents on the way to the newest one, oldest first
	newest   *iteration
	uses     map[*iteration]map[string]bool
	file     string       // of the suite, "" where none judges the prompt
	suite    *eval.Suite  // nil where its cases are not known
	anchor   *eval.Record // whose provider and model the records are of, nil without any
	others   bool         // there are several suites
	known    *recordSet
	rule     advise.Rule
	advice   advise.Advice
	subject  advise.Subject
}

// advised finds the prompts of a revision with their suites and records.
func (w *workspace) advised(ctx context.Context, o adviseOptions) ([]*advised, error) {
	if o.suite != "" {
		file, err := w.findFile(ctx, o.suite)
		if err != nil {
			return nil, err
		}
		o.suite = file
	}
	head, ok, err := w.headOf(ctx, o.rev)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, errNothing("commit", "commit a prompt first")
	}
	all, err := w.history(ctx, head, o.prompt)
	if err != nil {
		return nil, err
	}
	known, err := w.records(ctx, blobsOf(all))
	if err != nil {
		return nil, err
	}
	var list []*advised
	for _, path := range lineagesOf(all) {
		line := slices.DeleteFunc(slices.Clone(all), func(it *iteration) bool { return it.lineage != path })
		newest, err := w.heldAt(ctx, head, line)
		if err != nil {
			return nil, err
		}
		if newest == nil {
			continue // it is not there any more
		}
		if newest.broken != nil {
			return nil, newest.broken
		}
		some, err := w.advisedBySuites(ctx, advised{
			w: w, o: o, head: head, newest: newest, versions: wayTo(newest), uses: usedInputs(line), known: known,
		})
		if err != nil {
			return nil, err
		}
		list = append(list, some...)
	}
	if len(list) == 0 {
		return nil, errNothing("prompt", "promptgit init writes a starter prompt; promptgit.yaml says where prompts lie")
	}
	return list, nil
}

func lineagesOf(list []*iteration) []string {
	var paths []string
	for _, it := range list {
		paths = append(paths, it.lineage)
	}
	return unique(paths)
}

// wayTo are the versions from the first one to an iteration, by first parents.
// Equal content is one version, where it first came.
func wayTo(it *iteration) []*iteration {
	var list []*iteration
	for ; it != nil; it = it.prev {
		if it.broken == nil {
			list = append(list, it)
		}
	}
	slices.Reverse(list)
	seen := map[string]bool{}
	return slices.DeleteFunc(list, func(it *iteration) bool {
		known := seen[it.key]
		seen[it.key] = true
		return known
	})
}

// advisedBySuites gives one for each suite that judges the prompt, or one without.
func (w *workspace) advisedBySuites(ctx context.Context, a advised) ([]*advised, error) {
	files, err := w.suitesOf(ctx, a.newest, a.o.suite)
	if errors.Is(err, errNoSuite) {
		err, files = nil, []string{""}
	}
	if err != nil {
		return nil, err
	}
	var list []*advised
	for _, file := range files {
		one := a
		one.file, one.others = file, len(files) > 1
		if file != "" {
			one.suite, err = w.lookedAt(ctx, file)
			if errors.Is(err, errMadeTests) {
				fmt.Fprintln(w.app.Err, "promptgit: warning:", ui.Line(err.Error()))
				err = nil
			}
			if err != nil {
				return nil, err
			}
		}
		if err = one.judge(ctx); err != nil {
			return nil, err
		}
		list = append(list, &one)
	}
	return list, nil
}

// judge puts together what is known, and asks for advice on it.
func (a *advised) judge(ctx context.Context) error {
	if err := a.findAnchor(); err != nil {
		return err
	}
	a.rule = advise.Rule{
		Delta: a.o.delta / 100, Planned: a.o.planned, MaxAge: a.w.config.Eval.MaxAge, Fixed: a.anchor != nil && a.w.isFixed(a.anchor.Provider),
	}
	s := &a.subject
	*s = advise.Subject{Suite: a.file != ""}
	for i, it := range a.versions {
		if it.key == a.newest.key {
			s.Newest = i
		}
		s.Versions = append(s.Versions, advise.Version{Rev: string(it.commit.ID), Records: a.recordsOf(it)})
	}
	a.vary(s)
	if a.suite != nil {
		s.Splits = map[string]string{}
		for i := range a.suite.Cases {
			c := &a.suite.Cases[i]
			if len(c.Asserts) > 0 {
				s.Splits[c.Key] = c.Split
			} else {
				s.Silent++
			}
			if slices.Contains(c.Tags, "edge") {
				s.Hostile.Tagged++
			}
		}
		for _, f := range lint.Run(lint.Input{Prompt: a.newest.prompt, Suites: []*eval.Suite{a.suite}}, nil) {
			if f.Code == lint.NoHostileCases {
				s.Hostile.Missing = f.Message
			}
		}
		looks, err := a.looks(ctx)
		if err != nil {
			return err
		}
		s.Looks = looks
	}
	a.advice = advise.Advise(*s, a.rule)
	return nil
}

// vary says which variables of the prompt some iteration changed, and which none
// did.
func (a *advised) vary(s *advise.Subject) {
	varied := map[string]bool{}
	for it := a.newest; it != nil; it = it.prev {
		for _, c := range it.changes {
			varied[c.ID] = true
		}
	}
	s.Varied = len(varied)
	for _, v := range a.newest.prompt.Variables {
		if !varied[v.ID] && !slices.Contains(s.Never, v.ID) {
			s.Never = append(s.Never, v.ID)
		}
	}
}
