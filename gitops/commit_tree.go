package gitops

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// TreeOfIndex writes the tree that a commit of the index would have. Entries that
// were only announced (git add -N) are not in it.
func (r *Repo) TreeOfIndex(ctx context.Context) (OID, error) {
	out, err := r.line(ctx, "write-tree")
	if err != nil {
		return "", fmt.Errorf("write the tree of the index: %w", err)
	}
	return OID(out), nil
}

// TreeWith writes a tree like that of a commit ("" is the empty one) with some
// files in it instead: a file without an ID is not there. No index of the user's
// is touched.
func (r *Repo) TreeWith(ctx context.Context, base OID, files []File) (OID, error) {
	dir, err := os.MkdirTemp("", "promptgit-tree-*") // not in the repository, where a crash would leave it for good
	if err != nil {
		return "", fmt.Errorf("write a tree: %w", err)
	}
	defer os.RemoveAll(dir) //nolint:errcheck // a temporary folder
	own := *r.runner
	own.env = setEnv(own.env, "GIT_INDEX_FILE", filepath.Join(dir, "index"))
	if base == "" {
		base = r.EmptyTree()
	}
	if _, err = own.run(ctx, nil, "-c", "core.splitIndex=false", "read-tree", string(base)); err != nil {
		return "", fmt.Errorf("write a tree: %w", err)
	}
	var in strings.Builder
	for _, f := range files {
		mode := fmt.Sprintf("%06o", uint32(f.Mode))
		id := string(f.ID)
		if id == "" {
			mode, id = "0", r.zeroOID()
		}
		in.WriteString(mode + " " + id + "\t" + f.Path + "\x00")
	}
	if _, err = own.run(ctx, strings.NewReader(in.String()), "-c", "core.splitIndex=false", "update-index", "-z", "--index-info"); err != nil {
		return "", fmt.Errorf("write a tree: %w", err)
	}
	out, err := own.line(ctx, "write-tree")
	if err != nil {
		return "", fmt.Errorf("write a tree: %w", err)
	}
	return OID(out), nil
}

// TreeOf is the tree of a commit.
func (r *Repo) TreeOf(ctx context.Context, commit OID) (OID, error) {
	c, err := r.Commit(ctx, commit)
	return c.Tree, err
}

// CommitTree makes a commit as git commit would: by the user's identity, signed
// where commit.gpgSign says so. With like, author and date are those of that
// commit. No ref is moved.
func (r *Repo) CommitTree(ctx context.Context, tree OID, parent OID, message string, like OID) (OID, error) {
	own := *r.runner
	if like != "" {
		out, err := own.run(ctx, nil, "log", "-1", "--no-show-signature", "--format=%an%x00%ae%x00%ad", "--date=raw", "--end-of-options", string(like), "--")
		if err != nil {
			return "", fmt.Errorf("read the author of %s: %w", like.Short(), err)
		}
		fields := strings.Split(strings.TrimSuffix(string(out), "\n"), "\x00")
		if len(fields) == 3 {
			own.env = setEnv(own.env, "GIT_AUTHOR_NAME", fields[0], "GIT_AUTHOR_EMAIL", fields[1], "GIT_AUTHOR_DATE", fields[2])
		}
	}
	args := []string{"commit-tree", "-F", "-"}
	if parent != "" {
		args = append(args, "-p", string(parent))
	}
	if sign, _, err := r.Config(ctx, "commit.gpgSign"); err == nil && isTrue(sign) {
		args = append(args, "-S")
	}
	out, err := own.run(ctx, io.Reader(strings.NewReader(message)), append(args, string(tree))...)
	if err != nil {
		return "", fmt.Errorf("make a commit: %w", err)
	}
	return OID(strings.TrimSpace(string(out))), nil
}

// isTrue reads a boolean as git does.
func isTrue(s string) bool {
	switch strings.ToLower(s) {
	case "true", "yes", "on", "1":
		return true
	}
	return false
}

// MoveHead moves the branch that HEAD names, or a detached HEAD, from one commit
// to another, with a line in the reflog. It is a *RefConflictError where HEAD is
// no longer at old. Index and working tree stay.
func (r *Repo) MoveHead(ctx context.Context, to, old OID, reason string) error {
	from := string(old)
	if from == "" {
		from = r.zeroOID()
	}
	if _, err := r.run(ctx, nil, "update-ref", "-m", reason, "HEAD", string(to), from); err != nil {
		return fmt.Errorf("move HEAD: %w", refError(err))
	}
	return nil
}

// ForgetSquash ends what git merge --squash began, as the commit does that it
// asks for.
func (r *Repo) ForgetSquash() error {
	if err := os.Remove(filepath.Join(r.GitDir, "SQUASH_MSG")); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("forget the squash: %w", err)
	}
	return nil
}

// CheckBranchName says what is wrong with the name of a new branch.
func (r *Repo) CheckBranchName(ctx context.Context, name string) error {
	if out, err := r.line(ctx, "check-ref-format", "--branch", name); exitCode(err) > 0 || err == nil && (out != name || name == "@") {
		return fmt.Errorf("%q is no name for a branch", name)
	} else if err != nil {
		return fmt.Errorf("check the name of the branch: %w", err)
	}
	return nil
}
