package config_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/promptgit/promptgit/internal/config"
)

func parse(t *testing.T, src string) *config.Config {
	t.Helper()
	c, err := config.Parse("promptgit.yaml", []byte(src))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestWithoutAFileTheUsualPlacesHoldPrompts(t *testing.T) {
	t.Parallel()
	c := config.Default()
	for path, want := range map[string]bool{
		"prompts/a.md":             true,
		"prompts/deep/er/a.txt":    true,
		"a.prompt":                 true,
		"app/chat.prompt":          true,
		"app/_shared.prompt":       false,
		"app/chat.prompty":         true,
		"app/chat.prompt.yml":      true,
		"app/chat.prompt.yaml":     true,
		"chat.prompt.md":           true,
		"README.md":                false,
		"app/prompts/a.md":         false,
		"suites/a.prompt":          false,
		"suites/a.yaml":            false,
		"promptgit.yaml":           false,
		"prompts/a file\nodd *.md": true,
	} {
		if _, got := c.Match(path); got != want {
			t.Errorf("%q: want %t, got %t", path, want, got)
		}
	}
}

func TestTheFirstMatchingEntryWins(t *testing.T) {
	t.Parallel()
	c := parse(t, `prompts:
  - {path: prompts/system/*.md, role: system}
  - {path: "prompts/**/*.{md,txt}", suite: prompts/cases.txt}
`)
	for path, want := range map[string]string{
		"prompts/system/a.md":   "system",
		"prompts/system/a.txt":  "",
		"prompts/system/b/a.md": "",
	} {
		if e, ok := c.Match(path); !ok || e.Role != want {
			t.Errorf("%s: want role %q, got %+v, %t", path, want, e, ok)
		}
	}
	for _, path := range []string{"a.prompt", "prompts/cases.txt"} {
		if e, ok := c.Match(path); ok {
			t.Errorf("%s is no prompt here, but matches %+v", path, e)
		}
	}
	if diff := cmp.Diff([]string{"prompts/system/*.md", "prompts/**/*.{md,txt}"}, c.Globs()); diff != "" {
		t.Error(diff)
	}
}

func TestSuitesOfAPrompt(t *testing.T) {
	t.Parallel()
	there := []string{"suites/a.yaml", "suites/a.csv", "suites/b.jsonl", "suites/v1.2.yml", "suites/v1.csv", "suites/deep/c.yaml", ".yaml"}
	exists := func(path string) bool { return slices.Contains(there, path) }
	configured := parse(t, "prompts:\n  - {path: prompts/x.md, suite: [t/1.yaml, t/2.yaml]}\n  - {path: prompts/**}\n")
	for _, c := range []struct {
		name, path string
		conf       *config.Config
		want       []string
	}{
		{"the suite of the same name", "prompts/a.md", config.Default(), []string{"suites/a.yaml"}},
		{"cases alone are a suite", "prompts/b.prompt.yml", config.Default(), []string{"suites/b.jsonl"}},
		{"the longest name first", "prompts/v1.2.md", config.Default(), []string{"suites/v1.2.yml"}},
		{"then the shorter one", "prompts/v1.3.md", config.Default(), []string{"suites/v1.csv"}},
		{"in the same folder below suites", "prompts/deep/c.txt", config.Default(), []string{"suites/deep/c.yaml"}},
		{"not that of another folder", "prompts/other/a.txt", config.Default(), nil},
		{"a hidden file has no name", "prompts/.md", config.Default(), nil},
		{"a prompt elsewhere names its own", "app/a.prompt", config.Default(), nil},
		{"no prompt, no suite", "README.md", config.Default(), nil},
		{"the entry's, there or not", "prompts/x.md", configured, []string{"t/1.yaml", "t/2.yaml"}},
		{"the default where the entry is silent", "prompts/a.md", configured, []string{"suites/a.yaml"}},
	} {
		if diff := cmp.Diff(c.want, c.conf.Suites(c.path, exists)); diff != "" {
			t.Errorf("%s:\n%s", c.name, diff)
		}
	}
}

func TestExemptedPrompts(t *testing.T) {
	t.Parallel()
	p := parse(t, "policy: {exempt: drafts/**}").Policy
	if !p.Exempted("drafts/a/b.md") || p.Exempted("prompts/a.md") {
		t.Errorf("the globs %v do not tell drafts from prompts", p.Exempt)
	}
}

func TestDifferencesAreWhatTheModelSees(t *testing.T) {
	t.Parallel()
	base := `prompts: [{path: a/**, role: system}, {path: b/**}]
provider: openai
providers:
  local: {type: openai, base_url: "http://127.0.0.1:1/v1", timeout: 5s}
`
	for _, c := range []struct {
		name, after string
		want        []config.Difference
	}{
		{"nothing", base, nil},
		{
			"the default provider", "provider: anthropic\nproviders: {local: {type: openai, base_url: 'http://127.0.0.1:1/v1'}}\n",
			[]config.Difference{{Key: "provider", Before: "openai", After: "anthropic", Line: 1}},
		},
		{
			"an endpoint", "provider: openai\nproviders:\n  local: {type: openai, base_url: 'http://127.0.0.1:2/v1'}\n",
			[]config.Difference{{
				Key: "providers.local", Line: 3,
				Before: `{"base_url":"http://127.0.0.1:1/v1","type":"openai"}`,
				After:  `{"base_url":"http://127.0.0.1:2/v1","type":"openai"}`,
			}},
		},
		{
			"a role, also where it is left out", "provider: openai\nprompts:\n  - {path: b/**, role: user}\n  - {path: a/**}\n",
			[]config.Difference{{Key: "role", Before: "system", After: "user", Line: 4}},
		},
		{"limits", strings.Replace(base, "timeout: 5s", "concurrency: 2, requests_per_minute: 60, tokens_per_minute: 1000", 1), nil},
		{"new names, bounds and deadlines", base + "  other: {type: echo}\npolicy: {mode: warn}\neval: {timeout: 1s}\n", nil},
	} {
		got := config.Differences(parse(t, base), parse(t, c.after))
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s:\n%s", c.name, diff)
		}
	}
}
