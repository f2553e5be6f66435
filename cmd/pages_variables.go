package cmd

import (
	"context"

	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/page"
	"github.com/promptgit/promptgit/prompt"
)

// changes are what a row did to the variables, with the words of both versions.
func (p *pages) changes(ctx context.Context, s *sight, h *promptHistory, e *logEntry) ([]page.Change, error) {
	if len(e.parents) == 0 || len(e.json.Changes) == 0 {
		return nil, nil
	}
	at, ok := h.at[e.parents[0]]
	if !ok {
		return nil, nil
	}
	before, err := s.promptOf(ctx, &h.entries[at])
	if err != nil {
		return nil, err
	}
	after, err := s.promptOf(ctx, e)
	if err != nil {
		return nil, err
	}
	return pageChanges(prompt.Compare(before.prompt, after.prompt)), nil
}

// promptOf reads the prompt of a row again.
func (s *sight) promptOf(ctx context.Context, e *logEntry) (*iteration, error) {
	src, err := s.w.repo.Blob(ctx, gitops.OID(e.blob))
	if err != nil {
		return nil, err
	}
	it := &iteration{path: e.json.Prompt, lineage: e.lineage, blob: gitops.OID(e.blob)}
	return it, s.w.read(ctx, s.w.repo.At(gitops.OID(e.json.Rev)), it, src)
}

func pageChanges(list []prompt.Change) []page.Change {
	words := newWordDiffer()
	changes := make([]page.Change, 0, len(list))
	for _, c := range list {
		changes = append(changes, page.Change{ID: c.ID, Kind: c.Change, Words: words.words(c.Before, c.After)})
	}
	return changes
}
