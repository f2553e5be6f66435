package hooks_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/promptgit/promptgit/hooks"
	"github.com/promptgit/promptgit/prompt"
)

func change(id, before, after string) prompt.Change {
	return prompt.Change{ID: id, Change: "modified", Before: before, After: after, Line: 1}
}

func modified(path string, changes ...prompt.Change) hooks.Prompt {
	return hooks.Prompt{Path: path, Status: hooks.Modified, Changes: changes}
}

func TestCountingOverACommit(t *testing.T) {
	t.Parallel()
	exempt := func(p hooks.Prompt, why string) hooks.Prompt { p.Exempt = why; return p }
	judgedBy := func(p hooks.Prompt, suites ...string) hooks.Prompt {
		for _, s := range suites {
			p.Suites = append(p.Suites, hooks.Suite{Path: s})
		}
		return p
	}
	model := change("model", "gpt-a", "gpt-b")
	tone := change("section:user/Tone", "Be kind.", "Be brief.")
	for _, c := range []struct {
		name    string
		prompts []hooks.Prompt
		want    int
	}{
		{"nothing changed", nil, 0},
		{"a cosmetic change", []hooks.Prompt{modified("a")}, 0},
		{"one variable", []hooks.Prompt{modified("a", model)}, 1},
		{"two variables of one prompt", []hooks.Prompt{modified("a", model, tone)}, 2},
		{"different prompts add up", []hooks.Prompt{modified("a", model), modified("b", tone)}, 2},
		{"the same model change in three prompts", []hooks.Prompt{modified("a", model), modified("b", model), modified("c", model)}, 1},
		{"model changes to different values", []hooks.Prompt{modified("a", model), modified("b", change("model", "gpt-a", "gpt-c"))}, 2},
		{"the same value in different parameters", []hooks.Prompt{modified("a", change("param:top_p", "1", "2")), modified("b", change("param:top_k", "1", "2"))}, 2},
		{
			"the same words under other headings and roles",
			[]hooks.Prompt{modified("a", tone), modified("b", change("section:system/Style", "Be kind.", "Be brief.")), modified("c", change("block:user/2", "Be kind.", "Be brief."))},
			1,
		},
		{"the same words twice within one prompt", []hooks.Prompt{modified("a", tone, change("section:user/Style", "Be kind.", "Be brief."))}, 2},
		{"headings reworded in two prompts", []hooks.Prompt{modified("a", change("section:user/A", "x", "x")), modified("b", change("section:user/B", "x", "x"))}, 2},
		{
			"one wording in prompts of different text",
			[]hooks.Prompt{modified("a", change("wording:mail->letter", "a mail", "a letter")), modified("b", change("wording:mail->letter", "the mail", "the letter"))},
			1,
		},
		{
			"one partial that many include",
			[]hooks.Prompt{modified("a", change("partial:p/_x.md", "1", "2")), modified("b", change("partial:p/_x.md", "1", "2"))},
			1,
		},
		{"a partial that is a prompt counts as that", []hooks.Prompt{modified("a", change("partial:x.md", "1", "2")), modified("x.md", tone)}, 1},
		{"but not where that prompt is new", []hooks.Prompt{modified("a", change("partial:x.md", "", "2")), exempt(modified("x.md", tone), hooks.ExemptBaseline)}, 1},
		{"exempt prompts do not count", []hooks.Prompt{exempt(modified("a", model, tone), hooks.ExemptRevert), modified("b", model)}, 1},
		{"a suite that changed with its prompt", []hooks.Prompt{judgedBy(modified("a", tone), "suites/a.yaml")}, 2},
		{"a suite that changed alone", []hooks.Prompt{judgedBy(modified("a"), "suites/a.yaml")}, 0},
		{"one suite of two prompts", []hooks.Prompt{judgedBy(modified("a", model), "s.yaml"), judgedBy(modified("b", model), "s.yaml")}, 2},
		{"two suites", []hooks.Prompt{judgedBy(modified("a", model), "s.yaml", "t.yaml")}, 3},
	} {
		v := hooks.Judge(hooks.Input{Max: 1, Prompts: c.prompts})
		if v.Count != c.want || v.OK != (c.want <= 1) {
			t.Errorf("%s: want %d, got %d (ok %t)", c.name, c.want, v.Count, v.OK)
		}
	}
}

// TestOneEditInManyPrompts counts changes that differ in their values because the
// prompts do, while what was done is the same.
func TestOneEditInManyPrompts(t *testing.T) {
	t.Parallel()
	type version struct{ before, after string }
	for _, c := range []struct {
		name    string
		prompts []version
		want    int
	}{
		{"a figure, also where it stands in two sections", []version{
			{"# Output\nList 15 ideas.\n", "# Output\nList 16 ideas.\n"},
			{"# Steps\nRead it. Take 15 facts, then 15 more.\n", "# Steps\nRead it. Take 16 facts, then 16 more.\n"},
			{"# A\nFind 15.\n\n# B\nSort the 15 by date.\n", "# A\nFind 16.\n\n# B\nSort the 16 by date.\n"},
		}, 1},
		{"a figure that stays in one place of a prompt", []version{
			{"# Output\nList 15 ideas.\n", "# Output\nList 16 ideas.\n"},
			{"# Steps\nTake 15 facts, then 15 more.\n", "# Steps\nTake 16 facts, then 15 more.\n"},
		}, 2},
		{"another edit beside it", []version{
			{"# Output\nList 15 ideas.\n", "# Output\nList 16 ideas.\n"},
			{"# Steps\nTake 15 facts from the text.\n", "# Steps\nTake 16 facts from the whole text.\n"},
		}, 2},
		{"different figures", []version{
			{"# Output\nList 15 ideas.\n", "# Output\nList 16 ideas.\n"},
			{"# Output\nList 15 facts.\n", "# Output\nList 20 facts.\n"},
		}, 2},
		{"a tool of another name in lists of their own", []version{
			{"---\ntools: [edit, search, fetch]\n---\nHelp.\n", "---\ntools: [edit/files, search, fetch]\n---\nHelp.\n"},
			{"---\ntools: [run, edit]\n---\nHelp.\n", "---\ntools: [run, edit/files]\n---\nHelp.\n"},
		}, 1},
		{"different tools", []version{
			{"---\ntools: [edit, search]\n---\nHelp.\n", "---\ntools: [edit]\n---\nHelp.\n"},
			{"---\ntools: [run, edit]\n---\nHelp.\n", "---\ntools: [edit]\n---\nHelp.\n"},
		}, 2},
		{"lists in another order", []version{
			{"---\nstop: [a, b]\n---\nHelp.\n", "---\nstop: [b, a]\n---\nHelp.\n"},
			{"---\nstop: [c, d]\n---\nHelp.\n", "---\nstop: [d, c]\n---\nHelp.\n"},
		}, 2},
	} {
		var prompts []hooks.Prompt
		for i, v := range c.prompts {
			changes := prompt.Compare(parse(t, v.before), parse(t, v.after))
			if len(changes) == 0 {
				t.Fatalf("%s: prompt %d does not change", c.name, i)
			}
			prompts = append(prompts, modified(string(rune('a'+i)), changes...))
		}
		if got := hooks.Count(prompts); got != c.want {
			t.Errorf("%s: want %d, got %d: %+v", c.name, c.want, got, prompts)
		}
	}
}

func TestExemptionOfACommitNeedsAllItsPrompts(t *testing.T) {
	t.Parallel()
	two := []prompt.Change{change("model", "a", "b"), change("tools", "a", "b")}
	for _, c := range []struct {
		name  string
		whole string
		each  []string
		want  string
		ok    bool
	}{
		{"no prompt at all", "", nil, "", true},
		{"no reason", "", []string{""}, "", false},
		{"all new", "", []string{"baseline", "baseline"}, "baseline", true},
		{"one new, one gone", "", []string{"baseline", "deletion"}, "", true},
		{"one of two", "", []string{"", "revert"}, "", false},
		{"the whole commit", "rebase", []string{"", "baseline"}, "rebase", true},
		{"vouched for", hooks.ExemptAllowed("new house style"), []string{""}, "allowed: new house style", true},
		{"the whole of nothing", "merge", nil, "", true},
	} {
		in := hooks.Input{Max: 1, Exempt: c.whole}
		for _, why := range c.each {
			in.Prompts = append(in.Prompts, hooks.Prompt{Path: "p", Exempt: why, Changes: two})
		}
		if v := hooks.Judge(in); v.Exempt != c.want || v.OK != c.ok {
			t.Errorf("%s: want %q, %t; got %q, %t", c.name, c.want, c.ok, v.Exempt, v.OK)
		}
	}
}

func TestScopePromptJudgesEachAlone(t *testing.T) {
	t.Parallel()
	in := hooks.Input{Max: 1, PerPrompt: true, Prompts: []hooks.Prompt{
		modified("b", change("model", "a", "b"), change("tools", "a", "b")),
		modified("a", change("examples", "a", "b")),
	}}
	v := hooks.Judge(in)
	want := "b: 2 variables changed in one prompt; at most 1 may (PG101)"
	if v.OK || v.Count != 3 || v.Problems.Error() != want {
		t.Errorf("want %q and a count of 3, got %q and %d", want, v.Problems.Error(), v.Count)
	}
	if v.Prompts[0].Path != "a" {
		t.Errorf("prompts are not in the order of their paths: %v", v.Prompts)
	}
	in.Max = 2
	if v := hooks.Judge(in); !v.OK {
		t.Errorf("two are allowed, but: %v", v.Problems)
	}
}

func TestPoliciesDescribeThemselves(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, p := range hooks.Policies() {
		if p.Code == "" || p.Doc == "" || p.Check == nil || seen[p.Code] {
			t.Errorf("the policy %+v is incomplete or listed twice", p)
		}
		seen[p.Code] = true
	}
}

func TestCountProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		changes := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) prompt.Change {
			id := rapid.SampledFrom([]string{"model", "param:seed", "section:user/A", "block:user/1", "partial:b", "wording:a->b"}).Draw(t, "id")
			return change(id, rapid.SampledFrom([]string{"", "x", "y"}).Draw(t, "before"), rapid.SampledFrom([]string{"x", "y", "z"}).Draw(t, "after"))
		}), 0, 4)
		var prompts []hooks.Prompt
		for i, list := range rapid.SliceOfN(changes, 0, 4).Draw(t, "prompts") {
			prompts = append(prompts, modified(string(rune('a'+i)), list...))
		}
		n := hooks.Count(prompts)
		sum, most := 0, 0
		for _, p := range prompts {
			sum += len(p.Changes)
			most = max(most, hooks.Count([]hooks.Prompt{p}))
		}
		if n > sum || n < 0 {
			t.Fatalf("%d variables out of %d changes", n, sum)
		}
		if twice := hooks.Count(append(slices.Clone(prompts), prompts...)); twice != n {
			t.Fatalf("the same changes in further prompts count: %d, then %d", n, twice)
		}
		slices.Reverse(prompts)
		if again := hooks.Count(prompts); again != n {
			t.Fatalf("the order of prompts matters: %d, then %d", n, again)
		}
		v := hooks.Judge(hooks.Input{Max: 1, Prompts: prompts})
		if v.OK != (n <= 1) || v.OK == strings.Contains(v.Problems.Error(), "PG101") {
			t.Fatalf("count %d and verdict %t disagree", n, v.OK)
		}
		if diff := cmp.Diff(len(prompts), len(v.Prompts)); diff != "" {
			t.Fatal(diff)
		}
	})
}
