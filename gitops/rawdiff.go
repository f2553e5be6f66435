package gitops

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// Change is what happened to one file. Only regular files count: where a
// symbolic link or a submodule takes the place of a file, the file is deleted.
type Change struct {
	Status   byte     // 'A' added, 'M' modified, 'D' deleted, 'R' renamed, perhaps modified too, 'U' unmerged
	Path     string   // now, or before a deletion
	OldPath  string   // before a rename, else ""
	New      OID      // "" when deleted
	Mode     Mode     // now; 0 when the path is gone
	Olds     []OID    // one per parent; "" where the parent has no such file
	OldPaths []string // one per parent: the path there; "" where the parent has no such file
}

// SameContent reports whether the content equals that in one of the parents:
// a pure rename, or a change of the executable bit.
func (c Change) SameContent() bool { return c.New != "" && slices.Contains(c.Olds, c.New) }

// rawReader reads the NUL-separated tokens of "git log -z --raw" and its kin.
type rawReader struct{ in *bufio.Reader }

func newRawReader(in io.Reader) *rawReader { return &rawReader{bufio.NewReaderSize(in, 64<<10)} }

// token gives the bytes up to the next NUL; io.EOF at a clean end.
func (r *rawReader) token() (string, error) {
	text, err := r.in.ReadString(0)
	if err == nil {
		return text[:len(text)-1], nil
	}
	if errors.Is(err, io.EOF) && strings.TrimSpace(text) != "" {
		return "", io.ErrUnexpectedEOF
	}
	return "", err
}

// change reads one record that starts with head:
//
//	:<mode> <mode> <id> <id> <status> NUL <path> NUL [<new path> NUL]
//
// For a merge there are as many colons, old modes and old ids as parents, and
// one path per parent before the present one. Status is 0 when no regular
// file is concerned.
func (r *rawReader) change(head string) (Change, error) {
	fields := strings.TrimLeft(head, ":")
	parents := len(head) - len(fields)
	columns := strings.Split(fields, " ")
	if len(columns) != 2*parents+3 || parents == 0 {
		return Change{}, fmt.Errorf("unexpected diff record %q", head)
	}
	status := columns[2*parents+2]
	if status == "" {
		return Change{}, fmt.Errorf("unexpected diff record %q", head)
	}
	names := make([]string, 1, parents+1)
	if parents > 1 || status[0] == 'R' || status[0] == 'C' {
		names = names[:parents+1]
	}
	for i := range names {
		name, err := r.token()
		if err != nil {
			return Change{}, noEOF(err)
		}
		names[i] = name
	}
	c := Change{Path: names[len(names)-1], Olds: make([]OID, parents), OldPaths: make([]string, parents)}
	modes := make([]Mode, parents+1)
	for i := range modes {
		mode, err := strconv.ParseUint(columns[i], 8, 32)
		if err != nil {
			return Change{}, fmt.Errorf("unexpected diff record %q: %w", head, err)
		}
		modes[i] = Mode(mode)
	}
	for i := range parents {
		if id := OID(columns[parents+1+i]); modes[i].IsFile() {
			c.Olds[i], c.OldPaths[i] = id, names[min(i, len(names)-1)]
		}
	}
	if c.Mode = modes[parents]; c.Mode.IsFile() {
		c.New = OID(columns[2*parents+1])
	}
	c.classify(status)
	return c, nil
}

// classify sets status and old path from what was read.
func (c *Change) classify(status string) {
	moved := func(p string) bool { return p != "" && p != c.Path }
	if i := slices.IndexFunc(c.OldPaths, moved); i >= 0 && !slices.Contains(c.OldPaths, c.Path) {
		c.OldPath = c.OldPaths[i]
	}
	before := slices.ContainsFunc(c.Olds, func(id OID) bool { return id != "" })
	switch {
	case status == "U":
		c.Status = 'U'
	case c.New == "" && !before:
		c.Status = 0
	case c.New == "":
		c.Status = 'D'
	case !before:
		c.Status = 'A'
	case c.OldPath != "":
		c.Status = 'R'
	default:
		c.Status = 'M'
	}
}

// noEOF makes the end of the input in the middle of a record an error.
func noEOF(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}
