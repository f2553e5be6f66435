package cmd

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/promptgit/promptgit/eval"
)

// keptShards is how long the files of an incomplete run are kept.
const keptShards = 90 * 24 * time.Hour

// shardsDir is where this clone keeps the files of a run until all are there.
func (w *workspace) shardsDir(set *eval.ShardSet) string {
	return filepath.Join(w.repo.CommonDir, "promptgit", "shards", set.Files[0].Identity()[:32])
}

// withKept adds the files that earlier merges of the same run kept.
func (w *workspace) withKept(set *eval.ShardSet) *eval.ShardSet {
	if len(set.Missing) == 0 {
		return set
	}
	list, err := os.ReadDir(w.shardsDir(set))
	if err != nil {
		return set // as a rule there are none
	}
	files := set.Files
	for _, e := range list {
		if filepath.Ext(e.Name()) != ".jsonl" {
			continue
		}
		f, err := w.readShard(e.Name(), filepath.Join(w.shardsDir(set), e.Name()))
		if err != nil {
			fmt.Fprintf(w.app.Err, "promptgit: warning: a file that was kept of an earlier merge cannot be used: %v\n", err)
			continue
		}
		f.Kept = true
		files = append(files, f)
	}
	with, _ := eval.PickShards(files) // nothing to refuse but what was kept
	return with
}

// keepShards keeps the files of an incomplete run, and forgets those of a complete
// one and of runs that nobody completed.
func (w *workspace) keepShards(set *eval.ShardSet, covered bool) {
	dir := w.shardsDir(set)
	if err := w.forgetShards(); err != nil {
		fmt.Fprintf(w.app.Err, "promptgit: warning: old files of shards were not removed: %v\n", err)
	}
	if len(set.Missing) == 0 || covered {
		_ = os.RemoveAll(dir) // it is removed when it is old at the latest
		return
	}
	for _, f := range set.Files {
		if f.Kept {
			continue
		}
		if err := w.keepShard(dir, f); err != nil {
			fmt.Fprintf(w.app.Err, "promptgit: warning: %s was not kept for the merge of the missing shards: %v\n", f.Name, err)
		}
	}
}

func (w *workspace) keepShard(dir string, f *eval.ShardFile) error {
	from, err := os.Open(w.app.path(f.Name))
	if err != nil {
		return err
	}
	defer from.Close() //nolint:errcheck // it was only read
	if err = os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	return writeFile(filepath.Join(dir, fmt.Sprintf("%d.jsonl", f.Head.Shard)), w.app.Now(), func(to io.Writer) error {
		_, err := io.Copy(to, from)
		return err
	})
}

func (w *workspace) forgetShards() error {
	top := filepath.Join(w.repo.CommonDir, "promptgit", "shards")
	list, err := os.ReadDir(top)
	if os.IsNotExist(err) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, e := range list {
		if info, err := e.Info(); err == nil && w.app.Now().Sub(info.ModTime()) > keptShards {
			if err = os.RemoveAll(filepath.Join(top, e.Name())); err != nil {
				return err
			}
		}
	}
	return nil
}
