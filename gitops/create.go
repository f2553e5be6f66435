package gitops

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Create makes dir, if needed, and a repository in it with this first branch.
// Variables that point git at another repository are dropped.
func Create(ctx context.Context, dir string, env []string, branch string) (*Repo, error) {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return nil, fmt.Errorf("create repository: %w", err)
	}
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("create repository: %w", err)
	}
	env = WithoutLocal(env)
	git, err := newRunner(abs, env)
	if err != nil {
		return nil, err
	}
	if _, err := git.run(ctx, nil, "init", "--quiet", "--initial-branch="+branch); err != nil {
		return nil, fmt.Errorf("create repository in %s: %w", dir, err)
	}
	return Open(ctx, Options{Dir: abs, Env: env})
}

// WithoutLocal drops the variables that point git at one repository, those that
// git rev-parse --local-env-vars lists, so that env serves for another one.
func WithoutLocal(env []string) []string {
	local := []string{
		"GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_CONFIG", "GIT_CONFIG_PARAMETERS", "GIT_CONFIG_COUNT", "GIT_OBJECT_DIRECTORY",
		"GIT_DIR", "GIT_WORK_TREE", "GIT_IMPLICIT_WORK_TREE", "GIT_GRAFT_FILE", "GIT_INDEX_FILE", "GIT_NO_REPLACE_OBJECTS",
		"GIT_REPLACE_REF_BASE", "GIT_PREFIX", "GIT_SHALLOW_FILE", "GIT_COMMON_DIR", "GIT_INTERNAL_SUPER_PREFIX",
	}
	return slices.DeleteFunc(slices.Clone(env), func(pair string) bool {
		name, _, _ := strings.Cut(pair, "=")
		return slices.Contains(local, name)
	})
}

// NewCommit is a commit to import on top of the one before.
type NewCommit struct {
	Files   map[string][]byte // path -> new content; nil deletes the file
	Message string
	Author  Signature // the committer too
}

// Import appends commits to the branch that HEAD names, in one git process,
// and then checks the branch out. It is meant for a repository that Create has
// just made: a file of the working tree that is in the way is overwritten.
func (r *Repo) Import(ctx context.Context, commits []NewCommit) ([]OID, error) {
	if len(commits) == 0 {
		return nil, nil
	}
	branch, err := r.line(ctx, "symbolic-ref", "HEAD")
	if err != nil {
		return nil, fmt.Errorf("import: HEAD is at no branch: %w", err)
	}
	tip, err := r.ReadRef(ctx, branch)
	if err != nil {
		return nil, err
	}
	marks, err := os.CreateTemp("", "promptgit-marks-*")
	if err != nil {
		return nil, fmt.Errorf("import: %w", err)
	}
	defer os.Remove(marks.Name()) //nolint:errcheck // a temporary file
	if err := marks.Close(); err != nil {
		return nil, fmt.Errorf("import: %w", err)
	}
	stream := importStream(branch, tip, commits)
	if _, err := r.run(ctx, bytes.NewReader(stream), "fast-import", "--quiet", "--date-format=raw", "--export-marks="+marks.Name()); err != nil {
		return nil, fmt.Errorf("import %d commits: %w", len(commits), err)
	}
	if !r.Bare {
		if _, err := r.run(ctx, nil, "reset", "--quiet", "--hard"); err != nil {
			return nil, fmt.Errorf("check out %s: %w", branch, err)
		}
	}
	return readMarks(marks.Name(), len(commits))
}

// importStream speaks the language of git fast-import.
func importStream(branch string, tip OID, commits []NewCommit) []byte {
	var b bytes.Buffer
	for i, c := range commits {
		who := c.Author.String()
		message := strings.ReplaceAll(c.Message, "\x00", "")
		fmt.Fprintf(&b, "commit %s\nmark :%d\nauthor %s\ncommitter %s\ndata %d\n%s\n", branch, i+1, who, who, len(message), message)
		if i == 0 && tip != "" {
			fmt.Fprintf(&b, "from %s\n", tip)
		}
		for _, path := range slices.Sorted(maps.Keys(c.Files)) {
			content := c.Files[path]
			if content == nil {
				fmt.Fprintf(&b, "D %s\n", quotePath(path))
				continue
			}
			fmt.Fprintf(&b, "M 100644 inline %s\ndata %d\n%s\n", quotePath(path), len(content), content)
		}
	}
	return b.Bytes()
}

// quotePath writes a path as a C string, the only form that may hold any byte.
func quotePath(path string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, c := range []byte(path) {
		switch {
		case c == '"' || c == '\\':
			b.WriteByte('\\')
			b.WriteByte(c)
		case c < ' ':
			fmt.Fprintf(&b, "\\%03o", c)
		default:
			b.WriteByte(c)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// readMarks reads ":<number> <id>" lines.
func readMarks(path string, count int) ([]OID, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("import: %w", err)
	}
	ids := make([]OID, count)
	for line := range strings.Lines(string(content)) {
		var n int
		var id string
		if _, err := fmt.Sscanf(line, ":%d %s", &n, &id); err != nil || n < 1 || n > count {
			return nil, fmt.Errorf("import: unexpected mark %q", line)
		}
		ids[n-1] = OID(id)
	}
	return ids, nil
}
