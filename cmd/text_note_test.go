package cmd

import (
	"strings"
	"testing"

	"github.com/promptgit/promptgit/internal/ui"
)

func TestWhatIsSaidOfATextFitsTheTerminal(t *testing.T) {
	t.Parallel()
	before, after := strings.Repeat("a line\n", 40)+"x", strings.Repeat("b lines\n", 40)+"y"
	list, _ := compared(before, after)
	v := textView{width: 30, indent: "  ", rows: 4, glyphs: ui.GlyphsFor(nil)}
	text := strings.Join(append(v.within(list, true), v.one(before)...), "\n")
	if !strings.Contains(text, "too long") || strings.Count(text, "--full") != 2 {
		t.Errorf("got\n%s", text)
	}
	for line := range strings.SplitSeq(text, "\n") {
		if ui.Width(line) > v.width {
			t.Errorf("%d columns: %q", ui.Width(line), line)
		}
	}
}
