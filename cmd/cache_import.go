package cmd

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/promptgit/promptgit/internal/cache"
	"github.com/promptgit/promptgit/internal/diag"
)

func newCacheImport(app *App) *cobra.Command {
	var replace bool
	c := &cobra.Command{
		Use:   "import FILE | DIR ...",
		Short: "Add answers that were exported",
		Long: "Add the answers of files and folders that promptgit cache export wrote. An answer that is here\n" +
			"already stays, also where the other one differs, unless --replace is given. Damaged answers are\n" +
			"named and left out; the others are added." +
			exitStatus("0  done", "2  wrong arguments", "3  some answers, or a file, could not be read; the others were added", "4  Git, or the disk"),
		Example: "  promptgit cache import answers.jsonl\n  promptgit cache import answers/ --replace",
		Args:    cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runCacheImport(cmd.Context(), app, args, replace)
		},
	}
	c.Flags().BoolVar(&replace, "replace", false, "let an imported answer take the place of another one")
	return c
}

// cacheImport is one import under way.
type cacheImport struct {
	into    *cache.Cache
	replace bool
	became  map[cache.Taken]int
	refused diag.Errors
}

func runCacheImport(ctx context.Context, app *App, from []string, replace bool) error {
	repo, err := app.openRepo(ctx)
	if err != nil {
		return err
	}
	defer repo.Close() //nolint:errcheck // only the cache is written
	i := cacheImport{into: cacheOf(repo), replace: replace, became: map[cache.Taken]int{}}
	for _, name := range from {
		path := app.path(name)
		info, missing := os.Stat(path)
		switch {
		case missing != nil:
			i.refuse(name, 0, missing)
		case info.IsDir():
			err = i.folder(ctx, path)
		default:
			err = i.file(ctx, name, path)
		}
		if ctx.Err() != nil || err != nil {
			return errors.Join(ctx.Err(), err)
		}
	}
	_, err = fmt.Fprintf(app.Out, "added %s; %d were here already, %d replaced, %d kept against another answer, %d refused\n",
		answers(i.became[cache.Added]), i.became[cache.Same], i.became[cache.Replaced], i.became[cache.Kept], len(i.refused))
	if err != nil {
		return err
	}
	return i.refused.Err()
}

func (i *cacheImport) refuse(path string, line int, err error) {
	i.refused.Add(diag.Pos{Path: path, Line: line}, err.Error(), "")
}

// take adds one entry. Only a disk that cannot be written ends the import.
func (i *cacheImport) take(path string, line int, e cache.Entry, err error) error {
	if err != nil {
		i.refuse(path, line, err)
		return nil
	}
	became, err := i.into.Take(e, i.replace)
	i.became[became]++
	return err
}

func (i *cacheImport) folder(ctx context.Context, path string) error {
	files, err := cache.New(path).ByKey()
	if err == nil && len(files) == 0 {
		i.refuse(path, 0, errors.New("there are no answers in it"))
	}
	for _, f := range files {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		e, damaged := f.Open()
		if err = i.take(f.Path, 0, e, damaged); err != nil {
			break
		}
	}
	return err
}

// longestEntry bounds a line that is read, in bytes: an answer has at most 32 MiB.
const longestEntry = 256 << 20

func (i *cacheImport) file(ctx context.Context, name, path string) error {
	f, err := os.Open(path)
	if err != nil {
		i.refuse(name, 0, err)
		return nil
	}
	defer f.Close() //nolint:errcheck // only read
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, longestEntry)
	n := 0
	for lines.Scan() {
		n++
		switch line := append([]byte(nil), lines.Bytes()...); {
		case ctx.Err() != nil:
			return ctx.Err()
		case n == 1 && string(line) != cacheHeader:
			i.refuse(name, 1, errors.New("it is no file of promptgit cache export"))
			return nil
		case n == 1 || len(line) == 0:
		default:
			e, damaged := cache.ReadEntry(line)
			if err := i.take(name, n, e, damaged); err != nil {
				return err
			}
		}
	}
	if n == 0 {
		i.refuse(name, 0, cmp.Or(lines.Err(), io.ErrUnexpectedEOF))
	} else if err := lines.Err(); err != nil {
		i.refuse(name, n+1, err)
	}
	return nil
}
