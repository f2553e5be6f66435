package cmd

import (
	"context"
	"fmt"
	"strings"

	"github.com/promptgit/promptgit/eval"
	words "github.com/promptgit/promptgit/internal/process"
	"github.com/promptgit/promptgit/internal/script"
	"github.com/promptgit/promptgit/internal/trust"
	"github.com/promptgit/promptgit/internal/value"
)

// scripts runs the code of suites; processes start at the top of the repository.
func (w *workspace) scripts() eval.Runtime {
	w.app.learnEnvironment()
	return hidingRuntime{script.New(script.Options{Dir: w.deps().Dir, Environ: w.app.Env, Getenv: w.app.Getenv}), w}
}

// permit refuses a suite with code that the user has not allowed. JavaScript that
// stands in the suite itself can only compute and needs no permission.
func (w *workspace) permit(s *eval.Suite) error {
	if len(s.Scripts) == 0 || w.app.Getenv("PROMPTGIT_TRUST") == "1" {
		return nil
	}
	items, err := w.scriptItems(s)
	if err != nil {
		return err
	}
	return w.mustAllow(items)
}

// runScript runs code that makes tests, see [eval.SuiteOptions].
type runScript = func(s eval.Script, args ...eval.Arg) (any, error)

// allowed runs the code that the user has allowed, and no other.
func (w *workspace) allowed(ctx context.Context) runScript {
	return func(s eval.Script, args ...eval.Arg) (any, error) {
		if w.permit(&eval.Suite{Scripts: []eval.Script{s}}) != nil {
			return nil, eval.ErrNotRun
		}
		return w.scripts().Run(ctx, s, args...)
	}
}

// scriptItems are what a suite would run, each with the hash of its code.
func (w *workspace) scriptItems(s *eval.Suite) ([]trust.Item, error) {
	items := make([]trust.Item, 0, len(s.Scripts))
	for _, one := range s.Scripts {
		content := one.Source + "\x00" + one.Inputs
		if one.Language == eval.Exec {
			argv, err := words.Split(one.Source, w.app.Getenv)
			if err != nil {
				return nil, fmt.Errorf("%v: the command %q cannot be split into words: %w", one.Pos, one.Source, err)
			}
			files, err := words.Fingerprint(argv, w.deps().Dir)
			if err != nil {
				return nil, err
			}
			content = string(value.Canonical(files))
		}
		items = append(items, trust.Of(shownScript(one), content))
	}
	return items, nil
}

// shownScript names a script for the user who is to allow it: of a file the
// function too, since the suite may name any that the language has.
func shownScript(s eval.Script) string {
	switch {
	case s.Path != "" && s.Function != "":
		return s.Language + " " + s.Path + ":" + s.Function
	case s.Path != "":
		return s.Language + " " + s.Path
	case s.Language == eval.Exec:
		return "exec " + s.Source
	}
	code := strings.Join(strings.Fields(s.Source), " ")
	if s.Inputs != "" {
		return s.Language + " code with vars in it: " + code
	}
	return s.Language + " code: " + code
}
