package cmd

import (
	"fmt"
	"slices"
	"strings"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/lint"
	"github.com/promptgit/promptgit/internal/memo"
	"github.com/promptgit/promptgit/internal/stats"
	"github.com/promptgit/promptgit/internal/trace"
	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt"
)

type suiteFactsJSON struct {
	Suite          string         `json:"suite"`
	Prompts        []string       `json:"prompts"`
	Cases          int            `json:"cases"`
	Samples        int            `json:"samples"`
	Holdout        int            `json:"holdout"`
	Clusters       *int           `json:"clusters"` // that the cases form, each case of none counting as one; null where they form none
	Tags           map[string]int `json:"tags"`
	Asserts        map[string]int `json:"asserts"` // by type, "not-" kept
	WithoutAsserts []string       `json:"without_asserts"`
	Duplicates     [][]string     `json:"duplicates"`
	Near           []nearJSON     `json:"near_duplicates"`
	UnsetInputs    []string       `json:"unset_inputs"`
	UnusedVars     []string       `json:"unused_vars"`
	MinDrop        *float64       `json:"min_drop"`            // share of the cases that assert something, null where none shows
	CasesFor10     int            `json:"cases_for_10_points"` // under the same test
	Missing        []string       `json:"missing"`             // what the method asks
}

type nearJSON struct {
	A          string  `json:"a"`
	B          string  `json:"b"`
	Similarity float64 `json:"similarity"`
}

func (w *workspace) suiteFacts(s *eval.Suite, pair pairing) suiteFactsJSON {
	f := suiteFactsJSON{
		Suite: s.Path, Prompts: append([]string{}, promptPaths(pair)...), Cases: len(s.Cases),
		Tags: map[string]int{}, Asserts: map[string]int{}, WithoutAsserts: []string{},
		Duplicates: duplicates(s), Near: nearDuplicates(s, pair.inputs()), CasesFor10: casesFor(.10), Missing: []string{},
	}
	var clusters []string
	for i := range s.Cases {
		c := &s.Cases[i]
		f.Samples += max(1, c.Repeat, s.Repeat*one(c.Repeat == 0))
		if c.Split == "holdout" {
			f.Holdout++
		}
		for _, tag := range c.Tags {
			f.Tags[tag]++
		}
		clusters = append(clusters, c.Cluster)
		if len(c.Asserts) == 0 {
			f.WithoutAsserts = append(f.WithoutAsserts, c.Name())
		}
		countAsserts(f.Asserts, c.Asserts)
	}
	if drop, ok := stats.MinDrop(len(s.Cases)-len(f.WithoutAsserts), 0, false); ok {
		f.MinDrop = &drop
	}
	if n := eval.CountClusters(clusters); n > 0 {
		f.Clusters = &n
	}
	f.UnsetInputs, f.UnusedVars = unmatched(s, pair)
	for _, p := range pair.prompts {
		for _, x := range lint.Run(lint.Input{Prompt: p, Suites: []*eval.Suite{s}}, nil) {
			if text := x.Message + ": " + x.Hint; x.Pos.Path == s.Path && !slices.Contains(f.Missing, text) {
				f.Missing = append(f.Missing, text)
			}
		}
	}
	if few := fewHeldOut(f.Holdout, f.Cases); few != "" {
		f.Missing = append(f.Missing, few)
	}
	return f
}

// fewHeldOut says that the holdout split is much smaller than the method asks.
// That there is none is for lint to say.
func fewHeldOut(holdout, cases int) string {
	if holdout == 0 || cases < 10 || 5*holdout >= cases {
		return ""
	}
	return fmt.Sprintf("only %d of %d cases in the holdout split: give some 30 %% of them split: holdout", holdout, cases)
}

func one(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

func countAsserts(counts map[string]int, list []eval.Assertion) {
	for _, a := range list {
		counts[a.FullType()]++
		countAsserts(counts, a.Set)
	}
}

// casesFor is the least number of cases that show a drop (in [0, 1]).
func casesFor(drop float64) int {
	for n := 1; ; n++ {
		if d, ok := stats.MinDrop(n, 0, false); ok && d <= drop {
			return n
		}
	}
}

var templateTag = memo.Regexp(`\{[{%][^}]*[%}]\}`)

// unmatched are inputs without a case or a default, and vars that neither a
// prompt nor an assertion names.
func unmatched(s *eval.Suite, pair pairing) (unset, unused []string) {
	unset, unused = []string{}, []string{}
	set := map[string]bool{}
	var named strings.Builder
	for i := range s.Cases {
		for name := range s.Cases[i].Vars.All() {
			set[name] = true
		}
		writeTags(&named, s.Cases[i].Asserts)
		for _, v := range s.Cases[i].Vars.All() {
			named.WriteString(strings.Join(templateTag().FindAllString(trace.Text(v), -1), " "))
		}
	}
	inputs := pair.inputs()
	for _, name := range inputs {
		fallback := slices.ContainsFunc(pair.prompts, func(p *prompt.Prompt) bool {
			return slices.ContainsFunc(p.Inputs, func(in prompt.Input) bool { return in.Name == name && in.Default != nil })
		})
		if !set[name] && !fallback {
			unset = append(unset, name)
		}
	}
	if len(pair.prompts) == 0 { // what they use is not known
		return unset, unused
	}
	tags := named.String()
	for name := range set {
		isExpected := name == "expected" && !pair.isTemplated()
		if !slices.Contains(inputs, name) && !strings.Contains(tags, name) && !isExpected {
			unused = append(unused, name)
		}
	}
	slices.Sort(unused)
	return unset, unused
}

// writeTags collects the template tags of assertions.
func writeTags(b *strings.Builder, list []eval.Assertion) {
	for _, a := range list {
		for _, v := range []any{a.Value, a.Rubric, a.Config} {
			if o, ok := v.(*value.Object); ok && o == nil {
				continue
			}
			b.WriteString(strings.Join(templateTag().FindAllString(trace.Text(v), -1), " "))
		}
		writeTags(b, a.Set)
	}
}
