package grade

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"pgregory.net/rapid"
)

// table is the distance by the whole table, one cell at a time.
func table(a, b []uint16) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range a {
		diagonal := row[0]
		row[0] = i + 1
		for j := range b {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

func TestTheDistanceInABandIsThatOfTheWholeTable(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		letters := rapid.SampledFrom([]uint16{'a', 'b', 'c', 0xd83d})
		a := rapid.SliceOfN(letters, 0, 300).Draw(t, "a")
		b := slices.Clone(a)
		if rapid.Bool().Draw(t, "unrelated") {
			b = rapid.SliceOfN(letters, 0, 300).Draw(t, "b")
		}
		for range rapid.IntRange(0, 20).Draw(t, "edits") {
			at := rapid.IntRange(0, len(b)).Draw(t, "at")
			if at < len(b) && rapid.Bool().Draw(t, "remove") {
				b = slices.Delete(b, at, at+1)
			} else {
				b = slices.Insert(b, at, letters.Draw(t, "letter"))
			}
		}
		want := table(a, b)
		most := rapid.OneOf(rapid.IntRange(-1, 310), rapid.IntRange(want-2, want+2)).Draw(t, "most")
		got, within, err := editDistance(a, b, most)
		if err != nil || within != (want <= most) || within && got != want {
			t.Fatalf("want %d, at most %d; got %d, %v, %v", want, most, got, within, err)
		}
	})
}

func TestLongTextsAreComparedInABandOrNotAtAll(t *testing.T) {
	t.Parallel()
	long := func(s string, n int) []uint16 { return utf16.Encode([]rune(strings.Repeat(s, n))) }
	a, b := long("ab", 500_000), long("ba", 500_000)
	if edits, within, err := editDistance(a, b, 5); err != nil || !within || edits != 2 {
		t.Errorf("want 2 edits, got %d, %v, %v", edits, within, err)
	}
	if _, within, err := editDistance(long("a", 100_000), long("b", 100_000), 100_000); err != nil || !within {
		t.Errorf("want a distance of 100,000 characters: %v", err)
	}
	if _, _, err := editDistance(a, long("c", 1_000_000), 1_000_000); err == nil || !strings.Contains(err.Error(), "too long") {
		t.Errorf("want an error, got %v", err)
	}
}
