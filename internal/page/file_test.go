package page_test

import (
	"iter"
	"strings"
	"testing"

	"github.com/promptgit/promptgit/internal/page"
)

func TestAFileOfManyPagesHasOneMainHeading(t *testing.T) {
	t.Parallel()
	views := []page.View{
		&page.Overview{}, &page.History{Prompt: "a.md"}, &page.Suite{Path: "suites/a.yaml"}, &page.Matrix{Prompt: "a.md"},
	}
	var parts iter.Seq2[page.FilePart, error] = func(yield func(page.FilePart, error) bool) {
		for i, v := range views {
			if !yield(page.FilePart{ID: "p" + string(rune('a'+i)), View: v}, nil) {
				return
			}
		}
	}
	var b strings.Builder
	file := page.File{Frame: page.Frame{Repository: "desk"}}
	if err := page.WriteFile(&b, &file, page.URLs{}, parts); err != nil {
		t.Fatal(err)
	}
	doc := tree(t, b.String())
	if main := elements(doc, "h1"); len(main) != 1 {
		t.Errorf("%d main headings, want 1", len(main))
	}
	if got := len(elements(doc, "h2")); got != len(views) {
		t.Errorf("%d headings of parts, want %d", got, len(views))
	}
}
