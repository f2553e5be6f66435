package gitops

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestEveryStorageWorks(t *testing.T) {
	t.Parallel()
	rows := []struct {
		name string
		init []string
		run  func(l *lab)
	}{
		{"SHA-256", []string{"--object-format=sha256"}, func(l *lab) {
			repo := l.works()
			l.equal(repo.ObjectFormat, "sha256")
			l.equal(len(l.head(repo)), 64)
			l.git("fsck", "--strict")
		}},
		{"reftable", nil, reftable},
		{"a partial clone whose remote answers", nil, func(l *lab) {
			partialClone(l).works()
		}},
		{"a partial clone whose remote is gone", nil, func(l *lab) {
			clone := partialClone(l)
			clone.git("config", "remote.origin.url", "file:///nowhere/at/all")
			repo := clone.open()
			head := clone.head(repo)
			l.equal(l.paths(repo.At(head), "prompts/**"), []string{"prompts/a.md"})
			_, err := repo.At(head).Read(l.t.Context(), "prompts/a.md")
			var missing *MissingObjectError
			if !errors.As(err, &missing) || !strings.Contains(Hint(err), "partial clone") {
				l.t.Errorf("gives %v, hint %q", err, Hint(err))
			}
			l.equal(l.lines(l.history(repo, HistoryOptions{}, "prompts/*.md")), []string{"M prompts/a.md second", "A prompts/a.md first"})
		}},
		{"a shallow clone", nil, func(l *lab) {
			l.git("clone", "-q", "--depth=1", "file://"+l.dir, "../shallow")
			clone := l.at("../shallow")
			repo := clone.open()
			l.equal(repo.Shallow, true)
			l.equal(l.read(repo.At(clone.head(repo)), "prompts/a.md"), "second\n")
			l.equal(l.lines(clone.history(repo, HistoryOptions{}, "prompts/*.md")), []string{"A prompts/a.md second"})
			for c, err := range repo.Changes(l.t.Context(), "HEAD", ChangesOptions{}) {
				if err != nil || !c.Boundary {
					l.t.Errorf("the boundary is %v, %v", c.Boundary, err)
				}
			}
			_, err := repo.Resolve(l.t.Context(), l.git("rev-parse", "HEAD^"))
			var missing *MissingObjectError
			if !errors.As(err, &missing) || !strings.Contains(Hint(err), "--unshallow") {
				l.t.Errorf("a commit beyond the boundary gives %v, hint %q", err, Hint(err))
			}
		}},
		{"alternates, absolute", nil, func(l *lab) {
			l.git("clone", "-q", "--shared", ".", "../shared")
			l.at("../shared").works()
		}},
		{"alternates, relative", nil, func(l *lab) {
			l.git("clone", "-q", "--shared", ".", "../shared")
			l.at("../shared").write(".git/objects/info/alternates", "../../../repo/.git/objects\n")
			l.at("../shared").works()
		}},
		{"a commit-graph with changed-path filters", nil, func(l *lab) {
			l.git("commit-graph", "write", "--reachable", "--changed-paths")
			l.works()
		}},
		{"a multi-pack index with bitmap and reverse indexes", nil, func(l *lab) {
			l.git("config", "pack.writeReverseIndex", "true")
			l.git("repack", "-adq")
			l.git("multi-pack-index", "write", "--bitmap")
			l.works()
		}},
		{"a cruft pack", nil, func(l *lab) {
			lost := l.gitIn("lost\n", "hash-object", "-w", "--stdin")
			l.git("repack", "--cruft", "-dq")
			content, err := l.works().Blob(l.t.Context(), OID(lost))
			if err != nil || string(content) != "lost\n" {
				l.t.Errorf("the unreachable blob gives %q, %v", content, err)
			}
		}},
		{"packed refs", nil, func(l *lab) {
			head := OID(l.git("rev-parse", "HEAD"))
			first := OID(l.git("rev-parse", "HEAD^"))
			l.git("update-ref", "refs/promptgit/x", string(first))
			l.git("pack-refs", "--all")
			repo := l.works()
			if err := repo.UpdateRefs(l.t.Context(), "m", RefUpdate{Ref: "refs/promptgit/x", New: head, Old: head}); !errors.Is(err, ErrRefMoved) {
				l.t.Errorf("the wrong old value gives %v", err)
			}
			if err := repo.UpdateRefs(l.t.Context(), "m", RefUpdate{Ref: "refs/promptgit/x", New: head, Old: first}); err != nil {
				l.t.Error(err)
			}
			if err := repo.UpdateRefs(l.t.Context(), "m", RefUpdate{Ref: "refs/promptgit/x", Old: head}); err != nil {
				l.t.Error(err)
			}
			if id, err := repo.ReadRef(l.t.Context(), "refs/promptgit/x"); id != "" || err != nil {
				l.t.Errorf("the deleted ref is %q, %v", id, err)
			}
		}},
		{"a repack by another process while it is open", nil, func(l *lab) {
			repo := l.works()
			old := OID(l.git("rev-parse", "HEAD:prompts/a.md"))
			l.write("prompts/a.md", "third\n")
			l.commit("third")
			l.git("repack", "-adq")
			l.git("prune-packed")
			fresh := OID(l.git("rev-parse", "HEAD:prompts/a.md"))
			blobs, err := repo.Blobs(l.t.Context(), []OID{old, fresh, old})
			if err != nil || string(blobs[old]) != "second\n" || string(blobs[fresh]) != "third\n" {
				l.t.Errorf("gives %q, %v", blobs, err)
			}
		}},
		{"a replaced blob", nil, func(l *lab) {
			other := l.gitIn("replaced\n", "hash-object", "-w", "--stdin")
			l.git("replace", l.git("rev-parse", "HEAD:prompts/a.md"), other)
			for _, pack := range []bool{false, true} {
				if pack {
					l.git("pack-refs", "--all")
				}
				repo := l.open()
				l.equal(l.read(repo.At(l.head(repo)), "prompts/a.md"), "replaced\n")
			}
		}},
		{"a TAB, a line break, quotes and bytes that are no UTF-8 in paths", nil, oddPaths},
		{"loose objects and packs that git reads", nil, looseAndPack},
		{"SHA-256 objects and packs that git reads", []string{"--object-format=sha256"}, looseAndPack},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			row.run(newLab(t, row.init...))
		})
	}
}

// reftable needs a git that can make one; an older git must refuse what a
// newer one made, in both forms of the configuration.
func reftable(l *lab) {
	if l.open().GitAtLeast(2, 45) {
		made := newLab(l.t, "--ref-format=reftable")
		l.equal(made.works().RefFormat, "reftable")
		return
	}
	l.git("config", "extensions.refStorage", "reftable")
	l.refuses() // format 0, which an old git reads as files
	l.git("config", "core.repositoryFormatVersion", "1")
	l.refuses()
}

func partialClone(l *lab) *lab {
	l.t.Helper()
	l.git("config", "uploadpack.allowFilter", "true")
	l.git("config", "uploadpack.allowAnySHA1InWant", "true")
	l.git("clone", "-q", "--filter=blob:none", "--no-checkout", "file://"+l.dir, "../partial")
	return l.at("../partial")
}

func oddPaths(l *lab) {
	odd := []string{"prompts/q\"t\tab.md", "prompts/line\nbreak.md", "prompts/*?[x].md", "prompts/\xff\xfe.md", "prompts/ü.md", "prompts/:(top).md"}
	for _, path := range odd {
		l.write(path, "odd\n")
	}
	head := l.commit("odd")
	repo := l.open()
	for _, s := range []Snapshot{repo.At(head), repo.Index(), repo.Worktree()} {
		l.equal(len(l.paths(s, "prompts/**")), len(odd)+1)
		l.equal(len(l.paths(s, "**/*.md")), len(odd)+1)
		for _, path := range odd {
			l.equal(l.read(s, path), "odd\n")
		}
		_, err := s.Read(l.t.Context(), "prompts/[no].md")
		if !errors.Is(err, fs.ErrNotExist) {
			l.t.Errorf("a path that is not there gives %v from %s", err, s.Name())
		}
	}
	seen := map[string]bool{}
	for c, err := range repo.Changes(l.t.Context(), "HEAD^!", ChangesOptions{}) {
		if err != nil {
			l.t.Fatal(err)
		}
		for _, change := range c.Changes {
			seen[change.Path] = true
		}
	}
	for _, path := range odd {
		if !seen[path] {
			l.t.Errorf("the change of %q is not seen", path)
		}
	}
	l.equal(len(l.history(repo, HistoryOptions{}, "prompts/**")), len(odd)+2)
}

// looseAndPack writes below and above the limit from which a pack is used.
func looseAndPack(l *lab) {
	repo := l.open()
	for _, count := range []int{1, packAbove, packAbove + 1, 300} {
		objects := make([]Object, 0, count+1)
		for i := range count {
			objects = append(objects, Object{KindBlob, []byte(strings.Repeat("x", i*17) + l.dir[:1+count%7])})
		}
		objects = append(objects, objects[0]) // a duplicate is stored once
		ids, err := repo.WriteObjects(l.t.Context(), objects)
		if err != nil {
			l.t.Fatal(err)
		}
		for i, id := range ids {
			l.equal(l.git("cat-file", "blob", string(id)), strings.TrimSuffix(string(objects[i].Content), "\n"))
		}
		tree, err := repo.WriteTree(l.t.Context(), []TreeEntry{
			{Name: "a", Mode: ModeTree, ID: repo.tree(l.t)}, {Name: "a.txt", Mode: ModeFile, ID: ids[0]}, {Name: "a0", Mode: ModeExecutable, ID: ids[0]},
		})
		if err != nil {
			l.t.Fatal(err)
		}
		commit, err := repo.WriteCommit(l.t.Context(), CommitData{Tree: tree, Parents: []OID{l.head(repo)}, Author: Signature{Name: "A <B>", Email: "a@b\n"}, Message: "written"})
		if err != nil {
			l.t.Fatal(err)
		}
		l.git("update-ref", "refs/heads/written", string(commit))
		c, err := repo.Commit(l.t.Context(), commit)
		if err != nil || c.Subject != "written" || c.Author != "A B" || c.Email != "a@b" || c.Tree != tree {
			l.t.Errorf("the commit reads back as %+v, %v", c, err)
		}
	}
	l.git("fsck", "--strict", "--full")
	noLeftovers(l)
}

// tree stores the tree with one file and gives its id.
func (r *Repo) tree(t *testing.T) OID {
	t.Helper()
	blob, err := r.WriteBlob(t.Context(), []byte("below\n"))
	if err != nil {
		t.Fatal(err)
	}
	id, err := r.WriteTree(t.Context(), []TreeEntry{{Name: "below", Mode: ModeFile, ID: blob}})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// noLeftovers checks that objects were written beside and renamed into place:
// nothing temporary stays, and nothing can be written to.
func noLeftovers(l *lab) {
	l.t.Helper()
	err := filepath.WalkDir(filepath.Join(l.dir, ".git", "objects"), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		if strings.Contains(d.Name(), "tmp") || info.Mode()&0o222 != 0 && os.Getuid() >= 0 && !strings.Contains(path, "info") {
			l.t.Errorf("%s is left with mode %v", path, info.Mode())
		}
		return nil
	})
	if err != nil {
		l.t.Fatal(err)
	}
}
