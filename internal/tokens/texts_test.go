package tokens_test

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/promptgit/promptgit/internal/tokens"
)

func both(list []tokens.Diff) (was, is string) {
	var a, b strings.Builder
	for _, d := range list {
		if d.Kind != tokens.Added {
			a.WriteString(d.Token)
		}
		if d.Kind != tokens.Removed {
			b.WriteString(d.Token)
		}
	}
	return a.String(), b.String()
}

func fields(s string) []string { return strings.SplitAfter(s, " ") }

func TestTextsOfAnySizeLeadFromOneToTheOther(t *testing.T) {
	t.Parallel()
	line := rapid.SampledFrom([]string{"a\n", "b c\n", "\n", "long line of words\n", "界\n", strings.Repeat("x ", 300) + "\n", "no end"})
	text := rapid.Custom(func(t *rapid.T) string {
		unique := rapid.SliceOfN(rapid.IntRange(0, 50), 0, 300).Draw(t, "numbers")
		var b strings.Builder
		for _, n := range unique {
			fmt.Fprintf(&b, "line %d of %s", n, line.Draw(t, "line"))
		}
		return strings.Repeat(b.String(), rapid.IntRange(1, 20).Draw(t, "times"))
	})
	rapid.Check(t, func(t *rapid.T) {
		before, after := text.Draw(t, "before"), text.Draw(t, "after")
		list, _ := tokens.Texts(before, after, fields)
		if was, is := both(list); was != before || is != after {
			t.Fatalf("%d and %d bytes became %d and %d", len(before), len(after), len(was), len(is))
		}
	})
}

func TestShortTextsAreComparedWordByWord(t *testing.T) {
	t.Parallel()
	list, coarse := tokens.Texts("a b\nc d\n", "a x\nc d\n", fields)
	if coarse || len(list) == 0 {
		t.Fatalf("%v, %v", list, coarse)
	}
	for _, d := range list {
		if d.Kind == tokens.Removed && d.Token != "b\nc " {
			t.Errorf("%q", d.Token)
		}
	}
}

// megabytes is a text of lines that differ from each other.
func megabytes(mib int, seed string) string {
	var b strings.Builder
	for i := 0; b.Len() < mib<<20; i++ {
		fmt.Fprintf(&b, "%s line %d says that the quick brown fox jumps over %d lazy dogs\n", seed, i, i*7)
	}
	return b.String()
}

func TestOneWordInALongTextIsFound(t *testing.T) {
	t.Parallel()
	before := megabytes(5, "the")
	after := strings.Replace(before, "line 4000 says", "line 4000 claims", 1)
	list, coarse := tokens.Texts(before, after, fields)
	var removed, added []string
	for _, d := range list {
		switch d.Kind {
		case tokens.Removed:
			removed = append(removed, d.Token)
		case tokens.Added:
			added = append(added, d.Token)
		case tokens.Equal:
		}
	}
	if coarse || strings.Join(removed, "|") != "says " || strings.Join(added, "|") != "claims " {
		t.Errorf("%v %q %q", coarse, removed, added)
	}
}

func TestLongTextsThatDifferThroughoutAreToldAsWhole(t *testing.T) {
	t.Parallel()
	for name, pair := range map[string][2]string{
		"other lines":      {megabytes(5, "the"), megabytes(5, "a")},
		"one line each":    {"start " + strings.Repeat("a b c ", 1<<20) + "end", "start " + strings.Repeat("d e ", 1<<20) + "end"},
		"without a blank":  {strings.Repeat("a", 5<<20), strings.Repeat("b", 5<<20)},
		"the same letters": {strings.Repeat("a", 5<<20), strings.Repeat("a", 5<<20-1)},
		"empty lines":      {strings.Repeat("\n", 1<<20), strings.Repeat("x\n", 1<<20)},
		"reversed":         {megabytes(5, "the"), reversed(megabytes(5, "the"))},
	} {
		list, coarse := tokens.Texts(pair[0], pair[1], fields)
		if was, is := both(list); was != pair[0] || is != pair[1] {
			t.Errorf("%s: %d and %d bytes", name, len(was), len(is))
		}
		if !coarse && name != "reversed" {
			t.Errorf("%s: %d parts, which cannot have been compared word by word", name, len(list))
		}
	}
	list, _ := tokens.Texts("start "+strings.Repeat("a b ", 1<<16)+"end", "start "+strings.Repeat("c d ", 1<<16)+"end", fields)
	if first, last := list[0], list[len(list)-1]; first != (tokens.Diff{Kind: tokens.Equal, Token: "start "}) || last != (tokens.Diff{Kind: tokens.Equal, Token: " end"}) {
		t.Errorf("%v and %v", first, last)
	}
}

func reversed(text string) string {
	lines := strings.SplitAfter(text, "\n")
	for i, j := 0, len(lines)-1; i < j; i, j = i+1, j-1 {
		lines[i], lines[j] = lines[j], lines[i]
	}
	return strings.Join(lines, "")
}
