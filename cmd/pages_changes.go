package cmd

import (
	"context"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/promptgit/promptgit/internal/page"
	"github.com/promptgit/promptgit/internal/serve"
	"github.com/promptgit/promptgit/internal/watch"
)

const (
	lookForChanges = 2 * time.Second // where nothing tells of them, and whether what runs still does
	looksUnasked   = 5               // every so many of these also where something should
	mostStamps     = 20_000          // files whose times are looked at
)

// Changes implements [serve.Source]. What changes on the disk is told by the system,
// or found by looking where it watches no more folders, or none over a network.
func (p *pages) Changes(ctx context.Context) (<-chan serve.Change, error) {
	dirs := p.folders(ctx)
	watcher, err := p.watch(ctx, dirs)
	if err != nil && ctx.Err() == nil && p.warn != nil {
		p.unwatched.Do(func() {
			p.warn(fmt.Sprintf("%v; pages look for changes every %s instead", err, lookForChanges))
			if hint := hintOf(err); hint != "" {
				p.warn(hint)
			}
		})
	}
	return p.follow(ctx, dirs, watcher)
}

// follow tells what changes: as a watcher says, or by looking where that is nil.
func (p *pages) follow(ctx context.Context, dirs []string, watcher *watch.Watcher) (<-chan serve.Change, error) {
	f := &following{pages: p, dirs: dirs, watcher: watcher, out: make(chan serve.Change)}
	f.lookRunning(ctx)
	if _, err := f.look(ctx); err != nil { // what pages know that are open
		f.stop()
		return nil, err
	}
	go f.run(ctx)
	return f.out, nil
}

// following is who follows the repository for pages that are open.
type following struct {
	*pages
	dirs    []string       // where suites and prompts may lie
	watcher *watch.Watcher // nil where nothing is watched
	out     chan serve.Change

	mark     [sha256.Size]byte // of what was told last
	stamp    [sha256.Size]byte
	running  []page.Running
	searches []*searchJSON // that are under way
}

func (f *following) stop() {
	if f.watcher != nil {
		_ = f.watcher.Close() // nothing is written through it
	}
}

func (f *following) run(ctx context.Context) {
	defer close(f.out)
	defer f.stop()
	tick := time.NewTicker(lookForChanges)
	defer tick.Stop()
	next := serve.Change{Running: f.running} // nobody was told yet
	for n := 1; ; n++ {
		whole := false
		var out chan serve.Change
		if next.Pages || next.Searches || next.Running != nil {
			out = f.out
		}
		var batches <-chan []string
		if f.watcher != nil {
			batches = f.watcher.Batches()
		}
		select {
		case <-ctx.Done():
			return
		case out <- next:
			next = serve.Change{}
			continue
		case paths, ok := <-batches:
			if !ok { // the system watches no more: from now on it is looked for
				f.stop()
				f.watcher = nil
				continue
			}
			whole = f.note(ctx, paths)
		case <-tick.C:
			whole = f.watcher == nil || n%looksUnasked == 0
			if f.watcher == nil && n%looksUnasked == 0 {
				f.dirs = f.folders(ctx)
			}
		}
		c := f.lookRunning(ctx)
		if whole {
			pages, err := f.look(ctx)
			if err != nil { // a page that is loaded says so; this goes on, as it may end
				pages = f.mark != [sha256.Size]byte{}
				f.mark = [sha256.Size]byte{}
			}
			c.Pages = pages
		}
		next.Pages, next.Searches = next.Pages || c.Pages, next.Searches || c.Searches
		if c.Running != nil {
			next.Running = c.Running
		}
	}
}

// lookRunning gives what runs, where that changed.
func (f *following) lookRunning(ctx context.Context) (c serve.Change) {
	w := &workspace{app: f.app, repo: f.repo}
	now, searches := []page.Running{}, []*searchJSON{}
	for _, doc := range w.readRunning(ctx) {
		now = append(now, doc.Running)
		if doc.Search != nil {
			searches = append(searches, doc.Search)
		}
	}
	if ctx.Err() != nil {
		return c
	}
	if f.running == nil || !reflect.DeepEqual(now, f.running) {
		f.running, c.Running = now, now
	}
	if !reflect.DeepEqual(searches, f.searches) {
		f.searches, c.Searches = searches, f.searches != nil
	}
	return c
}

// look says whether anything else changed since the last look.
func (f *following) look(ctx context.Context) (changed bool, err error) {
	stamp := f.stamps()
	_, mark, err := f.pages.mark(ctx)
	if err != nil {
		return false, err
	}
	changed = stamp != f.stamp || mark != f.mark
	f.stamp, f.mark = stamp, mark
	return changed, nil
}

// note takes in which files changed: folders that are new, and whether more did than
// what runs.
func (f *following) note(ctx context.Context, paths []string) (whole bool) {
	whole = len(paths) == 0 // changes were lost
	for _, path := range paths {
		if filepath.Dir(path) == runningDir(f.repo) {
			continue
		}
		whole = true
		if info, err := os.Lstat(path); err == nil && info.IsDir() && !f.inGit(path) {
			f.addFolders(ctx, path)
		}
	}
	return whole
}

// addFolders takes in a folder that is new, with those in it: what is written into
// them before they are watched is told by nobody.
func (f *following) addFolders(ctx context.Context, dir string) {
	_ = filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		switch {
		case err != nil || !d.IsDir():
			return nil //nolint:nilerr // it is gone again
		case f.apart(ctx, path) || len(f.dirs) > mostStamps:
			return filepath.SkipDir
		case !slices.Contains(f.dirs, path):
			f.dirs = append(f.dirs, path)
		}
		return nil
	})
}

// stamps sums up the files that pages read beside what Git holds: suites, and the
// searches that ended.
func (f *following) stamps() [sha256.Size]byte {
	w := &workspace{app: f.app, repo: f.repo}
	sum, n := sha256.New(), 0
	for _, dir := range append([]string{w.searchesDir()}, f.dirs...) {
		entries, err := os.ReadDir(dir)
		if err != nil {
			continue // it is gone, or was never there
		}
		for _, e := range entries {
			if e.IsDir() || !mayBeSuite(e.Name()) {
				continue
			}
			if n++; n > mostStamps {
				return [sha256.Size]byte(sum.Sum(nil))
			}
			if info, err := e.Info(); err == nil {
				fmt.Fprintf(sum, "%s/%s %d %d\n", dir, e.Name(), info.Size(), info.ModTime().UnixNano())
			}
		}
	}
	return [sha256.Size]byte(sum.Sum(nil))
}

// folders are those of the working tree, none in a bare repository.
func (p *pages) folders(ctx context.Context) []string {
	if p.repo.Top == "" {
		return nil
	}
	dirs, err := p.repo.Folders(ctx)
	if err != nil {
		return []string{p.repo.Top}
	}
	return dirs
}

// watch watches the folders of the working tree, and of Git's what decides what
// pages tell. The error says why nothing is watched.
func (p *pages) watch(ctx context.Context, dirs []string) (*watch.Watcher, error) {
	w, err := watch.New(func(dir string) bool { return p.apart(ctx, dir) })
	if err != nil {
		return nil, err
	}
	own := []string{p.repo.GitDir, p.repo.CommonDir}
	for _, name := range []string{"promptgit", "promptgit/running", "promptgit/searches", "reftable"} {
		own = append(own, filepath.Join(p.repo.CommonDir, filepath.FromSlash(name)))
	}
	_ = filepath.WalkDir(filepath.Join(p.repo.CommonDir, "refs"), func(path string, d os.DirEntry, err error) error {
		if err == nil && d.IsDir() {
			own = append(own, path)
		}
		return nil
	})
	if err = w.Cover(append(own, dirs...)); err != nil {
		_ = w.Close() // it was never used
		return nil, err
	}
	return w, nil
}

// inGit says of a folder that Git's own files lie there.
func (p *pages) inGit(dir string) bool {
	return beneath(p.repo.CommonDir, dir) || beneath(p.repo.GitDir, dir)
}

func beneath(folder, path string) bool {
	rel, err := filepath.Rel(folder, path)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}

// apart says of a new folder that pages tell nothing of what is in it.
func (p *pages) apart(ctx context.Context, dir string) bool {
	if p.inGit(dir) {
		rel, _ := filepath.Rel(p.repo.CommonDir, dir)
		rel = filepath.ToSlash(rel)
		return !slices.Contains([]string{"promptgit", "promptgit/running", "promptgit/searches", "refs"}, rel) && !strings.HasPrefix(rel, "refs/")
	}
	if filepath.Base(dir) == ".git" {
		return true
	}
	ignored, err := p.repo.Ignored(ctx, dir)
	return ignored || err != nil
}

// mayBeSuite says whether a file may be a suite or the cases of one, or a search that
// is kept.
func mayBeSuite(name string) bool {
	return slices.Contains([]string{".yaml", ".yml", ".json", ".jsonl", ".csv", ".xlsx"}, strings.ToLower(filepath.Ext(name)))
}
