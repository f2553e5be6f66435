package gitops

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"

	"github.com/go-git/go-billy/v5/osfs"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/cache"
	"github.com/go-git/go-git/v5/storage/filesystem"
	"github.com/go-git/go-git/v5/storage/filesystem/dotgit"
)

// objectReader reads objects in this process where that gives what git would
// give, and asks git for the rest: SHA-256, replaced objects, and everything
// that go-git cannot find or cannot read, so that a partial clone fetches and
// a damaged object gets git's own message.
type objectReader struct {
	repo *Repo

	once  sync.Once
	mu    sync.Mutex // go-git's storage is used by one goroutine at a time
	store *filesystem.ObjectStorage

	batch catFile
}

// object is one object's content, checked against its id.
type object struct {
	id      OID
	kind    Kind
	content []byte
}

// Blob reads the content of a blob. Errors: *MissingObjectError,
// *CorruptObjectError, *NotFileError when id names another kind of object.
func (r *Repo) Blob(ctx context.Context, id OID) ([]byte, error) {
	obj, err := r.objects.read(ctx, id, KindBlob)
	return obj.content, err
}

// read gives the object if it is of the wanted kind.
func (o *objectReader) read(ctx context.Context, id OID, want Kind) (object, error) {
	if err := ctx.Err(); err != nil {
		return object{}, err
	}
	if _, ok := ParseOID(string(id)); !ok || id.IsZero() {
		return object{}, o.missing(id, "no object has this id")
	}
	obj, ok := o.readInProcess(id)
	if !ok {
		var err error
		if obj, err = o.readThroughGit(ctx, id); err != nil {
			return object{}, err
		}
	}
	if obj.kind != want {
		return object{}, &NotFileError{Path: string(id), What: fmt.Sprintf("a %s where a %s was expected", obj.kind, want)}
	}
	return obj, nil
}

// readInProcess reads through go-git. It says no, and never why, when git has
// to be asked instead.
func (o *objectReader) readInProcess(id OID) (object, bool) {
	o.once.Do(o.openStore)
	if o.store == nil || len(id) != 40 {
		return object{}, false
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	encoded, err := o.store.EncodedObject(plumbing.AnyObject, plumbing.NewHash(string(id)))
	if err != nil {
		return object{}, false
	}
	reader, err := encoded.Reader()
	if err != nil {
		return object{}, false
	}
	content, err := io.ReadAll(reader)
	if err := errors.Join(err, reader.Close()); err != nil {
		return object{}, false
	}
	obj := object{id: id, kind: Kind(encoded.Type().String()), content: content}
	// A loose file may hold another object's bytes, which zlib cannot tell.
	return obj, o.repo.Hash(obj.kind, content) == id
}

// openStore leaves store nil where go-git would be wrong.
func (o *objectReader) openStore() {
	if o.repo.ObjectFormat == sha256Format || o.repo.replacesObjects() {
		return
	}
	o.store = newStore(o.repo.CommonDir)
}

// newStore opens the object database alone. Neither the configuration nor a
// ref is read through go-git, whose gate on extensions refuses repositories
// that it could read.
func newStore(commonDir string) *filesystem.ObjectStorage {
	dir := dotgit.NewWithOptions(osfs.New(commonDir), dotgit.Options{AlternatesFS: osfs.New("/")})
	return filesystem.NewObjectStorage(dir, cache.NewObjectLRU(8*cache.MiByte))
}

// replacesObjects reports whether refs/replace may put other objects in the
// place of those that are named.
func (r *Repo) replacesObjects() bool {
	if r.RefFormat != "files" || getEnv(r.env, "GIT_REPLACE_REF_BASE") != "" {
		return true
	}
	entries, err := os.ReadDir(filepath.Join(r.CommonDir, "refs", "replace"))
	if err == nil && len(entries) > 0 {
		return true
	}
	packed, err := fileContains(filepath.Join(r.CommonDir, "packed-refs"), " refs/replace/")
	return packed || err != nil && !errors.Is(err, os.ErrNotExist)
}

func (o *objectReader) readThroughGit(ctx context.Context, id OID) (object, error) {
	obj, err := o.batch.read(ctx, o.repo, id)
	switch {
	case errors.Is(err, errMissing):
		return object{}, o.missing(id, "")
	case err != nil:
		return object{}, err
	}
	if o.repo.Hash(obj.kind, obj.content) != id && !o.repo.replacesObjects() {
		return object{}, &CorruptObjectError{ID: id, Detail: "its content belongs to another id"}
	}
	return obj, nil
}

// missing says why an object may be absent here.
func (o *objectReader) missing(id OID, detail string) error {
	help := "git fsck --full shows what is lost; fetch it again from another clone"
	if o.repo.Shallow {
		help = "this is a shallow clone; run: git fetch --unshallow"
	} else if partial, err := fileContains(filepath.Join(o.repo.CommonDir, "config"), "promisor"); err == nil && partial {
		help = "this is a partial clone and its remote did not answer; go online, or run: git fetch --refetch --no-filter"
	}
	return &MissingObjectError{ID: id, Detail: detail, Help: help}
}

func (o *objectReader) close() error {
	return o.batch.close()
}
