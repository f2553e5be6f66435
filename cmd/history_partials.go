package cmd

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/prompt"
)

// throughPartials adds the iterations that came about through included files
// alone: commits that change only such a file, and merges that take the prompt
// from one side and an included file from the other. It tells of all versions
// of prompts with included files what their parents hold. paths are the names
// that each prompt had.
//
// It costs two git processes, a third where an included file came to include
// others, and none where nothing is included.
func (w *workspace) throughPartials(ctx context.Context, head gitops.OID, list []*iteration, paths map[string][]string) ([]*iteration, error) {
	walk := partialWalk{w: w, families: familiesOf(list, paths), snaps: map[gitops.OID]gitops.Snapshot{}}
	found, err := walk.run(ctx, head)
	if err != nil {
		return nil, err
	}
	known := len(list)
	list = append(list, found...)
	for _, it := range list {
		if f := walk.families[it.lineage]; f != nil {
			if err := walk.readOlds(ctx, f, it); err != nil {
				return nil, err
			}
		}
	}
	if len(list) == known {
		return list, nil
	}
	return list, w.sort(ctx, head, list)
}

// sort puts iterations into the order of the history, newest first.
func (w *workspace) sort(ctx context.Context, head gitops.OID, list []*iteration) error {
	ids, err := w.repo.Commits(ctx, gitops.Range{To: head})
	if err != nil {
		return err
	}
	place := make(map[gitops.OID]int, len(ids))
	for i, id := range ids {
		place[id] = i
	}
	slices.SortStableFunc(list, func(a, b *iteration) int {
		return cmp.Or(place[a.commit.ID]-place[b.commit.ID], strings.Compare(a.path, b.path))
	})
	return nil
}

// family is a prompt that includes files, with its versions.
type family struct {
	lineage  string
	paths    []string // the names it had, the newest first
	includes map[string]bool
	globs    []string                  // that match just these names and included files
	seen     map[gitops.OID]*iteration // by commit; nil where the prompt is not there
	made     map[gitops.OID]bool       // the commits known to be iterations
}

// familiesOf finds the prompts that include files, by lineage.
func familiesOf(list []*iteration, paths map[string][]string) map[string]*family {
	families := map[string]*family{}
	for _, it := range list {
		if len(it.reads) == 0 || families[it.lineage] != nil {
			continue
		}
		f := &family{
			lineage: it.lineage, paths: []string{it.lineage}, globs: []string{gitops.QuoteGlob(prompt.FileOf(it.lineage))},
			includes: map[string]bool{}, seen: map[gitops.OID]*iteration{}, made: map[gitops.OID]bool{},
		}
		for _, p := range paths[it.lineage] {
			if !slices.Contains(f.paths, p) {
				f.paths, f.globs = append(f.paths, p), append(f.globs, gitops.QuoteGlob(prompt.FileOf(p)))
			}
		}
		families[it.lineage] = f
	}
	for _, it := range list {
		if f := families[it.lineage]; f != nil {
			f.add(it)
			f.made[it.commit.ID] = true
		}
	}
	return families
}

// add takes in one version.
func (f *family) add(it *iteration) {
	if it.content = string(it.blob) + it.key; it.inside() {
		it.content = it.key // what stands around it is not of it
	}
	f.seen[it.commit.ID] = it
	for _, file := range it.reads {
		if !f.includes[file] {
			f.includes[file], f.globs = true, append(f.globs, gitops.QuoteGlob(file))
		}
	}
}

// files are all that the prompt consists of or consisted of once.
func (f *family) files() []string {
	return slices.Concat(f.paths, slices.Sorted(maps.Keys(f.includes)))
}

// touched says whether a commit may have changed an included file.
func (f *family) touched(c gitops.CommitChanges) bool {
	return len(c.Parents) > 1 || slices.ContainsFunc(c.Changes, func(ch gitops.Change) bool {
		return f.includes[ch.Path] || f.includes[ch.OldPath]
	})
}

// partialWalk looks for the iterations that the history of the prompts' own
// files does not show.
type partialWalk struct {
	w        *workspace
	families map[string]*family
	snaps    map[gitops.OID]gitops.Snapshot
}

// run goes again over the history while included files come to include others.
func (p *partialWalk) run(ctx context.Context, head gitops.OID) ([]*iteration, error) {
	var found []*iteration
	for walked := 0; ; {
		files := map[string]bool{}
		for _, f := range p.families {
			for _, file := range f.files() {
				files[file] = true
			}
		}
		if len(files) == walked {
			return found, nil
		}
		walked = len(files)
		commits, err := p.w.repo.Touching(ctx, head, slices.Collect(maps.Keys(files)))
		if err != nil {
			return nil, err
		}
		for _, c := range commits {
			for _, f := range p.families {
				it, err := p.iteration(ctx, f, c)
				if err != nil {
					return nil, err
				}
				if it != nil {
					found = append(found, it)
				}
			}
		}
	}
}

// iteration gives what a commit made of a prompt, nil where that is known or
// equal to what a parent holds.
func (p *partialWalk) iteration(ctx context.Context, f *family, c gitops.CommitChanges) (*iteration, error) {
	if f.made[c.ID] || len(c.Parents) == 0 || c.Boundary || !f.touched(c) {
		return nil, nil //nolint:nilnil // it is none
	}
	for _, parent := range c.Parents {
		same, err := p.same(ctx, f, c.ID, parent)
		if same || err != nil {
			return nil, err
		}
	}
	it, err := p.version(ctx, f, c.ID)
	if it == nil || err != nil {
		return nil, err
	}
	for _, parent := range c.Parents {
		old, err := p.version(ctx, f, parent)
		if err != nil {
			return nil, err
		}
		if old != nil && old.content == it.content {
			return nil, nil //nolint:nilnil // a file changed that it does not include here
		}
	}
	f.made[c.ID] = true
	return it, nil
}

// same compares two commits by the ids of the files, without reading any.
func (p *partialWalk) same(ctx context.Context, f *family, a, b gitops.OID) (bool, error) {
	filesA, err := p.at(a).Files(ctx, f.globs)
	if err != nil {
		return false, err
	}
	filesB, err := p.at(b).Files(ctx, f.globs)
	return slices.Equal(filesA, filesB), err
}

func (p *partialWalk) at(id gitops.OID) gitops.Snapshot {
	if p.snaps[id] == nil {
		p.snaps[id] = p.w.repo.At(id)
	}
	return p.snaps[id]
}

// version reads a prompt as it stands in a commit, nil where it does not.
func (p *partialWalk) version(ctx context.Context, f *family, id gitops.OID) (*iteration, error) {
	if it, ok := f.seen[id]; ok {
		return it, nil
	}
	for _, file := range f.paths {
		src, err := readPrompt(ctx, p.at(id), file)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		commit, err := p.w.repo.Commit(ctx, id)
		if err != nil {
			return nil, err
		}
		it := &iteration{commit: commit, path: file, lineage: f.lineage, blob: p.w.repo.HashBlob(src)}
		if err := p.w.read(ctx, p.at(id), it, src); err != nil {
			return nil, err
		}
		f.add(it)
		return it, nil
	}
	f.seen[id] = nil
	return nil, nil //nolint:nilnil // it is not there
}

// readOlds finds what the parents of an iteration hold.
func (p *partialWalk) readOlds(ctx context.Context, f *family, it *iteration) error {
	it.olds = nil
	for _, parent := range it.commit.Parents {
		old, err := p.version(ctx, f, parent)
		if isIncompleteStore(err) { // where a shallow clone ends
			continue
		}
		if err != nil {
			return err
		}
		content := ""
		if old != nil {
			content = old.content
		}
		it.olds = append(it.olds, content)
	}
	return nil
}
