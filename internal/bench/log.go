package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
)

const (
	logIterations = 10_000
	logCases      = 20
)

// benchLog lists recorded iterations, with the index that an earlier call left and
// without one, beside git log with the score lines.
func benchLog(ctx context.Context, b *lab) (string, error) {
	dir, err := logRepo(ctx, b)
	if err != nil {
		return "", err
	}
	ours := func() (cost, error) { return command(ctx, dir, isolated, b.tool, "log") }
	theirs := func() (cost, error) {
		return command(ctx, dir, isolated, "git", "log", "--notes=promptgit/scores")
	}
	warm, git, ratio, err := inTurn(7, ours, theirs)
	if err != nil {
		return "", err
	}
	cold, _, coldRatio, err := inTurn(5, func() (cost, error) {
		if failed := os.RemoveAll(filepath.Join(dir, ".git", "promptgit", "index")); failed != nil {
			return cost{}, failed
		}
		return ours()
	}, theirs)
	perCPU := func(c cost) float64 { return float64(c.cpu) / float64(git.cpu) }
	return fmt.Sprintf("%.2f x warm (%s and %s, %.1f x the CPU, %.0f MiB), %.1f x cold (%s, %.1f x the CPU, %.0f MiB)",
		ratio, ms(warm.wall), ms(git.wall), perCPU(warm), warm.peakMiB, coldRatio, ms(cold.wall), perCPU(cold), cold.peakMiB), err
}

// benchLogNext lists them after one more commit that was judged, beside log again.
func benchLogNext(ctx context.Context, b *lab) (string, error) {
	dir, err := logRepo(ctx, b)
	if err != nil {
		return "", err
	}
	log := func() (cost, error) { return command(ctx, dir, isolated, b.tool, "log") }
	if _, err = log(); err != nil {
		return "", err
	}
	on, version := [logCases]bool{}, logIterations
	next, again, ratio, err := inTurn(7, func() (cost, error) {
		version++
		on[version%logCases] = true
		if failed := write(dir, "prompts/sort.md", rules(version, on)); failed != nil {
			return cost{}, failed
		}
		if failed := git(ctx, dir, nil, "commit", "-q", "-a", "-m", "next"); failed != nil {
			return cost{}, failed
		}
		if _, failed := command(ctx, dir, isolated, b.tool, "eval", "HEAD"); failed != nil {
			return cost{}, failed
		}
		return log()
	}, log)
	return fmt.Sprintf("%.2f x (%s and %s)", ratio, ms(next.wall), ms(again.wall)), err
}

// logRepo is a repository of one prompt, whose iterations each turn one rule over
// and are judged by a case per rule. It is made once.
func logRepo(ctx context.Context, b *lab) (string, error) {
	if b.log != "" {
		return b.log, nil
	}
	dir, err := b.repo(ctx, "log")
	if err != nil {
		return "", err
	}
	var suite strings.Builder
	suite.WriteString("metrics: {accuracy: {weight: 2}, tone: {weight: 1}}\ntests:\n")
	for i := range logCases {
		fmt.Fprintf(&suite, "  - id: rule-%d\n    assert: [{type: contains, value: 'Rule %d is on', metric: %s}]\n", i, i, []string{"accuracy", "tone"}[i%2])
	}
	var s stream
	var on [logCases]bool
	rng := rand.New(rand.NewPCG(1, 2))
	for i := range logIterations {
		s.commit(i)
		on[rng.IntN(logCases)] = rng.IntN(3) > 0
		s.file("prompts/sort.md", rules(i, on))
		if i == 0 {
			s.file("suites/sort.yaml", suite.String())
			s.file("promptgit.yaml", "version: 1\nprovider: echo\n")
		}
	}
	for _, step := range []struct {
		stdin []byte
		args  []string
	}{{s.Bytes(), []string{"fast-import", "--quiet"}}, {nil, []string{"reset", "-q", "--hard"}}} {
		if err = git(ctx, dir, step.stdin, step.args...); err != nil {
			return "", err
		}
	}
	if _, err = command(ctx, dir, isolated, b.tool, "eval", "--all"); err != nil {
		return "", err
	}
	if err = git(ctx, dir, nil, "gc", "-q"); err == nil {
		b.log = dir
	}
	return dir, err
}

// rules is a version of the prompt.
func rules(version int, on [logCases]bool) string {
	var b strings.Builder
	fmt.Fprintf(&b, "---\ntemperature: 0\n---\nsystem:\n# Role\nYou sort letters, version %d.\n\n# Rules\n", version)
	for i, x := range on {
		fmt.Fprintf(&b, "- Rule %d is %s.\n", i, map[bool]string{true: "on", false: "off"}[x])
	}
	b.WriteString("\n# Format\nOne word, without an explanation.\n\nuser:\nSort this letter.\n")
	return b.String()
}
