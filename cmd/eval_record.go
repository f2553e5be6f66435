package cmd

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/eval/provider"
)

// recordOptions are the flags of a run whose answers are kept in a file.
type recordOptions struct{ record string }

func (o *recordOptions) recordFlags(c *cobra.Command) {
	c.Flags().StringVar(&o.record, "record", "", "write every answer to `FILE`, for --provider replay:FILE")
}

// recorder collects the answers of a run as they come, on disk, and writes them
// in order at its end. It is safe for concurrent use; nil records nothing.
type recorder struct {
	path string
	now  func() time.Time

	mu    sync.Mutex
	spool *os.File
	out   *bufio.Writer
	at    int64
	lines []recordedLine
	err   error // the first thing that went wrong
}

// recordedLine is where a line stands in the spool, with what it is ordered by.
type recordedLine struct {
	row, sample int
	target      string // provider and model
	rendered    uint64
	start       int64
	size        int
}

// recording makes a recorder that hears the answers of an engine, nil where none
// is asked for.
func (b *evalBatch) recording(engine *eval.Engine) (*recorder, error) {
	if b.o.record == "" {
		return nil, nil
	}
	path := b.w.app.path(b.o.record)
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return nil, usagef("--record: %s is no regular file", b.o.record)
	} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("write the recording: %w", err)
	}
	if info, err := os.Stat(filepath.Dir(path)); err != nil || !info.IsDir() {
		return nil, usagef("--record: there is no folder %s", filepath.Dir(b.o.record))
	}
	if err := os.MkdirAll(b.w.outputsDir(), 0o700); err != nil {
		return nil, fmt.Errorf("write the recording: %w", err)
	}
	spool, err := os.CreateTemp(b.w.outputsDir(), ".tmp-recording-*")
	if err != nil {
		return nil, fmt.Errorf("write the recording: %w", err)
	}
	r := &recorder{path: path, now: b.w.app.Now, spool: spool, out: bufio.NewWriter(spool)}
	engine.Heard = r.hear
	return r, nil
}

// hear takes one answer, or the error in its place. What an interrupt cut off is
// neither.
func (r *recorder) hear(ctx context.Context, t eval.Target, req eval.Request, a eval.Answer, failed error) {
	if failed != nil && ctx.Err() != nil {
		return
	}
	raw, err := provider.Recording(t, req, a, failed)
	r.mu.Lock()
	defer r.mu.Unlock()
	if err == nil && r.err == nil {
		_, err = r.out.Write(raw)
	}
	if r.err = cmp.Or(r.err, err); r.err != nil {
		return
	}
	r.lines = append(r.lines, recordedLine{
		row: req.Row, sample: req.Sample, target: t.Provider + "\x00" + req.Model, rendered: hashed(req.Rendered), start: r.at, size: len(raw),
	})
	r.at += int64(len(raw))
}

// hashed orders texts the same way in every run.
func hashed(text string) uint64 {
	h := fnv.New64a()
	_, _ = io.WriteString(h, text) // a hash does not fail
	return h.Sum64()
}

// end writes the file: by case, sample, provider and model, for its owner alone,
// whole or not at all.
func (r *recorder) end() error {
	if r == nil {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	err := cmp.Or(r.err, r.out.Flush())
	if err == nil {
		err = r.write()
	}
	if err = errors.Join(err, r.spool.Close(), os.Remove(r.spool.Name())); err != nil {
		return fmt.Errorf("write the recording: %w", err)
	}
	return nil
}

func (r *recorder) write() error {
	slices.SortStableFunc(r.lines, func(a, b recordedLine) int {
		return cmp.Or(cmp.Compare(a.row, b.row), cmp.Compare(a.sample, b.sample), cmp.Compare(a.target, b.target), cmp.Compare(a.rendered, b.rendered))
	})
	return writeFile(r.path, r.now(), func(to io.Writer) (err error) {
		out := bufio.NewWriter(to)
		for _, line := range r.lines {
			if _, err = io.Copy(out, io.NewSectionReader(r.spool, line.start, int64(line.size))); err != nil {
				break
			}
		}
		return errors.Join(err, out.Flush())
	})
}
