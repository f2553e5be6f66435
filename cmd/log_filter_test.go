package cmd_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// subjects are those of the rows that log prints with the flags.
func (l *lab) subjects(args ...string) string {
	l.t.Helper()
	var names []string
	for _, e := range l.log(args...).Entries {
		names = append(names, e.Subject)
	}
	return strings.Join(names, " ")
}

// letters is a repository of four versions by two people on four days, of which
// the last was never judged.
func letters(t *testing.T) *lab {
	t.Helper()
	l := abc(t, "a b c")
	at := func(author, date string) *lab {
		return l.at("", "GIT_AUTHOR_NAME="+author, "GIT_AUTHOR_EMAIL="+strings.ToLower(author)+"@example.org", "GIT_AUTHOR_DATE="+date, "GIT_COMMITTER_DATE="+date)
	}
	at("Grace", "2025-11-23T07:00:00+01:00").set("prompts/p.md", "a b\n", "v2")
	at("Ada", "2025-11-24T07:00:00+01:00").set("prompts/p.md", "b\n\nc\n", "v3")
	l.run("eval", "--all")
	at("Grace Hopper", "2025-11-25T07:00:00+01:00").set("prompts/p.md", "b\n", "v4")
	l.git("tag", "v1.0", "HEAD~3")
	l.git("tag", "-a", "-m", "annotated", "v2.0", "HEAD~2")
	return l
}

func TestFiltersOfTheLogLeaveWhatTheyAskFor(t *testing.T) {
	t.Parallel()
	l := letters(t)
	for _, c := range []struct{ flags, want string }{
		{"", "v4 v3 v2 v1"},
		{"--since 2025-11-23T00:00:00Z", "v4 v3 v2"},
		{"--until 2025-11-23T12:00:00Z", "v2 v1"},
		{"--since 2025-11-23T00:00:00Z --until 2025-11-24T12:00:00Z", "v3 v2"},
		{"--author grace", "v4 v2"},
		{"--author @EXAMPLE.org", "v4 v3 v2"},
		{"--author <ada@", "v3 v1"},
		{"--failed", "v3 v2"},
		{"--failed -n 1", "v3"},
		{"--author ada --failed", "v3"},
		{"--where score<0.9", "v3 v2"},
		{"--where !(score<0.9)", "v4 v1"},
		{"--where score!=1", "v3 v2"},
		{"--where score==nil", "v4"},
		{"--where score!=nil", "v3 v2 v1"},
		{"--where (score??0)<0.9", "v4 v3 v2"},
		{"--where !judged", "v4"},
		{"--where delta<0", "v2"},
		{"--where delta==0", "v3"},
		{"--where passed==2&&total==3&&failed==1", "v3 v2"},
		{"--where low<0.5&&high>0.5", "v3 v2 v1"},
		{"--where changes('USER/1')", "v3 v2"},
		{"--where changes('block:user/2')", "v4 v3"},
		{"--where fails('a')", "v3"},
		{"--where fails('Row(3)')", ""},
		{"--where metric('tone')==0", "v3"},
		{"--where metric('tone')!=1", "v3"},
		{"--where author=='Ada'", "v3 v1"},
		{"--where subject=='v2'", "v2"},
		{"--where date>='2025-11-24'", "v4 v3"},
		{"--where time<='2025-11-24T06:00:00Z'", "v3 v2 v1"},
		{"--where 'v1.0'in(labels)", "v1"},
		{"--where any(labels,#>='v')", "v2 v1"},
		{"--where provider=='echo'&&model==''&&!simulated", "v3 v2 v1"},
		{"--where verdict=='unknown'", "v3 v2"},
		{"--where verdict==nil", "v4 v1"},
	} {
		if got := l.subjects(strings.Fields(c.flags)...); got != c.want {
			t.Errorf("%s: want %q, got %q", c.flags, c.want, got)
		}
	}
	if got := l.subjects("--where", `lower(author) startsWith "gr" and subject matches "^v[23]$"`); got != "v2" {
		t.Errorf("words are operators too, got %q", got)
	}
	if rows := strings.Count(l.ok("log", "--csv", "--failed"), "\n"); rows != 3 {
		t.Errorf("--csv: want a header and two rows, got %d", rows)
	}
	if got := l.ok("log", "--format", "{{.Subject}}", "--where", "score < 0.9"); got != "v3\nv2\n" {
		t.Errorf("--format: got %q", got)
	}
	if got := strings.Count(l.ok("log", "--all", "--where", "judged"), "\n"); got != 3 {
		t.Errorf("--all: want three rows, got %d", got)
	}
}

func TestAMistakeInAFilterHasAPlaceAndAHint(t *testing.T) {
	t.Parallel()
	l := letters(t)
	for _, c := range []struct{ flag, value, want string }{
		{"where", "scor < 0.9", `--where: column 1: a row has no "scor" hint: did you mean "score"?`},
		{"where", "score < 0.9 && chnges('x')", `--where: column 16: a row has no "chnges" hint: did you mean "changes"?`},
		{"where", "score < 0.9 &&", "--where: column 14: something is missing at the end hint: a condition is like"},
		{"where", "score < 'a'", "--where: column 7: invalid operation: < (different types number and string) hint: a condition is like"},
		{"where", "score + 1", "--where: a condition is true or false, not number hint: a condition is like"},
		{"where", "metric('tune') > 0", `--where: no record has a metric "tune" hint: did you mean "tone"?`},
		{"where", "all(1..1000000000, # > 0)", "--where: column 6: a range is not supported here"},
		{"where", "any(labels, any(labels, true))", "--where: column 13: a loop within a loop is not supported here"},
		{"where", "let a = subject; a == ''", "--where: column 5: let is not supported here"},
		{"where", "subject matches '['", "--where: column 9: error parsing regexp"},
		{"where", "now() > 1", `--where: column 1: a row has no "now"`},
		{"where", "repeat('x', 1000000000) == ''", `--where: column 1: a row has no "repeat"`},
		{"where", "subject matches author + '['", "--where: at "},
		{"where", "score < 1\n&& scor > 0", `--where: line 2, column 4: a row has no "scor"`},
		{"where", "score == " + strings.Repeat("1+", 3000) + "1", "--where: the condition has 6010 bytes, at most 4096 are read"},
		{"where", strings.Repeat("!", 4000) + "judged", "--where: "},
		{"where", strings.Repeat("(", 4000) + "judged", "--where: "},
		{"where", " ", "--where: the value is empty"},
		{"since", "yesterdya", `--since: "yesterdya" is no date hint: a date is written as for git`},
		{"until", "xx", `--until: "xx" is no date`},
		{"author", "", "--author: the value is empty"},
	} {
		a := l.want(2, "log", "--"+c.flag, c.value)
		got := strings.ReplaceAll(strings.ReplaceAll(strings.TrimSpace(a.stderr), "promptgit: error: ", ""), "\npromptgit: ", " ")
		if !strings.HasPrefix(got, c.want) {
			t.Errorf("--%s %.40s: %s", c.flag, c.value, cmp.Diff(c.want, got))
		}
		if a.out != "" {
			t.Errorf("--%s %.40s: prints %q", c.flag, c.value, a.out)
		}
	}
}
