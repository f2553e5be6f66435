package lint_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/lint"
	"github.com/promptgit/promptgit/prompt"
)

func parse(tb testing.TB, text string) *prompt.Prompt {
	tb.Helper()
	p, err := prompt.Parse("prompts/p.md", []byte(text), prompt.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	return p
}

func suite(tb testing.TB, text string) *eval.Suite {
	tb.Helper()
	s, err := eval.ParseSuite("suites/p.yaml", []byte(text), eval.SuiteOptions{Types: []string{"is-json", "contains"}})
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

func codes(found []lint.Finding) []string {
	list := []string{}
	for _, f := range found {
		list = append(list, f.Code)
	}
	return slices.Compact(list)
}

func TestEveryRuleFindsItsBadExampleAndNotTheGoodOne(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, r := range lint.Rules() {
		if !regexp.MustCompile(`^PG2\d\d$`).MatchString(r.Code) || seen[r.Code] || r.Doc == "" || r.Name == "" {
			t.Errorf("%q, %q: a rule needs a code of its own, a name and a text", r.Code, r.Name)
		}
		seen[r.Code] = true
		if r.Bad == "" {
			continue
		}
		if found := r.Check(lint.Input{Prompt: parse(t, r.Bad)}); len(found) == 0 || found[0].Hint == "" || found[0].Pos.Line < 1 {
			t.Errorf("%s does not find its example, or says too little: %v", r.Code, found)
		}
		if found := r.Check(lint.Input{Prompt: parse(t, r.Good)}); len(found) > 0 {
			t.Errorf("%s finds %v in the good example", r.Code, found)
		}
	}
}

func TestWhatSuitesLack(t *testing.T) {
	t.Parallel()
	const sort = "---\ntemperature: 0.7\n---\nSort this ticket into billing, bug or other: {{ ticket }}\n"
	cases := func(n int, more string) string {
		var b strings.Builder
		b.WriteString("tests:\n")
		for i := range n {
			fmt.Fprintf(&b, "  - {vars: {ticket: 'number %d'}, assert: [{type: contains, value: a}]}\n", i)
		}
		return b.String() + more
	}
	hostile := "  - {vars: {ticket: ''}}\n  - {vars: {ticket: \"😀 👍🏽\"}}\n  - {vars: {ticket: '" + strings.Repeat("word ", 1000) + "'}, split: holdout}\n"
	for _, c := range []struct {
		name, prompt, suite string
		want                []string
	}{
		{"no suite", sort, "", []string{"PG213"}},
		{"all is there", sort, cases(14, hostile), []string{}},
		{"few cases", sort, cases(4, hostile), []string{"PG205"}},
		{"no hostile ones, no holdout", sort, cases(15, ""), []string{"PG206", "PG207"}},
		{"inputs that are templates", sort, cases(14, "  - {vars: {ticket: '{# #}'}}\n  - {vars: {ticket: '{{ mark }}', mark: '😀'}}\n  - {vars: {ticket: '{% for i in range(1000) %}word {% endfor %}'}, split: holdout}\n"), []string{}},
		{"a format and a temperature", sort, cases(14, hostile+"  - {vars: {ticket: x}, assert: [{type: assert-set, assert: [{type: is-json}]}]}\n"), []string{"PG203"}},
		{"no format", sort, cases(14, hostile+"  - {vars: {ticket: x}, assert: [{type: not-is-json}]}\n"), []string{}},
		{"an input that no case sets", strings.Replace(sort, "bug", "{{ other }}", 1), cases(14, hostile), []string{"PG210"}},
		{"an output that is handed on", strings.Replace(sort, "bug", "{{ other }} {{ _conversation | length }}", 1), cases(14, hostile+"  - {vars: {ticket: x}, options: {storeOutputAs: other}}\n"), []string{}},
		{"vars that code makes", strings.Replace(sort, "bug", "{{ other }}", 1), cases(14, hostile+"  - {vars: {ticket: x}, options: {transformVars: '({...vars, other: 1})'}}\n"), []string{}},
	} {
		in := lint.Input{Prompt: parse(t, c.prompt)}
		if c.suite != "" {
			in.Suites = []*eval.Suite{suite(t, c.suite)}
		}
		if got := codes(lint.Run(in, nil)); !slices.Equal(got, c.want) {
			t.Errorf("%s: want %v, got %v", c.name, c.want, lint.Run(in, nil))
		}
		if got := lint.Run(in, c.want); len(got) > 0 {
			t.Errorf("%s: found although it is switched off: %v", c.name, got)
		}
	}
}

func TestWordsWithAMeasureAreNotVague(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"Be concise.":                                    true,
		"Keep it brief, please.":                         true,
		"Use an appropriate tone.":                       true,
		"Answer in a suitable format":                    true,
		"Make it engaging.":                              true,
		"Be concise: at most 20 words.":                  false,
		"Be brief, in two sentences.":                    false,
		"Use an appropriate tone, such as \"Dear Sir\".": false,
		"A brief history of the shop follows.":           false,
		"# Be concise":                                   false,
		"```\nBe concise.\n```":                          false,
		"The customer has a good reason.":                false,
	} {
		found := slices.Contains(codes(lint.Run(lint.Input{Prompt: parse(t, "Sort the ticket into billing or other.\n\n"+text+"\n")}, nil)), "PG202")
		if found != want {
			t.Errorf("%q: found %t, want %t", text, found, want)
		}
	}
}

func TestFindingsLieInTheFileAndInOrder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching("(?:[a-zé😀 .:{}#`<>\n-]|Be concise\\. |must |\\{\\{ x \\}\\}|system:\n|user:\n|\n\n){0,60}").Draw(t, "text")
		p, err := prompt.Parse("p.md", []byte(text), prompt.Options{})
		if err != nil {
			return
		}
		last := 0
		for _, f := range lint.Run(lint.Input{Prompt: p}, nil) {
			if f.Pos.Path != "p.md" || f.Pos.Line < max(1, last) || f.Pos.Line > strings.Count(text, "\n")+1 {
				t.Fatalf("%v in\n%s", f, text)
			}
			last = f.Pos.Line
		}
	})
}
