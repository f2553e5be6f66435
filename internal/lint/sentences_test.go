package lint_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/lint"
	"github.com/promptgit/promptgit/prompt"
)

// Each sentence has the form of a demand, or of what only looks like one.
func TestWhatADemandIs(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"Be friendly and concise.":                                                  true,
		"Be friendly, concise, and brief.":                                          true,
		"Take care to be very detailed about the bill.":                             true,
		"Write a high-quality summary of the ticket.":                               true,
		"- Make sure the reply is high quality and sounds friendly.":                true,
		"Use a suitable tone.":                                                      true,
		"Tickets may be short.":                                                     false,
		"The token must be short-lived.":                                            false,
		"Few returns indicate high quality of the wheels.":                          false,
		"- High-quality bicycle tires":                                              false,
		"You advise guests who want high-quality bicycles.":                         false,
		"- Close the ticket if needed":                                              false,
		"Send photos with suitable level marks.":                                    false,
		"Use a suitable format string.":                                             false,
		"Keep it brief. At most two lines.":                                         false,
		"{# be concise #}Sort it.":                                                  false,
		"Use a nice tone, e.g. Dear guest.":                                         false,
		"````\n```\nBe concise.\n```\n````":                                         false,
		"# Examples\n\nInput: Be concise.\nOutput: other\n":                         false,
		"<examples>\n<example>\nBe concise.\n</example>\n</examples>\n\nSort them.": false,
	} {
		found := slices.Contains(codes(lint.Run(lint.Input{Prompt: parse(t, "Sort the ticket into billing or other.\n\n"+text+"\n")}, nil)), "PG202")
		if found != want {
			t.Errorf("%q: found %t, want %t", text, found, want)
		}
	}
}

func TestATaskMayBeShortAndInAnyScript(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"{{ ticket }}":                    true,
		"Hi {{ name }}":                   true,
		"Translate to French: {{ text }}": false,
		"Say hello!":                      false,
		"把这张工单分类:{{ ticket }}":            false,
		"次の文を要約してください。{{ text }}":            false,
		"system:\n{{ rules }}\nuser:\n{{x}}": false,
	} {
		if found := slices.Contains(codes(lint.Run(lint.Input{Prompt: parse(t, text+"\n")}, nil)), "PG201"); found != want {
			t.Errorf("%q: found %t, want %t", text, found, want)
		}
	}
}

func TestADemandIsBuriedOnlyWhereTheEdgesDemandNothing(t *testing.T) {
	t.Parallel()
	filler := strings.Repeat("The shop sells bicycles of many kinds and lends some of them to guests. ", 60) + "\n\n"
	for text, want := range map[string]bool{
		filler + "Never promise a refund.\n\n" + filler:                                       true,
		filler + "- ALWAYS ask first.\n\n" + filler:                                           true,
		"Summarize the text.\n\n" + filler + "Never promise a refund.\n\n" + filler:           false,
		filler + "Only guests come here.\n\n" + filler + "Answer in JSON.\n":                  false,
		filler + "```\n# Always on\n```\n\n" + filler:                                         false,
		filler + "The report has active rows only.\n\n" + filler:                              false,
		"system:\n" + filler + "Never promise a refund.\n" + filler + "user:\nReply in JSON.": false,
	} {
		if found := slices.Contains(codes(lint.Run(lint.Input{Prompt: parse(t, text)}, nil)), "PG211"); found != want {
			t.Errorf("found %t, want %t in\n%s", found, want, strings.ReplaceAll(text, filler, "...\n"))
		}
	}
}

func TestExamplesAreCounted(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		strings.Repeat("## Example 1\nInput: a\nInput: b\n", 5): false,
		strings.Repeat("## Example 1\nInput: a\n", 8):           true,
		strings.Repeat("- \"refund\" -> billing\n", 8):          true,
		strings.Repeat("- \"refund\" -> billing\n", 7):          false,
	} {
		if found := slices.Contains(codes(lint.Run(lint.Input{Prompt: parse(t, "Sort the ticket.\n\n# Examples\n"+text+"\n# Ticket\n{{ x }}\n")}, nil)), "PG204"); found != want {
			t.Errorf("found %t, want %t in\n%s", found, want, text)
		}
	}
}

// Every line that says so is found, and no other.
func TestLinesInEveryFormat(t *testing.T) {
	t.Parallel()
	for path, text := range map[string]string{
		"p.md":         "---\r\nmodel: openai:m\r\n---\r\nsystem:\r\nYou sort the tickets.\r\n\r\nPlease\r\nbe concise.\r\n",
		"bom.md":       "\xef\xbb\xbfYou sort the tickets.\n\nPlease be concise.\n",
		"p.prompt":     "---\nmodel: x/m\n---\n{{role \"system\"}}\nYou sort.\n{{! two\nlines }}\nPlease be concise.\n",
		"h.prompt":     "---\nmodel: m\ntemperature: 0.5\n---\n<system>\n  You sort the tickets.\n  Please be concise.\n</system>\n",
		"p.prompty":    "---\nname: p\nmodel: {id: m}\n---\nsystem:\nYou sort the tickets.\n\nPlease be concise.\n",
		"p.prompt.yml": "model: x/m\nmessages:\n  - role: system\n    content: |\n      You sort the tickets.\n\n      Please be concise.\n",
		"one.json":     "[\n  {\"role\": \"user\",\n   \"content\": \"You sort.\\nPlease be concise.\"}\n]\n",
		"p.yaml":       "- role: user\n  content: |2\n    You sort the tickets.\n    Please be concise.\n",
		"a.prompt.md":  "---\nmode: agent\n---\nYou sort the tickets.\nPlease be concise.\n",
	} {
		p, err := prompt.Parse(path, []byte(text), prompt.Options{})
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		want := strings.Count(text[:strings.Index(text, "be concise")], "\n") + 1
		found := slices.DeleteFunc(lint.Run(lint.Input{Prompt: p}, nil), func(f lint.Finding) bool { return f.Code != "PG202" })
		if len(found) != 1 || found[0].Pos.Line != want || found[0].Pos.Path != path {
			t.Errorf("%s: want line %d, got %v", path, want, found)
		}
	}
}

func TestInputsAreFoundWhereTheyStand(t *testing.T) {
	t.Parallel()
	const text = "---\nmodel: x/m\ninput:\n  schema:\n    a: string\n    b?(array, many): string\n  default:\n    c: 1\n---\n" +
		"Make a list of {{a}}.\n\n{{list a}} {{#if (gt a 2)}}{{media url=a}}{{/if}}\nThen name {{d}}.\n"
	p, err := prompt.Parse("p.prompt", []byte(text), prompt.Options{})
	if err != nil {
		t.Fatal(err)
	}
	lines := map[string]int{}
	for _, f := range lint.Run(lint.Input{Prompt: p}, []string{"PG213"}) {
		lines[f.Message] = f.Pos.Line
	}
	want := map[string]int{`input "b" is declared and not used`: 6, `input "c" is declared and not used`: 8, `input "d" is used and not declared`: 13}
	for message, line := range want {
		if lines[message] != line {
			t.Errorf("%s: want line %d, got %d", message, line, lines[message])
		}
	}
	if len(lines) != len(want) {
		t.Errorf("want %v, got %v", want, lines)
	}
}

func TestASuiteInsideOfAPromptIsLookedAt(t *testing.T) {
	t.Parallel()
	const text = "model: x/m\nmodelParameters: {temperature: 0.9}\nmessages:\n  - {role: system, content: \"Sort the ticket.\"}\n" +
		"  - {role: user, content: \"{{ticket}}\"}\ntestData: [{ticket: a, expected: b}]\nevaluators:\n  - {name: e, string: {equals: \"{{expected}}\"}}\n"
	p, err := prompt.Parse("p.prompt.yml", []byte(text), prompt.Options{})
	if err != nil {
		t.Fatal(err)
	}
	s, err := eval.ParseSuite("p.prompt.yml", []byte(text), eval.SuiteOptions{Types: []string{eval.GitHubString}})
	if err != nil {
		t.Fatal(err)
	}
	found := lint.Run(lint.Input{Prompt: p, Suites: []*eval.Suite{s}}, nil)
	if !slices.Equal(codes(found), []string{"PG205", "PG206", "PG203"}) || found[2].Pos.Line != 2 {
		t.Errorf("got %v", found)
	}
}
