package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
)

// benchReport writes the file of 200 iterations of 100 cases, whose outputs have some
// 400 bytes and differ from version to version.
func benchReport(ctx context.Context, b *lab) (string, error) {
	const iterations, cases = 200, 100
	dir, err := b.repo(ctx, "report")
	if err != nil {
		return "", err
	}
	rng := rand.New(rand.NewPCG(3, 4))
	words := make([]string, cases)
	failing := map[int]bool{}
	for i := range words {
		words[i] = fmt.Sprintf("%c%c%c", 'a'+i/26, 'a'+i%26, "xyz"[i%3])
		failing[i] = rng.IntN(100) < 15
	}
	var s stream
	for i := range iterations {
		s.commit(i)
		for range 2 { // cases that flip with each version
			c := rng.IntN(cases)
			failing[c] = !failing[c]
		}
		var text strings.Builder
		fmt.Fprintf(&text, "Answer, version %d.\n", i)
		for c, word := range words {
			if !failing[c] {
				text.WriteString(word + " ")
			}
		}
		s.file("prompts/reply.md", text.String()+"\n{{ q }}\n")
		if i == 0 {
			s.file("suites/reply.yaml", replySuite(words))
			s.file("promptgit.yaml", "version: 1\nprovider: echo\n")
		}
	}
	if err = b.judged(ctx, dir, s); err != nil {
		return "", err
	}
	file := filepath.Join(b.dir, "report.html")
	made, err := command(ctx, dir, isolated, b.tool, "report", "-o", file)
	if err != nil {
		return "", err
	}
	info, err := os.Stat(file)
	if err != nil {
		return "", err
	}
	open, err := opened(ctx, b, file)
	return fmt.Sprintf("%.1f MB in %s, %.0f MiB; %s", float64(info.Size())/1e6, ms(made.wall), made.peakMiB, open), err
}

func replySuite(words []string) string {
	var b strings.Builder
	b.WriteString("tests:\n")
	for i, word := range words {
		fmt.Fprintf(&b, "  - {id: reply-%d, vars: {q: \"Where is my parcel, and who pays for it? Order %d\"}, assert: [{type: contains, value: %s}]}\n", i, i, word)
	}
	return b.String()
}

// judged makes the history, and judges all of it.
func (b *lab) judged(ctx context.Context, dir string, s stream) error {
	if err := git(ctx, dir, s.Bytes(), "fast-import", "--quiet"); err != nil {
		return err
	}
	if err := git(ctx, dir, nil, "reset", "-q", "--hard"); err != nil {
		return err
	}
	_, err := command(ctx, dir, isolated, b.tool, "eval", "--all")
	return err
}
