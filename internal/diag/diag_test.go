package diag_test

import (
	"errors"
	"testing"

	"github.com/promptgit/promptgit/internal/diag"
)

func TestErrorsAreSortedByPlace(t *testing.T) {
	var e diag.Errors
	e.Addf(diag.Pos{Path: "b.yaml", Line: 2, Col: 1}, "second")
	e.Add(diag.Pos{Path: "a.yaml"}, "first", "type this")
	e.Addf(diag.Pos{Path: "b.yaml", Line: 2, Col: 7}, "third")
	want := "a.yaml: first\nb.yaml:2:1: second\nb.yaml:2:7: third"
	if got := e.Err().Error(); got != want {
		t.Errorf("want:\n%s\ngot:\n%s", want, got)
	}
	var found diag.Errors
	if !errors.As(e.Err(), &found) || found[0].Hint != "type this" {
		t.Errorf("the hint is lost: %v", found)
	}
}

func TestNoProblemsAreNoError(t *testing.T) {
	var e diag.Errors
	if err := e.Err(); err != nil {
		t.Errorf("want nil, got %v", err)
	}
}

func TestDidYouMean(t *testing.T) {
	known := []string{"contains", "contains-any", "equals", "is-json"}
	for name, want := range map[string]string{
		"contain":  `did you mean "contains"?`,
		"equal":    `did you mean "equals"?`,
		"isjson":   `did you mean "is-json"?`,
		"levensht": "",
	} {
		if got := diag.DidYouMean(name, known); got != want {
			t.Errorf("%s: want %q, got %q", name, want, got)
		}
	}
}
