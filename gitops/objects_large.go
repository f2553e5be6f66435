package gitops

import (
	"bufio"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// largeObject is the size in bytes from which a loose object is deflated fast
// instead of well: somebody may wait for it, and gc packs it again.
const largeObject = 1 << 20

// writeLarge stores one object as a loose file, which appears whole or not at all:
// the deflated "KIND SIZE\x00CONTENT" under its id. Its name while it is written
// is one that git gc sweeps.
func (r *Repo) writeLarge(obj Object) (err error) {
	id := string(r.Hash(obj.Kind, obj.Content))
	dir := filepath.Join(r.CommonDir, "objects")
	file := filepath.Join(dir, id[:2], id[2:])
	if _, err = os.Lstat(file); err == nil {
		return nil
	}
	if err = os.Mkdir(filepath.Dir(file), 0o777); err != nil && !errors.Is(err, fs.ErrExist) { //nolint:gosec // as git makes it
		return err
	}
	temp, err := os.CreateTemp(dir, "tmp_obj_*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(temp.Name()))
		}
	}()
	if err = errors.Join(deflateFast(temp, obj), temp.Chmod(0o444), temp.Close()); err != nil {
		return err
	}
	return os.Rename(temp.Name(), file)
}

func deflateFast(to io.Writer, obj Object) error {
	out := bufio.NewWriterSize(to, 64<<10)
	deflate, err := zlib.NewWriterLevel(out, zlib.BestSpeed)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(deflate, "%s %d\x00", obj.Kind, len(obj.Content))
	if err == nil {
		_, err = deflate.Write(obj.Content)
	}
	return errors.Join(err, deflate.Close(), out.Flush())
}
