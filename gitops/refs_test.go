package gitops

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/sync/errgroup"
)

// Goroutines of this process and processes of git itself count up one ref.
// Every successful update must find its predecessor in the history.
func TestNoUpdateOfARefIsLost(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	const ref, writers, each = "refs/promptgit/count", 3, 12
	tree := OID(l.git("rev-parse", "HEAD^{tree}"))
	group, ctx := errgroup.WithContext(t.Context())
	for writer := range writers {
		repo := l.open()
		group.Go(func() error { return countUp(ctx, repo, tree, ref, fmt.Sprintf("go %d", writer), each) })
		group.Go(func() error { return l.countUpWithGit(string(tree), ref, fmt.Sprintf("git %d", writer), each) })
	}
	if err := group.Wait(); err != nil {
		t.Fatal(err)
	}
	l.equal(l.git("rev-list", "--count", ref), strconv.Itoa(2*writers*each))
	repo := l.open()
	log, err := repo.Reflog(t.Context(), ref)
	if err != nil || len(log) != 2*writers*each {
		t.Errorf("the reflog has %d entries, %v", len(log), err)
	}
	for i := range len(log) - 1 {
		if log[i].Old != log[i+1].New {
			t.Fatalf("entry %d starts at %s, its predecessor ended at %s", i, log[i].Old, log[i+1].New)
		}
	}
	l.git("fsck", "--strict")
}

func countUp(ctx context.Context, repo *Repo, tree OID, ref, name string, times int) error {
	for n := 0; n < times; {
		old, err := repo.ReadRef(ctx, ref)
		if err != nil {
			return err
		}
		commit := CommitData{Tree: tree, Author: Signature{Name: name, Email: "a@b"}, Message: fmt.Sprintf("%s %d", name, n)}
		if old != "" {
			commit.Parents = []OID{old}
		}
		next, err := repo.WriteCommit(ctx, commit)
		if err != nil {
			return err
		}
		err = repo.UpdateRefs(ctx, "promptgit: count", RefUpdate{Ref: ref, New: next, Old: old})
		switch {
		case err == nil:
			n++
		case !errors.Is(err, ErrRefMoved):
			return err
		}
	}
	return nil
}

func (l *lab) countUpWithGit(tree, ref, name string, times int) error {
	for n := 0; n < times; {
		old, _ := l.try("", "rev-parse", "--verify", "--quiet", ref)
		args := []string{"commit-tree", tree, "-m", fmt.Sprintf("%s %d", name, n)}
		expect := strings.Repeat("0", 40)
		if old != "" {
			args, expect = append(args, "-p", old), old
		}
		next, err := l.try("", args...)
		if err != nil {
			return err
		}
		if _, err := l.try("", "update-ref", "--create-reflog", "-m", "git", ref, next, expect); err == nil {
			n++
		}
	}
	return nil
}

func TestARefUpdateSaysHowItLost(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	repo := l.open()
	ctx := t.Context()
	head := l.head(repo)
	first, err := repo.Resolve(ctx, "HEAD^")
	if err != nil {
		t.Fatal(err)
	}
	if err = repo.UpdateRefs(ctx, "m", RefUpdate{Ref: "refs/x/a", New: head}); err != nil {
		t.Fatal(err)
	}
	rows := []struct {
		name   string
		update RefUpdate
		want   Conflict
	}{
		{"it is elsewhere", RefUpdate{Ref: "refs/x/a", New: first, Old: first}, ConflictMoved},
		{"it was to be created and is there", RefUpdate{Ref: "refs/x/a", New: head}, ConflictExists},
		{"it was to be moved and is gone", RefUpdate{Ref: "refs/x/b", New: head, Old: first}, ConflictMoved},
		{"it was to be deleted and is elsewhere", RefUpdate{Ref: "refs/x/a", Old: first}, ConflictMoved},
		{"another process is writing it", RefUpdate{Ref: "refs/x/locked", New: head}, ConflictLocked},
	}
	l.write(".git/refs/x/locked.lock", "")
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			// All or nothing: the second update would have been possible.
			lost := repo.UpdateRefs(ctx, "m", row.update, RefUpdate{Ref: "refs/x/with", New: head})
			var conflict *RefConflictError
			if !errors.As(lost, &conflict) || conflict.Conflict != row.want || !errors.Is(lost, ErrRefMoved) || Hint(lost) == "" {
				t.Errorf("gives %v", lost)
			}
			if id, readErr := repo.ReadRef(ctx, "refs/x/with"); id != "" || readErr != nil {
				t.Errorf("the other ref is at %q, %v", id, readErr)
			}
		})
	}
	for _, bad := range []RefUpdate{{Ref: "HEAD", New: head}, {Ref: "refs/x/c"}, {Ref: "refs/x/\x00", New: head}, {Ref: "refs/x/a/below", New: head}} {
		if err = repo.UpdateRefs(ctx, "m", bad); err == nil || errors.Is(err, ErrRefMoved) {
			t.Errorf("%+v gives %v", bad, err)
		}
	}
	refs, err := repo.Refs(ctx, "refs/x")
	if err != nil {
		t.Fatal(err)
	}
	l.equal(refs, []Ref{{Name: "refs/x/a", ID: head}})
}

func TestABareRepositoryKeepsAReflogOfOurRefs(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.git("clone", "-q", "--bare", ".", "../bare.git")
	repo := l.at("../bare.git").open()
	head := l.head(repo)
	if log, err := repo.Reflog(t.Context(), "refs/x/a"); len(log) != 0 || err != nil {
		t.Errorf("a ref that is not there has the log %v, %v", log, err)
	}
	if err := repo.UpdateRefs(t.Context(), "promptgit: first", RefUpdate{Ref: "refs/x/a", New: head}); err != nil {
		t.Fatal(err)
	}
	log, err := repo.Reflog(t.Context(), "refs/x/a")
	if err != nil {
		t.Fatal(err)
	}
	l.equal(log, []ReflogEntry{{New: head, Message: "promptgit: first"}})
	if _, err := os.Stat(filepath.Join(repo.GitDir, "logs", "refs", "x", "a")); err != nil {
		t.Error(err)
	}
}
