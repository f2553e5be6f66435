// Command bench measures the budgets of docs/budgets.md. Each figure is a ratio
// of two things that were measured in turn in one run, so that it holds on a
// machine whose speed drifts; nothing is asserted.
package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"
)

// bench is one row of the result.
type bench struct {
	name   string
	budget string
	run    func(ctx context.Context, b *lab) (result string, err error)
}

// all is the list of what is measured.
func all() []bench {
	return []bench{
		{"start: promptgit version, beside an empty Go program", "at most 15 ms more", benchStart},
		{"hook: 60,000-entry index, beside git diff --cached --quiet", "at most 3.5 x, under 50 MiB", benchHook(false)},
		{"hook: the same with a changed code file staged too", "at most 3.5 x, under 50 MiB", benchHook(true)},
		{"check A..B over 1,000 commits", "at most 3 s", benchCheck},
		{"eval: 10,000 cases, 50 ms server, 64 at once, beside a bare client", "at most 1.15 x, 100 MiB", benchEval(10000, 64)},
		{"eval: 10,000 cases, 50 ms server, 256 at once, beside a bare client", "at most 1.25 x, 100 MiB", benchEval(10000, 256)},
		{"eval: 1,000 cases, 64 at once, beside promptfoo", "at least 10 x less CPU, at most 100 MiB", benchBeside(1000, 64)},
		{"eval: 10,000 cases, 64 at once, beside promptfoo", "at least 10 x less CPU, at most 100 MiB", benchBeside(10000, 64)},
		{"eval: 10,000 cases, 256 at once, beside promptfoo", "at least 10 x less CPU, at most 100 MiB", benchBeside(10000, 256)},
		{"eval: 100,000 cases, 5 ms server, 256 at once", "flat memory", benchLarge},
		{"interrupt: 100,000 cases, 5 ms server, 256 at once, half of them finished", "at most 200 ms", benchInterrupt},
		{"eval from the cache: 5,000 cases", "at most 1 s", benchCached},
		{"suite: 5,000 echo cases with three assertions, beside promptfoo", "at least 20 x less CPU, at most 100 MiB", benchEcho},
		{"log: 10,000 recorded iterations, beside git log --notes=promptgit/scores", "at most 3 x warm, 10 x cold", benchLog},
		{"log: after one more commit and eval HEAD, beside log again", "at most 2 x", benchLogNext},
		{"pull: 10,000 records into a fresh clone, beside git fetch; one more, then log", "log at most 2 x", benchPull},
		{"log: first screen on a terminal, 10,000 recorded iterations", "at most 100 ms", benchLogFirst},
		{"pages of 2,000 iterations x 500 cases, from serve", "overview at most 300 ms", benchServe},
		{"api: labels of 200 prompts from serve --api, 16 connections on loopback", "at least 2,000 requests/s", benchAPI},
		{"report: 200 iterations x 100 cases with outputs", "at most 5 MB, usable after 1 s", benchReport},
		{"bisect: next query of 4,096 versions x 100 cases, nine in ten below", "at most 50 ms", benchBisect},
		{"writing 10,000 records, beside git fast-import", "at most 2 x", benchNotes},
	}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run measures what the words choose, everything where there are none.
func run(ctx context.Context, words []string) error {
	b, err := newLab(ctx)
	if err != nil {
		return err
	}
	defer os.RemoveAll(b.dir) //nolint:errcheck // a temporary folder
	out := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(out, "WHAT\tBUDGET\tMEASURED")
	for _, x := range all() {
		if !chosen(x.name, words) {
			continue
		}
		result, err := x.run(ctx, b)
		if err != nil {
			return fmt.Errorf("%s: %w", x.name, err)
		}
		fmt.Fprintf(out, "%s\t%s\t%s\n", x.name, x.budget, result)
		if err := out.Flush(); err != nil {
			return err
		}
	}
	return nil
}

func chosen(name string, words []string) bool {
	return len(words) == 0 || slices.ContainsFunc(words, func(w string) bool { return strings.Contains(name, w) })
}

// lab is a folder with the programs that are measured.
type lab struct {
	dir   string
	tool  string // promptgit
	empty string // a Go program that does nothing
	log   string // the repository of logRepo, "" before it is made
}

func newLab(ctx context.Context) (*lab, error) {
	dir, err := os.MkdirTemp("", "promptgit-bench-")
	if err != nil {
		return nil, err
	}
	b := &lab{dir: dir, tool: filepath.Join(dir, "promptgit"), empty: filepath.Join(dir, "empty")}
	if err := build(ctx, ".", b.tool, "./cmd/promptgit"); err != nil {
		return nil, err
	}
	src := filepath.Join(dir, "src")
	if err := os.MkdirAll(src, 0o755); err != nil {
		return nil, err
	}
	for name, text := range map[string]string{"main.go": "package main\n\nfunc main() {}\n", "go.mod": "module empty\n"} {
		if err := os.WriteFile(filepath.Join(src, name), []byte(text), 0o600); err != nil {
			return nil, err
		}
	}
	return b, build(ctx, src, b.empty, ".")
}

func build(ctx context.Context, dir, out, pkg string) error {
	c := exec.CommandContext(ctx, "go", "build", "-trimpath", "-o", out, pkg)
	c.Dir, c.Stderr = dir, os.Stderr
	c.Env = append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=-buildvcs=false")
	return c.Run()
}
