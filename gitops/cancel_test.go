package gitops

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// blockerEnv turns this test binary into a program that calls this address and
// then waits for an end that only the test can give.
const blockerEnv = "PROMPTGIT_TEST_BLOCKER"

// TestBlocker is no test of its own but the body of that program.
func TestBlocker(t *testing.T) {
	address := os.Getenv(blockerEnv)
	if address == "" {
		return
	}
	var dialer net.Dialer
	conn, err := dialer.DialContext(t.Context(), "tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = conn.Read(make([]byte, 1))
}

// blocker gives the shell command of a program that git starts and that never
// answers, and a context that ends when the program runs.
func blocker(t *testing.T) (script string, ctx context.Context) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	var config net.ListenConfig
	listener, err := config.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		for conn, err := listener.Accept(); err == nil; conn, err = listener.Accept() {
			t.Cleanup(func() { _ = conn.Close() }) // which ends the program
			cancel()
		}
	}()
	return fmt.Sprintf("%s=%s '%s' -test.run='^TestBlocker$'", blockerEnv, listener.Addr(), self), ctx
}

// within gives what f gives, unless f takes as long as a program that never
// answers.
func within(t *testing.T, f func() error) error {
	t.Helper()
	done := make(chan error, 1)
	go func() { done <- f() }()
	select {
	case err := <-done:
		return err
	case <-time.After(time.Minute):
		t.Fatal("it does not end when its context does")
		return nil
	}
}

func TestACanceledRefUpdateLeavesNoLock(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	script, ctx := blocker(t)
	hook := filepath.Join(".git", "hooks", "reference-transaction")
	l.write(hook, "#!/bin/sh\n[ \"$1\" = prepared ] || exit 0\n"+script+"\n")
	if err := os.Chmod(filepath.Join(l.dir, hook), 0o755); err != nil {
		t.Fatal(err)
	}
	repo := l.open()
	update := RefUpdate{Ref: "refs/x/a", New: l.head(repo)}
	if err := within(t, func() error { return repo.UpdateRefs(ctx, "m", update) }); !errors.Is(err, context.Canceled) {
		t.Errorf("gives %v", err)
	}
	l.remove(hook)
	if err := repo.UpdateRefs(t.Context(), "m", update); err != nil {
		t.Errorf("the next writer gets: %v", err)
	}
}

func TestACanceledReadDoesNotWaitForTheNetwork(t *testing.T) {
	t.Parallel()
	for name, read := range map[string]func(context.Context, *Repo, OID) error{
		"one object": func(ctx context.Context, r *Repo, id OID) error { _, err := r.Blob(ctx, id); return err },
		"many objects": func(ctx context.Context, r *Repo, id OID) error {
			_, err := r.readMany(ctx, slices.Repeat([]OID{id}, bulkFrom))
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLab(t)
			script, ctx := blocker(t)
			lost := l.git("rev-parse", "HEAD:prompts/a.md")
			l.remove(loosePath(lost))
			l.git("config", "remote.origin.url", "ssh://nowhere.invalid/x")
			l.git("config", "remote.origin.promisor", "true")
			repo := l.at(".", "GIT_ALLOW_PROTOCOL=ssh", "GIT_SSH_VARIANT=simple", "GIT_SSH_COMMAND="+script+" #").open()
			if err := within(t, func() error { return read(ctx, repo, OID(lost)) }); !errors.Is(err, context.Canceled) {
				t.Errorf("gives %v", err)
			}
		})
	}
}

func TestNoGitOutlivesAClosedRepository(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	repo := l.open()
	l.read(repo.At(l.head(repo)), "prompts/a.md")
	child := repo.objects.batch.child.cmd
	if err := repo.Close(); err != nil {
		t.Fatal(err)
	}
	if child.ProcessState == nil || strings.TrimSpace(l.read(repo.At(l.head(repo)), "prompts/a.md")) != "second" {
		t.Error("the helper was not waited for, or does not start again")
	}
}
