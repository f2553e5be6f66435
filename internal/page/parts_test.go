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

func TestTheOutputsOfStepsAreToldBesideTheLast(t *testing.T) {
	t.Parallel()
	answer := page.Answer{Steps: []page.StepOutput{{Name: "facts", Output: "<b>the facts</b>", Cut: 12}}, Output: "the end", Pass: true}
	one := page.Case{Name: "a", Key: "k", Outcome: page.Passed, Samples: 1, Answers: []page.Answer{answer}}
	both := []page.Word{{Kind: page.Both, Text: "the end"}}
	for _, v := range []page.View{
		&page.Detail{Iteration: page.Iteration{Rev: "r", Record: "id"}, Outputs: true, Cases: []page.Case{one}},
		&page.Compare{Cases: []page.Versus{{Name: "a", A: &one, B: &one, Output: both}}},
	} {
		text := draw(t, v)
		for _, want := range []string{"Output of step <bdi>facts</bdi>", "&lt;b&gt;the facts&lt;/b&gt;", "12 bytes more are left out"} {
			if !strings.Contains(text, want) {
				t.Errorf("%s does not tell %q", v.Kind(), want)
			}
		}
	}
}
