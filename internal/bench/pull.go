package main

import (
	"context"
	"fmt"
	"path/filepath"
)

// benchPull takes over 10,000 records into a fresh clone, beside a plain git fetch of
// the same notes, which unites nothing, writes no scores and counts nothing. Behind it
// one more commit with its record, and what log takes then beside log again.
func benchPull(ctx context.Context, b *lab) (string, error) {
	dir, err := logRepo(ctx, b)
	if err != nil {
		return "", err
	}
	round, clone := 0, ""
	fresh := func(args ...string) (cost, error) {
		round++
		clone = filepath.Join(b.dir, fmt.Sprint("pull", round))
		if failed := git(ctx, b.dir, nil, "clone", "-q", "--no-local", dir, clone); failed != nil {
			return cost{}, failed
		}
		return command(ctx, clone, isolated, args...)
	}
	theirs := func() (cost, error) {
		return fresh("git", "fetch", "-q", "origin", "+refs/notes/promptgit/*:refs/notes/remotes/origin/promptgit/*")
	}
	ours := func() (cost, error) { return fresh(b.tool, "pull") }
	fetch, pull, _, err := inTurn(3, theirs, ours)
	if err != nil {
		return "", err
	}
	log := func() (cost, error) { return command(ctx, clone, isolated, b.tool, "log") }
	if _, err = log(); err != nil {
		return "", err
	}
	var one cost
	on, version := [logCases]bool{}, 2*logIterations
	next, again, ratio, err := inTurn(5, func() (cost, error) {
		version++
		on[version%logCases] = true
		failed := write(dir, "prompts/sort.md", rules(version, on))
		if failed == nil {
			failed = git(ctx, dir, nil, "commit", "-q", "-a", "-m", "next")
		}
		if failed == nil {
			_, failed = command(ctx, dir, isolated, b.tool, "eval", "HEAD")
		}
		if failed == nil {
			failed = git(ctx, clone, nil, "pull", "-q", "--ff-only")
		}
		if failed != nil {
			return cost{}, failed
		}
		if one, failed = command(ctx, clone, isolated, b.tool, "pull"); failed != nil {
			return cost{}, failed
		}
		return log()
	}, log)
	return fmt.Sprintf("%s beside %s, %.0f MiB; one more commit and record %s, then log %.2f x (%s and %s)",
		ms(pull.wall), ms(fetch.wall), pull.peakMiB, ms(one.wall), ratio, ms(next.wall), ms(again.wall)), err
}
