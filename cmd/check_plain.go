package cmd

import (
	"crypto/sha256"
	"errors"
	"os"
	"path/filepath"
)

// plainParts are the folders and files of a repository that are known to
// include nothing, by a digest of their ids. They are kept below the Git
// directory, for all worktrees: a list of keys without order or end, to which
// what is lost or cut off only means that a folder is searched again.
type plainParts struct {
	file  string
	known map[plainKey]bool
	grown bool
}

type plainKey [sha256.Size]byte

// mostPlain bounds the list. Past it, what was known is forgotten.
const mostPlain = 100_000

func loadPlain(gitDir string) *plainParts {
	p := &plainParts{file: filepath.Join(gitDir, "promptgit", "plain"), known: map[plainKey]bool{}}
	raw, err := os.ReadFile(p.file)
	if err != nil {
		return p // there is none yet, or it cannot serve
	}
	for ; len(raw) >= sha256.Size && len(p.known) < mostPlain; raw = raw[sha256.Size:] {
		p.known[plainKey(raw[:sha256.Size])] = true
	}
	return p
}

func (p *plainParts) has(key plainKey) bool { return p.known[key] }

func (p *plainParts) add(key plainKey) {
	if len(p.known) >= mostPlain {
		clear(p.known)
	}
	p.known[key], p.grown = true, true
}

// save puts the list in place at once, so that another process never reads half
// of it. That it cannot be written, as in a repository of somebody else, costs
// the next check time and nothing else.
func (p *plainParts) save() {
	if !p.grown || os.MkdirAll(filepath.Dir(p.file), 0o777) != nil {
		return
	}
	f, err := os.CreateTemp(filepath.Dir(p.file), ".plain-*")
	if err != nil {
		return
	}
	defer os.Remove(f.Name()) //nolint:errcheck // it is gone after the rename
	raw := make([]byte, 0, len(p.known)*sha256.Size)
	for key := range p.known {
		raw = append(raw, key[:]...)
	}
	_, err = f.Write(raw)
	if errors.Join(err, f.Close()) == nil {
		_ = os.Rename(f.Name(), p.file)
	}
}

// digest hashes parts so that no two lists of parts give the same.
func digest(parts ...string) []byte {
	h := sha256.New()
	for _, part := range parts {
		sum := sha256.Sum256([]byte(part))
		h.Write(sum[:])
	}
	return h.Sum(nil)
}
