package main

import (
	"context"
	"fmt"
	"path/filepath"
)

// benchPull takes over 10,000 records into a fresh clone, beside a plain git fetch of
// the same notes, which unites nothing, writes no scores and counts nothing. Behind it
// one more record, with what log takes then beside log again.
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
	next, again, ratio, err := inTurn(5, func() (cost, error) {
		if _, failed := command(ctx, dir, isolated, b.tool, "eval", "HEAD", "--refresh"); failed != nil {
			return cost{}, failed
		}
		var failed error
		if one, failed = command(ctx, clone, isolated, b.tool, "pull"); failed != nil {
			return cost{}, failed
		}
		return log()
	}, log)
	return fmt.Sprintf("%s beside %s, %.0f MiB; one more record %s, then log %.2f x (%s and %s)",
		ms(pull.wall), ms(fetch.wall), pull.peakMiB, ms(one.wall), ratio, ms(next.wall), ms(again.wall)), err
}
