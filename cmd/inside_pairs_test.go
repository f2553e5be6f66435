package cmd

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestPromptsInsideAFileAreFollowed(t *testing.T) {
	t.Parallel()
	list := func(texts ...string) []held {
		var all []held
		for i, text := range texts {
			all = append(all, held{"prompts/" + string(rune('0'+i)), text})
		}
		return all
	}
	for _, c := range []struct {
		name     string
		was, now []held
		want     []int
	}{
		{"by name", []held{{"a", "one"}, {"b", "two"}}, []held{{"b", "new"}, {"a", "two"}}, []int{1, 0}},
		{"under another name", []held{{"a", "one two"}}, []held{{"b", "one two"}}, []int{0}},
		{"mostly the same under another name", []held{{"a", "one two three"}}, []held{{"b", "one two four"}}, []int{0}},
		{"another one", []held{{"a", "one two three"}}, []held{{"b", "four five six"}}, []int{-1}},
		{"a file that becomes one of parts", []held{{"", "id"}}, []held{{"a", "text"}}, []int{-1}},
		{"in a list, moved", list("one", "two"), list("zero", "one", "two"), []int{-1, 0, 1}},
		{"in a list, moved and edited", list("one a b", "two a b"), list("two a c"), []int{1}},
		{"in a list, edited", list("one", "two"), list("one", "three"), []int{0, 1}},
		{"in a list, twice the same", list("one", "one"), list("one"), []int{0}},
		{"nothing before", nil, list("one"), []int{-1}},
	} {
		if diff := cmp.Diff(c.want, pairHeld(c.was, c.now)); diff != "" {
			t.Errorf("%s: want -, got +:\n%s", c.name, diff)
		}
	}
}
