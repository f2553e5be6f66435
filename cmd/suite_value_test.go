package cmd

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt"
)

func TestALoggedTextIsSentAsItWasLogged(t *testing.T) {
	t.Parallel()
	piece := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{
		"{{ x }}", "{%", "%}", "{% endraw %}", "{%- endraw -%}", "{#", "#}", "{", "}", "\"", "\\", "\\n", "\n", "\r\n", "\t", "{% raw %}", "}}",
	}))
	p, err := prompt.Parse("prompts/a.md", []byte("<{{ ticket }}>"), prompt.Options{})
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		pieces := rapid.SliceOfN(piece, 0, 5).Draw(t, "pieces")
		text := strings.Join(pieces, "") + "." // a var loses one line end at its end
		vars := value.NewObject("ticket", verbatim(text), "x", "computed")
		messages, err := p.Render(t.Context(), vars, prompt.RenderOptions{})
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		if got := prompt.Flatten(messages); got != "<"+text+">" {
			t.Fatalf("%q was sent as %q", text, got)
		}
	})
}

func TestAssertionsAreReadAsTheyAreTyped(t *testing.T) {
	t.Parallel()
	tests := []struct{ typed, cell string }{
		{"is-json", "is-json null"},
		{"contains=a=b", `contains "a=b"`},
		{"not-contains=", `not-contains ""`},
		{"contains-any=[\"a\", 1]", `contains-any ["a",1]`},
		{"equals={broken", `equals "{broken"`},
	}
	for _, tt := range tests {
		a, err := parseAssert(tt.typed)
		if err != nil {
			t.Errorf("%s: %v", tt.typed, err)
		}
		if got := a.Type + " " + string(value.Canonical(a.Value)); got != tt.cell {
			t.Errorf("%s: got %s", tt.typed, got)
		}
	}
	for _, typed := range []string{"", "=x", "contain=x", "a b=c", "Contains=x"} {
		if a, err := parseAssert(typed); err == nil || hintOf(err) == "" {
			t.Errorf("%q gave %v, %v", typed, a, err)
		}
	}
	a, err := parseAssert("starts-with(0.5)=a")
	if err != nil || a.Threshold == nil || *a.Threshold != .5 {
		t.Errorf("got %v, %v", a, err)
	}
}

func TestADiffHasOneHunkWithThreeLinesAround(t *testing.T) {
	t.Parallel()
	asIs := func(s string) string { return s }
	got := oneHunk("s.yaml", false, "1\n2\n3\n4\n5", "1\n2\n3\n4\n5\n6", asIs)
	want := "--- a/s.yaml\n+++ b/s.yaml\n@@ -2,4 +2,5 @@\n 2\n 3\n 4\n-5\n\\ No newline at end of file\n+5\n+6\n\\ No newline at end of file\n"
	if stripped(got) != want {
		t.Errorf("got\n%s", got)
	}
	if got := oneHunk("s.yaml", true, "", "a\n", asIs); stripped(got) != "--- /dev/null\n+++ b/s.yaml\n@@ -0,0 +1,1 @@\n+a\n" {
		t.Errorf("got\n%s", got)
	}
}

func stripped(s string) string { return ansi.Strip(s) }
