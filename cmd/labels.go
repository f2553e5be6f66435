package cmd

import (
	"context"
	"slices"
	"strings"

	"github.com/promptgit/promptgit/gitops"
)

// refNames are the names that stand at commits, by full id.
type refNames struct {
	labels   map[string][]string // tags, annotated ones too
	releases []releaseName
	branches map[string][]string // with HEAD
}

// namesOf sorts refs into labels and branches, the own branches before those of
// remotes. That of HEAD comes first, as "HEAD -> main".
func namesOf(refs []gitops.CommitRef) refNames {
	names := refNames{labels: map[string][]string{}, branches: map[string][]string{}}
	for _, s := range statesOf(refs) {
		names.releases = append(names.releases, releasesOf(s)...)
	}
	for _, ref := range refs {
		at := string(ref.ID)
		for _, kind := range []struct {
			prefix string
			into   map[string][]string
		}{{"refs/heads/", names.branches}, {"refs/remotes/", names.branches}, {"refs/tags/", names.labels}} {
			name, ok := strings.CutPrefix(ref.Name, kind.prefix)
			switch {
			case !ok:
			case ref.Head:
				kind.into[at] = slices.Insert(kind.into[at], 0, "HEAD -> "+name)
			case !slices.Contains(kind.into[at], name):
				kind.into[at] = append(kind.into[at], name)
			}
		}
	}
	return names
}

// names gives the labels and the branches. A detached HEAD is told as "HEAD".
func (w *workspace) names(ctx context.Context) (refNames, error) {
	refs, err := w.repo.CommitRefs(ctx, "refs/heads/", "refs/remotes/", labelsRef, gitops.CandidatesRef, "refs/tags/")
	if err != nil {
		return refNames{}, err
	}
	names := namesOf(refs)
	w.placeReleases(ctx, names.releases)
	if slices.ContainsFunc(refs, func(ref gitops.CommitRef) bool { return ref.Head }) {
		return names, nil
	}
	head, ok, err := w.headOf(ctx, "")
	if err == nil && ok {
		names.branches[string(head)] = slices.Insert(names.branches[string(head)], 0, "HEAD")
	}
	return names, err
}

// decorate adds to rows what stands at their commits.
func (n refNames) decorate(entries []logEntry) {
	for i := range entries {
		e := &entries[i]
		e.labels, e.branches = slices.Clone(n.labels[e.json.Rev]), n.branches[e.json.Rev]
		e.json.Parents = append([]string{}, e.parents...)
	}
	for at := range n.releases {
		r := &n.releases[at]
		if i := r.row(entries); i >= 0 && !r.shown {
			entries[i].labels = append(entries[i].labels, r.text)
			r.shown = true
		}
	}
	for i := range entries {
		entries[i].json.Labels = append([]string{}, entries[i].labels...)
	}
}
