package gitops

import (
	"bytes"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestObjectIDs(t *testing.T) {
	t.Parallel()
	hex := strings.Repeat("0123456789abcdef", 4)
	rows := []struct {
		name, in string
		want     OID
	}{
		{"SHA-1", hex[:40], OID(hex[:40])},
		{"SHA-256", hex, OID(hex)},
		{"upper case", strings.ToUpper(hex), OID(hex)},
		{"an abbreviation", hex[:12], ""},
		{"no hex", strings.Repeat("g", 40), ""},
		{"control characters", strings.Repeat("\x10", 40), ""},
		{"a sign", "-" + hex[:39], ""},
		{"empty", "", ""},
	}
	for _, row := range rows {
		if got, ok := ParseOID(row.in); got != row.want || ok != (row.want != "") {
			t.Errorf("%s: %q, %v", row.name, got, ok)
		}
	}
	// The ids that every Git user knows by heart.
	sha1, sha256 := &Repo{ObjectFormat: "sha1"}, &Repo{ObjectFormat: "sha256"}
	if sha1.EmptyTree() != "4b825dc642cb6eb9a060e54bf8d69288fbee4904" || sha1.HashBlob(nil) != "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391" {
		t.Error("the ids of the empty objects are wrong")
	}
	if sha256.EmptyTree() != "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321" {
		t.Error("the id of the empty SHA-256 tree is wrong")
	}
}

func TestACommitObjectIsRead(t *testing.T) {
	t.Parallel()
	tree, parent := strings.Repeat("a", 40), strings.Repeat("b", 40)
	content := "tree " + tree + "\nparent " + parent + "\nauthor Ada <a> L <ada@x> 1763791200 -0330\n" +
		"committer C <c@x> 1 +0000\ngpgsig -----BEGIN\n tree of a continuation\n\nA subject\non two lines\n\nbody\n"
	c, err := decodeCommit([]byte(content))
	if err != nil {
		t.Fatal(err)
	}
	if c.Tree != OID(tree) || !slices.Equal(c.Parents, []OID{OID(parent)}) || c.Subject != "A subject on two lines" {
		t.Errorf("read %+v", c)
	}
	if got := c.Time.Format(time.RFC3339); got != "2025-11-22T02:30:00-03:30" {
		t.Errorf("the time is %s", got)
	}
	for _, bad := range []string{"", "tree zz\n\n", "parent " + parent + "\n\nno tree", "tree " + tree + "\nparent x\n\n"} {
		if c, err := decodeCommit([]byte(bad)); err == nil {
			t.Errorf("%q gives %+v", bad, c)
		}
	}
}

func TestTimesAndSubjectsOfOddCommits(t *testing.T) {
	t.Parallel()
	for message, want := range map[string]string{
		"one\r\ntwo\r\n\r\nbody\r\n": "one two", "\n \nlate\n \t\nbody": "late", "": "", " \n\n": "", "a\rb": "a b",
	} {
		if got := subject(message); got != want {
			t.Errorf("the subject of %q is %q, want %q", message, got, want)
		}
	}
	for _, at := range [][2]string{{"99999999999999", "+0000"}, {"253402300799", "+1400"}, {"1763791200", "+99999999"}, {"-5", "+0000"}, {"9223372036854775807", "-2359"}} {
		if _, err := parseTime(at[0], at[1]).MarshalJSON(); err != nil {
			t.Errorf("the time %v cannot be written: %v", at, err)
		}
	}
}

func TestACommitInAnotherEncodingReadsAsUTF8(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.git("config", "i18n.commitEncoding", "ISO-8859-1")
	l.git("commit", "-q", "--allow-empty", "-m", "gr\xfc\xdfe", "--author=J\xfcrgen <j@x>")
	c, err := l.open().Commit(t.Context(), OID(l.git("rev-parse", "HEAD")))
	if err != nil || c.Subject != "grüße" || c.Author != "Jürgen" || len(c.Parents) != 1 || c.Tree == "" {
		t.Errorf("read %+v, %v", c, err)
	}
}

func TestTreesSurviveARoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		size := rapid.SampledFrom([]int{20, 32}).Draw(t, "id size")
		entry := rapid.Custom(func(t *rapid.T) TreeEntry {
			name := rapid.StringMatching(`[a-c.\t\n "-0]{1,4}`).Filter(func(s string) bool { return !strings.Contains(s, "/") })
			id := rapid.StringMatching(`[0-9a-f]{40}`)
			if size == 32 {
				id = rapid.StringMatching(`[0-9a-f]{64}`)
			}
			mode := rapid.SampledFrom([]Mode{ModeTree, ModeFile, ModeExecutable, ModeSymlink, ModeSubmodule})
			return TreeEntry{Name: name.Draw(t, "name"), Mode: mode.Draw(t, "mode"), ID: OID(id.Draw(t, "id"))}
		})
		entries := rapid.SliceOfDistinct(entry, func(e TreeEntry) string { return e.Name }).Draw(t, "entries")
		content := EncodeTree(entries)
		back, err := decodeTree(content, size)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(EncodeTree(back), content) || len(back) != len(entries) {
			t.Errorf("%v became %v", entries, back)
		}
	})
}

func FuzzDecodingATree(f *testing.F) {
	f.Add(EncodeTree([]TreeEntry{{Name: "a", Mode: ModeFile, ID: OID(strings.Repeat("a", 40))}}), false)
	f.Add([]byte("100644 a\x00short"), false)
	f.Add([]byte("40000 \x00"), true)
	f.Fuzz(func(t *testing.T, content []byte, long bool) {
		size := 20
		if long {
			size = 32
		}
		entries, err := decodeTree(content, size)
		for _, e := range entries {
			if e.Name == "" || len(e.ID) != 2*size {
				t.Errorf("read %+v, %v", e, err)
			}
		}
	})
}

func FuzzDecodingACommit(f *testing.F) {
	f.Add([]byte("tree " + strings.Repeat("a", 40) + "\nauthor A <a@b> 1 +0000\n\nsubject\n"))
	f.Add([]byte("author > < x\n\n"))
	f.Fuzz(func(t *testing.T, content []byte) {
		c, err := decodeCommit(content)
		if err == nil && c.Tree == "" || strings.ContainsAny(c.Subject, "\r\n") {
			t.Errorf("read %+v", c)
		}
	})
}

func TestACommitReadsBackAsItWasWritten(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		id := rapid.StringMatching(`[0-9a-f]{40}`)
		in := CommitData{
			Tree:    OID(id.Draw(t, "tree")),
			Author:  Signature{Name: rapid.StringMatching(`[A-Za-zü]([ A-Za-z.]*[A-Za-z])?`).Draw(t, "name"), Email: "a@b", When: time.Unix(rapid.Int64Range(0, 4e9).Draw(t, "time"), 0).UTC()},
			Message: rapid.String().Draw(t, "message"),
		}
		for range rapid.IntRange(0, 3).Draw(t, "parents") {
			in.Parents = append(in.Parents, OID(id.Draw(t, "parent")))
		}
		out, err := decodeCommit(EncodeCommit(in))
		if err != nil {
			t.Fatal(err)
		}
		want := strings.ReplaceAll(in.Message, "\x00", "")
		if !strings.HasSuffix(in.Message, "\n") {
			want += "\n"
		}
		if out.Tree != in.Tree || !slices.Equal(out.Parents, in.Parents) || out.Author != in.Author.Name || !out.Time.Equal(in.Author.When) || out.Message != want {
			t.Errorf("%+v became %+v: %s", in, out, cmp.Diff(want, out.Message))
		}
	})
}

func TestASharedRepositoryStaysShared(t *testing.T) {
	t.Parallel()
	p := newNotesPlace(t, "--shared=group")
	lines := map[OID][]string{}
	for i, object := range p.objects(packAbove + 1) {
		lines[object] = []string{record(i)}
	}
	p.append(Batch{Lines: map[OID][]string{p.objects(1)[0]: {record(0)}}}) // loose objects
	p.append(Batch{Lines: lines})                                          // a pack
	err := filepath.WalkDir(filepath.Join(p.dir, ".git", "objects"), func(path string, e fs.DirEntry, err error) error {
		if err != nil || !e.IsDir() {
			return err
		}
		info, err := e.Info()
		if err == nil && info.Mode()&0o020 == 0 {
			t.Errorf("the group cannot write to %s: %v", path, info.Mode())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
