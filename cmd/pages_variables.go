package cmd

import (
	"context"

	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/page"
	"github.com/promptgit/promptgit/internal/tokens"
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
	changes := make([]page.Change, 0, len(list))
	for _, c := range list {
		changes = append(changes, page.Change{ID: c.ID, Kind: c.Change, Words: pageWords(c.Before, c.After)})
	}
	return changes
}

// pageWords is the word diff of two texts. The time that it takes grows with the
// square of what differs, so texts that differ in very many words are told as one
// that went and one that came.
func pageWords(before, after string) []page.Word {
	const most = 4000 // words of both that may differ
	was, now := splitWords(before), splitWords(after)
	same, end := 0, 0
	for same < min(len(was), len(now)) && was[same] == now[same] {
		same++
	}
	for end < min(len(was), len(now))-same && was[len(was)-1-end] == now[len(now)-1-end] {
		end++
	}
	var list []tokens.Diff
	if len(was)+len(now)-2*(same+end) <= most {
		list = aligned(tokens.Readable(was, now))
	} else {
		list = append(list, diffsOf(tokens.Equal, was[:same])...)
		list = append(list, diffsOf(tokens.Removed, was[same:len(was)-end])...)
		list = append(list, diffsOf(tokens.Added, now[same:len(now)-end])...)
		list = append(list, diffsOf(tokens.Equal, was[len(was)-end:])...)
	}
	kinds := map[tokens.Kind]page.WordKind{tokens.Equal: page.Both, tokens.Removed: page.Gone, tokens.Added: page.Added}
	var words []page.Word
	for kind, text := range runs(list) {
		words = append(words, page.Word{Kind: kinds[kind], Text: text})
	}
	return words
}

func diffsOf(kind tokens.Kind, list []string) []tokens.Diff {
	diffs := make([]tokens.Diff, len(list))
	for i, token := range list {
		diffs[i] = tokens.Diff{Kind: kind, Token: token}
	}
	return diffs
}
