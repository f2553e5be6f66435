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
	Blocks          []int // rows of each further block
	Prompts         []promptCount
	Grows           bool // see growable
	Grown           int  // rows that came before those of an earlier file
}

func (h indexHead) rows() int {
	total := 0
	for _, n := range h.Blocks {
		total += n
	}
	return total
}

// block encodes it. It is false for what has no form.
func (h indexHead) block() (string, bool) {
	block, ok := index.NewForm[indexHead]().Append(nil, []indexHead{h})
	return string(block), ok
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
	return x.prefix() + idStart(string(x.head)) + "-" + idStart(string(x.tip))
}

func (x *logIndex) prefix() string { return "log-" + idStart(x.view) + "-" }

// idStart is as much of an id as a name takes.
func idStart(id string) string { return id[:min(16, len(id))] }

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
	return x.openFile(x.name(), string(x.head), string(x.tip))
}

func (x *logIndex) openFile(name, head, tip string) (*keptRows, bool) {
	blocks, ok := index.Read(x.dir, name)
	if !ok || len(blocks) == 0 {
		return nil, false
	}
	h, ok := x.headOf(blocks[0])
	if !ok || h.Head != head || h.Tip != tip || len(h.Blocks) != len(blocks)-1 {
		return nil, false
	}
	return &keptRows{x.form, h, blocks[1:]}, true
}

// headOf reads the head of a file of this view.
func (x *logIndex) headOf(block string) (indexHead, bool) {
	var head [1]indexHead
	ok := index.NewForm[indexHead]().Read(block, head[:]) && head[0].View == x.view
	for _, n := range head[0].Blocks {
		ok = ok && 0 < n && n <= rowsPerBlock
	}
	return head[0], ok
}

// read gives the newest rows, all of them for 0.
func (k *keptRows) read(most int) ([]logEntry, bool) {
	want := min(cmp.Or(most, k.head.rows()), k.head.rows())
	var from []int // where blocks begin
	rows := 0
	for _, n := range k.head.Blocks {
		if rows >= want {
			break
		}
		from = append(from, rows)
		rows += n
	}
	entries := make([]logEntry, rows)
	good := make([]bool, len(from))
	_ = parallel(len(from), func() func(int) error { // nothing fails
		return func(i int) error {
			good[i] = k.form.Read(k.blocks[i], entries[from[i]:from[i]+k.head.Blocks[i]])
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
			rows := make([]logEntry, k.head.Blocks[i])
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
func (x *logIndex) save(ctx context.Context, entries []logEntry, grows bool) {
	if x == nil || !x.w.repo.Stable(ctx) { // it may have become so meanwhile
		return
	}
	n := (len(entries) + rowsPerBlock - 1) / rowsPerBlock
	blocks, sizes := make([]string, n+1), make([]int, n)
	good := make([]bool, n+1)
	_ = parallel(n, func() func(int) error { // nothing fails
		return func(i int) error {
			rows := entries[i*rowsPerBlock : min((i+1)*rowsPerBlock, len(entries))]
			block, ok := x.form.Append(nil, rows)
			blocks[i+1], sizes[i], good[i+1] = string(block), len(rows), ok
			return nil
		}
	})
	head := indexHead{View: x.view, Head: string(x.head), Tip: string(x.tip), Blocks: sizes, Prompts: countPrompts(entries), Grows: grows}
	if blocks[0], good[0] = head.block(); !slices.Contains(good, false) {
		_ = index.Write(x.dir, x.name(), blocks...)
	}
}

// saveGrown keeps rows that begin with fresh ones and go on as earlier did, most of
// whose blocks stand as they are.
func (x *logIndex) saveGrown(entries []logEntry, fresh int, earlier *keptRows) {
	first, sizes, blocks := entries[:fresh], earlier.head.Blocks, earlier.blocks
	if len(sizes) > 0 && fresh+sizes[0] <= rowsPerBlock {
		first, sizes, blocks = entries[:fresh+sizes[0]], sizes[1:], blocks[1:]
	}
	head := indexHead{
		View: x.view, Head: string(x.head), Tip: string(x.tip), Prompts: countPrompts(entries), Grows: true, Grown: earlier.head.Grown + fresh,
		Blocks: sizes,
	}
	if len(first) > 0 {
		block, ok := x.form.Append(nil, first)
		if !ok {
			return
		}
		head.Blocks, blocks = append([]int{len(first)}, sizes...), append([]string{string(block)}, blocks...)
	}
	if block, ok := head.block(); ok {
		_ = index.Write(x.dir, x.name(), append([]string{block}, blocks...)...)
	}
}
