package config_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/promptgit/promptgit/internal/config"
	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/value"
)

const full = `version: 1
prompts:
  - path: prompts/**/*.md
    suite: suites/support.yaml
    role: system
  - path: ./chat/*.yaml
    suite: [suites/a.yaml, suites/b.csv]
provider: openai
providers:
  local: {type: openai, base_url: "http://127.0.0.1:11434/v1"}
  script:
    type: exec
    command: ./model.sh
    env:
      LEVEL: 3
policy: {mode: warn, max_variables: 2, scope: prompt, since: v1.0, exempt: [drafts/**], secrets: warn, override: human}
eval: {on: manual, repeat: 3, concurrency: 8, timeout: 90s, max_cost: 5.00, max_retries: 0, max_age: 30d}
gate: {min_score: 0.80, max_regression: 0.05}
judge: {provider: big, embedding: local:e, classification: script, moderation: local:m, temperature: 0, votes: 3}
cache: {max_size: 2GiB, max_age: 7d}
review: {required: 2, people: {"@Ada": ada@example.com, "@org/team": [a@example.com, b@example.com]}}
release: {protected: [production, eu/live], approvals: 2, signed: true}
`

func at(line, col int) diag.Pos { return diag.Pos{Path: "promptgit.yaml", Line: line, Col: col} }

func float(f float64) *float64 { return &f }

func TestEveryKeyIsRead(t *testing.T) {
	t.Parallel()
	want := &config.Config{
		Path: "promptgit.yaml", Version: 1,
		Prompts: []config.Entry{
			{Path: "prompts/**/*.md", Suites: []string{"suites/support.yaml"}, Role: "system", Pos: at(3, 5)},
			{Path: "chat/*.yaml", Suites: []string{"suites/a.yaml", "suites/b.csv"}, Pos: at(6, 5)},
		},
		Provider: "openai", ProviderAt: at(8, 11),
		Providers: []config.Provider{
			{
				Name: "local", Type: "openai", Pos: at(10, 3),
				Options: value.NewObject("base_url", "http://127.0.0.1:11434/v1"),
				At:      map[string]diag.Pos{"type": at(10, 11), "base_url": at(10, 25)},
			},
			{
				Name: "script", Type: "exec", Pos: at(11, 3),
				Options: value.NewObject("command", "./model.sh", "env", value.NewObject("LEVEL", int64(3))),
				At: map[string]diag.Pos{
					"type": at(12, 5), "command": at(13, 5), "env": at(14, 5), "env.LEVEL": at(15, 7),
				},
			},
		},
		Policy: config.Policy{
			Mode: config.Warn, MaxVariables: 2, Scope: config.PerPrompt, Since: "v1.0", SinceAt: at(16, 62),
			Exempt: []string{"drafts/**"}, ExemptAt: at(16, 76),
			Secrets: config.Warn, Override: config.Human,
		},
		Eval: config.Eval{
			On: config.Manual, Repeat: 3, Concurrency: 8, Timeout: 90 * time.Second,
			MaxCost: float(5), MaxRetries: 0, MaxAge: 30 * 24 * time.Hour,
		},
		Gate: config.Gate{MinScore: float(0.8), MaxRegression: float(0.05)},
		Review: config.Review{
			Required: 2, People: map[string][]string{"@ada": {"ada@example.com"}, "@org/team": {"a@example.com", "b@example.com"}},
			PeopleAt: map[string]diag.Pos{"@ada": at(21, 32), "@org/team": at(21, 57)},
		},
		Release: config.Release{Protected: []string{"production", "eu/live"}, Approvals: 2, Signed: true},
		Cache:   config.Cache{MaxSize: 2 << 30, MaxAge: 7 * 24 * time.Hour},
		Judge: config.Judge{
			Provider: "big", Embedding: "local:e", Classification: "script", Moderation: "local:m", Temperature: float(0), Votes: 3,
			At: at(19, 19), EmbeddingAt: at(19, 35), ClassificationAt: at(19, 60), ModerationAt: at(19, 80),
		},
	}
	got, err := config.Parse("promptgit.yaml", []byte(full))
	if err != nil {
		t.Fatal(err)
	}
	inOrder := cmp.Transformer("JSON", func(o *value.Object) string {
		raw, err := o.MarshalJSON()
		return fmt.Sprint(string(raw), err)
	})
	if diff := cmp.Diff(want, got, inOrder); diff != "" {
		t.Error(diff)
	}
}

func TestWhatIsLeftOutHasItsDefault(t *testing.T) {
	t.Parallel()
	for name, src := range map[string]string{
		"an empty file":             "",
		"only a comment":            "# nothing yet\n",
		"empty keys":                "version:\nprompts:\nproviders: ~\npolicy:\neval: null\n",
		"an empty mapping":          "{}",
		"the defaults, spelled out": "version: 1\npolicy: {mode: block, max_variables: 1, scope: commit, secrets: block}\ncache: {max_size: 1GB, max_age: 90d}\neval: {on: manual, repeat: 1, concurrency: 16, timeout: 1m, max_retries: 5, max_age: 720h}\n",
	} {
		got, err := config.Parse("promptgit.yaml", []byte(src))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if diff := cmp.Diff(config.Default(), got, cmpopts.IgnoreFields(config.Config{}, "Path")); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
	}
}

func TestProblemsAreReportedWithPlaceAndHint(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, src, want, hint string }{
		{"an unknown key with a near one", "polcy: {}", `promptgit.yaml:1:1: unknown key "polcy"`, `did you mean "policy"?`},
		{"an unknown key with none near", "zzz: 1", `promptgit.yaml:1:1: unknown key "zzz"`, "the keys here are version, prompts, provider, providers, prices, policy, eval, judge, gate, review, release, lint, cache"},
		{"an unknown key inside", "policy:\n  max_variable: 2", `promptgit.yaml:2:3: unknown key "max_variable"`, `did you mean "max_variables"?`},
		{"a key twice", "provider: a\nprovider: b", `promptgit.yaml:2:1: key "provider" is set twice`, "the first is on line 1; keep one"},
		{"a newer version", "version: 2", `promptgit.yaml:1:10: version cannot be "2"`, "write 1"},
		{"not a mapping", "- a", `promptgit.yaml:1:1: the file must be a mapping`, "its keys are version, prompts, provider, providers, prices, policy, eval, judge, gate, review, release, lint, cache"},
		{"an unknown mode", "policy: {mode: blok}", `promptgit.yaml:1:16: mode cannot be "blok"`, `did you mean "block"?`},
		{"a mode that is no word", "policy: {mode: [block]}", `promptgit.yaml:1:16: mode cannot be a list`, "write block or warn or off"},
		{"a boolean where YAML 1.1 had one", "policy: {mode: false}", `promptgit.yaml:1:16: mode cannot be "false"`, "write block or warn or off"},
		{"no variables allowed", "policy: {max_variables: 0}", `promptgit.yaml:1:25: max_variables cannot be "0"`, "write a whole number of at least 1"},
		{"a fraction", "eval: {repeat: 1.5}", `promptgit.yaml:1:16: repeat cannot be "1.5"`, "write a whole number of at least 1"},
		{"a person without an @", "review: {people: {ada: a@x}}", `promptgit.yaml:1:19: people: "ada" is no name of a user or a team`, `write "@ada": an email of CODEOWNERS stands for itself`},
		{"a person without an email", "review: {people: {'@ada': [a@x, ada]}}", `promptgit.yaml:1:33: people.@ada: "ada" is no email`, "write it like ada@example.com"},
		{"a team of nobody", "review: {people: {'@a/b': []}}", `promptgit.yaml:1:27: people.@a/b is empty`, "name at least one email"},
		{"an even number of votes", "judge: {votes: 2}", `promptgit.yaml:1:16: votes cannot be "2"`, "write 3 or 5: an even number could end in a tie"},
		{"too many votes", "judge: {votes: 101}", `promptgit.yaml:1:16: votes cannot be "101"`, "write a whole number from 1 to 99"},
		{"a score in percent", "gate: {min_score: 80}", `promptgit.yaml:1:19: min_score cannot be "80"`, "write a number from 0 to 1"},
		{"no number", "eval: {max_cost: .nan}", `promptgit.yaml:1:18: max_cost cannot be ".nan"`, "write a number of at least 0"},
		{"a bare number of seconds", "eval: {timeout: 60}", `promptgit.yaml:1:17: timeout cannot be "60"`, "write it like 500ms, 60s, 5m, 12h or 30d"},
		{"an entry without a path", "prompts:\n  - role: user", `promptgit.yaml:2:5: an entry of prompts needs "path"`, "add `path:`"},
		{"an entry that is a string", "prompts: [a.md]", `promptgit.yaml:1:11: an entry of prompts must be a mapping`, "its keys are path, suite, role"},
		{"no entries", "prompts: []", `promptgit.yaml:1:10: prompts must be a list of entries`, "write one `- path: GLOB` per entry"},
		{"a broken glob", "prompts: [{path: 'a/[b'}]", `promptgit.yaml:1:18: path "a/[b" is not a valid pattern`, "close every [ and {, as in prompts/**/*.{md,txt}"},
		{"a negated glob", "policy: {exempt: ['!a']}", `promptgit.yaml:1:19: exempt "!a": a pattern cannot be negated`, "list what is meant; policy.exempt leaves prompts uncounted"},
		{"a folder", "prompts: [{path: prompts/}]", `promptgit.yaml:1:18: path "prompts/" is a folder`, "write prompts/** for everything in it"},
		{"a suite outside", "prompts: [{path: a, suite: ../b.yaml}]", `promptgit.yaml:1:28: suite "../b.yaml" leaves the repository`, "write a path from the root of the repository, with forward slashes"},
		{"an absolute suite", "prompts: [{path: a, suite: [/b.yaml]}]", `promptgit.yaml:1:29: suite "/b.yaml" leaves the repository`, "write a path from the root of the repository, with forward slashes"},
		{"a role of another product", "prompts: [{path: a, role: developer}]", `promptgit.yaml:1:27: role cannot be "developer"`, "write system or user or assistant"},
		{"a provider without a type", "providers: {local: {base_url: x}}", `promptgit.yaml:1:20: provider "local" needs a type`, "add `type:`, such as openai, anthropic, google, http or exec"},
		{"a provider that is a string", "providers: {local: openai}", `promptgit.yaml:1:20: provider "local" must be a mapping`, "write local: {type: openai}"},
		{"an option twice", "providers: {local: {type: exec, command: a, command: b}}", `promptgit.yaml:1:45: key "command" is set twice`, "the first is on line 1; keep one"},
		{"broken YAML", "policy: {mode: block", `promptgit.yaml:1:1: not valid YAML: did not find expected ',' or '}'`, "check indentation, quotes and colons on this line and the one above"},
	} {
		got, err := config.Parse("promptgit.yaml", []byte(c.src))
		var problems diag.Errors
		if !errors.As(err, &problems) {
			t.Errorf("%s: want diagnostics, got %v", c.name, err)
			continue
		}
		if got != nil {
			t.Errorf("%s: a configuration came with the error", c.name)
		}
		if problems.Error() != c.want || problems[0].Hint != c.hint {
			t.Errorf("%s:\nwant %s\n     %s\ngot  %s\n     %s", c.name, c.want, c.hint, problems.Error(), problems[0].Hint)
		}
	}
}

func TestAllProblemsOfAFileComeAtOnce(t *testing.T) {
	t.Parallel()
	src := "version: 3\nprompts:\n  - role: boss\npolicy: {mode: maybe}\nspeed: 1\n"
	_, err := config.Parse("promptgit.yaml", []byte(src))
	var problems diag.Errors
	if !errors.As(err, &problems) || len(problems) != 5 {
		t.Fatalf("want 5 problems, got %v", err)
	}
	for i, line := range []int{1, 3, 3, 4, 5} {
		if problems[i].Pos.Line != line {
			t.Errorf("problem %d: want line %d, got %v", i, line, problems[i])
		}
	}
}

func TestDurations(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]time.Duration{
		"500ms": 500 * time.Millisecond, "60s": time.Minute, "5m": 5 * time.Minute,
		"12h": 12 * time.Hour, "30d": 720 * time.Hour, "2w": 336 * time.Hour, "0s": 0,
	} {
		got, err := config.ParseDuration(s)
		if err != nil || got != want {
			t.Errorf("%s: want %v, got %v, %v", s, want, got, err)
		}
		if again, err := config.ParseDuration(config.FormatDuration(got)); err != nil || again != want {
			t.Errorf("%s is formatted as %s", s, config.FormatDuration(got))
		}
	}
	for _, s := range []string{"", "60", "1.5h", "-1s", "1h30m", "s", "99999999999999d", "999999999w", "1y"} {
		if d, err := config.ParseDuration(s); err == nil {
			t.Errorf("%q is taken as %v", s, d)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(full)
	f.Add("")
	f.Add("a: &a {b: *a}")
	f.Add("providers: &p {x: {type: openai, <<: *p}}")
	f.Add("prompts: [{path: '{{{'}, {}]\nprompts: 1")
	f.Add("policy: {since: 1234567, exempt: drafts/**}\neval: {timeout: 1h}")
	f.Fuzz(func(t *testing.T, src string) {
		c, err := config.Parse("promptgit.yaml", []byte(src))
		if err == nil {
			if c == nil || c.Version != 1 || len(c.Prompts) == 0 || c.Policy.MaxVariables < 1 || c.Eval.Repeat < 1 {
				t.Fatalf("accepted, but not usable: %+v", c)
			}
			_, _ = c.Match("prompts/a.md")
			return
		}
		var problems diag.Errors
		if c != nil || !errors.As(err, &problems) || len(problems) == 0 {
			t.Fatalf("want diagnostics and no configuration, got %v, %v", c, err)
		}
		lines := strings.Count(src, "\n") + strings.Count(src, "\r") + strings.Count(src, "\u0085") + strings.Count(src, "\u2028") + strings.Count(src, "\u2029") + 2
		for _, p := range problems {
			if p.Pos.Path != "promptgit.yaml" || p.Pos.Line < 1 || p.Pos.Line > lines {
				t.Errorf("the place %v is not in the file", p.Pos)
			}
		}
	})
}
