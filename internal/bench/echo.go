package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// benchEcho judges cases of a promptfoo configuration without a model, beside
// promptfoo itself where the variable PROMPTFOO names its program.
func benchEcho(ctx context.Context, b *lab) (string, error) {
	dir, err := b.repo(ctx, "echo")
	if err != nil {
		return "", err
	}
	if err = write(dir, "promptfooconfig.yaml", echoSuite(5000)); err != nil {
		return "", err
	}
	ours := func() (cost, error) {
		return command(ctx, dir, isolated, b.tool, "eval", "--suite", "promptfooconfig.yaml", "--no-cache")
	}
	promptfoo := os.Getenv("PROMPTFOO")
	if promptfoo == "" {
		used, _, ratio, alone := inTurn(5, ours, func() (cost, error) { return command(ctx, b.dir, nil, b.empty) })
		return fmt.Sprintf("%.2f s wall (%.0f x an empty program), %.2f s CPU, %.0f MiB; PROMPTFOO=FILE compares with promptfoo",
			used.wall.Seconds(), ratio, used.cpu.Seconds(), used.peakMiB), alone
	}
	used, theirs, _, err := inTurn(3, ours, func() (cost, error) { return b.promptfoo(ctx, dir, promptfoo) })
	return fmt.Sprintf("%.0f x less CPU (%.2f s and %.1f s), %.0f x less wall (%.2f s and %.1f s), %.0f MiB and %.0f MiB",
		float64(theirs.cpu)/float64(used.cpu), used.cpu.Seconds(), theirs.cpu.Seconds(),
		float64(theirs.wall)/float64(used.wall), used.wall.Seconds(), theirs.wall.Seconds(), used.peakMiB, theirs.peakMiB), err
}

// promptfoo runs the configuration in a folder with promptfoo.
func (b *lab) promptfoo(ctx context.Context, dir, program string, args ...string) (cost, error) {
	quiet := []string{
		"PROMPTFOO_CONFIG_DIR=" + filepath.Join(b.dir, "promptfoo"), "OPENAI_API_KEY=none",
		"PROMPTFOO_DISABLE_TELEMETRY=1", "PROMPTFOO_DISABLE_UPDATE=1", "PROMPTFOO_DISABLE_REMOTE_GENERATION=1",
	}
	own := []string{program, "eval", "-c", "promptfooconfig.yaml", "--no-cache", "--no-table", "--no-write", "--no-progress-bar"}
	return command(ctx, dir, quiet, append(own, args...)...)
}

func echoSuite(cases int) string {
	var b strings.Builder
	b.WriteString("prompts:\n  - 'Greet {{name}} of {{town}}.'\nproviders: [echo]\ntests:\n")
	for i := range cases {
		fmt.Fprintf(&b, "  - vars: {name: person %d, town: town %d}\n    assert:\n", i, i%97)
		fmt.Fprintf(&b, "      - {type: contains, value: person %d}\n      - {type: regex, value: 'town \\d+'}\n      - {type: not-icontains, value: SORRY}\n", i)
	}
	return b.String()
}
