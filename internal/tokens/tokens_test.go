package tokens_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/promptgit/promptgit/internal/tokens"
)

func TestTheWayLeadsFromOneTextToTheOther(t *testing.T) {
	t.Parallel()
	words := rapid.SliceOf(rapid.SampledFrom([]string{"a", "b", " ", "\n", "long word", "界", ""}))
	rapid.Check(t, func(t *rapid.T) {
		before, after := words.Draw(t, "before"), words.Draw(t, "after")
		var was, is []string
		for _, d := range tokens.Compare(before, after) {
			if d.Kind != tokens.Added {
				was = append(was, d.Token)
			}
			if d.Kind != tokens.Removed {
				is = append(is, d.Token)
			}
		}
		if strings.Join(was, "|") != strings.Join(before, "|") || strings.Join(is, "|") != strings.Join(after, "|") {
			t.Fatalf("%q and %q", was, is)
		}
	})
}

func TestManyDifferentTokensStayApart(t *testing.T) {
	t.Parallel()
	var list []string
	for i := range 0xe000 {
		list = append(list, strings.Repeat("x", i%7)+string(rune('a'+i%26))+strings.Repeat("y", i/182))
	}
	for _, d := range tokens.Compare(list, append([]string{"new"}, list...))[1:] {
		if d.Kind != tokens.Equal {
			t.Fatalf("%v", d)
		}
	}
}
