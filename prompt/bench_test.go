package prompt_test

import (
	"strings"
	"testing"

	"github.com/promptgit/promptgit/prompt"
)

// longPrompt is a prompt of about 40 kB with all that a message can hold.
func longPrompt() []byte {
	var b strings.Builder
	b.WriteString("---\nmodel: openai:gpt-4.1-mini\ntemperature: 0.2\ninputs: [product, ticket]\n---\nsystem:\nYou answer for {{ product }}.\n\n")
	for _, name := range strings.Fields("Role Tone Limits Steps Form Language Escalation Refunds Sources Closing") {
		b.WriteString("## " + name + "\n\n")
		for range 12 {
			b.WriteString("Read the whole ticket before you answer, and name the invoice that it is about.\n\n- Never promise a date.\n- Ask for one thing at a time.\n\n```sh\n# not a heading\nmake all\n```\n\n")
		}
	}
	b.WriteString("user:\n{{ ticket }}\n")
	return []byte(b.String())
}

func BenchmarkParse(b *testing.B) {
	src := longPrompt()
	b.SetBytes(int64(len(src)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := prompt.Parse("prompts/support.md", src, prompt.Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCompare(b *testing.B) {
	src := longPrompt()
	before, err := prompt.Parse("prompts/support.md", src, prompt.Options{})
	if err != nil {
		b.Fatal(err)
	}
	after, err := prompt.Parse("prompts/support.md", []byte(strings.Replace(string(src), "one thing", "two things", 1)), prompt.Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(2 * len(src)))
	for b.Loop() {
		if n := len(prompt.Compare(before, after)); n != 1 {
			b.Fatalf("want one change, got %d", n)
		}
	}
}
