package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// isolated keeps the settings of the machine out of what is measured.
var isolated = []string{
	"GIT_CONFIG_GLOBAL=" + os.DevNull, "GIT_CONFIG_NOSYSTEM=1",
	"GIT_AUTHOR_NAME=Ada", "GIT_AUTHOR_EMAIL=ada@example.com", "GIT_COMMITTER_NAME=Ada", "GIT_COMMITTER_EMAIL=ada@example.com",
}

// repo makes a repository and gives its folder.
func (b *lab) repo(ctx context.Context, name string) (string, error) {
	dir := filepath.Join(b.dir, name)
	return dir, git(ctx, b.dir, nil, "init", "-q", "-b", "main", dir)
}

func git(ctx context.Context, dir string, stdin []byte, args ...string) error {
	c := exec.CommandContext(ctx, "git", args...)
	c.Dir = dir
	c.Env = append(os.Environ(), isolated...)
	c.Stdin = bytes.NewReader(stdin)
	if out, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("git %v: %w\n%s", args, err, out)
	}
	return nil
}

// stream builds the input of git fast-import.
type stream struct{ bytes.Buffer }

func (s *stream) commit(n int) {
	fmt.Fprintf(s, "commit refs/heads/main\ncommitter Ada <ada@example.com> %d +0000\ndata 2\nc\n", 1_700_000_000+60*n)
}

func (s *stream) file(path, text string) {
	fmt.Fprintf(s, "M 100644 inline %s\ndata %d\n%s\n", path, len(text), text)
}

func write(dir, path, text string) error {
	full := filepath.Join(dir, path)
	if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
		return err
	}
	return os.WriteFile(full, []byte(text), 0o600)
}
