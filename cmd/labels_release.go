package cmd

import (
	"context"
	"fmt"
	"time"

	"github.com/promptgit/promptgit/gitops"
)

// releaseName is a label of a prompt, or a candidate for one, as the log shows it.
type releaseName struct {
	prompt, text string
	commit       gitops.OID
	blob         string    // of the prompt there, "" where that is not known
	time         time.Time // of the commit, zero likewise
	shown        bool      // a row has it: those that follow are older
}

// releasesOf names what a label has: "production", and "production 10 %" a candidate.
func releasesOf(s labelState) []releaseName {
	var list []releaseName
	if s.commit != "" {
		list = append(list, releaseName{prompt: s.prompt, text: s.label, commit: s.commit})
	}
	for _, c := range s.candidates {
		list = append(list, releaseName{prompt: s.prompt, text: fmt.Sprintf("%s %d %%", s.label, c.weight), commit: c.commit})
	}
	return list
}

// placeReleases finds which version each has: a label often stands at a later commit
// than the one that made the version. What is not in this clone is left.
func (w *workspace) placeReleases(ctx context.Context, list []releaseName) {
	for i := range list {
		r := &list[i]
		files, err := w.repo.At(r.commit).Files(ctx, []string{gitops.QuoteGlob(r.prompt)})
		if err != nil || len(files) != 1 {
			continue
		}
		if commit, err := w.repo.Commit(ctx, r.commit); err == nil {
			r.blob, r.time = string(files[0].ID), commit.Time
		}
	}
}

// row is the row of the version that has the label: that of its commit, else the newest
// one of the same file up to it; -1 where none is shown.
func (r *releaseName) row(entries []logEntry) int {
	found := -1
	for i := range entries {
		e := &entries[i]
		switch {
		case e.json.Prompt != r.prompt:
		case e.json.Rev == string(r.commit):
			return i
		case found < 0 && r.blob != "" && e.blob == r.blob && !e.time.After(r.time):
			found = i
		}
	}
	return found
}
