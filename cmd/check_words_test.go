package cmd

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/hooks"
	"github.com/promptgit/promptgit/internal/tokens"
	"github.com/promptgit/promptgit/internal/ui"
	"github.com/promptgit/promptgit/prompt"
)

func TestACommitThatAmendsIsKnownByItsArguments(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		line            string
		commits, amends bool
	}{
		{"git commit", true, false},
		{"git commit --amend", true, true},
		{"/usr/bin/git -C dir commit -a --amend --no-edit", true, true},
		{"git commit --am", true, true},
		{"git commit --all", true, false},
		{"git commit --a", true, false},
		{"git commit -m --amend", true, false},
		{"git commit -- --amend", true, false},
		{"git merge side", false, false},
		{"sh .git/hooks/pre-commit", false, false},
		{"", false, false},
	} {
		got, commits := commitArgs(strings.Split(c.line, " "))
		if commits != c.commits || got.amends != c.amends {
			t.Errorf("%q: want %t, %t; got %t, %t", c.line, c.commits, c.amends, commits, got.amends)
		}
	}
}

func TestTheReasonStandsInATrailer(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, message, want string }{
		{"a trailer", "Subject\n\nPromptgit-Allow: new house style\n", "new house style"},
		{"among others, in any case", "Subject\n\nBody.\n\nFixes: 3\npromptgit-allow:  because \nSigned-off-by: A\n", "because"},
		{"CRLF", "Subject\r\n\r\nPromptgit-Allow: yes\r\n", "yes"},
		{"not in the subject", "Promptgit-Allow: no", ""},
		{"not in the body", "Subject\n\nPromptgit-Allow: no\n\nMore.", ""},
		{"without a reason", "Subject\n\nPromptgit-Allow:\n", ""},
		{"without a reason, then with one", "Subject\n\nPromptgit-Allow:\nPromptgit-Allow: yes\n", "yes"},
		{"folded", "Subject\n\nPromptgit-Allow: one\n  two\n\tthree\nFixes: 3\n", "one two three"},
		{"in prose", "Subject\n\nThe rule says\nPromptgit-Allow: no\nand not much more.\n", ""},
		{"in prose that is signed", "Subject\n\nA line.\nPromptgit-Allow: yes\nSigned-off-by: A\n", "yes"},
		{"in long prose that is signed", "Subject\n\n1\n2\n3\n4\n5\n6\n7\nPromptgit-Allow: no\nSigned-off-by: A\n", ""},
		{"a picked commit", "Subject\n\nPromptgit-Allow: yes\n(cherry picked from commit 0123)\n", "yes"},
		{"blank lines with blanks", "Subject\n \nPromptgit-Allow: yes\n \n", "yes"},
		{"comments that were kept", "Subject\n\nPromptgit-Allow: yes\n\n# On branch main\n#\n", "yes"},
		{"before the divider, where git commit --trailer writes it", "Subject\n\nBody\n\nPromptgit-Allow: yes\n---\nMore\n", "yes"},
		{"after a divider", "Subject\n\nBody\n---\nMore\n\nPromptgit-Allow: yes\n", "yes"},
	} {
		if got := trailer(c.message, allowTrailer); got != c.want {
			t.Errorf("%s: want %q, got %q", c.name, c.want, got)
		}
	}
}

func TestAWordDiffFitsOnALine(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("the same words again and again ", 8)
	for _, c := range []struct{ name, before, after, want string }{
		{"a value", "0.7", "0.2", "[-0.7-]{+0.2+}"},
		{"a word", "Be kind to all.", "Be brief to all.", "Be [-kind-]{+brief+} to all."},
		{"nothing before", "", "Be brief.", "{+Be brief.+}"},
		{"nothing after", "Be kind.", "", "[-Be kind.-]"},
		{"far into a text", long + "end", long + "stop", "… words again and again [-end-]{+stop+}"},
		{"lines", "one\n  two", "one\nthree", "one [-two-]{+three+}"},
		{"the same elsewhere", "one two", "one two", "one two"},
		{"a long new text", "", long, "{+the same words again and again the same words again and aga…+}"},
		{"other scripts", "日本語 😀", "日本語 😁", "日本語 [-😀-]{+😁+}"},
		{"words without spaces", "请用简短的语言回复客户。", "请用礼貌的语言回复客户。", "请用[-简短-]{+礼貌+}的语言回复客户。"},
		{"an item between two", "- first\n- last", "- first\n- new\n- last", "- first {+- new +}- last"},
		{"a sentence between two", "Be kind. Be exact.", "Be kind. Be brief. Be exact.", "Be kind.{+ Be brief.+} Be exact."},
		{"white space alone", "if x:\n  a", "if x:\n    a", "white space: [-··a¶-]{+····a¶+}"},
		{"an escape", "be \x1b[31mkind", "be \x1b[32mkind", "be kind (characters that are not shown differ)"},
		{"another blank", "a b", "a\u00a0b", "white space: [-a·b¶-]{+a⍽b¶+}"},
		{"a blank line", "a\nb", "a\n\nb", "white space: [-b¶-]{+¶+}"},
		{
			"early in a long word", "actions/checkout@v3", "actions/checkout@" + strings.Repeat("f", 60),
			"[-actions/checkout@v3-]{+actions/checkout@" + strings.Repeat("f", 42) + "…+}",
		},
		{
			"deep in a long word", strings.Repeat("x", 90) + "0", strings.Repeat("x", 90) + "1",
			"[-…xxxxxxxxxxxx0-]{+…xxxxxxxxxxxx1+}",
		},
		{
			"half of a very long text gone", "one two " + strings.Repeat("and more ", 200_000), "one TWO " + strings.Repeat("and more ", 100_000),
			"one [-two-]{+TWO+} and more and more and …",
		},
		{
			"a very long text rewritten", strings.Repeat("one two ", 100_000), strings.Repeat("three four ", 100_000),
			"[-one two one two one two one two one two one two one two one…-]{+three four three four three four three four three four thre…+} ",
		},
	} {
		if got := ansi.Strip(wordLine(c.before, c.after)); got != c.want {
			t.Errorf("%s: want %q, got %q", c.name, c.want, got)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		got := ansi.Strip(wordLine(rapid.String().Draw(t, "before"), rapid.String().Draw(t, "after")))
		if strings.ContainsAny(got, "\n\t\x1b") || len([]rune(got)) > 400 {
			t.Fatalf("%q does not fit on a line", got)
		}
	})
}

func TestAWordDiffHoldsBothTexts(t *testing.T) {
	t.Parallel()
	text := rapid.StringMatching(`(?:(?:a|b|- |\. |\n|语|ก็){0,3} ?){0,8}`)
	rapid.Check(t, func(t *rapid.T) {
		before, after := text.Draw(t, "before"), text.Draw(t, "after")
		var was, now strings.Builder
		for _, d := range aligned(tokens.Readable(splitWords(before), splitWords(after))) {
			if d.Kind != tokens.Added {
				was.WriteString(d.Token)
			}
			if d.Kind != tokens.Removed {
				now.WriteString(d.Token)
			}
		}
		if was.String() != before || now.String() != after {
			t.Fatalf("%q -> %q reads %q -> %q", before, after, was.String(), now.String())
		}
	})
}

func TestSuiteChanges(t *testing.T) {
	t.Parallel()
	suite := func(src string) *eval.Suite {
		t.Helper()
		s, err := eval.ParseSuite("suites/a.yaml", []byte(src), eval.SuiteOptions{Types: []string{"contains"}})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	const one, two = "tests:\n  - {id: one, vars: {x: 1}, assert: [{type: contains, value: a}]}\n", "  - {id: two, vars: {x: 2}, assert: [{type: contains, value: b}]}\n"
	for _, c := range []struct {
		name, before, after string
		want                *hooks.Suite
	}{
		{"nothing", one, one, nil},
		{"a case added", one, one + two, nil},
		{"another id and description", one, strings.Replace(one, "id: one", "id: 1, description: first", 1), nil},
		{"a case removed", one + two, one, &hooks.Suite{Path: "suites/a.yaml", Before: "two"}},
		{
			"an assertion changed", one, strings.Replace(one, "value: a", "value: c", 1),
			&hooks.Suite{Path: "suites/a.yaml", Before: "one", After: "one", Line: 2},
		},
		{
			"a weight changed", "metrics: {tone: {weight: 1}}\n" + one, "metrics: {tone: {weight: 2}}\n" + one,
			&hooks.Suite{Path: "suites/a.yaml", Before: "repeat: 0, metrics.tone.weight: 1", After: "repeat: 0, metrics.tone.weight: 2"},
		},
	} {
		got, changed := suiteChange(suite(c.before), suite(c.after))
		if changed != (c.want != nil) {
			t.Errorf("%s: changed is %t", c.name, changed)
		} else if diff := cmp.Diff(c.want, &got); changed && diff != "" {
			t.Errorf("%s:\n%s", c.name, diff)
		}
	}
}

func TestRowsOfForeignSuites(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, file, before, after string
		want                      bool
	}{
		{"a line added", "a.jsonl", "{\"x\":1}\n", "{\"x\":1}\n{\"x\":2}\n", true},
		{"a line changed", "a.jsonl", "{\"x\":1}\n", "{\"x\":3}\n{\"x\":2}\n", false},
		{"one of two equal lines gone", "a.csv", "h\n1\n1\n", "h\n1\n2\n", false},
		{"CRLF and blank lines", "a.csv", "h\r\n1\r\n", "h\n\n1\n", true},
		{"YAML written differently", "a.yaml", "tests: [{q: a}]\nname: n", "name: 'n'\ntests:\n  - q: 'a'\n  - q: b\n", true},
		{"a setting of YAML", "a.yaml", "tests: [{q: a}]\nname: n", "tests: [{q: a}]\nname: m", false},
		{"a bare list", "a.json", "[{\"q\":1}]", "[{\"q\":2},{\"q\":1}]", true},
		{"broken YAML, by its lines", "a.yaml", "a: [\n", "a: [\nb\n", true},
	} {
		if got := rowsAdded(c.file, []byte(c.before), []byte(c.after)); got != c.want {
			t.Errorf("%s: want %t", c.name, c.want)
		}
	}
}

func TestPathsOfAdviceMeanTheirFileToGitAndToTheShell(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ path, want string }{
		{"prompts/a.md", ":/prompts/a.md"},
		{"a b's $x.md", `':/a b'\''s $x.md'`},
		{"-dash.md", ":/:-dash.md"},
		{"_part.prompt", ":/:_part.prompt"},
		{".hidden.prompt", ":/.hidden.prompt"},
		{"é.prompt", ":/:é.prompt"},
		{"p/*[x]?.md", `':/p/\*\[x]\?.md'`},
		{"p/new\nline\xe9.md", "':/p/new?line?.md'"},
	} {
		if got := pathspecs(c.path); got != c.want {
			t.Errorf("%q: want %s, got %s", c.path, c.want, got)
		}
	}
}

func TestTheFileWithSeveralChangesComesFirst(t *testing.T) {
	t.Parallel()
	j := &judged{Verdict: hooks.Verdict{Prompts: []hooks.Prompt{
		{Path: "a.md", OldPath: "old.md", Changes: []prompt.Change{{ID: "model"}}},
		{Path: "b.md", Changes: []prompt.Change{{ID: "tools"}, {ID: "model"}, {ID: "suite:s.yaml"}}},
		{Path: "c.md", Exempt: "baseline", Changes: []prompt.Change{{ID: "model"}}},
	}}}
	files := changedFiles(j)
	if diff := cmp.Diff([]string{"b.md", "a.md", "old.md", "s.yaml"}, allPaths(files)); diff != "" || files[0].count != 2 {
		t.Errorf("%d changes in the first\n%s", files[0].count, diff)
	}
}

func TestTheTableOfARangeFitsATerminal(t *testing.T) {
	t.Parallel()
	row := judged{step: step{rev: strings.Repeat("a", 40), subject: strings.Repeat("Say it in a kinder way ", 9)}, Verdict: hooks.Verdict{
		OK: true, Exempt: "allowed: the desk has a new name, and so has the shop", Prompts: []hooks.Prompt{{Path: "a.md", Changes: []prompt.Change{
			{ID: "section:user/The tone of an answer"}, {ID: "section:user/The format of an answer"},
		}}},
	}}
	for _, width := range []int{80, 120} {
		var out strings.Builder
		if err := checkTable(&checked{steps: []judged{row}}, width).Write(ui.Streams{Out: &out, OutTTY: true, Width: width}); err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(out.String()) {
			if got := ui.Width(ansi.Strip(strings.TrimRight(line, "\n"))); got > width {
				t.Errorf("a line of %d columns in a terminal of %d: %s", got, width, line)
			}
		}
		if !strings.Contains(out.String(), "Say it in a") {
			t.Errorf("no room for the subject in\n%s", out.String())
		}
	}
}
