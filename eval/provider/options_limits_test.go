package provider_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/eval/provider"
	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/value"
)

// TestEveryConfiguredProviderTakesLimits holds the options that all types share.
func TestEveryConfiguredProviderTakesLimits(t *testing.T) {
	t.Parallel()
	for _, typ := range provider.All() {
		w := newWorld(t)
		w.script(t, "model.sh", "cat")
		w.write(t, "recorded.jsonl", `{"case":"refund","output":"recorded"}`)
		options := value.NewObject("concurrency", int64(3), "requests_per_minute", int64(500), "tokens_per_minute", 0.5)
		_, arg, _ := strings.Cut(typ.Example, ":")
		named := map[string]provider.Spec{"mine": {Type: typ.Name, Arg: arg, Options: options}}
		target, err := provider.Open("mine", "m", named, w.Deps)
		if err != nil {
			t.Errorf("%s: %v", typ.Name, err)
			continue
		}
		want := eval.Limits{Concurrency: 3, RequestsPerMinute: 500, TokensPerMinute: 0.5}
		if diff := cmp.Diff(want, target.Limits); diff != "" {
			t.Errorf("%s: %s", typ.Name, diff)
		}
	}
}

func TestLimitsThatAreNoneAreRefusedWithTheirPlaces(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		option string
		v      any
		want   string
	}{
		"none at once":  {"concurrency", int64(0), "p.yaml:7:5: concurrency cannot be 0 | write a whole number from 1 on, or leave it out"},
		"half a call":   {"concurrency", 0.5, "p.yaml:7:5: concurrency cannot be 0.5 | write a whole number from 1 on, or leave it out"},
		"text":          {"requests_per_minute", "many", "p.yaml:7:5: requests_per_minute cannot be many | write a number above 0, or leave it out for no limit"},
		"less than no":  {"tokens_per_minute", int64(-1), "p.yaml:7:5: tokens_per_minute cannot be -1 | write a number above 0, or leave it out for no limit"},
		"beyond reason": {"tokens_per_minute", 1e300, "p.yaml:7:5: tokens_per_minute cannot be 1e+300 | write a number above 0, or leave it out for no limit"},
	} {
		spec := provider.Spec{
			Type: "echo", Options: value.NewObject(c.option, c.v, "bogus", true),
			At: map[string]diag.Pos{c.option: {Path: "p.yaml", Line: 7, Col: 5}, "bogus": {Path: "p.yaml", Line: 8, Col: 5}},
		}
		_, err := provider.Open("mine", "", map[string]provider.Spec{"mine": spec}, newWorld(t).Deps)
		got := problems(t, err)
		if !strings.Contains(got, c.want) || !strings.Contains(got, `p.yaml:8:5: unknown key "bogus"`) {
			t.Errorf("%s: got %s", name, got)
		}
	}
}
