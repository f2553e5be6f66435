package gitops

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// RefStamp is what the files behind refs looked like, so that it can be told without
// asking git whether refs may have changed since. Git makes every change of a ref by a
// rename in the folder of the loose ref, of packed-refs or of the list of tables of a
// reftable, each of which shows in a stamp.
type RefStamp struct {
	root  string // the common Git directory
	files []fileStamp
	young bool // taken so soon after a change that a second one may not show
}

type fileStamp struct {
	path string // from root
	info fs.FileInfo
}

// youth is how long after a change another one may leave the times of a file as they
// are: the clock of a file system ticks every few milliseconds, or where it has whole
// seconds every second or two.
const (
	youth      = 50 * time.Millisecond
	youthWhole = 3 * time.Second
)

// StampRefs looks at the files behind the refs below prefixes such as
// "refs/promptgit/labels/". Take it before reading the refs.
func (r *Repo) StampRefs(prefixes ...string) *RefStamp {
	s := &RefStamp{root: r.CommonDir}
	for _, file := range []string{"packed-refs", filepath.Join("reftable", "tables.list")} {
		s.look(file)
	}
	for _, prefix := range prefixes {
		parts := strings.Split(strings.Trim(prefix, "/"), "/")
		for i := range parts { // a folder that is not there yet shows in the one above
			s.look(filepath.Join(parts[:i+1]...))
		}
		top := filepath.Join(r.CommonDir, filepath.Join(parts...))
		_ = filepath.WalkDir(top, func(path string, d fs.DirEntry, err error) error { // what cannot be read is stamped as missing
			if err == nil && d.IsDir() && path != top {
				if rel, err := filepath.Rel(r.CommonDir, path); err == nil {
					s.look(rel)
				}
			}
			return nil
		})
	}
	now := time.Now() //nolint:forbidigo // beside times of files
	for _, f := range s.files {
		if f.info == nil {
			continue
		}
		limit := youth
		if f.info.ModTime().Nanosecond() == 0 {
			limit = youthWhole
		}
		s.young = s.young || now.Sub(f.info.ModTime()) < limit
	}
	return s
}

func (s *RefStamp) look(path string) {
	info, err := os.Lstat(filepath.Join(s.root, path))
	if err != nil {
		info = nil
	}
	s.files = append(s.files, fileStamp{path, info})
}

// Below keeps of a stamp what can show a change of the refs below a prefix.
func (s *RefStamp) Below(prefixes ...string) *RefStamp {
	part := &RefStamp{root: s.root, young: s.young}
	for _, f := range s.files {
		name := filepath.ToSlash(f.path) + "/"
		keep := !strings.HasPrefix(name, "refs/")
		for _, prefix := range prefixes {
			keep = keep || strings.HasPrefix(prefix, name) || strings.HasPrefix(name, prefix)
		}
		if keep {
			part.files = append(part.files, f)
		}
	}
	return part
}

// Holds says that no ref has changed since the stamp was taken. It is false where that
// is not certain.
func (s *RefStamp) Holds() bool {
	if s.young {
		return false
	}
	for _, f := range s.files {
		info, err := os.Lstat(filepath.Join(s.root, f.path))
		if err != nil {
			info = nil
		}
		if !sameFile(f.info, info) {
			return false
		}
	}
	return true
}

func sameFile(a, b fs.FileInfo) bool {
	if a == nil || b == nil {
		return a == nil && b == nil
	}
	return os.SameFile(a, b) && a.ModTime().Equal(b.ModTime()) && a.Size() == b.Size()
}
