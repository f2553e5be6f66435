package gitops

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func (p *notesPlace) fsck(want FsckState) FsckReport {
	p.t.Helper()
	report, err := p.results().Fsck(p.t.Context())
	if err != nil {
		p.t.Fatal(err)
	}
	if report.State != want {
		p.t.Errorf("fsck says %s, want %s: %+v", report.State, want, report)
	}
	return report
}

// clobber does what a "git notes add" does that started at an older version
// and ended now: its tree is built on that version and replaces the ref.
func (p *notesPlace) clobber(base string, object OID, text string) {
	p.t.Helper()
	p.git("update-ref", "refs/notes/aside", base)
	p.git("notes", "--ref", "aside", "add", "-f", "-m", text, string(object))
	p.git("update-ref", "--create-reflog", "-m", "notes: Notes added by 'git notes add'", ResultsRef, "refs/notes/aside")
	p.git("update-ref", "-d", "refs/notes/aside")
}

func TestFsckOfAWholeStoreChangesNothing(t *testing.T) {
	t.Parallel()
	p := newNotesPlace(t)
	if report := p.fsck(NotesWhole); report.Objects != 0 {
		t.Errorf("an empty store: %+v", report)
	}
	prompt := p.blob("prompt")
	p.append(Batch{Lines: map[OID][]string{prompt: {record(1), "by hand", `{"cut":`}}, Keep: []OID{prompt}})
	before := p.git("rev-parse", ResultsRef)
	want := FsckReport{
		State: NotesWhole, Versions: 1, Objects: 1, Lines: 3, Kept: 1,
		Unreadable: []UnreadableLine{{prompt, 2, "by hand"}, {prompt, 3, `{"cut":`}},
	}
	if diff := cmp.Diff(want, p.fsck(NotesWhole)); diff != "" {
		t.Error(diff)
	}
	if got := p.git("rev-parse", ResultsRef); got != before {
		t.Error("the ref moved")
	}
}

func TestWhatACarelessWriterDroppedComesBack(t *testing.T) {
	t.Parallel()
	for _, how := range []string{"append", "fsck"} {
		t.Run(how, func(t *testing.T) {
			t.Parallel()
			p := newNotesPlace(t, "--bare")
			prompt, other, stranger := p.blob("prompt"), p.blob("other"), p.blob("stranger")
			p.append(Batch{Lines: map[OID][]string{prompt: {record(1)}}})
			base := p.git("rev-parse", ResultsRef)
			p.append(Batch{Lines: map[OID][]string{prompt: {record(2)}}, Keep: []OID{prompt}})
			p.append(Batch{Lines: map[OID][]string{other: {record(3)}}})
			p.clobber(base, stranger, "not ours")
			p.wantAll(map[OID][]string{prompt: {record(1)}, stranger: {"not ours"}})

			if how == "append" {
				p.append(Batch{})
			} else if report := p.fsck(NotesRepaired); report.RestoredLines != 2 || report.RestoredBlobs != 1 {
				t.Errorf("report: %+v", report)
			}
			p.wantAll(map[OID][]string{prompt: {record(1), record(2)}, other: {record(3)}, stranger: {"not ours"}})
			if !has(p.paths(), keepPlace(prompt)) {
				t.Error("the kept blob is still gone")
			}
			p.fsck(NotesWhole)
			p.wantSound()
		})
	}
}

func TestALineRemovedByHandIsBackUntilItsHistoryIsForgotten(t *testing.T) {
	t.Parallel()
	p := newNotesPlace(t)
	prompt, other := p.blob("prompt"), p.blob("other")
	p.append(Batch{Lines: map[OID][]string{prompt: {record(1)}, other: {record(2)}}})
	p.note("remove", string(prompt))
	p.append(Batch{})
	p.wantAll(map[OID][]string{prompt: {record(1)}, other: {record(2)}})

	// The way that docs/notes.md gives.
	p.note("remove", string(prompt))
	p.git("update-ref", ResultsRef, p.git("commit-tree", "-m", "Start over", ResultsRef+"^{tree}"))
	p.git("reflog", "expire", "--expire=now", ResultsRef)
	if err := os.RemoveAll(filepath.Join(p.dir, ".git", "promptgit", "tip")); err != nil {
		t.Fatal(err)
	}
	p.append(Batch{Lines: map[OID][]string{other: {record(3)}}})
	p.fsck(NotesWhole)
	p.wantAll(map[OID][]string{other: {record(2), record(3)}})
}

func TestARefThatWasDeletedStartsAnew(t *testing.T) {
	t.Parallel()
	p := newNotesPlace(t)
	prompt := p.blob("prompt")
	p.append(Batch{Lines: map[OID][]string{prompt: {record(1)}}})
	p.git("update-ref", "-d", ResultsRef)
	p.append(Batch{Lines: map[OID][]string{prompt: {record(2)}}})
	p.wantAll(map[OID][]string{prompt: {record(2)}})
}

// lose removes the file of a loose object.
func (p *notesPlace) lose(id string) {
	p.t.Helper()
	if err := os.Remove(filepath.Join(p.dir, ".git", "objects", id[:2], id[2:])); err != nil {
		p.t.Fatal(err)
	}
}

// damage cuts the file of a loose object.
func (p *notesPlace) damage(id string) {
	p.t.Helper()
	path := filepath.Join(p.dir, ".git", "objects", id[:2], id[2:])
	if err := os.Chmod(path, 0o644); err != nil {
		p.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte("x\x9cnot an object"), 0o644); err != nil {
		p.t.Fatal(err)
	}
}

func TestFsckNamesWhatIsMissing(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		spec string // of the object, for git rev-parse
		kind Kind
		lose func(*notesPlace, string)
	}{
		"a note":                 {ResultsRef + ":%s", KindBlob, (*notesPlace).lose},
		"a damaged note":         {ResultsRef + ":%s", KindBlob, (*notesPlace).damage},
		"a kept blob":            {"%s", KindBlob, (*notesPlace).lose},
		"the directory of blobs": {ResultsRef + ":prompts", KindTree, (*notesPlace).lose},
		"an old version":         {ResultsRef + "~2", KindCommit, (*notesPlace).lose},
		"the newest version":     {ResultsRef, KindCommit, (*notesPlace).lose},
		"a damaged version":      {ResultsRef, KindCommit, (*notesPlace).damage},
		"the newest tree":        {ResultsRef + "^{tree}", KindTree, (*notesPlace).lose},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newNotesPlace(t)
			prompt, other := p.blob("prompt"), p.blob("other")
			p.append(Batch{Lines: map[OID][]string{other: {record(1)}}})
			p.append(Batch{Lines: map[OID][]string{prompt: {record(2)}}, Keep: []OID{prompt}})
			p.append(Batch{Lines: map[OID][]string{prompt: {record(3)}}})
			spec := test.spec
			if strings.Contains(spec, "%s") {
				spec = fmt.Sprintf(spec, prompt)
			}
			id := p.git("rev-parse", spec)
			test.lose(p, id)
			p.repo = p.open(p.dir) // a helper that ran before may remember
			report := p.fsck(NotesBroken)
			found := false
			for _, m := range report.Missing {
				found = found || m.ID == OID(id) && m.Kind == test.kind
			}
			if !found {
				t.Errorf("%s is not named: %+v", id, report.Missing)
			}
			lines, err := p.results().Read(t.Context(), []OID{other})
			if name != "the newest tree" && (err != nil || !has(lines[other], record(1))) {
				t.Errorf("the other note reads as %v, %v", lines, err)
			}
		})
	}
}
