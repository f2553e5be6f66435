package gitops

import (
	"errors"
	"strings"
	"testing"
)

func TestMergeUnitesLinesAndKeptBlobs(t *testing.T) {
	t.Parallel()
	p := newNotesPlace(t)
	prompt, mine, yours := p.blob("prompt"), p.blob("mine"), p.blob("yours")
	p.append(Batch{Lines: map[OID][]string{prompt: {record(1)}}})
	base := OID(p.git("rev-parse", ResultsRef))

	theirs := p.repo.Notes("refs/notes/remotes/origin/promptgit/results")
	if err := theirs.Merge(t.Context(), base); err != nil { // into nothing: becomes it
		t.Fatal(err)
	}
	if err := theirs.Append(t.Context(), Batch{Lines: map[OID][]string{prompt: {record(2)}, yours: {record(3)}}, Keep: []OID{yours}}); err != nil {
		t.Fatal(err)
	}
	p.append(Batch{Lines: map[OID][]string{prompt: {record(4)}, mine: {record(5)}}, Keep: []OID{mine}})
	ours, other := p.git("rev-parse", ResultsRef), OID(p.git("rev-parse", theirs.ref))

	merge := func(n *Notes, id OID) {
		t.Helper()
		if err := n.Merge(t.Context(), id); err != nil {
			t.Fatal(err)
		}
	}
	merge(p.results(), base) // an older version changes nothing
	if got := p.git("rev-parse", ResultsRef); got != ours {
		t.Errorf("merging an ancestor moved the ref to %s", got)
	}
	merge(p.results(), other)
	p.wantAll(map[OID][]string{prompt: {record(1), record(2), record(4)}, mine: {record(5)}, yours: {record(3)}})
	if got, want := p.git("rev-parse", ResultsRef+"^1", ResultsRef+"^2"), ours+"\n"+string(other); got != want {
		t.Errorf("the parents are %s, want %s", got, want)
	}
	for _, blob := range []OID{mine, yours} {
		if !has(p.paths(), keepPlace(blob)) {
			t.Errorf("%s is not kept: %v", blob, p.paths())
		}
	}
	merge(theirs, OID(p.git("rev-parse", ResultsRef))) // theirs is part of ours: fast forward
	if a, b := p.git("rev-parse", theirs.ref), p.git("rev-parse", ResultsRef); a != b {
		t.Errorf("the fast-forward ends at %s, want %s", a, b)
	}
	p.fsck(NotesWhole)
	p.wantSound()
}

func TestMergeTakesForeignEntriesOver(t *testing.T) {
	t.Parallel()
	p := newNotesPlace(t)
	p.tree(map[string]OID{"THEIRS": p.blob("theirs"), "BOTH": p.blob("their version")})
	other := OID(p.git("rev-parse", ResultsRef))
	p.tree(map[string]OID{"OURS": p.blob("ours"), "BOTH": p.blob("our version")})
	if err := p.results().Merge(t.Context(), other); err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(p.paths(), " "); got != "BOTH OURS THEIRS" {
		t.Errorf("the tree holds %s", got)
	}
	if got := p.git("show", ResultsRef+":BOTH"); got != "our version" {
		t.Errorf("BOTH is %q", got)
	}
}

func TestGitMergesTheSameLines(t *testing.T) {
	t.Parallel()
	p := newNotesPlace(t)
	prompt := p.blob("prompt")
	p.append(Batch{Lines: map[OID][]string{prompt: {record(1)}}})
	p.git("update-ref", "refs/notes/theirs", ResultsRef)
	if err := p.repo.Notes("refs/notes/theirs").Append(t.Context(), Batch{Lines: map[OID][]string{prompt: {record(2)}}}); err != nil {
		t.Fatal(err)
	}
	p.append(Batch{Lines: map[OID][]string{prompt: {record(3)}}})
	p.note("merge", "-q", "-s", "cat_sort_uniq", "refs/notes/theirs")
	p.append(Batch{})
	p.wantAll(map[OID][]string{prompt: {record(1), record(2), record(3)}})
}

func TestMergeRefusesWhatItCannotRead(t *testing.T) {
	t.Parallel()
	p := newNotesPlace(t)
	prompt := p.blob("prompt")
	p.append(Batch{Lines: map[OID][]string{prompt: {record(1)}}})
	p.git("update-ref", "refs/notes/theirs", ResultsRef)
	if err := p.repo.Notes("refs/notes/theirs").Append(t.Context(), Batch{Lines: map[OID][]string{prompt: {record(2)}}}); err != nil {
		t.Fatal(err)
	}
	p.append(Batch{Lines: map[OID][]string{prompt: {record(3)}}})
	before, theirs := p.git("rev-parse", ResultsRef), p.git("rev-parse", "refs/notes/theirs")
	note := p.git("rev-parse", theirs+":"+string(prompt))
	text := p.git("cat-file", "blob", note)
	p.lose(note)
	p.repo = p.open(p.dir)
	var missing *MissingObjectError
	if err := p.results().Merge(t.Context(), OID(theirs)); !errors.As(err, &missing) || string(missing.ID) != note {
		t.Errorf("gives %v", err)
	}
	if got := p.git("rev-parse", ResultsRef); got != before {
		t.Error("the ref moved: what was lost counts as merged")
	}
	p.blob(text + "\n")
	if err := p.results().Merge(t.Context(), OID(theirs)); err != nil {
		t.Fatal(err)
	}
	p.wantAll(map[OID][]string{prompt: {record(1), record(2), record(3)}})
}
