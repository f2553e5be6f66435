package edge_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/promptgit/promptgit/internal/edge"
)

func TestEveryInputIsNamedOnceAndIsText(t *testing.T) {
	t.Parallel()
	kinds, texts := map[string]bool{}, map[string]bool{}
	for _, in := range edge.Inputs() {
		if kinds[in.Kind] || texts[in.Text] || in.Kind == "" || in.Says == "" {
			t.Errorf("%q is not named, or twice there", in.Kind)
		}
		kinds[in.Kind], texts[in.Text] = true, true
		if !utf8.ValidString(in.Text) {
			t.Errorf("%s is not UTF-8", in.Kind)
		}
		if in.Large != (len(in.Text) > 2000) {
			t.Errorf("%s has %d bytes", in.Kind, len(in.Text))
		}
		if in.Template != strings.Contains(in.Text, "{{") {
			t.Errorf("%s: template marks", in.Kind)
		}
	}
}

func TestAnInputThatIsQuotedDoesNotHoldItsCanary(t *testing.T) {
	t.Parallel()
	canaries := map[string]bool{}
	for _, in := range edge.Inputs() {
		injected := strings.HasPrefix(in.Kind, "injection") || in.Template
		if injected != (in.Canary != "" || in.Leak) {
			t.Errorf("%s: canary %q", in.Kind, in.Canary)
		}
		if in.Canary == "" {
			continue
		}
		if strings.Contains(strings.ToLower(in.Text), in.Canary) || canaries[in.Canary] {
			t.Errorf("%s holds its canary %q, or another has it", in.Kind, in.Canary)
		}
		canaries[in.Canary] = true
	}
	if len(canaries) < 7 {
		t.Errorf("only %d injections", len(canaries))
	}
}

func TestTheScriptsAreThere(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for _, in := range edge.Inputs() {
		b.WriteString(in.Text)
	}
	all := b.String()
	for _, script := range []string{"Arabic", "Hebrew", "Han", "Hiragana", "Devanagari", "Thai", "Cyrillic"} {
		if !strings.ContainsFunc(all, func(r rune) bool { return unicode.Is(unicode.Scripts[script], r) }) {
			t.Errorf("nothing is in %s", script)
		}
	}
}

func TestWordsAreCounted(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 17, 10_000} {
		if got := len(strings.Fields(edge.Words(n))); got != n {
			t.Errorf("%d words, not %d", got, n)
		}
	}
}
