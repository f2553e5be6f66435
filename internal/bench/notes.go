package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/promptgit/promptgit/gitops"
)

const records = 10_000

// benchNotes writes a line for each of 10,000 objects in one ref update, beside
// git fast-import writing the same notes.
func benchNotes(ctx context.Context, b *lab) (string, error) {
	round := 0
	fresh := func() (string, error) {
		round++
		return b.repo(ctx, fmt.Sprintf("notes%d", round))
	}
	ours, theirs, ratio, err := inTurn(3,
		func() (cost, error) {
			dir, err := fresh()
			if err != nil {
				return cost{}, err
			}
			return appendNotes(ctx, dir)
		},
		func() (cost, error) {
			dir, err := fresh()
			if err != nil {
				return cost{}, err
			}
			return importNotes(ctx, dir)
		})
	return fmt.Sprintf("%.2f x (%.2f s and %.2f s)", ratio, ours.wall.Seconds(), theirs.wall.Seconds()), err
}

func noteLine(i int) string {
	return fmt.Sprintf(`{"id":"%026d","path":"prompts/sort.md","score":0.87,"v":1,"filler":%q}`, i, strings.Repeat("x", 60))
}

func appendNotes(ctx context.Context, dir string) (cost, error) {
	repo, err := gitops.Open(ctx, gitops.Options{Dir: dir, Env: append(os.Environ(), isolated...)})
	if err != nil {
		return cost{}, err
	}
	defer repo.Close() //nolint:errcheck // what counts was written by then
	batch := gitops.Batch{Lines: map[gitops.OID][]string{}, Message: "records"}
	for i := range records {
		batch.Lines[repo.HashBlob(fmt.Appendf(nil, "prompt %d", i))] = []string{noteLine(i)}
	}
	start := time.Now()
	err = repo.Notes(gitops.ResultsRef).Append(ctx, batch)
	return cost{wall: time.Since(start)}, err
}

func importNotes(ctx context.Context, dir string) (cost, error) {
	repo, err := gitops.Open(ctx, gitops.Options{Dir: dir, Env: append(os.Environ(), isolated...)})
	if err != nil {
		return cost{}, err
	}
	defer repo.Close() //nolint:errcheck // what counts was written by then
	var s stream
	fmt.Fprintf(&s, "commit %s\ncommitter Ada <ada@example.com> 1700000000 +0000\ndata 7\nrecords\n", gitops.ResultsRef)
	for i := range records {
		text := noteLine(i) + "\n"
		id := string(repo.HashBlob(fmt.Appendf(nil, "prompt %d", i)))
		s.file(filepath.ToSlash(filepath.Join(id[:2], id[2:])), text)
	}
	start := time.Now()
	err = git(ctx, dir, s.Bytes(), "fast-import", "--quiet")
	return cost{wall: time.Since(start)}, err
}
