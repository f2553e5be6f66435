package prompt_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/promptgit/promptgit/prompt"
)

// Thousands of components, the first and the last of them edited:
// a table of all pairs would take gigabytes.
func TestLongPromptsAreComparedWithoutATableOfAllPairs(t *testing.T) {
	t.Parallel()
	const many = 20_000
	for name, part := range map[string]func(i int) string{
		"blocks":       func(i int) string { return "words " + strconv.Itoa(i) + "\n\n" },
		"equal blocks": func(int) string { return "words\n\n" },
		"sections":     func(i int) string { return "# H" + strconv.Itoa(i) + "\nwords\n" },
		"one heading":  func(i int) string { return "# H\nwords " + strconv.Itoa(i) + "\n" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var b strings.Builder
			for i := range many {
				b.WriteString(part(i))
			}
			before := parse(t, "p.md", part(many)+"one apple\n\n"+b.String()+part(many)+"last pear\n")
			after := parse(t, "p.md", part(many)+"other apple\n\n"+b.String()+part(many)+"latest pear\n")
			if got := prompt.Compare(before, after); len(got) != 2 {
				t.Errorf("%d changes", len(got))
			}
		})
	}
}

// Each of these looked for its end through all that follows.
func TestTagsWithoutAnEndAreReadOnce(t *testing.T) {
	t.Parallel()
	for path, tag := range map[string]string{"p.md": "{% raw %}", "p.prompt": "{{!-- ", "q.prompt": "{{{ "} {
		p := parse(t, path, strings.Repeat(tag, 20_000))
		if len(p.Variables) == 0 {
			t.Errorf("%s: nothing was read", path)
		}
	}
}
