// Command run compares promptgit with promptfoo.
//
// Write the configurations of a seed:
//
//	go run ./internal/parity/run -out DIR
//
// Judge them with both and print how far they agree, and every row where they
// do not. promptfoo is installed from npm, outside of the repository:
//
//	go run ./internal/parity/run -promptfoo NODE_MODULES/.bin/promptfoo [-only GLOB]
//
// In a DIR that is given with -out too, promptfoo's results stay and are used
// again. With -record FILE they are kept for the test that replays them:
//
//	go run ./internal/parity/run -promptfoo NODE_MODULES/.bin/promptfoo -record internal/parity/testdata/verdicts.json
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path"
	"path/filepath"

	"github.com/promptgit/promptgit/internal/parity"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "parity:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	seed := flag.Uint64("seed", parity.RecordedSeed, "what chance depends on")
	out := flag.String("out", "", "keep the configurations and promptfoo's results in `DIR`")
	only := flag.String("only", "*", "configurations whose names match `GLOB`")
	promptfoo := flag.String("promptfoo", "", "`FILE` to run promptfoo with")
	promptgit := flag.String("promptgit", "", "`FILE` to run promptgit with; without it one is built")
	record := flag.String("record", "", "write what promptfoo said to `FILE`")
	show := flag.Int("show", 40, "print so many disagreements")
	flag.Parse()

	l := &lab{promptfoo: *promptfoo, promptgit: *promptgit, dir: *out}
	if l.dir == "" {
		temp, err := os.MkdirTemp("", "parity")
		if err != nil {
			return err
		}
		defer os.RemoveAll(temp) //nolint:errcheck // a folder of temporary files
		l.dir = temp
	}
	var configs []parity.Config
	for _, c := range parity.Generate(*seed) {
		matches, err := path.Match(*only, c.Name)
		if err != nil {
			return err
		}
		if matches {
			configs = append(configs, c)
		}
	}
	if *promptfoo == "" {
		for _, c := range configs {
			if _, err := l.write(folderOfTheirs, c.Files(nil)); err != nil {
				return err
			}
		}
		return nil
	}
	if err := l.open(ctx); err != nil {
		return err
	}
	recording := parity.Recording{}
	var agreement parity.Agreement
	for _, c := range configs {
		want, err := l.theirs(ctx, c)
		if err != nil {
			return err
		}
		got, err := l.ours(ctx, c)
		if err != nil {
			return err
		}
		agreement.Compare(c, want, got)
		recording.Add(c, want)
		fmt.Fprintf(os.Stderr, "%s: %d rows\n", c.Name, len(want))
	}
	report(&agreement, *show)
	if *record != "" {
		return os.WriteFile(filepath.Clean(*record), recording.Bytes(), 0o666)
	}
	return nil
}
