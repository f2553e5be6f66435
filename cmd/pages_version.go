package cmd

import (
	"context"
	"errors"
	"io/fs"
	"strings"

	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/serve"
	"github.com/promptgit/promptgit/prompt"
)

// version finds the iteration of a prompt that stands at a revision: its commit, or
// anything that git takes for one. Without a revision it is the newest one.
func (p *pages) version(ctx context.Context, s *sight, path, rev, field string) (*promptHistory, int, error) {
	h, err := s.prompt(path)
	if err != nil {
		return nil, 0, err
	}
	if at, ok := h.at[rev]; ok {
		return h, at, nil
	}
	if rev == "" && len(h.entries) > 0 {
		return h, 0, nil
	}
	if rev == "" || strings.ContainsAny(rev, ": \t\n") { // no search, and nothing inside of a tree
		return nil, 0, serve.ErrNotFound
	}
	commit, err := p.repo.Resolve(ctx, rev)
	if err != nil {
		return nil, 0, &serve.QueryError{Field: field, Err: err, Hint: "name a commit, a tag or a branch"}
	}
	if at, ok := h.at[string(commit)]; ok {
		return h, at, nil
	}
	return p.standing(ctx, s, h, commit)
}

// standing gives the iteration whose version stands at a commit that is none itself.
// Where the history of HEAD does not have it, it is looked for in that of the commit.
func (p *pages) standing(ctx context.Context, s *sight, h *promptHistory, commit gitops.OID) (*promptHistory, int, error) {
	snap, tried := p.repo.At(commit), map[string]bool{}
	for i := range h.entries {
		path := h.entries[i].json.Prompt
		if tried[path] {
			continue
		}
		tried[path] = true
		src, err := readPrompt(ctx, snap, path)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, 0, err
		}
		blob := string(p.repo.HashBlob(src))
		alike := func(e *logEntry) bool { return e.blob == blob }
		if inner, broken := prompt.Parse(path, src, s.w.options(path)); broken == nil && inner.File() != path {
			alike = func(e *logEntry) bool { return e.key == inner.Key() }
		}
		at, err := p.newestBehind(ctx, h, alike, commit)
		if at >= 0 || err != nil {
			return h, at, err
		}
		entries, err := s.w.logEntries(ctx, logOptions{rev: string(commit), prompt: path})
		if err != nil {
			return nil, 0, err
		}
		for _, other := range byPrompt(entries) {
			if at, err := p.newestBehind(ctx, other, alike, commit); at >= 0 || err != nil {
				return other, at, err
			}
		}
	}
	return nil, 0, serve.ErrNotFound
}

// newestBehind is the newest iteration of a content that a commit reaches, -1 for none.
func (p *pages) newestBehind(ctx context.Context, h *promptHistory, alike func(*logEntry) bool, commit gitops.OID) (int, error) {
	for i := range h.entries {
		if !alike(&h.entries[i]) {
			continue
		}
		reaches, err := p.repo.IsAncestor(ctx, gitops.OID(h.entries[i].json.Rev), commit)
		if err != nil {
			return -1, err
		}
		if reaches {
			return i, nil
		}
	}
	return -1, nil
}
