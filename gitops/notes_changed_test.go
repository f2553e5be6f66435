package gitops

import (
	"strconv"
	"strings"
	"testing"
)

func TestChangedNotesAreThoseWhoseBlobsDiffer(t *testing.T) {
	t.Parallel()
	p := newNotesPlace(t)
	objects := p.objects(260)
	tip := func() OID {
		t.Helper()
		id, err := p.results().Tip(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	between := func(from, to OID) string {
		t.Helper()
		changed, err := p.repo.NotesAt(ResultsRef, to).Changed(t.Context(), from)
		if err != nil {
			t.Fatal(err)
		}
		words := []string{strconv.Itoa(len(changed))}
		for i, id := range objects[:3] {
			if changed[id] {
				words = append(words, strconv.Itoa(i))
			}
		}
		return strings.Join(words, " ")
	}
	add := func(first, last, line int) OID {
		t.Helper()
		batch := Batch{Lines: map[OID][]string{}}
		for _, id := range objects[first:last] {
			batch.Lines[id] = []string{record(line)}
		}
		p.append(batch)
		return tip()
	}
	empty := tip()
	two := add(0, 2, 1)
	again := add(1, 3, 2)
	p.git("notes", "--ref=promptgit/results", "remove", string(objects[0]))
	removed := tip()
	many := add(3, 260, 3) // the tree fans out
	one := add(2, 3, 4)
	for _, c := range []struct {
		name, got, want string
	}{
		{"from nothing", between(empty, two), "2 0 1"},
		{"to nothing", between(two, empty), "2 0 1"},
		{"the same", between(two, two), "0"},
		{"a line more, and a note more", between(two, again), "2 1 2"},
		{"a note less", between(again, removed), "1 0"},
		{"one of many", between(many, one), "1 2"},
		{"to another layout, which touches all, with the note that promptgit put back", between(removed, many), "260 0 1 2"},
	} {
		if c.got != c.want {
			t.Errorf("%s: want %s, got %s", c.name, c.want, c.got)
		}
	}
	if _, err := p.repo.NotesAt(ResultsRef, one).Changed(t.Context(), objects[0]); err == nil {
		t.Error("a blob is no version of the notes")
	}
}
