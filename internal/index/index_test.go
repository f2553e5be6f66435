package index_test

import (
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/promptgit/promptgit/internal/index"
	"github.com/promptgit/promptgit/internal/value"
)

type inner struct {
	Name string
	low  *float64
}

// row has a field of each kind.
type row struct {
	inner
	Text   string
	whole  int
	long   *int64
	list   []string
	pair   *[2]float64
	counts map[string]int
	parts  []inner
	at     time.Time
	object *value.Object
	flag   bool
}

func drawn() *rapid.Generator[row] {
	number := rapid.OneOf(rapid.Float64(), rapid.SampledFrom([]float64{0, 1, -1, 63, 64, 0.5}))
	text := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"", "a", "suites/p.yaml"}))
	in := rapid.Custom(func(t *rapid.T) inner {
		return inner{text.Draw(t, "name"), rapid.Ptr(number, true).Draw(t, "low")}
	})
	return rapid.Custom(func(t *rapid.T) row {
		r := row{
			inner: in.Draw(t, "inner"), Text: text.Draw(t, "text"), whole: rapid.Int().Draw(t, "whole"), long: rapid.Ptr(rapid.Int64(), true).Draw(t, "long"),
			list: rapid.SliceOfN(text, 0, 3).Draw(t, "list"), counts: rapid.MapOfN(text, rapid.Int(), 0, 3).Draw(t, "counts"),
			parts: rapid.SliceOfN(in, 0, 3).Draw(t, "parts"), flag: rapid.Bool().Draw(t, "flag"),
			at: time.Unix(rapid.Int64Range(-1e11, 2e11).Draw(t, "seconds"), 0).UTC(),
		}
		if offset := rapid.IntRange(-12, 14).Draw(t, "zone"); offset != 0 {
			r.at = r.at.In(time.FixedZone("", 3600*offset))
		}
		if rapid.Bool().Draw(t, "pair") {
			r.pair = &[2]float64{number.Draw(t, "a"), number.Draw(t, "b")}
		}
		if rapid.Bool().Draw(t, "nil") {
			r.list, r.counts, r.parts = nil, nil, nil
		}
		if rapid.Bool().Draw(t, "object") {
			r.object = value.NewObject("model", "m", "a", 1.5)
		}
		return r
	})
}

func TestAListComesBackAsItWas(t *testing.T) {
	t.Parallel()
	form := index.NewForm[row]()
	rapid.Check(t, func(t *rapid.T) {
		want := rapid.SliceOfN(drawn(), 0, 5).Draw(t, "rows")
		block, ok := form.Append(nil, want)
		if !ok {
			t.Fatal("it has no form")
		}
		got := make([]row, len(want))
		if !form.Read(string(block), got) {
			t.Fatal("it cannot be read")
		}
		for i := range want {
			if !want[i].at.Equal(got[i].at) || want[i].at.Format(time.RFC3339) != got[i].at.Format(time.RFC3339) {
				t.Fatalf("want %v, got %v", want[i].at, got[i].at)
			}
			want[i].at, got[i].at = time.Time{}, time.Time{}
		}
		if !reflect.DeepEqual(want, got) {
			t.Fatalf("want %+v\ngot  %+v", want, got)
		}
		if form.Read(string(block)+"x", make([]row, len(want))) || form.Read(string(block), make([]row, len(want)+1)) {
			t.Fatal("a block of other rows was read")
		}
	})
}

func TestADamagedBlockIsReadAsNoneAndWithoutHarm(t *testing.T) {
	t.Parallel()
	form := index.NewForm[row]()
	rapid.Check(t, func(t *rapid.T) {
		form.Read(string(rapid.SliceOf(rapid.Byte()).Draw(t, "bytes")), make([]row, 3))
	})
}

func TestAnotherLayoutIsAnotherText(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, layout := range []string{
		index.NewForm[struct{ a, b int }]().Layout(), index.NewForm[struct{ b, a int }]().Layout(), index.NewForm[struct{ a, b *int }]().Layout(),
		index.NewForm[struct{ a []int }]().Layout(), index.NewForm[struct{ a [2]int }]().Layout(), index.NewForm[struct{ a [3]int }]().Layout(),
		index.NewForm[struct{ a map[string]int }]().Layout(), index.NewForm[struct{ a time.Time }]().Layout(),
	} {
		if seen[layout] {
			t.Errorf("%s is there twice", layout)
		}
		seen[layout] = true
	}
}

func TestAFileIsWholeOrAsGoodAsNone(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "deep", "index")
	if _, ok := index.Read(dir, "a"); ok {
		t.Error("there is none")
	}
	blocks := []string{"one", "", strings.Repeat("two", 1000)}
	if err := index.Write(dir, "a", blocks...); err != nil {
		t.Fatal(err)
	}
	if got, ok := index.Read(dir, "a"); !ok || !reflect.DeepEqual(got, blocks) {
		t.Fatalf("want %v, got %v", blocks, got)
	}
	file := filepath.Join(dir, "a.rows")
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	damaged := map[string][]byte{"": {}, "another program": []byte("SQLite format 3\x00")}
	for i := range whole {
		if i < 40 || i%97 == 0 {
			other := append([]byte{}, whole...)
			other[i] ^= 0x20
			damaged["bit at "+strconv.Itoa(i)] = other
			damaged["cut at "+strconv.Itoa(i)] = whole[:i]
		}
	}
	damaged["longer"] = append(append([]byte{}, whole...), 0)
	for what, text := range damaged {
		if err := os.WriteFile(file, text, 0o600); err != nil {
			t.Fatal(err)
		}
		if got, ok := index.Read(dir, "a"); ok {
			t.Errorf("%s: it was read: %q", what, got)
		}
	}
}

func TestOnlyTheNewestFilesStay(t *testing.T) {
	t.Parallel()
	dir, now := t.TempDir(), time.Now()
	leftBehind := filepath.Join(dir, ".part-1")
	if err := os.WriteFile(leftBehind, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	for i := range 20 {
		name := "v" + strconv.Itoa(i)
		if err := index.Write(dir, name, name); err != nil {
			t.Fatal(err)
		}
		at := now.Add(time.Duration(i-20) * time.Minute)
		if err := os.Chtimes(filepath.Join(dir, name+".rows"), at, at); err != nil {
			t.Fatal(err)
		}
	}
	if got := index.Names(dir, "v"); len(got) == 0 || len(got) > 9 || got[0] != "v19" {
		t.Errorf("got %v", got)
	}
	if _, err := os.Stat(leftBehind); err != nil {
		t.Error("a file that is being written was removed")
	}
	old := now.Add(-2 * time.Hour)
	if err := os.Chtimes(leftBehind, old, old); err != nil {
		t.Fatal(err)
	}
	if err := index.Write(dir, "w"); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(leftBehind); err == nil {
		t.Error("what a crash left behind is still there")
	}
}
