package cmd

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strconv"

	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/index"
)

// rowsPerBlock is how many rows of an index are read and checked together.
const rowsPerBlock = 512

// logIndex is where the rows of one log are kept. Its name stands for all that they
// depend on, so that rows which are found are right: there is nothing to bring up
// to date. nil keeps nothing.
//
// They depend on the commits and what those hold (the id of the head), the records
// and gradings (the id of the tip of their ref), what was asked for, the
// configuration, and the programs that read all this. Tags, branches, labels and the
// clock are not in them.
type logIndex struct {
	w    *workspace
	dir  string
	view string // hash of what was asked, of whom and how
	head gitops.OID
	tip  gitops.OID
	form index.Form[logEntry]
}

// indexHead is the first block of a file.
type indexHead struct {
	View, Head, Tip string
	Rows            int
}

// logIndex is nil where ids do not tell all, as in a shallow clone.
func (w *workspace) logIndex(ctx context.Context, o logOptions, head, tip gitops.OID) *logIndex {
	if w.noIndex || !w.repo.Stable(ctx) {
		return nil
	}
	settings, err := json.Marshal(w.config)
	if err != nil {
		return nil
	}
	x := &logIndex{w: w, dir: w.indexDir(), head: head, tip: tip, form: index.NewForm[logEntry]()}
	from := "" // where the user stands, as far as it counts
	if o.prompt != "" {
		from = w.repo.Prefix
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%q", []string{
		x.form.Layout(), w.app.Version, gitops.FileVersion(w.app.Executable), w.repo.Program(), w.repo.ObjectFormat,
		string(settings), o.prompt, from, strconv.FormatBool(o.all),
	}))
	x.view = hex.EncodeToString(sum[:])
	return x
}

func (w *workspace) indexDir() string { return filepath.Join(w.repo.CommonDir, "promptgit", "index") }

// name is short; the first block has all of it.
func (x *logIndex) name() string {
	short := func(id string) string { return id[:min(16, len(id))] }
	return "log-" + short(x.view) + "-" + short(string(x.head)) + "-" + short(string(x.tip))
}

// load gives the newest rows, all of them for 0. It is false where they are not kept.
func (x *logIndex) load(most int) ([]logEntry, bool) {
	if x == nil {
		return nil, false
	}
	blocks, ok := index.Read(x.dir, x.name())
	if !ok || len(blocks) == 0 {
		return nil, false
	}
	var head [1]indexHead
	if !index.NewForm[indexHead]().Read(blocks[0], head[:]) || head[0].View != x.view || head[0].Head != string(x.head) || head[0].Tip != string(x.tip) {
		return nil, false
	}
	rows, blocks := head[0].Rows, blocks[1:]
	if rows < 0 || (rows+rowsPerBlock-1)/rowsPerBlock != len(blocks) {
		return nil, false
	}
	want := rows
	if most > 0 {
		want = min(most, rows)
	}
	needed := (want + rowsPerBlock - 1) / rowsPerBlock
	entries := make([]logEntry, min(rows, needed*rowsPerBlock))
	good := make([]bool, needed)
	_ = parallel(needed, func() func(int) error { // nothing fails
		return func(i int) error {
			good[i] = x.form.Read(blocks[i], entries[i*rowsPerBlock:min((i+1)*rowsPerBlock, rows)])
			return nil
		}
	})
	for _, ok := range good {
		if !ok {
			return nil, false
		}
	}
	return entries[:want], true
}

// save keeps all rows. Without a place for them the next log takes as long again.
func (x *logIndex) save(ctx context.Context, entries []logEntry) {
	if x == nil || !x.w.repo.Stable(ctx) { // it may have become so meanwhile
		return
	}
	n := (len(entries) + rowsPerBlock - 1) / rowsPerBlock
	blocks := make([]string, n+1)
	head, fine := index.NewForm[indexHead]().Append(nil, []indexHead{{x.view, string(x.head), string(x.tip), len(entries)}})
	good := make([]bool, n)
	_ = parallel(n, func() func(int) error { // nothing fails
		return func(i int) error {
			var block []byte
			block, good[i] = x.form.Append(nil, entries[i*rowsPerBlock:min((i+1)*rowsPerBlock, len(entries))])
			blocks[i+1] = string(block)
			return nil
		}
	})
	for _, ok := range good {
		fine = fine && ok
	}
	if blocks[0] = string(head); fine {
		_ = index.Write(x.dir, x.name(), blocks...)
	}
}
