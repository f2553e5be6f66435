package gitops

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/go-git/go-billy/v5/osfs"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/cache"
	"github.com/go-git/go-git/v5/plumbing/format/packfile"
	"github.com/go-git/go-git/v5/storage/filesystem"
	"github.com/go-git/go-git/v5/storage/filesystem/dotgit"
	"github.com/go-git/go-git/v5/storage/memory"
)

// packAbove is the number of objects from which one pack is cheaper to write,
// and to live with, than loose files (measured: 1,000 notes take a third of
// the time and 3 files instead of 1,253).
const packAbove = 50

// Object is an object to write; its id is Repo.Hash(Kind, Content).
type Object struct {
	Kind    Kind
	Content []byte
}

// WriteObjects stores objects and gives their ids in order. Up to packAbove
// become loose files, more become one pack. A file appears whole or not at all,
// and nothing refers to the objects until a ref is updated.
func (r *Repo) WriteObjects(ctx context.Context, objects []Object) ([]OID, error) {
	ids := make([]OID, len(objects))
	for i, obj := range objects {
		ids[i] = r.Hash(obj.Kind, obj.Content)
	}
	if len(objects) == 0 {
		return ids, nil
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	write := r.writeInProcess
	if r.ObjectFormat == sha256Format || getEnv(r.env, "GIT_OBJECT_DIRECTORY") != "" || r.shared() {
		write = r.writeThroughGit
	}
	if err := write(ctx, objects); err != nil {
		return nil, fmt.Errorf("write %d objects: %w", len(objects), err)
	}
	return ids, nil
}

// WriteBlob stores the content of a file.
func (r *Repo) WriteBlob(ctx context.Context, content []byte) (OID, error) {
	return r.writeOne(ctx, Object{Kind: KindBlob, Content: content})
}

// WriteTree stores a tree; the order of entries does not matter.
func (r *Repo) WriteTree(ctx context.Context, entries []TreeEntry) (OID, error) {
	return r.writeOne(ctx, Object{Kind: KindTree, Content: EncodeTree(entries)})
}

func (r *Repo) writeOne(ctx context.Context, obj Object) (OID, error) {
	ids, err := r.WriteObjects(ctx, []Object{obj})
	if err != nil {
		return "", err
	}
	return ids[0], nil
}

// writeInProcess writes through go-git's object storage.
func (r *Repo) writeInProcess(_ context.Context, objects []Object) error {
	store := newStore(r.CommonDir)
	if len(objects) <= packAbove {
		for _, obj := range objects {
			write := func() error { _, err := store.SetEncodedObject(memoryObject(obj)); return err }
			if len(obj.Content) >= largeObject {
				write = func() error { return r.writeLarge(obj) }
			}
			if err := write(); err != nil {
				return err
			}
		}
		return nil
	}
	pool := memory.NewStorage()
	hashes := make([]plumbing.Hash, len(objects))
	seen := make(map[plumbing.Hash]bool, len(objects))
	unique := hashes[:0]
	for _, obj := range objects {
		hash, err := pool.SetEncodedObject(memoryObject(obj))
		if err != nil {
			return err
		}
		if !seen[hash] {
			seen[hash] = true
			unique = append(unique, hash)
		}
	}
	pack, err := store.PackfileWriter()
	if err != nil {
		return err
	}
	if _, err := packfile.NewEncoder(pack, pool, false).Encode(unique, 0); err != nil {
		_ = pack.Close() // the first error tells more
		return err
	}
	return pack.Close()
}

// isShared reports whether git gives the files of this repository other
// permissions than the user's own, which go-git does not know of: folders that
// the other users cannot write to would lock them out.
func (r *Repo) isShared(ctx context.Context) bool {
	value, ok, err := r.Config(ctx, "core.sharedRepository")
	return err != nil || ok && !slices.Contains([]string{"umask", "false", "no", "off", "0"}, strings.ToLower(value))
}

// newStore opens the object database alone. Neither the configuration nor a
// ref is read through go-git, whose gate on extensions refuses repositories
// that it could write to.
func newStore(commonDir string) *filesystem.ObjectStorage {
	dir := dotgit.NewWithOptions(osfs.New(commonDir), dotgit.Options{})
	return filesystem.NewObjectStorage(dir, cache.NewObjectLRU(cache.KiByte))
}

func memoryObject(obj Object) *plumbing.MemoryObject {
	m := &plumbing.MemoryObject{}
	switch obj.Kind {
	case KindTree:
		m.SetType(plumbing.TreeObject)
	case KindCommit:
		m.SetType(plumbing.CommitObject)
	case KindTag:
		m.SetType(plumbing.TagObject)
	case KindBlob:
		m.SetType(plumbing.BlobObject)
	}
	_, _ = m.Write(obj.Content) // appends to memory, cannot fail
	return m
}

// writeThroughGit hands git one pack, which it unpacks or keeps: one process
// for any number of objects, in any object format, quarantine included.
func (r *Repo) writeThroughGit(ctx context.Context, objects []Object) error {
	pack, err := encodePack(r.ObjectFormat, objects)
	if err != nil {
		return err
	}
	args := []string{"unpack-objects", "-q"}
	if len(objects) > packAbove {
		args = []string{"index-pack", "--stdin"}
	}
	_, err = r.run(ctx, bytes.NewReader(pack), args...)
	return err
}
