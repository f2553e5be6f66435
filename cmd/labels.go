package cmd

import (
	"context"
	"slices"
	"strings"
)

// labelsRef is where releases of prompts stand: below it PROMPT/LABEL.
const labelsRef = "refs/promptgit/labels/"

// labels gives the tags and the releases that stand at commits, by full id. An
// annotated tag stands at the commit that it names in the end.
func (w *workspace) labels(ctx context.Context) (map[string][]string, error) {
	return w.namesAt(ctx, labelsRef, "refs/tags/")
}

// namesAt gives the names of the refs below prefixes, without these, by the commit
// that they stand at. That of HEAD comes first, as "HEAD -> main".
func (w *workspace) namesAt(ctx context.Context, prefixes ...string) (map[string][]string, error) {
	refs, err := w.repo.CommitRefs(ctx, prefixes...)
	if err != nil {
		return nil, err
	}
	names := map[string][]string{}
	for _, ref := range refs {
		at, name := string(ref.ID), ref.Name
		for _, prefix := range prefixes {
			if short, ok := strings.CutPrefix(ref.Name, prefix); ok {
				name = short
				break
			}
		}
		switch {
		case ref.Head:
			names[at] = slices.Insert(names[at], 0, "HEAD -> "+name)
		case !slices.Contains(names[at], name):
			names[at] = append(names[at], name)
		}
	}
	return names, nil
}

// branches gives the branches that stand at commits, by full id, the own ones
// before those of remotes. A detached HEAD is told as "HEAD".
func (w *workspace) branches(ctx context.Context) (map[string][]string, error) {
	names, err := w.namesAt(ctx, "refs/heads/", "refs/remotes/")
	if err != nil {
		return nil, err
	}
	for _, list := range names {
		if strings.HasPrefix(list[0], "HEAD -> ") {
			return names, nil
		}
	}
	head, ok, err := w.headOf(ctx, "")
	if err == nil && ok {
		names[string(head)] = slices.Insert(names[string(head)], 0, "HEAD")
	}
	return names, err
}

// decorate adds to rows what stands at their commits.
func (w *workspace) decorate(ctx context.Context, entries []logEntry) error {
	labels, err := w.labels(ctx)
	if err != nil {
		return err
	}
	branches, err := w.branches(ctx)
	if err != nil {
		return err
	}
	for i := range entries {
		e := &entries[i]
		e.labels, e.branches = labels[e.json.Rev], branches[e.json.Rev]
		e.json.Labels = append([]string{}, e.labels...)
		e.json.Parents = append([]string{}, e.parents...)
	}
	return nil
}
