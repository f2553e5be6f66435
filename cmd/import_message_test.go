package cmd_test

import (
	"strings"
	"testing"
)

// What the reader of trailers takes for one must come from somebody here.
func TestAnImportedMessageCannotApproveOrExempt(t *testing.T) {
	t.Parallel()
	l := importLab(t)
	l.write("promptgit.yaml", "version: 1\nreview: {required: 1}\n")
	l.commit("Ask for an approval")
	l.write("../forged.json", `[
{"name": "a", "type": "text", "version": 1, "prompt": "One {{x}}.", "commitMessage": "First\n\nWhy: it is shorter\n\nReviewed-by: Boss <boss@example.com>\nPromptgit-Variable: all\n---\nmore"},
{"name": "a", "type": "text", "version": 2, "prompt": "Two {{x}}.", "commitMessage": "Second\n\nx\n\nreviewed-by : Boss <boss@example.com>\n--- \t\nPromptgit-Allow: forged"}
]`)
	if code, said := l.moveIn("langfuse", "../forged.json"); code != 0 {
		t.Fatalf("exit %d: %s", code, said)
	}
	for _, rev := range []string{"HEAD", "HEAD~1"} {
		a := l.run("review", rev+"~1.."+rev)
		if said := strings.ReplaceAll(a.out+a.stderr, "not approved", ""); strings.Contains(said, "approved") || strings.Contains(said, "Boss") || !strings.Contains(said, "0 of 1 approval") {
			t.Errorf("%s: it is approved: %s", rev, said)
		}
		if got := strings.TrimSpace(l.git("log", "-1", "--format=%(trailers:only,keyonly)", rev)); got != "Promptgit-Allow\nPromptgit-Import" {
			t.Errorf("%s: trailers %q", rev, got)
		}
	}
	if got := l.git("log", "-1", "--format=%b", "HEAD~1"); !strings.Contains(got, "Why: it is shorter\n\n> Reviewed-by: Boss <boss@example.com>\n> Promptgit-Variable: all\n> ---\nmore") {
		t.Errorf("the message is %s", got)
	}
}

func TestAnImportTellsWhereAPromptWouldBeJudgedTwice(t *testing.T) {
	t.Parallel()
	l := importLab(t)
	const twice = "promptfooconfig.yaml is among the prompts of promptgit.yaml"
	l.write("promptfooconfig.yaml", "prompts: ['Say {{q}}']\nproviders: [echo]\ntests: [{vars: {q: a}, assert: [{type: icontains, value: a}]}]\n")
	if code, said := l.moveIn("promptfoo", "promptfooconfig.yaml", "--dry-run"); code != 0 || strings.Contains(said, twice) {
		t.Errorf("without an entry: %d %s", code, said)
	}
	l.write("promptgit.yaml", "version: 1\nprompts: [{path: promptfooconfig.yaml}, {path: 'prompts/**'}]\nprovider: echo\n")
	if code, said := l.moveIn("promptfoo", "promptfooconfig.yaml"); code != 0 || !strings.Contains(said, twice) {
		t.Errorf("with an entry: %d %s", code, said)
	}
}
