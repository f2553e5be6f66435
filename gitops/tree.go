package gitops

import (
	"bytes"
	"cmp"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
)

// Mode is the mode of a tree entry, as Git writes it in octal.
type Mode uint32

// The modes that Git knows.
const (
	ModeTree       Mode = 0o040000
	ModeFile       Mode = 0o100644
	ModeExecutable Mode = 0o100755
	ModeSymlink    Mode = 0o120000
	ModeSubmodule  Mode = 0o160000
)

// IsFile reports whether the entry is a regular file. Old repositories hold
// modes such as 100664.
func (m Mode) IsFile() bool { return m&0o170000 == 0o100000 }

// what names the kind of entry for people.
func (m Mode) what() string {
	switch {
	case m.IsFile():
		return "a file"
	case m == ModeSymlink:
		return "a symbolic link"
	case m == ModeSubmodule:
		return "a submodule"
	}
	return "a folder"
}

// TreeEntry is one line of a tree object.
type TreeEntry struct {
	Name string
	Mode Mode
	ID   OID
}

// Tree reads the entries of one tree object, in Git's order. Names may hold
// any byte but "/" and NUL.
func (r *Repo) Tree(ctx context.Context, id OID) ([]TreeEntry, error) {
	if id == r.EmptyTree() {
		return nil, nil // known to Git without being stored
	}
	obj, err := r.objects.read(ctx, id, KindTree)
	if err != nil {
		return nil, err
	}
	entries, err := decodeTree(obj.content, len(id)/2)
	if err != nil {
		return nil, &CorruptObjectError{ID: id, Detail: err.Error()}
	}
	return entries, nil
}

// decodeTree reads "<octal mode> <name>\x00<raw id>" until the end.
func decodeTree(content []byte, idSize int) ([]TreeEntry, error) {
	var entries []TreeEntry
	for len(content) > 0 {
		head, rest, ok := bytes.Cut(content, []byte{0})
		mode, name, spaced := bytes.Cut(head, []byte(" "))
		if !ok || !spaced || len(name) == 0 || len(rest) < idSize {
			return nil, errors.New("a tree entry is cut short")
		}
		bits, err := strconv.ParseUint(string(mode), 8, 32)
		if err != nil {
			return nil, fmt.Errorf("tree entry mode: %w", err)
		}
		entries = append(entries, TreeEntry{Name: string(name), Mode: Mode(bits), ID: OID(hex.EncodeToString(rest[:idSize]))})
		content = rest[idSize:]
	}
	return entries, nil
}

// EncodeTree gives the content of the tree object with these entries, sorted
// as Git sorts them: a folder as if its name ended in "/".
func EncodeTree(entries []TreeEntry) []byte {
	sorted := slices.Clone(entries)
	slices.SortFunc(sorted, func(a, b TreeEntry) int { return cmp.Compare(a.sortKey(), b.sortKey()) })
	var content []byte
	for _, e := range sorted {
		content = strconv.AppendUint(content, uint64(e.Mode), 8)
		content = append(content, ' ')
		content = append(content, e.Name...)
		content = append(content, 0)
		raw, err := hex.DecodeString(string(e.ID))
		if err != nil {
			raw = nil // the object is then refused by every reader, git fsck included
		}
		content = append(content, raw...)
	}
	return content
}

func (e TreeEntry) sortKey() string {
	if e.Mode == ModeTree {
		return e.Name + "/"
	}
	return e.Name
}
