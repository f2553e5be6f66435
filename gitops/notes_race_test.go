package gitops

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// writerEnv turns this test binary into a process that appends: "ID COUNT".
const writerEnv = "PROMPTGIT_TEST_WRITER"

// TestWriterProcess is no test of its own but the body of the processes that
// the tests below start. It prints each number that is in the ref for good.
func TestWriterProcess(t *testing.T) {
	var id, count int
	if _, err := fmt.Sscan(os.Getenv(writerEnv), &id, &count); err != nil {
		return
	}
	repo, err := Open(t.Context(), Options{Dir: ".", Env: os.Environ()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = repo.Close() })
	notes := repo.Notes(ResultsRef)
	shared := repo.HashBlob([]byte("shared by all"))
	for i := range count {
		own := repo.HashBlob(fmt.Appendf(nil, "writer %d object %d", id, i%7))
		keep, err := repo.WriteBlob(t.Context(), fmt.Appendf(nil, "writer %d blob %d", id, i))
		if err != nil {
			t.Fatal(err)
		}
		line := fmt.Sprintf(`{"i":%d,"writer":%d}`, i, id)
		err = notes.Append(t.Context(), Batch{Lines: map[OID][]string{shared: {line}, own: {line}}, Keep: []OID{keep}})
		var waits *PendingError
		switch {
		case err == nil:
			fmt.Println("written", i)
		case errors.As(err, &waits):
			fmt.Println("waits", i)
		default:
			t.Fatal(err)
		}
	}
}

// writer starts a process that appends count lines as writer id.
func (p *notesPlace) writer(id, count int) *exec.Cmd {
	self, err := os.Executable()
	if err != nil {
		p.t.Fatal(err)
	}
	cmd := exec.CommandContext(context.Background(), self, "-test.run=^TestWriterProcess$", "-test.v")
	cmd.Dir, cmd.Stderr = p.dir, os.Stderr
	cmd.Env = append(p.env[:len(p.env):len(p.env)], fmt.Sprintf("%s=%d %d", writerEnv, id, count))
	return cmd
}

func TestEightWritersAndTwoCarelessOnesLoseNoLine(t *testing.T) {
	const writers, each, careless = 8, 8, 100
	p := newNotesPlace(t)
	p.git("commit", "-q", "--allow-empty", "-m", "start")
	foreign := []OID{p.blob("foreign 0"), p.blob("foreign 1")}
	p.append(Batch{Lines: map[OID][]string{p.objects(1)[0]: {record(0)}}})

	var processes sync.WaitGroup
	for _, object := range foreign {
		processes.Go(func() {
			for i := range careless {
				// May fail when the ref is locked; it must not take a line of ours along.
				_ = p.command("", "notes", "--ref", "promptgit/results", "add", "-f", "-m", "foreign "+strconv.Itoa(i), string(object)).Run()
			}
		})
	}
	var mu sync.Mutex
	waiting := 0
	for id := range writers {
		processes.Go(func() {
			out, err := p.writer(id, each).Output()
			mu.Lock()
			defer mu.Unlock()
			waiting += strings.Count(string(out), "waits ")
			if err != nil || strings.Count(string(out), "written ")+strings.Count(string(out), "waits ") != each {
				t.Errorf("writer %d: %v\n%s", id, err, out)
			}
		})
	}
	processes.Wait()
	p.append(Batch{}) // as the next run does

	lines, lost := p.all(), 0
	shared := lines[p.repo.HashBlob([]byte("shared by all"))]
	for id := range writers {
		for i := range each {
			line := fmt.Sprintf(`{"i":%d,"writer":%d}`, i, id)
			own := lines[p.repo.HashBlob(fmt.Appendf(nil, "writer %d object %d", id, i%7))]
			if !has(own, line) || !has(shared, line) {
				lost++
				t.Errorf("lost %s", line)
			}
			keep := p.repo.HashBlob(fmt.Appendf(nil, "writer %d blob %d", id, i))
			if !has(p.paths(), keepPlace(keep)) {
				t.Errorf("lost the kept blob %d of writer %d", i, id)
			}
		}
	}
	if files, _ := p.results().pendingPaths(); len(files) > 0 {
		t.Errorf("still waiting: %v", files)
	}
	t.Logf("%d of %d lines are there (%d had to wait in a file) beside 2 x %d writes of git notes add -f",
		writers*each-lost, writers*each, waiting, careless)
	p.wantSound()
}

func has(list []string, s string) bool {
	for _, v := range list {
		if v == s {
			return true
		}
	}
	return false
}

func TestAKilledWriterLeavesTheOldRefOrTheNew(t *testing.T) {
	t.Parallel()
	p := newNotesPlace(t)
	acknowledged := make(map[string]bool)
	for id := range 10 {
		cmd := p.writer(id, 1000)
		cmd.Stderr = nil
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		// The end comes at some moment of the write after the n-th.
		after, spin, scan := rand.IntN(8), rand.IntN(60_000_000), bufio.NewScanner(out)
		for n := 0; n <= after && scan.Scan(); {
			if i, ok := strings.CutPrefix(scan.Text(), "written "); ok {
				acknowledged[fmt.Sprintf(`{"i":%s,"writer":%d}`, i, id)] = true
				n++
			}
		}
		for range spin {
		}
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		for scan.Scan() {
			if i, ok := strings.CutPrefix(scan.Text(), "written "); ok {
				acknowledged[fmt.Sprintf(`{"i":%s,"writer":%d}`, i, id)] = true
			}
		}
		_ = cmd.Wait() // it was killed
		p.wantSound()
	}
	p.append(Batch{Lines: map[OID][]string{p.objects(1)[0]: {record(1)}}})
	shared := p.all()[p.repo.HashBlob([]byte("shared by all"))]
	for line := range acknowledged {
		if !has(shared, line) {
			t.Errorf("%s was reported as written and is lost", line)
		}
	}
	report, err := p.results().Fsck(t.Context())
	if err != nil || report.State != NotesWhole {
		t.Errorf("fsck: %+v, %v", report, err)
	}
	t.Logf("10 kills, %d lines acknowledged, %d there", len(acknowledged), len(shared))
}
