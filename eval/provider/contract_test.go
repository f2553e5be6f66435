package provider_test

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/eval/provider"
	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/value"
)

// TestEveryProviderKeepsTheContract runs one suite over the example of each
// listed provider.
func TestEveryProviderKeepsTheContract(t *testing.T) {
	for _, typ := range provider.All() {
		t.Run(typ.Name, func(t *testing.T) {
			w := newVendors(t)
			w.script(t, "model.sh", `echo "model says: $(cat)"`)
			w.script(t, "agent.py", `cat >/dev/null; echo '{"output":"agent says"}'`)
			w.write(t, "recorded.jsonl", `{"case":"refund","output":"recorded"}`)
			if typ.Name == "http" {
				w.everywhere(t, func(r *http.Request) string { return `{"output":"` + r.URL.Path + `"}` })
			}
			keepsContract(t, typ, w)
		})
	}
}

func keepsContract(t *testing.T, typ provider.Type, w *world) {
	t.Helper()
	if typ.Doc == "" || strings.HasSuffix(typ.Doc, ".") || !strings.HasPrefix(typ.Example, typ.Name) {
		t.Errorf("doc %q or example %q", typ.Doc, typ.Example)
	}
	target := w.open(t, typ.Example)
	if target.Caller == nil || target.Endpoint == "" || target.Provider == "" {
		t.Fatalf("incomplete target: %+v", target)
	}
	again := w.open(t, typ.Example)
	again.Caller = target.Caller
	if diff := cmp.Diff(target, again, cmp.Comparer(func(_, _ eval.Provider) bool { return true })); diff != "" {
		t.Errorf("the same spec gives another target:\n%s", diff)
	}

	req := ask("where is my refund?")
	want, err := target.Caller.Complete(t.Context(), req)
	if err != nil || want.Output == "" {
		t.Fatalf("want an output, got %+v, %v", want, err)
	}
	if target.Free && (want.Cost == nil || *want.Cost != 0) {
		t.Errorf("a free answer costs %v", want.Cost)
	}

	var calls sync.WaitGroup
	for range 16 {
		calls.Go(func() {
			got, failed := target.Caller.Complete(t.Context(), req)
			if failed != nil || got.Output != want.Output {
				t.Errorf("at once: want %q, got %q, %v", want.Output, got.Output, failed)
			}
		})
	}
	calls.Wait()

	stopped, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err = target.Caller.Complete(stopped, req); !errors.Is(err, context.Canceled) {
		t.Errorf("after cancel: want %v, got %v", context.Canceled, err)
	}

	spec := provider.Spec{
		Type:    typ.Name,
		Options: value.NewObject("bogus_option", "x"),
		At:      map[string]diag.Pos{"bogus_option": {Path: "promptgit.yaml", Line: 4, Col: 9}},
	}
	_, err = provider.Open("mine", "m", map[string]provider.Spec{"mine": spec}, w.Deps)
	if got := problems(t, err); !strings.Contains(got, `promptgit.yaml:4:9: unknown key "bogus_option"`) {
		t.Errorf("an unknown option: got %s", got)
	}
}

func TestProvidersAreListedByName(t *testing.T) {
	t.Parallel()
	var names []string
	for _, typ := range provider.All() {
		names = append(names, typ.Name)
	}
	if !slices.IsSorted(names) || len(slices.Compact(slices.Clone(names))) != len(names) {
		t.Errorf("not sorted or not unique: %v", names)
	}
	for _, name := range names {
		if !slices.Contains(provider.Names(nil), name) {
			t.Errorf("%s is not in Names", name)
		}
	}
}

func TestASpecIsSplitIntoProviderAndModel(t *testing.T) {
	t.Parallel()
	named := map[string]provider.Spec{"local": {Type: "openai"}, "script": {Type: "exec"}}
	for _, c := range []struct{ spec, def, name, model string }{
		{"openai:gpt-4.1-mini", "", "openai", "gpt-4.1-mini"},
		{"openai:chat:gpt-4.1-mini", "", "openai", "chat:gpt-4.1-mini"},
		{"openai:ft:gpt-4o:acme::x1", "", "openai", "ft:gpt-4o:acme::x1"},
		{"exec:./model.sh --flag a:b", "", "exec:./model.sh --flag a:b", ""},
		{"replay:out/rec.jsonl", "", "replay:out/rec.jsonl", ""},
		{"echo", "openai", "echo", ""},
		{"local", "", "local", ""},
		{"local:llama3:8b", "", "local", "llama3:8b"},
		{"gpt-4.1", "openai", "openai", "gpt-4.1"},
		{"llama3:8b", "local", "local", "llama3:8b"},
		{"gpt-4.1", "exec:./model.sh", "exec:./model.sh", "gpt-4.1"},
		{"gpt-4.1", "openai:gpt-5", "openai", "gpt-4.1"},
		{"", "openai:gpt-5", "openai", "gpt-5"},
		{" script ", "", "script", ""},
	} {
		name, model, err := provider.Split(c.spec, named, c.def)
		if err != nil || name != c.name || model != c.model {
			t.Errorf("%q with default %q: want %q and %q, got %q and %q, %v", c.spec, c.def, c.name, c.model, name, model, err)
		}
	}
}

func TestWhatCannotBeResolvedSaysWhatToType(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	named := map[string]provider.Spec{"local": {Type: "opnai", Pos: diag.Pos{Path: "promptgit.yaml", Line: 3, Col: 3}}}
	for _, c := range []struct{ spec, def, want string }{
		{"", "", `there is neither a model nor a provider | write "model: openai:gpt-4.1-mini"`},
		{"opnai:gpt-4.1", "echo", `unknown provider "opnai" | did you mean "openai"?`},
		{"locl:llama3", "", `unknown provider "locl" | did you mean "local"?`},
		{"gpt-4.1", "", `no provider is named for the model "gpt-4.1" | write openai:gpt-4.1`},
		{"local:x", "", `promptgit.yaml:3:3: unknown provider type "opnai" | did you mean "openai"?`},
		{"exec:", "", `the command is empty`},
		{"exec:./m.sh 'open", "", `cannot be split into words`},
		{"exec:./m.sh $(date)", "", `cannot be split into words`},
		{"replay:", "", `no file to replay is named`},
		{"openai", "", `no model is named for the provider "openai" | write openai:MODEL`},
	} {
		_, err := provider.Resolve(c.spec, named, c.def, w.Deps)
		if got := problems(t, err); !strings.Contains(got, c.want) {
			t.Errorf("%q: want %q, got %q", c.spec, c.want, got)
		}
	}
}

func TestAllOptionProblemsComeAtOnceWithTheirPlaces(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	at := func(line int) diag.Pos { return diag.Pos{Path: "promptgit.yaml", Line: line, Col: 5} }
	spec := provider.Spec{
		Type:    "openai",
		Options: value.NewObject("base_ur", "http://x/v1", "headers", "none", "price", value.NewObject("input", "free"), "api_key_env", int64(7)),
		At:      map[string]diag.Pos{"base_ur": at(2), "headers": at(3), "price": at(4), "price.input": at(5), "api_key_env": at(6)},
	}
	_, err := provider.Open("mine", "m", map[string]provider.Spec{"mine": spec}, w.Deps)
	got := strings.Split(problems(t, err), "\n")
	want := []string{
		`promptgit.yaml:2:5: unknown key "base_ur" of a provider of type openai | did you mean "base_url"?`,
		`promptgit.yaml:3:5: headers must be a mapping of names to texts | `,
		`promptgit.yaml:4:5: price has no output | write {input: 0.4, output: 1.6}, US dollars per million tokens`,
		`promptgit.yaml:5:5: price.input cannot be free | write {input: 0.4, output: 1.6}, US dollars per million tokens`,
		`promptgit.yaml:6:5: api_key_env must be text | write it in quotes`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
}

func TestOnlyWhatRunsOrLeavesTheMachineAsksForTrust(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.write(t, "rec.jsonl", `{"case":"x","output":"y"}`)
	named := map[string]provider.Spec{
		"script": {Type: "exec", Options: value.NewObject("command", "./model.sh --fast")},
		"ollama": {Type: "openai", Options: value.NewObject("base_url", "http://127.0.0.1:11434/v1", "api_key_env", "K")},
		"v6":     {Type: "openai", Options: value.NewObject("base_url", "http://[::1]:11434/v1")},
		"open":   {Type: "openai", Options: value.NewObject("base_url", "https://models.example/v1")},
		"near":   {Type: "openai", Options: value.NewObject("base_url", "http://localhost.example:1/v1")},
		"keyed":  {Type: "openai", Options: value.NewObject("base_url", "https://models.example/v1", "api_key_env", "K")},
	}
	want := map[string][]string{
		"script":          {"exec ./model.sh --fast"},
		"exec:./model.sh": {"exec ./model.sh"},
		"keyed:m":         {"POST https://models.example/v1/chat/completions with $K"},
		"open:m":          {"POST https://models.example/v1/chat/completions"},
		"near:m":          {"POST http://localhost.example:1/v1/chat/completions"},
		"ollama:m":        nil, "v6:m": nil, "openai:m": nil, "echo": nil, "replay:rec.jsonl": nil,
	}
	for _, spec := range slices.Sorted(maps.Keys(want)) {
		target, err := provider.Resolve(spec, named, "", w.Deps)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want[spec], target.Runs); diff != "" {
			t.Errorf("%s: want -, got +:\n%s", spec, diff)
		}
	}
}

func TestHeadersArePartOfTheEndpointAndNotShown(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	endpoint := func(headers ...any) string {
		t.Helper()
		named := map[string]provider.Spec{"x": {Type: "openai", Options: value.NewObject(
			"base_url", "https://models.example/v1", "headers", value.NewObject(headers...))}}
		target, err := provider.Resolve("x:m", named, "", w.Deps)
		if err != nil {
			t.Fatal(err)
		}
		return target.Endpoint
	}
	one := endpoint("X-Variant", "large", "Api-Key", secret)
	if one == endpoint("X-Variant", "small", "Api-Key", secret) || one == endpoint() {
		t.Error("a header that may choose the model does not count")
	}
	if one != endpoint("api-key", secret, "x-variant", "large") {
		t.Error("the order or the case of headers counts")
	}
	if strings.Contains(one, secret) {
		t.Errorf("a key is shown: %s", one)
	}
	if got := endpoint(); got != "https://models.example/v1" {
		t.Errorf("without headers the endpoint is %q", got)
	}
}

func TestABaseURLHoldsNothingThatWouldGetLost(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, base := range []string{"https://u:p@models.example/v1", "https://models.example/v1?api-version=1", "https://models.example/v1#x", "ftp://x/v1", "models.example/v1"} {
		named := map[string]provider.Spec{"x": {Type: "openai", Options: value.NewObject("base_url", base)}}
		if _, err := provider.Resolve("x:m", named, "", w.Deps); err == nil {
			t.Errorf("%s was taken", base)
		}
	}
}
