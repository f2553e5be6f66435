package cmd

import (
	"context"
	"errors"
	"path"
	"slices"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/index"
)

// errWhole says that the rows of an earlier log cannot be shown to be those of this
// one: all are made again.
var errWhole = errors.New("make all rows")

// growable says whether rows stay what they are when versions with other contents,
// blobs and keys come before them: no prompt includes files, which change without it,
// a record is of the very content at whose note it stands, and so is a grading, and
// no record names clusters for older ones.
func growable(list []*iteration, read map[gitops.OID]readNote) bool {
	keys := map[gitops.OID][]string{}
	for _, it := range list {
		if len(it.reads) > 0 {
			return false
		}
		keys[it.blob] = append(keys[it.blob], it.key)
	}
	for blob, note := range read {
		ids := map[string]bool{}
		for _, r := range note.records {
			if ids[r.ID] = true; !slices.Contains(keys[blob], r.PromptKey) || r.NamesClusters() {
				return false
			}
		}
		for _, g := range note.gradings {
			if !ids[g.Record] {
				return false
			}
		}
	}
	return true
}

// grow makes the rows from those of an earlier head or tip, where only plain edits of
// prompts and records of these came after it. It is false where that is not so, and
// where anything is in doubt.
func (x *logIndex) grow(ctx context.Context, o logOptions) ([]logEntry, bool) {
	if x == nil {
		return nil, false
	}
	const tries = 3
	for i, earlier := range x.earlier(ctx) {
		if i == tries || ctx.Err() != nil {
			break
		}
		g := logGrowth{x: x, w: x.w, o: o}
		if err := g.run(ctx, earlier); err != nil || !x.w.repo.Stable(ctx) { // it may have become so meanwhile
			continue
		}
		entries := slices.Concat(g.fresh, g.rows)
		x.saveGrown(entries, len(g.fresh), g.kept)
		return entries, true
	}
	return nil, false
}

// mostGrown is how many commits are looked at before all rows are made again.
const mostGrown = 32

// earlier are the heads of files of this view that lie a few commits before, the
// nearest first.
func (x *logIndex) earlier(ctx context.Context) []indexHead {
	var heads []indexHead
	for _, name := range index.Names(x.dir, x.prefix()) {
		if block, ok := index.First(x.dir, name); ok {
			if h, ok := x.headOf(block); ok && h.Grows && h.rows() > 0 {
				heads = append(heads, h)
			}
		}
	}
	if len(heads) == 0 {
		return nil
	}
	var near []indexHead
	id := x.head
	for range mostGrown {
		for _, h := range heads {
			if h.Head == string(id) {
				near = append(near, h)
			}
		}
		c, err := x.w.repo.Commit(ctx, id)
		if err != nil || len(c.Parents) != 1 {
			break
		}
		id = c.Parents[0]
	}
	return near
}

// logGrowth is one try to put rows before those of an earlier log.
type logGrowth struct {
	x    *logIndex
	w    *workspace
	o    logOptions
	kept *keptRows
	rows []logEntry // of the earlier log

	lineages, paths, blobs map[string]bool // of these rows
	byKey                  map[string][]gitops.OID

	list  []*iteration // the versions that came after, newest first
	fresh []logEntry   // their rows
}

func (g *logGrowth) run(ctx context.Context, earlier indexHead) error {
	changed, err := g.w.repo.NotesAt(gitops.ResultsRef, g.x.tip).Changed(ctx, gitops.OID(earlier.Tip))
	if err != nil {
		return err
	}
	commits, err := g.commits(ctx, gitops.OID(earlier.Head))
	if err != nil {
		return err
	}
	if err = g.load(earlier); err != nil {
		return err
	}
	for id := range changed {
		if g.blobs[string(id)] { // an old version was judged or graded again
			return errWhole
		}
	}
	for _, c := range commits {
		if err = g.take(c); err != nil {
			return err
		}
	}
	if err = g.read(ctx); err != nil {
		return err
	}
	return g.make(ctx)
}

// commits lists those after the earlier head, newest first: one line of descent.
func (g *logGrowth) commits(ctx context.Context, from gitops.OID) ([]gitops.CommitChanges, error) {
	if from == g.x.head {
		return nil, nil
	}
	var list []gitops.CommitChanges
	next := g.x.head
	for c, err := range g.w.repo.Changes(ctx, string(from)+".."+string(g.x.head), gitops.ChangesOptions{}) {
		if err != nil {
			return nil, err
		}
		if c.ID != next || len(c.Parents) != 1 || c.Boundary || len(list) == mostGrown {
			return nil, errWhole
		}
		list, next = append(list, c), c.Parents[0]
	}
	if next != from {
		return nil, errWhole
	}
	return list, nil
}

// load reads the earlier rows, and what must not come again after them.
func (g *logGrowth) load(earlier indexHead) error {
	name := g.x.prefix() + idStart(earlier.Head) + "-" + idStart(earlier.Tip)
	var ok bool
	if g.kept, ok = g.x.openFile(name, earlier.Head, earlier.Tip); !ok {
		return errWhole
	}
	if g.rows, ok = g.kept.read(0); !ok {
		return errWhole
	}
	g.lineages, g.paths, g.blobs = map[string]bool{}, map[string]bool{}, make(map[string]bool, len(g.rows))
	g.byKey = make(map[string][]gitops.OID, len(g.rows))
	for i := range g.rows {
		e := &g.rows[i]
		g.lineages[e.lineage], g.paths[e.json.Prompt], g.blobs[e.blob] = true, true, true
		if list := g.byKey[e.key]; !slices.Contains(list, gitops.OID(e.blob)) {
			g.byKey[e.key] = append(list, gitops.OID(e.blob))
		}
	}
	return nil
}

// take adds the versions of a commit, which may only have edited prompts that have
// rows.
func (g *logGrowth) take(c gitops.CommitChanges) error {
	for _, change := range c.Changes {
		if !g.concerns(change.Path) && (change.OldPath == "" || !g.concerns(change.OldPath)) {
			continue
		}
		plain := change.Status == 'M' && change.Mode.IsFile() && change.New != "" && len(change.Olds) == 1 && change.Olds[0] != ""
		if !plain || !g.lineages[change.Path] || g.blobs[string(change.New)] {
			return errWhole
		}
		if change.SameContent() {
			continue
		}
		g.list = append(g.list, &iteration{
			commit: c.Commit, path: change.Path, lineage: change.Path, blob: change.New,
			content: string(change.New), olds: []string{string(change.Olds[0])},
		})
	}
	return nil
}

// concerns says whether a file is one of a prompt, now or once, or may be.
func (g *logGrowth) concerns(file string) bool {
	globs := g.w.globs(g.o.prompt)
	return g.lineages[file] || g.paths[file] || len(globs) == 0 || slices.ContainsFunc(globs, func(glob string) bool {
		glob = path.Clean(glob)
		return glob == file || doublestar.MatchUnvalidated(glob, file)
	})
}
