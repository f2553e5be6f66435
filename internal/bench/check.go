package main

import (
	"context"
	"fmt"
)

const promptText = "---\nmodel: demo\ntemperature: 0\n---\nsystem:\n# Role\nYou sort letters, version %d.\n\n# Format\nOne word.\n\nuser:\n{{ letter }}\n"

// benchHook stages a change of one prompt in a repository of 60,000 files, with
// or without a file that some prompt might include, and runs the hook as git
// would.
func benchHook(withCode bool) func(context.Context, *lab) (string, error) {
	return func(ctx context.Context, b *lab) (string, error) { return hookRatio(ctx, b, withCode) }
}

func hookRatio(ctx context.Context, b *lab, withCode bool) (string, error) {
	dir, err := b.repo(ctx, fmt.Sprintf("wide-%v", withCode))
	if err != nil {
		return "", err
	}
	var s stream
	s.commit(0)
	for i := range 60_000 {
		s.file(fmt.Sprintf("src/d%03d/f%05d.txt", i/200, i), fmt.Sprintf("file %d\n", i))
	}
	s.file("prompts/sort.md", fmt.Sprintf(promptText, 1))
	if err = git(ctx, dir, s.Bytes(), "fast-import", "--quiet"); err != nil {
		return "", err
	}
	if err = git(ctx, dir, nil, "reset", "-q", "--hard"); err != nil {
		return "", err
	}
	if err = write(dir, "prompts/sort.md", fmt.Sprintf(promptText, 2)); err != nil {
		return "", err
	}
	if err = git(ctx, dir, nil, "add", "prompts"); err != nil {
		return "", err
	}
	if withCode {
		if err = write(dir, "src/d000/f00000.txt", "changed\n"); err != nil {
			return "", err
		}
		if err = git(ctx, dir, nil, "add", "src"); err != nil {
			return "", err
		}
	}
	hook := append([]string{"GIT_INDEX_FILE=.git/index", "GIT_PREFIX="}, isolated...)
	ours, theirs, ratio, err := inTurn(21,
		func() (cost, error) { return command(ctx, dir, hook, b.tool, "hook", "run", "pre-commit") },
		func() (cost, error) { return command(ctx, dir, isolated, "git", "diff", "--cached", "--quiet") })
	return fmt.Sprintf("%.2f x (%s and %s), %.0f MiB", ratio, ms(ours.wall), ms(theirs.wall), ours.peakMiB), err
}

// benchCheck judges a range of 1,000 commits of ten prompts.
func benchCheck(ctx context.Context, b *lab) (string, error) {
	dir, err := b.repo(ctx, "long")
	if err != nil {
		return "", err
	}
	var s stream
	for i := range 1001 {
		s.commit(i)
		s.file(fmt.Sprintf("prompts/p%d.md", i%10), fmt.Sprintf(promptText, i))
	}
	if err = git(ctx, dir, s.Bytes(), "fast-import", "--quiet"); err != nil {
		return "", err
	}
	if err = git(ctx, dir, nil, "reset", "-q", "--hard"); err != nil {
		return "", err
	}
	ours, theirs, ratio, err := inTurn(3,
		func() (cost, error) { return command(ctx, dir, isolated, b.tool, "check", "main~1000..main", "--json") },
		func() (cost, error) {
			return command(ctx, dir, isolated, "git", "log", "--raw", "--format=%H", "main~1000..main")
		})
	return fmt.Sprintf("%.2f s (%.0f x git log --raw at %s), %.0f MiB", ours.wall.Seconds(), ratio, ms(theirs.wall), ours.peakMiB), err
}
