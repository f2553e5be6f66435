package gitops

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// blockObjects makes the object database unwritable for anybody, root too: a
// file stands where each directory of loose objects would be.
func (p *notesPlace) blockObjects() (free func()) {
	p.t.Helper()
	p.git("gc", "-q", "--prune=now")
	var blocks []string
	for i := range 256 {
		path := filepath.Join(p.dir, ".git", "objects", fmt.Sprintf("%02x", i))
		_ = os.Remove(path) // an empty directory, or nothing
		if err := os.WriteFile(path, nil, 0o666); err != nil {
			p.t.Fatal(err)
		}
		blocks = append(blocks, path)
	}
	return func() {
		for _, path := range blocks {
			if err := os.Remove(path); err != nil {
				p.t.Fatal(err)
			}
		}
	}
}

func TestRecordsThatCannotBeWrittenWaitForTheNextRun(t *testing.T) {
	t.Parallel()
	p := newNotesPlace(t)
	prompt := p.blob("prompt")
	p.append(Batch{Lines: map[OID][]string{prompt: {record(1)}}, Keep: []OID{prompt}})
	before := p.git("rev-parse", ResultsRef)

	free := p.blockObjects()
	batch := Batch{Lines: map[OID][]string{prompt: {record(2)}}, Keep: []OID{prompt}, Message: "Second"}
	for range 2 { // the same batch waits once
		err := p.results().Append(t.Context(), batch)
		var waits *PendingError
		if !errors.As(err, &waits) || Hint(err) == "" {
			t.Fatalf("Append gives %v", err)
		}
		if dir := filepath.Join(p.dir, ".git", "promptgit", "pending"); filepath.Dir(waits.Path) != dir || !strings.Contains(err.Error(), waits.Path) {
			t.Errorf("the records wait in %s, want a file in %s that the error names: %v", waits.Path, dir, err)
		}
	}
	if got := p.git("rev-parse", ResultsRef); got != before {
		t.Errorf("the ref moved to %s", got)
	}
	if files, err := p.results().pendingPaths(); err != nil || len(files) != 1 {
		t.Errorf("waiting: %v, %v", files, err)
	}

	free()
	p.append(Batch{Lines: map[OID][]string{prompt: {record(3)}}})
	p.wantAll(map[OID][]string{prompt: {record(1), record(2), record(3)}})
	if files, err := p.results().pendingPaths(); err != nil || len(files) != 0 {
		t.Errorf("still waiting: %v, %v", files, err)
	}
	p.wantSound()
}

func TestALockedRefEndsInAFileThatNamesTheLock(t *testing.T) {
	t.Parallel()
	p := newNotesPlace(t)
	prompt := p.blob("prompt")
	p.append(Batch{Lines: map[OID][]string{prompt: {record(1)}}})
	lock := filepath.Join(p.dir, ".git", filepath.FromSlash(ResultsRef)+".lock")
	if err := os.WriteFile(lock, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	notes := p.results()
	notes.giveUp = 100 * time.Millisecond
	err := notes.Append(t.Context(), Batch{Lines: map[OID][]string{prompt: {record(2)}}})
	var waits *PendingError
	if !errors.As(err, &waits) || !errors.Is(err, ErrRefMoved) || !strings.Contains(err.Error(), "results.lock") {
		t.Fatalf("Append gives %v", err)
	}
	if err := os.Remove(lock); err != nil {
		t.Fatal(err)
	}
	p.append(Batch{})
	p.wantAll(map[OID][]string{prompt: {record(1), record(2)}})
}

func TestABadWaitingFileStaysAndStopsNobody(t *testing.T) {
	t.Parallel()
	p := newNotesPlace(t)
	prompt := p.blob("prompt")
	dir := filepath.Join(p.dir, ".git", "promptgit", "pending")
	files := map[string]string{
		"damaged.json":  `{"v":1,"ref":`,
		"newer.json":    `{"v":2,"ref":"` + ResultsRef + `"}`,
		"short.json":    `{"v":1,"ref":"` + ResultsRef + `","lines":{"abc":["x"]}}`,
		"feed.json":     `{"v":1,"ref":"` + ResultsRef + `","lines":{"` + string(prompt) + `":["a\nb"]}}`,
		"other.json":    `{"v":1,"ref":"refs/notes/other","lines":{"` + string(prompt) + `":["x"]}}`,
		"leftover.tmp":  `{"v":1`,
		"no-blob.json":  `{"v":1,"ref":"` + ResultsRef + `","lines":{"` + string(prompt) + `":["from a file"]},"keep":["` + string(p.objects(1)[0]) + `"]}`,
		"nothing.jsonl": "",
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	p.append(Batch{Lines: map[OID][]string{prompt: {record(1)}}})
	p.wantAll(map[OID][]string{prompt: {record(1), "from a file"}})
	for name := range files {
		_, err := os.Stat(filepath.Join(dir, name))
		if gone := errors.Is(err, os.ErrNotExist); gone != (name == "no-blob.json") {
			t.Errorf("%s: %v", name, err)
		}
	}
	report, err := p.results().Fsck(t.Context())
	if err != nil || report.State != NotesBroken || len(report.Pending) != 4 {
		t.Errorf("fsck: %+v, %v", report, err)
	}
}

func TestACanceledAppendLeavesItsRecords(t *testing.T) {
	t.Parallel()
	p := newNotesPlace(t)
	prompt := p.blob("prompt")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for i, keep := range [][]OID{nil, {prompt}} {
		err := p.results().Append(ctx, Batch{Lines: map[OID][]string{prompt: {record(i)}}, Keep: keep})
		waits, ok := errors.AsType[*PendingError](err)
		if !ok || !errors.Is(err, context.Canceled) {
			t.Fatalf("Append gives %v", err)
		}
		if _, err := os.Stat(waits.Path); err != nil {
			t.Fatal(err)
		}
	}
	p.append(Batch{})
	p.wantAll(map[OID][]string{prompt: {record(0), record(1)}})
}

// TestRecordsThatWereWrittenAreNotSaidToBeLost where the disk then takes nothing
// more: what is missing costs the next writer a longer look.
func TestRecordsThatWereWrittenAreNotSaidToBeLost(t *testing.T) {
	t.Parallel()
	p := newNotesPlace(t)
	state := filepath.Join(p.dir, ".git", "promptgit")
	if err := errors.Join(os.MkdirAll(state, 0o700), os.WriteFile(filepath.Join(state, "tip"), nil, 0o600)); err != nil { // no folder
		t.Fatal(err)
	}
	prompt := p.blob("prompt")
	for i := range 2 {
		p.append(Batch{Lines: map[OID][]string{prompt: {record(i)}}})
	}
	p.wantAll(map[OID][]string{prompt: {record(0), record(1)}})
}
