package cmd

import (
	"context"
	"fmt"
	"slices"

	"github.com/spf13/pflag"

	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/ui"
	"github.com/promptgit/promptgit/prompt"
)

// variablesOptions ask for the variables alone.
type variablesOptions struct {
	variables bool
	staged    bool
}

func (o *variablesOptions) flags(f *pflag.FlagSet) {
	f.BoolVar(&o.variables, "variables", false, "variables alone, without scores; without A of the working tree against HEAD")
	f.BoolVar(&o.staged, "staged", false, "with --variables: of the index against HEAD")
}

type variablesJSON struct {
	Schema  string                `json:"schema"`
	A       string                `json:"a"` // "" where there is no commit yet
	B       string                `json:"b"` // or "worktree", or "staged"
	Prompts []promptVariablesJSON `json:"prompts"`
}

type promptVariablesJSON struct {
	Path    string          `json:"path"`
	OldPath string          `json:"old_path"`
	Status  string          `json:"status"`
	Changes []prompt.Change `json:"changes"` // of a prompt that is new or gone none
}

func runVariables(ctx context.Context, app *App, o diffOptions) error {
	w, err := app.openWorkspace(ctx)
	if err != nil {
		return err
	}
	defer w.close()
	doc, err := w.variableDiff(ctx, o)
	if err != nil {
		return err
	}
	if o.json {
		return ui.JSON(app.Out, doc)
	}
	return w.paged(ctx, o.pager, func() error {
		w.printVariables(doc, o.full)
		return nil
	})
}

func (w *workspace) printVariables(doc variablesJSON, full bool) {
	for i, p := range doc.Prompts {
		if i > 0 {
			fmt.Fprintln(w.app.Out)
		}
		w.printChanges(promptDiffJSON{Path: p.Path, OldPath: p.OldPath}.name(), p.Status, p.Changes, full)
		if p.Status == "modified" && len(p.Changes) == 0 {
			fmt.Fprintln(w.app.Out, "  no variable: only blanks, line breaks or metadata differ")
		}
	}
	if len(doc.Prompts) == 0 {
		fmt.Fprintln(w.app.Err, "no prompt differs")
	}
}

// variableDiff compares prompts without their records.
func (w *workspace) variableDiff(ctx context.Context, o diffOptions) (variablesJSON, error) {
	doc := variablesJSON{Schema: "promptgit.variables/v1", Prompts: []promptVariablesJSON{}}
	pairs, err := w.variablePairs(ctx, o, &doc)
	if err != nil {
		return doc, err
	}
	if o.prompt != "" {
		var paths []string
		for _, p := range pairs {
			for _, it := range p.both() {
				paths = append(paths, it.path)
			}
		}
		picked := w.pick(paths, o.prompt)
		pairs = slices.DeleteFunc(pairs, func(p versionPair) bool {
			return !slices.ContainsFunc(p.both(), func(it *iteration) bool { return slices.Contains(picked, it.path) })
		})
		if len(pairs) == 0 {
			return doc, usageHint("a glob counts from the root of the repository, or from the folder you are in", "no prompt matches %q", o.prompt)
		}
	}
	for _, p := range pairs {
		x := promptVariablesJSON{Status: p.status(), Changes: []prompt.Change{}}
		switch {
		case p.a == nil:
			x.Path = p.b.path
		case p.b == nil:
			x.Path, x.OldPath = p.a.path, p.a.path
		default:
			if x.Path = p.b.path; p.a.path != p.b.path {
				x.OldPath = p.a.path
			}
			if p.a.sameAs(p.b) && x.OldPath == "" {
				continue
			}
			x.Changes = append(x.Changes, prompt.Compare(p.a.prompt, p.b.prompt)...)
		}
		doc.Prompts = append(doc.Prompts, x)
	}
	return doc, nil
}

// variablePairs are the prompts of both sides: of two revisions as diff pairs them,
// else of HEAD and what is to be committed.
func (w *workspace) variablePairs(ctx context.Context, o diffOptions, doc *variablesJSON) ([]versionPair, error) {
	if o.a != "" {
		a, err := w.repo.Resolve(ctx, o.a)
		if err != nil {
			return nil, err
		}
		b, err := w.repo.Resolve(ctx, o.b)
		if err != nil {
			return nil, err
		}
		doc.A, doc.B = string(a), string(b)
		before, err := w.versionsAt(ctx, a, "")
		if err != nil {
			return nil, err
		}
		after, err := w.versionsAt(ctx, b, "")
		if err != nil {
			return nil, err
		}
		return w.pair(ctx, b, before, after)
	}
	if w.repo.Top == "" {
		return nil, usageHint("name two revisions: promptgit diff --variables A B", "a bare repository has no working tree and no index")
	}
	snap := w.repo.Worktree()
	if o.staged {
		snap = w.repo.Index()
	}
	doc.B = snap.Name()
	head, ok, err := w.headOf(ctx, "")
	if err != nil {
		return nil, err
	}
	var before []*iteration
	if ok {
		doc.A = string(head)
		if before, err = w.versionsAt(ctx, head, ""); err != nil {
			return nil, err
		}
	}
	after, err := w.versionsIn(ctx, snap, gitops.Commit{ID: gitops.OID(snap.Name())}, "")
	if err != nil {
		return nil, err
	}
	return pairUncommitted(before, after), nil
}

// pairUncommitted joins by path, and what is left by equal content: what is not
// committed has no history that tells of moves.
func pairUncommitted(before, after []*iteration) []versionPair {
	left := map[string]*iteration{}
	for _, it := range before {
		left[it.path] = it
	}
	var pairs []versionPair
	for _, it := range after {
		pairs = append(pairs, versionPair{left[it.path], it})
		delete(left, it.path)
	}
	for i := range pairs {
		if pairs[i].a != nil {
			continue
		}
		for _, it := range before {
			if left[it.path] == it && it.key == pairs[i].b.key {
				pairs[i].a = it
				delete(left, it.path)
				break
			}
		}
	}
	for _, it := range before {
		if left[it.path] == it {
			pairs = append(pairs, versionPair{a: it})
		}
	}
	return pairs
}
