package cmd

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/trace"
	"github.com/promptgit/promptgit/internal/ui"
	"github.com/promptgit/promptgit/prompt"
)

// pairing is a suite with the prompts that it judges.
type pairing struct {
	suite   string
	prompts []*prompt.Prompt
	cases   []eval.Case // of the suite, where they were read
}

// inputs are the names that the prompts use, sorted, nil where no prompt is
// known. An env block is none.
func (p *pairing) inputs() []string {
	var names []string
	for _, x := range p.prompts {
		names = append(names, x.Uses()...)
	}
	return slices.DeleteFunc(unique(names), func(name string) bool { return name == "env" })
}

// varied are the inputs that are not the same in all cases: one that a default
// sets for all is none of what users send.
func (p *pairing) varied() []string {
	inputs := p.inputs()
	if len(p.cases) < 2 {
		return inputs
	}
	some := slices.DeleteFunc(slices.Clone(inputs), func(name string) bool {
		first, set := p.cases[0].Vars.Get(name)
		for i := range p.cases {
			if v, ok := p.cases[i].Vars.Get(name); ok != set || trace.Text(v) != trace.Text(first) {
				return false
			}
		}
		return set
	})
	if len(some) == 0 {
		return inputs
	}
	return some
}

// pairings lists the suites with the prompts that each judges, sorted. A prompt
// that cannot be read is told and left out, unless it was asked for.
func (w *workspace) pairings(ctx context.Context, asked string) ([]pairing, error) {
	if err := askedGlob(asked); err != nil {
		return nil, err
	}
	files, err := w.prompts(ctx, w.now, asked)
	if err != nil {
		return nil, err
	}
	var list []pairing
	for _, file := range files {
		p, err := parsePrompt(ctx, w.config, w.now, file)
		if err != nil && (asked != "" || len(diagnostics(err)) == 0) {
			return nil, err
		}
		if err != nil {
			fmt.Fprintln(w.app.Err, "promptgit: warning:", ui.Line(err.Error()))
			continue
		}
		names, err := w.suitesOf(ctx, &iteration{path: file, lineage: file, prompt: p}, "")
		if errors.Is(err, errNoSuite) && asked == "" {
			continue
		}
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			at := slices.IndexFunc(list, func(x pairing) bool { return x.suite == name })
			if at < 0 {
				at, list = len(list), append(list, pairing{suite: name})
			}
			list[at].prompts = append(list[at].prompts, p)
		}
	}
	slices.SortFunc(list, func(a, b pairing) int { return strings.Compare(a.suite, b.suite) })
	return list, nil
}

// pairing finds the one suite that a command works on. A suite that was named
// need not be there, nor judge any prompt; a promptfoo configuration has its own.
func (w *workspace) pairing(ctx context.Context, suite, asked string) (pairing, error) {
	if suite == "" {
		list, err := w.pairings(ctx, asked)
		switch {
		case err != nil:
			return pairing{}, err
		case len(list) == 0:
			return pairing{}, errNothing("suite", "name one with --suite FILE; it is made where it is missing")
		case len(list) > 1:
			names := make([]string, len(list))
			for i, x := range list {
				names[i] = x.suite
			}
			return pairing{}, usageHint("name one with --suite FILE", "there are several suites: %s", strings.Join(names, ", "))
		}
		return list[0], nil
	}
	file, err := w.findFile(ctx, suite)
	if err != nil {
		return pairing{}, err
	}
	if _, err = w.now.Read(ctx, file); errors.Is(err, fs.ErrNotExist) {
		if file, err = w.userPath(suite); err != nil { // it is to be made where the user stands
			return pairing{}, err
		}
	}
	found := pairing{suite: file}
	if asked != "" {
		found.prompts, err = w.askedPrompts(ctx, asked)
		return found, err
	}
	list, err := w.pairings(ctx, "")
	if err != nil {
		return pairing{}, err
	}
	if at := slices.IndexFunc(list, func(x pairing) bool { return x.suite == file }); at >= 0 {
		found.prompts = list[at].prompts
		return found, nil
	}
	if s, err := readSuite(ctx, w.now, file, suiteOptions(ctx, w.now)); err == nil { // what is wrong with it is told where it matters
		for _, own := range s.Prompts {
			p := prompt.Inline(cmp.Or(own.Path, own.Label, own.ID, file), own.Raw)
			p.Engine = "nunjucks" // which it is, as far as its inputs go
			found.prompts = append(found.prompts, p)
		}
	}
	return found, nil
}

func (w *workspace) askedPrompts(ctx context.Context, asked string) ([]*prompt.Prompt, error) {
	if err := askedGlob(asked); err != nil {
		return nil, err
	}
	files, err := w.prompts(ctx, w.now, asked)
	if err != nil {
		return nil, err
	}
	var list []*prompt.Prompt
	for _, file := range files {
		p, err := parsePrompt(ctx, w.config, w.now, file)
		if err != nil {
			return nil, err
		}
		list = append(list, p)
	}
	return list, nil
}

// isTemplated says whether the vars of a suite's cases are templates, in which
// the marks of a text must be kept from being computed.
func (p *pairing) isTemplated() bool { return !prompt.IsGitHubModels(p.suite) }

// inFolder is a path in the folder of a suite.
func inFolder(suite, name string) string { return path.Join(path.Dir(suite), name) }
