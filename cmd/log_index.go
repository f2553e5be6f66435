package cmd

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"

	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/index"
)

// rowsPerBlock is how many rows of an index are read together. A log that begins on
// a terminal waits for the first ones only.
const rowsPerBlock = 256

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
	Prompts         []promptCount
}

// promptCount is how many rows a prompt has.
type promptCount struct {
	lineage      string
	rows, judged int
}

// countPrompts counts the rows of each prompt, that of the newest row first.
func countPrompts(entries []logEntry) []promptCount {
	var list []promptCount
	at := map[string]int{}
	for i := range entries {
		e := &entries[i]
		k, known := at[e.lineage]
		if !known {
			k = len(list)
			at[e.lineage], list = k, append(list, promptCount{lineage: e.lineage})
		}
		if list[k].rows++; e.json.Score != nil {
			list[k].judged++
		}
	}
	return list
}

// logIndex is nil where ids do not tell all, as in a shallow clone.
func (w *workspace) logIndex(ctx context.Context, o logOptions, head, tip gitops.OID) *logIndex {
	if !w.repo.Stable(ctx) {
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

// keptRows are the rows of a file, not read yet.
type keptRows struct {
	form   index.Form[logEntry]
	head   indexHead
	blocks []string
}

// open finds the rows. It is false where they are not kept.
func (x *logIndex) open() (*keptRows, bool) {
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
	k := &keptRows{x.form, head[0], blocks[1:]}
	return k, k.head.Rows >= 0 && blocksFor(k.head.Rows) == len(k.blocks)
}

func blocksFor(rows int) int { return (rows + rowsPerBlock - 1) / rowsPerBlock }

// read gives the newest rows, all of them for 0.
func (k *keptRows) read(most int) ([]logEntry, bool) {
	want := min(cmp.Or(most, k.head.Rows), k.head.Rows)
	needed := blocksFor(want)
	entries := make([]logEntry, min(k.head.Rows, needed*rowsPerBlock))
	good := make([]bool, needed)
	_ = parallel(needed, func() func(int) error { // nothing fails
		return func(i int) error {
			good[i] = k.form.Read(k.blocks[i], entries[i*rowsPerBlock:min((i+1)*rowsPerBlock, k.head.Rows)])
			return nil
		}
	})
	return entries[:want], !slices.Contains(good, false)
}

// each gives the rows block by block, and reads the next ones meanwhile. It is false
// for a block that cannot be read, which is the last then.
func (k *keptRows) each(yield func(rows []logEntry, ok bool) bool) {
	const ahead = 4
	blocks, stop := make(chan []logEntry, ahead), make(chan struct{})
	defer close(stop)
	go func() {
		defer close(blocks)
		for i, block := range k.blocks {
			rows := make([]logEntry, min(rowsPerBlock, k.head.Rows-i*rowsPerBlock))
			if !k.form.Read(block, rows) {
				rows = nil
			}
			select {
			case blocks <- rows:
			case <-stop:
				return
			}
		}
	}()
	for rows := range blocks {
		if !yield(rows, rows != nil) || rows == nil {
			return
		}
	}
}

// save keeps all rows. Without a place for them the next log takes as long again.
func (x *logIndex) save(ctx context.Context, entries []logEntry) {
	if x == nil || !x.w.repo.Stable(ctx) { // it may have become so meanwhile
		return
	}
	n := blocksFor(len(entries))
	blocks := make([]string, n+1)
	head, fine := index.NewForm[indexHead]().Append(nil, []indexHead{{x.view, string(x.head), string(x.tip), len(entries), countPrompts(entries)}})
	good := make([]bool, n)
	_ = parallel(n, func() func(int) error { // nothing fails
		return func(i int) error {
			var block []byte
			block, good[i] = x.form.Append(nil, entries[i*rowsPerBlock:min((i+1)*rowsPerBlock, len(entries))])
			blocks[i+1] = string(block)
			return nil
		}
	})
	if blocks[0] = string(head); fine && !slices.Contains(good, false) {
		_ = index.Write(x.dir, x.name(), blocks...)
	}
}
