package cmd

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/review"
)

// The trailers of a commit that made a version which say who saw it and who wrote it.
const (
	reviewedTrailer = "Reviewed-by"
	coAuthorTrailer = "Co-authored-by"
)

// makers are the commits that made a version, as far as this clone holds them.
type makers struct {
	authors  []string // emails, with those of co-authors
	trailers []opinion
	unknown  []string // why it may be somebody else
}

// makersOf finds who made a version: every commit that the one at hand reaches in
// which the prompt came to have this content.
func (a *approver) makersOf(ctx context.Context, v reviewed) (makers, error) {
	made := makers{authors: v.authors}
	if v.at == "" {
		return made, nil
	}
	w := a.w
	list, err := a.past[v.at][v.path], error(nil)
	if len(list) == 0 {
		list, err = w.historyOf(ctx, v.at, []string{gitops.QuoteGlob(v.path)}, func([]string) []string { return []string{v.path} })
	}
	if isIncompleteStore(err) {
		made.unknown = []string{"who made it is not known: this clone lacks older versions; git fetch --unshallow, or fetch-depth: 0 in CI"}
		return made, nil
	}
	if err != nil {
		return made, err
	}
	var found []*iteration
	for _, exact := range []bool{true, false} { // a role that was given by an older name makes another key
		for _, it := range list {
			if (it.blob == v.blob || slices.Contains(it.also, v.blob)) && (it.key == v.key || !exact) {
				found = append(found, it)
			}
		}
		if len(found) > 0 {
			break
		}
	}
	for _, it := range found {
		made.add(it.commit, v)
		if w.repo.IsBoundary(it.commit.ID) {
			made.unknown = []string{"who made it is not known: the history ends at " + it.commit.ID.Short() + ", a shallow clone; git fetch --unshallow, or fetch-depth: 0 in CI"}
		}
	}
	if len(found) == 0 {
		made.unknown = []string{"who made it is not known: no commit that this clone holds did"}
	}
	return made, nil
}

// prepare walks the history of many prompts of a commit at once, for approvals that are
// asked for one by one. What it does not find is looked for then.
func (a *approver) prepare(ctx context.Context, at gitops.OID, pairs []versionPair) error {
	var globs, paths []string
	for _, p := range pairs {
		if p.b.commit.ID == at {
			globs, paths = append(globs, gitops.QuoteGlob(p.b.path)), append(paths, p.b.path)
		}
	}
	if at == "" || len(paths) < 2 {
		return nil
	}
	list, err := a.w.historyOf(ctx, at, globs, func([]string) []string { return paths })
	if isIncompleteStore(err) {
		return nil // they are looked for one by one then, which tells it
	}
	byPath := map[string][]*iteration{}
	for _, it := range list {
		byPath[it.lineage] = append(byPath[it.lineage], it)
	}
	a.past[at] = byPath
	return err
}

// add takes in the author of a commit, those who the message says wrote it too, and
// those who it says reviewed it.
func (m *makers) add(c gitops.Commit, v reviewed) {
	m.authors = append(m.authors, c.Email)
	for _, line := range trailerLines(c.Message) {
		name, value, _ := strings.Cut(line, ":")
		who, email, ok := contact(value)
		switch name = strings.TrimSpace(name); {
		case !ok:
		case strings.EqualFold(name, coAuthorTrailer):
			m.authors = append(m.authors, email)
		case strings.EqualFold(name, reviewedTrailer):
			// It is as old as anything that may be said of the version.
			r := review.New(string(c.ID)+" "+email, time.Time{}, who, email, review.Approve, "")
			r.Path, r.PromptKey, r.Commit = v.path, v.key, string(c.ID)
			if r.Problem() == "" {
				m.trailers = append(m.trailers, opinion{Review: r, Trailer: true})
			}
		}
	}
}

// contact reads "Name <email>".
func contact(s string) (name, email string, ok bool) {
	name, rest, found := strings.Cut(s, "<")
	email, after, closed := strings.Cut(rest, ">")
	name, email = strings.TrimSpace(name), strings.TrimSpace(email)
	if name == "" {
		name = email
	}
	return name, email, found && closed && strings.TrimSpace(after) == "" && strings.Contains(email, "@")
}
