package cmd

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/promptgit/promptgit/internal/cache"
	"github.com/promptgit/promptgit/internal/ui"
)

// cacheHeader is the first line of an exported file.
const cacheHeader = `{"schema":"promptgit.answers/v1"}`

func newCacheExport(app *App) *cobra.Command {
	return &cobra.Command{
		Use:   "export FILE | DIR",
		Short: "Write the kept answers to a file or a folder",
		Long: "Write every answer with its key and checksum, sorted by key, for promptgit cache import on another\n" +
			"machine: to FILE as lines of JSON, or into DIR, an existing folder or a path that ends with /, as\n" +
			"one file an answer. Damaged answers are named and left out. For CI without keys, a cassette is\n" +
			"made for reading: promptgit eval --cassette." +
			exitStatus("0  done", "2  wrong arguments", "4  Git, or the disk"),
		Example: "  promptgit cache export answers.jsonl\n  promptgit cache export answers/",
		Args:    cobra.ExactArgs(1),
		RunE:    func(cmd *cobra.Command, args []string) error { return runCacheExport(cmd.Context(), app, args[0]) },
	}
}

func runCacheExport(ctx context.Context, app *App, to string) error {
	repo, err := app.openRepo(ctx)
	if err != nil {
		return err
	}
	defer repo.Close() //nolint:errcheck // the cache is only read
	app.learnEnvironment()
	files, err := cacheOf(repo).ByKey()
	if err != nil {
		return err
	}
	entries := func(yield func(cache.Entry) error) error {
		for _, f := range files {
			e, unfit := f.Open()
			switch {
			case ctx.Err() != nil:
				return ctx.Err()
			case unfit == nil && app.keys.Hide(string(e.Line)) != string(e.Line):
				unfit = errors.New("it holds a key")
			}
			if unfit != nil {
				fmt.Fprintln(app.Err, ui.Line(fmt.Sprintf("promptgit: warning: %s is left out: %v", f.Path, unfit)))
				continue
			}
			if failed := yield(e); failed != nil {
				return failed
			}
		}
		return nil
	}
	path := app.path(to)
	info, err := os.Stat(path)
	n := 0
	if strings.HasSuffix(to, "/") || err == nil && info.IsDir() {
		n, err = exportFolder(path, entries)
	} else {
		n, err = exportFile(path, app.Now(), entries)
	}
	if err != nil {
		return fmt.Errorf("export to %s: %w", to, err)
	}
	_, err = fmt.Fprintf(app.Out, "exported %s to %s\n", answers(n), to)
	return err
}

type eachEntry = func(func(cache.Entry) error) error

func exportFile(path string, now time.Time, entries eachEntry) (n int, err error) {
	err = writeFile(path, now, func(to io.Writer) error {
		w := bufio.NewWriter(to)
		_, full := io.WriteString(w, cacheHeader+"\n")
		if full == nil {
			full = entries(func(e cache.Entry) error {
				n++
				_, failed := w.Write(append(e.Line[:len(e.Line):len(e.Line)], '\n'))
				return failed
			})
		}
		return errors.Join(full, w.Flush())
	})
	return n, err
}

// exportFolder writes into a folder as a cache does, so that a file appears whole
// or not at all.
func exportFolder(path string, entries eachEntry) (n int, err error) {
	if err = os.MkdirAll(path, 0o700); err != nil {
		return 0, err
	}
	to := cache.New(path)
	err = entries(func(e cache.Entry) error {
		n++
		_, failed := to.Take(e, true)
		return failed
	})
	return n, errors.Join(err, to.Tidy())
}
