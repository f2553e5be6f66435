package cmd

import (
	"context"
	"os/exec"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestALabelOfAnyPromptIsANameThatGitTakes(t *testing.T) {
	t.Parallel()
	check := func(tb interface{ Fatalf(string, ...any) }, prompt, label string) {
		ref := labelRef(prompt, label)
		if out, err := exec.CommandContext(context.Background(), "git", "check-ref-format", ref).CombinedOutput(); err != nil {
			tb.Fatalf("git refuses %q of %q and %q: %v %s", ref, prompt, label, err, out)
		}
		gotPrompt, gotLabel, ok := labelOf(ref)
		if !ok || gotPrompt != prompt || gotLabel != label {
			tb.Fatalf("labelOf(%q) = %q, %q, %v, want %q, %q", ref, gotPrompt, gotLabel, ok, prompt, label)
		}
	}
	for _, c := range [][2]string{
		{"prompts/triage.md", "production"},
		{".github/prompts/a b.prompt.md", "v1.0."},
		{"src/app.py#greeting", "@"},
		{"promptfooconfig.yaml#prompts/0", "a..b"},
		{"prompts/x.lock", "50%"},
		{"prompts/Ünï/日本.md", "größer/kleiner"},
		{"a~^:?*[\\@{b", "\x01"},
	} {
		check(t, c[0], c[1])
	}
	part := rapid.StringOfN(rapid.RuneFrom([]rune("ab.@{/lock ~^:?*[\\%ü\x7f\x01")), 1, 12, -1)
	rapid.Check(t, func(r *rapid.T) {
		prompt := strings.Trim(part.Draw(r, "prompt"), "/")
		for strings.Contains(prompt, "//") {
			prompt = strings.ReplaceAll(prompt, "//", "/")
		}
		label := part.Draw(r, "label")
		if prompt == "" {
			prompt = "p"
		}
		check(r, prompt, label)
	})
}

func TestARefThatIsNoLabelIsNotTakenForOne(t *testing.T) {
	t.Parallel()
	for _, ref := range []string{"refs/heads/main", "refs/promptgit/labels/production", "refs/promptgit/labels/a%zz/b", "refs/promptgit/labels/", "refs/promptgit/labels/a/%70roduction", "refs/promptgit/labels/%61/b"} {
		if prompt, label, ok := labelOf(ref); ok {
			t.Errorf("labelOf(%q) = %q, %q", ref, prompt, label)
		}
	}
}
