package gitops

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// What a file system leaves of a ref that was written just before the power
// failed. Git reads such a ref as if there were none.
func TestABrokenRefIsNoEmptyStore(t *testing.T) {
	t.Parallel()
	for name, content := range map[string]string{"empty": "", "zeros": "\x00\x00\x00\x00", "cut": "0123456789"} {
		for _, packed := range []bool{false, true} {
			t.Run(name+map[bool]string{true: " above a packed one"}[packed], func(t *testing.T) {
				t.Parallel()
				p := newNotesPlace(t)
				prompt := p.blob("prompt")
				p.append(Batch{Lines: map[OID][]string{prompt: {record(1)}}})
				if packed {
					p.git("pack-refs", "--all")
				}
				p.append(Batch{Lines: map[OID][]string{prompt: {record(2)}}})
				tip := p.git("rev-parse", ResultsRef)
				if err := os.WriteFile(filepath.Join(p.dir, ".git", filepath.FromSlash(ResultsRef)), []byte(content), 0o666); err != nil {
					t.Fatal(err)
				}
				p.repo = p.open(p.dir)
				var broken *BrokenRefError
				if lines, err := p.results().All(t.Context()); !errors.As(err, &broken) || Hint(err) == "" {
					t.Errorf("reading gives %v, %v", lines, err)
				}
				var waits *PendingError
				if err := p.results().Append(t.Context(), Batch{Lines: map[OID][]string{prompt: {record(3)}}}); !errors.As(err, &waits) || !errors.As(err, &broken) {
					t.Errorf("writing gives %v", err)
				}
				if report := p.fsck(NotesRepaired); !report.WentBack || report.RestoredLines != 1 {
					t.Errorf("fsck reports %+v", report)
				}
				p.wantAll(map[OID][]string{prompt: {record(1), record(2), record(3)}})
				if got := p.git("rev-parse", ResultsRef+"~1"); got != tip {
					t.Errorf("it went back to %s, not %s", got, tip)
				}
				p.fsck(NotesWhole)
				p.wantSound()
			})
		}
	}
}
