package gitops

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestALockThatAKilledGitLeftDoesNotKeepRecordsOut(t *testing.T) {
	t.Parallel()
	p := newNotesPlace(t)
	notes := p.results()
	notes.lockAge = 50 * time.Millisecond
	lock := filepath.Join(p.repo.CommonDir, filepath.FromSlash(notes.ref)+".lock")
	if err := os.MkdirAll(filepath.Dir(lock), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(lock, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	object := p.blob("x")
	if err := notes.Append(t.Context(), Batch{Lines: map[OID][]string{object: {`{"v":1}`}}}); err != nil {
		t.Fatal(err)
	}
	left, err := os.ReadDir(filepath.Dir(lock))
	if err != nil || len(left) != 1 {
		t.Errorf("want the ref alone, got %v, %v", left, err)
	}
}

// A lock that changes belongs to somebody who is at work.
func TestALockInUseIsWaitedFor(t *testing.T) {
	t.Parallel()
	p := newNotesPlace(t)
	notes := p.results()
	notes.giveUp, notes.lockAge = time.Second, 200*time.Millisecond
	lock := filepath.Join(p.repo.CommonDir, filepath.FromSlash(notes.ref)+".lock")
	if err := os.MkdirAll(filepath.Dir(lock), 0o700); err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	ended := make(chan struct{})
	touch := func() {
		if err := os.WriteFile(lock, nil, 0o600); err != nil {
			t.Error(err)
		}
		if err := os.Chtimes(lock, time.Now(), time.Now()); err != nil {
			t.Error(err)
		}
	}
	touch()
	go func() {
		defer close(ended)
		tick := time.NewTicker(20 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-done:
				return
			case <-tick.C:
				touch()
			}
		}
	}()
	err := notes.Append(t.Context(), Batch{Lines: map[OID][]string{p.blob("x"): {`{"v":1}`}}})
	close(done)
	<-ended
	var waits *PendingError
	if !errors.As(err, &waits) {
		t.Errorf("want the records to wait, got %v", err)
	}
	if _, err := os.Stat(lock); err != nil {
		t.Errorf("the lock of another process was removed: %v", err)
	}
}
