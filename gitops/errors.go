package gitops

import (
	"errors"
	"fmt"
	"strings"
)

// Conditions that a caller branches on. Hint says what to do about each.
var (
	ErrNotRepository = errors.New("not inside a Git repository")
	ErrNoGit         = errors.New("the git program was not found on PATH")
	ErrUnborn        = errors.New("the branch has no commit yet")
	ErrBare          = errors.New("the repository has no working tree")
	ErrRefMoved      = errors.New("the ref was changed by another process")
	ErrNoIdentity    = errors.New("git does not know who you are")
)

// UnsupportedError says that a repository, or the git program, is of a kind
// that cannot be worked with here.
type UnsupportedError struct {
	What string // the feature, with what is missing
	Help string // what to type
}

func (e *UnsupportedError) Error() string { return "unsupported: " + e.What }
func (e *UnsupportedError) hint() string  { return e.Help }

// OwnershipError says that Git refuses the repository because another user
// owns it.
type OwnershipError struct {
	Path string
	Help string // Git's own advice
}

func (e *OwnershipError) Error() string {
	return "dubious ownership: another user owns the repository at " + quote(e.Path)
}
func (e *OwnershipError) hint() string { return e.Help }

// UnknownRevisionError says that a revision names no commit.
type UnknownRevisionError struct{ Rev string }

func (e *UnknownRevisionError) Error() string { return "unknown revision " + quote(e.Rev) }
func (e *UnknownRevisionError) hint() string {
	return "git log --oneline --all lists the commits; in a shallow clone run: git fetch --unshallow"
}

// BrokenRefError says that a ref is there and names no object, as after a power
// failure. Git passes over such a ref, which would look like an empty one.
type BrokenRefError struct{ Ref string }

func (e *BrokenRefError) Error() string { return "ref " + quote(e.Ref) + " is broken" }
func (e *BrokenRefError) hint() string {
	return "promptgit notes fsck goes back to the newest version that the reflog knows"
}

// MissingObjectError says that an object is not there although something
// names it: in a shallow or partial clone, or because it was lost.
type MissingObjectError struct {
	ID     OID
	Detail string // what git said, or ""
	Help   string
}

func (e *MissingObjectError) Error() string {
	return withDetail("object "+string(e.ID)+" is missing", e.Detail)
}
func (e *MissingObjectError) hint() string { return e.Help }

// CorruptObjectError says that an object is there and cannot be trusted.
type CorruptObjectError struct {
	ID     OID
	Detail string
}

func (e *CorruptObjectError) Error() string {
	return withDetail("object "+string(e.ID)+" is corrupt", e.Detail)
}

func (e *CorruptObjectError) hint() string {
	return "git fsck --full shows the damage; fetch the object again from another clone"
}

// NotFileError says that a path is there and is no regular file to read: a
// symbolic link, a submodule, a folder, or a path that leaves the repository.
type NotFileError struct {
	Path string
	What string // "a symbolic link", ...
}

func (e *NotFileError) Error() string { return quote(e.Path) + " is " + e.What + ", not a file" }
func (e *NotFileError) hint() string {
	return "put a regular file inside the repository at that path"
}

// GitError is a git command that failed.
type GitError struct {
	Command string // the subcommand with its arguments, for people
	Code    int    // exit code, -1 when a signal ended it
	Stderr  string
}

func (e *GitError) Error() string {
	return withDetail(fmt.Sprintf("git %s: exit %d", e.Command, e.Code), e.Stderr)
}

// Hint gives the advice that belongs to err, or "" when there is none.
func Hint(err error) string {
	var typed interface{ hint() string }
	switch {
	case errors.As(err, &typed):
		return typed.hint()
	case errors.Is(err, ErrNotRepository):
		return "run git init here, or name a repository with -C DIR"
	case errors.Is(err, ErrNoIdentity):
		return "git config --global user.name 'Your Name' && git config --global user.email you@example.com"
	case errors.Is(err, ErrNoGit):
		return "install git from https://git-scm.com and put it on PATH"
	case errors.Is(err, ErrUnborn):
		return "make the first commit: git add . && git commit"
	case errors.Is(err, ErrBare):
		return "name a revision, or run the command in a clone with a working tree"
	case errors.Is(err, ErrRefMoved):
		return "run the command again"
	}
	return ""
}

func withDetail(text, detail string) string {
	if detail = strings.TrimSpace(detail); detail != "" {
		return text + ": " + detail
	}
	return text
}

func quote(s string) string { return fmt.Sprintf("%q", s) }
