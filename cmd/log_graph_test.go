package cmd

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/promptgit/promptgit/internal/ui"
)

// drawn draws a history of lines "rev parent parent", newest first, of which those
// named in hidden are left out.
func drawn(env []string, history, hidden string) string {
	var all []*logEntry
	shown := map[string]bool{}
	for line := range strings.Lines(history) {
		words := strings.Fields(line)
		all = append(all, &logEntry{json: entryJSON{Rev: words[0]}, parents: words[1:]})
		shown[words[0]] = !strings.Contains(hidden, words[0])
		if !shown[words[0]] {
			delete(shown, words[0])
		}
	}
	g := &logGraph{glyphs: ui.GlyphsFor(env)}
	parents := shownParents(all, shown)
	var lines []string
	for _, e := range all {
		if rev := e.json.Rev; shown[rev] {
			row := g.next(rev, parents[rev])
			lines = append(lines, strings.TrimRight(row.left+string(g.glyphs.Node)+" "+row.right, " ")+" "+rev)
			lines = append(lines, row.below...)
		}
	}
	return strings.Join(lines, "\n")
}

func TestAGraphDrawsForksAndMerges(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		env                   []string
		history, hidden, want string
	}{
		"one line": {nil, "c b\nb a\na", "", "● c\n● b\n● a"},
		"two branches of one": {
			nil, "d a\nc b\nb a\na", "",
			"● d\n│ ● c\n│ ● b\n├─╯\n● a",
		},
		"a merge": {
			nil, "m c b\nc a\nb a\na", "",
			"● m\n├─╮\n● │ c\n│ ● b\n├─╯\n● a",
		},
		"the branch first": {
			nil, "m c b\nb a\nc a\na", "",
			"● m\n├─╮\n│ ● b\n● │ c\n├─╯\n● a",
		},
		"an octopus": {
			nil, "m a b c\nc z\nb z\na z\nz", "",
			"● m\n├─╮\n├─┼─╮\n│ │ ● c\n│ ● │ b\n│ ├─╯\n● │ a\n├─╯\n● z",
		},
		"a lane is used again": {
			nil, "e d\nx a\nd c\nc b\ny b\nb a\na", "",
			"● e\n│ ● x\n● │ d\n● │ c\n│ │ ● y\n├─┼─╯\n● │ b\n├─╯\n● a",
		},
		"a merge of what is drawn already": {
			nil, "t b\nm c b\nc a\nb a\na", "",
			"● t\n│ ● m\n├─┤\n│ ● c\n● │ b\n├─╯\n● a",
		},
		"two beginnings": {nil, "b\na", "", "● b\n● a"},
		"a hidden commit stands for its parents": {
			nil, "m c b\nc a\nb a\na", "c",
			"● m\n├─╮\n│ ● b\n├─╯\n● a",
		},
		"a hidden merge":                  {nil, "d m\nm c b\nc a\nb a\na", "m b", "● d\n├─╮\n● │ c\n├─╯\n● a"},
		"a parent that was not asked for": {nil, "c b\nb x y", "", "● c\n● b\n├─╮"},
		"a parent twice":                  {nil, "b a a\na", "", "● b\n● a"},
		"ASCII": {
			[]string{"TERM=dumb"},
			"m c b\nc a\nb a\na", "",
			"* m\n|-.\n* | c\n| * b\n|-'\n* a",
		},
	} {
		if diff := cmp.Diff(c.want, drawn(c.env, c.history, c.hidden)); diff != "" {
			t.Errorf("%s: want -, got +:\n%s", name, diff)
		}
	}
}

func TestALongGraphIsDrawnSoon(t *testing.T) {
	t.Parallel()
	var history strings.Builder
	for i := range 20_000 {
		fmt.Fprintf(&history, "r%d. r%d.\n", i, i+1)
	}
	if lines := strings.Count(drawn(nil, history.String(), ""), "\n"); lines != 20_000-1 {
		t.Errorf("want a line for each, got %d", lines)
	}
}
