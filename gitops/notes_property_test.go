package gitops

import (
	"context"
	"crypto/sha1"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

func TestAddLinesIsAUnionThatTouchesNothingElse(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		text  string
		lines []string
		want  string
		added int
	}{
		"to nothing":              {"", []string{"a", "b"}, "a\nb\n", 2},
		"none":                    {"a\n", nil, "a\n", 0},
		"there already":           {"a\nb\n", []string{"b"}, "a\nb\n", 0},
		"twice":                   {"", []string{"a", "a"}, "a\n", 1},
		"after no line feed":      {"a", []string{"b"}, "a\nb\n", 1},
		"after blank lines":       {"a\n\n\n", []string{"b"}, "a\n\n\nb\n", 1},
		"a line with a CR is own": {"a\r\n", []string{"a"}, "a\r\na\n", 1},
	} {
		text := []byte(test.text)
		got, added := addLines(text, test.lines)
		if string(got) != test.want || added != test.added {
			t.Errorf("%s: %q and %d, want %q and %d", name, got, added, test.want, test.added)
		}
		if string(text) != test.text {
			t.Errorf("%s: the text was changed in place", name)
		}
	}
}

func TestLinesInAnyOrderGiveTheSameSet(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		line := rapid.StringMatching(`[a-c{}" ]{1,3}`).Filter(func(s string) bool { return checkLine(s) == nil })
		batches := rapid.SliceOf(rapid.SliceOf(line)).Draw(t, "batches")
		want := make(map[string]bool)
		for _, line := range slices.Concat(batches...) {
			want[line] = true
		}
		for _, order := range [][][]string{batches, rapid.Permutation(batches).Draw(t, "order")} {
			var text []byte
			for _, batch := range order {
				text, _ = addLines(text, batch)
			}
			got := splitLines(text)
			if diff := cmp.Diff(slices.Sorted(maps.Keys(want)), slices.Sorted(slices.Values(got)), cmpopts.EquateEmpty()); diff != "" {
				t.Fatal(diff)
			}
		}
	})
}

// memoryObjects is an object database without a repository.
type memoryObjects map[OID][]byte

func (m memoryObjects) load(_ context.Context, ids []OID) (map[OID][]byte, error) {
	found := make(map[OID][]byte)
	for _, id := range ids {
		if content, ok := m[id]; ok {
			found[id] = content
		}
	}
	return found, nil
}

func (m memoryObjects) save(objects []Object) {
	for _, o := range objects {
		m[hashObject("sha1", o.Kind, o.Content)] = o.Content
	}
}

func memoryID(i int) OID {
	sum := sha1.Sum(fmt.Append(nil, i))
	// Few first characters, so that directories are shared.
	return OID("a" + hex.EncodeToString(sum[:])[1:])
}

// Batches applied to a store in any order, with foreign writers that lay the
// tree out anew in between, end as the union of all.
func TestBatchesInAnyOrderUnite(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		ctx, db, repo := context.Background(), memoryObjects{}, &Repo{ObjectFormat: "sha1"}
		type key struct {
			object OID
			line   string
		}
		want, kept, root := map[key]bool{}, map[OID]bool{}, OID("")
		for range rapid.IntRange(1, 6).Draw(t, "steps") {
			batch := Batch{Lines: map[OID][]string{}}
			first := rapid.IntRange(0, 300).Draw(t, "first")
			for i := range rapid.IntRange(0, 150).Draw(t, "count") {
				object, line := memoryID(first+i), fmt.Sprint("line ", i%3)
				batch.Lines[object] = append(batch.Lines[object], line)
				want[key{object, line}] = true
			}
			for _, i := range rapid.SliceOfN(rapid.IntRange(0, 40), 0, 5).Draw(t, "keep") {
				batch.Keep = append(batch.Keep, memoryID(i))
				kept[memoryID(i)] = true
			}
			tree, pack := newNoteTree(root, 20, db.load), newObjectPack(repo)
			if err := batch.edit(ctx, tree, pack); err != nil {
				t.Fatal(err)
			}
			root = tree.root.store(pack)
			db.save(pack.objects)
			if rapid.Bool().Draw(t, "relaid") {
				root = relay(t, db, root, rapid.IntRange(0, 2).Draw(t, "depth"))
			}
		}
		lister := newNoteLister(20, db.load)
		notes, keep, err := lister.list(ctx, root)
		if err != nil || len(lister.missing) > 0 {
			t.Fatal(err, lister.missing)
		}
		lines, _, err := lister.lines(ctx, notes)
		if err != nil {
			t.Fatal(err)
		}
		got := map[key]bool{}
		for object, lines := range lines {
			for _, line := range lines {
				got[key{object, line}] = true
			}
		}
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(key{})); diff != "" {
			t.Fatal(diff)
		}
		if diff := cmp.Diff(kept, setOf(keep)); diff != "" {
			t.Fatal(diff)
		}
	})
}

func setOf(ids []OID) map[OID]bool {
	set := make(map[OID]bool)
	for _, id := range ids {
		set[id] = true
	}
	return set
}

// relay writes the notes of a tree anew with the given depth of fan-out, as
// git does, and keeps the rest of the top.
func relay(t *rapid.T, db memoryObjects, root OID, depth int) OID {
	lister := newNoteLister(20, db.load)
	notes, _, err := lister.list(t.Context(), root)
	if err != nil {
		t.Fatal(err)
	}
	top, err := decodeTree(db[root], 20)
	if err != nil {
		t.Fatal(err)
	}
	dirs := map[string][]TreeEntry{}
	for _, e := range top {
		if !isFan(e) && !isNote(e, 40) {
			dirs[""] = append(dirs[""], e)
		}
	}
	for _, note := range notes {
		place := string(note.object[:2*depth])
		dirs[place] = append(dirs[place], TreeEntry{string(note.object[2*depth:]), ModeFile, note.blob})
	}
	// The deepest first: each directory becomes an entry of the one above.
	places := slices.SortedFunc(maps.Keys(dirs), func(a, b string) int { return len(b) - len(a) })
	for len(places) > 0 && places[0] != "" {
		content := EncodeTree(dirs[places[0]])
		id := hashObject("sha1", KindTree, content)
		db[id] = content
		above, name := places[0][:len(places[0])-2], places[0][len(places[0])-2:]
		dirs[above] = append(dirs[above], TreeEntry{name, ModeTree, id})
		delete(dirs, places[0])
		places = slices.SortedFunc(maps.Keys(dirs), func(a, b string) int {
			return (len(b)-len(a))*2 + strings.Compare(a, b)
		})
	}
	content := EncodeTree(dirs[""])
	id := hashObject("sha1", KindTree, content)
	db[id] = content
	return id
}
