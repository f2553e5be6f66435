package cmd

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/apart"
	"github.com/promptgit/promptgit/internal/ui"
)

// arrange puts the parts into the order that the user wants.
func (j *splitJob) arrange(ctx context.Context, app *App) error {
	order := j.o.order
	if len(order) == 0 && app.InTTY && app.ErrTTY && !j.o.yes && !j.o.dryRun && !j.o.json {
		for i, p := range j.plan.Parts {
			fmt.Fprintf(app.Err, "%d  %s\n", i+1, ui.Line(p.Title))
		}
		fmt.Fprint(app.Err, "order of the commits, as in 2,1 [as shown; q to stop] ")
		answer, err := app.answer(ctx)
		if ctx.Err() != nil {
			return err
		}
		if answer == "q" || answer == "" && err != nil { // the end of the input is no answer
			return &exitError{Code: exitNo, Err: errors.New("nothing was changed")}
		}
		order = strings.FieldsFunc(answer, func(r rune) bool { return r == ',' || r == ' ' })
	}
	if len(order) == 0 {
		return nil
	}
	numbers, err := j.numbers(order)
	if err != nil {
		return err
	}
	j.plan.Reorder(numbers)
	if !j.plan.Fits() {
		return errUnsorted()
	}
	return nil
}

// numbers reads an order: numbers from 1, or ids of variables. What it leaves out
// follows as it was.
func (j *splitJob) numbers(order []string) ([]int, error) {
	var numbers []int
	for _, word := range order {
		at := slices.IndexFunc(j.plan.Parts, func(p apart.Part) bool { return p.Changes[0].ID == word })
		if n, err := strconv.Atoi(word); err == nil {
			at = n - 1
		}
		if at < 0 || at >= len(j.plan.Parts) {
			return nil, usageHint("promptgit split --dry-run lists them", "--order: there is no part %s", word)
		}
		if slices.Contains(numbers, at) {
			return nil, usageHint("name each once", "--order: %s stands twice", word)
		}
		numbers = append(numbers, at)
	}
	for i := range j.plan.Parts {
		if !slices.Contains(numbers, i) {
			numbers = append(numbers, i)
		}
	}
	return numbers, nil
}

// make builds all the commits and checks them as any others. No ref is moved.
func (j *splitJob) make(ctx context.Context) error {
	if err := j.subjects(ctx); err != nil {
		return err
	}
	parent, before := j.base, gitops.OID("")
	for i := range j.commits {
		c := &j.commits[i]
		tree := j.end
		var err error
		if c.files != nil {
			if tree, err = j.repo.TreeWith(ctx, j.base, c.files); err != nil {
				return err
			}
		}
		if tree == before { // the parts were all of it
			j.commits = j.commits[:i]
			break
		}
		paragraphs := slices.DeleteFunc([]string{c.subject, j.said, j.body}, func(s string) bool { return s == "" })
		message := strings.Join(paragraphs, "\n\n") + "\n"
		if j.worded != nil {
			if message, err = j.worded(ctx, message); err != nil {
				return err
			}
		}
		if c.id, err = j.repo.CommitTree(ctx, tree, parent, message, gitops.OID(j.rev)); err != nil {
			return err
		}
		parent, before = c.id, tree
	}
	tree, err := j.repo.TreeOf(ctx, parent)
	if err != nil {
		return err
	}
	if tree != j.end {
		return fmt.Errorf("the commits end with the tree %s and not with %s; nothing was changed", tree.Short(), j.end.Short())
	}
	return j.verify(ctx, parent)
}

// verify holds what was made to the rule: one variable a commit.
func (j *splitJob) verify(ctx context.Context, tip gitops.OID) error {
	answer, err := checkCommits(ctx, j.app, j.repo, commits{spec: string(j.base) + ".." + string(tip), tip: tip, before: j.repo.At(j.base)})
	if err != nil {
		return err
	}
	for i := range answer.steps {
		s := &answer.steps[i]
		if s.Count > 1 {
			var ids []string
			for _, p := range s.Prompts {
				for _, c := range p.Changes {
					ids = append(ids, c.ID)
				}
			}
			return &exitError{
				Code: exitNo, Err: fmt.Errorf("%q would still change %s: %s; nothing was changed", s.subject, plural(s.Count, "variable"), strings.Join(ids, ", ")),
				Hint: "commit some of these files by themselves first: git commit -- PATH",
			}
		}
	}
	return nil
}

// subjects lists the commits: what must come first, the parts, and the rest.
func (j *splitJob) subjects(ctx context.Context) error {
	j.commits = nil
	first := j.prelude()
	files := slices.Clone(first)
	if len(first) > 0 {
		j.commits = append(j.commits, splitCommit{subject: j.named("prepare files"), paths: pathsOf(first), files: first})
	}
	on := make([]bool, len(j.plan.Parts))
	for i, p := range j.plan.Parts {
		on[i] = true
		state := j.plan.With(on)
		now := slices.Clone(files)
		for _, path := range slices.Sorted(maps.Keys(state)) {
			id, err := j.repo.WriteBlob(ctx, state[path])
			if err != nil {
				return err
			}
			now = append(now, gitops.File{Path: path, ID: id, Mode: j.modes[path]})
		}
		j.commits = append(j.commits, splitCommit{
			subject: j.named("change " + p.Title), variable: p.Changes[0].ID, paths: p.Paths, files: now,
		})
	}
	if rest := j.rest(first); len(rest) > 0 {
		j.commits = append(j.commits, splitCommit{subject: j.named("everything else"), paths: rest})
	} else {
		j.commits[len(j.commits)-1].files = nil // it is the end
	}
	return nil
}

// prelude are the files that must be there before any part: prompts at their new
// paths, and files that are new and that a prompt includes.
func (j *splitJob) prelude() []gitops.File {
	var files []gitops.File
	for _, ch := range j.changes {
		_, is := j.conf.Match(ch.Path)
		switch {
		case ch.Status == 'R' && is:
			files = append(files, gitops.File{Path: ch.OldPath}, gitops.File{Path: ch.Path, ID: ch.Olds[0], Mode: ch.Mode})
		case ch.Status == 'A' && !is && ch.Mode.IsFile() && j.plan.Includes(ch.Path):
			files = append(files, gitops.File{Path: ch.Path, ID: ch.New, Mode: ch.Mode})
		}
	}
	return files
}

// rest are the changed files that neither the prelude nor a part brings to their
// end.
func (j *splitJob) rest(first []gitops.File) []string {
	done := map[string]bool{}
	for _, f := range first {
		done[f.Path] = true
	}
	for _, p := range j.plan.Parts {
		for _, path := range p.Paths {
			done[path] = true
		}
	}
	var paths []string
	for _, ch := range j.changes {
		if !done[ch.Path] {
			paths = append(paths, ch.Path)
		}
	}
	return paths
}

// named is the subject of a commit.
func (j *splitJob) named(title string) string {
	switch {
	case j.subject != "":
		return j.subject + ": " + title
	}
	return strings.ToUpper(title[:1]) + title[1:]
}

func pathsOf(files []gitops.File) []string {
	var paths []string
	for _, f := range files {
		paths = append(paths, f.Path)
	}
	return paths
}
