//go:build unix

package cmd_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// TestEightEvalsAndTwoForeignWritersLoseNoRecord runs eight processes of
// promptgit and two loops of git notes add on one notes ref at once. Git's own
// writer does not look whether the ref moved and can drop what came between, so
// notes fsck unites the tip with the reflog first. Counted are the record ids
// that each eval printed, and the texts that the loops added.
func TestEightEvalsAndTwoForeignWritersLoseNoRecord(t *testing.T) {
	t.Parallel()
	const writers, versions, foreign = 8, 3, 12
	l := newLab(t)
	l.write("suites/a.yaml", "tests: [{id: any}]\n")
	for i := range versions {
		l.set("prompts/a.md", fmt.Sprintf("version %d\n", i), "next")
	}
	spec := counted(t)
	var processes []*process
	for i := range writers {
		env := "CALLS=" + filepath.Join(t.TempDir(), "calls")
		processes = append(processes, l.at(".", env).start("eval", "--all", "--json", "--provider", spec, "--model", fmt.Sprint("m", i)))
	}
	var loops sync.WaitGroup
	texts := make([][]string, 2)
	for i := range texts {
		loops.Go(func() {
			for n := range foreign {
				text := fmt.Sprintf("foreign %d %d", i, n)
				if addNote(l, text) {
					texts[i] = append(texts[i], text)
				}
			}
		})
	}
	want := map[string]bool{}
	for i, p := range processes {
		if code, by := p.wait(); code != 0 {
			t.Fatalf("writer %d: exit %d (%v)\n%s", i, code, by, p.stderr.String())
		}
		var doc evalDoc
		if err := json.Unmarshal(p.out.Bytes(), &doc); err != nil {
			t.Fatalf("writer %d: %v\n%s", i, err, p.out.String())
		}
		for _, r := range doc.Runs {
			if r.Record == nil {
				t.Fatalf("writer %d: no record for %s", i, r.Rev)
			}
			want[*r.Record] = true
		}
	}
	loops.Wait()
	if len(want) != writers*versions {
		t.Fatalf("want %d records, got %d", writers*versions, len(want))
	}
	l.want(0, "notes", "fsck")
	var all strings.Builder
	for _, line := range linesOf(l.git("notes", "--ref=promptgit/results", "list")) {
		all.WriteString(l.git("cat-file", "blob", line[:40]) + "\n")
	}
	held := all.String()
	missing := 0
	for id := range want {
		if strings.Count(held, `"id":"`+id+`"`) != 1 {
			missing++
		}
	}
	if missing > 0 {
		t.Errorf("%d of %d records are lost or doubled", missing, len(want))
	}
	added := 0
	for _, list := range texts {
		for _, text := range list {
			added++
			if !strings.Contains(held, text+"\n") {
				t.Errorf("the note %q is lost", text)
			}
		}
	}
	l.git("fsck", "--strict")
	t.Logf("%d records of %d writers, %d notes of 2 loops of git: all there", len(want), writers, added)
}

// addNote adds a note to an object of its own with the plain git; false where
// another writer held the lock, of which git tells.
func addNote(l *lab, text string) bool {
	hash := exec.Command("git", "hash-object", "-w", "--stdin") //nolint:noctx // short
	hash.Dir, hash.Env, hash.Stdin = l.dir, l.env, strings.NewReader(text)
	id, err := hash.Output()
	if err != nil {
		return false
	}
	c := exec.Command("git", "notes", "--ref=promptgit/results", "add", "-m", text, string(bytes.TrimSpace(id))) //nolint:gosec,noctx // short
	c.Dir, c.Env = l.dir, l.env
	return c.Run() == nil
}
