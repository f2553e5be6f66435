package cmd_test

import (
	"strings"
	"testing"
)

// ages is a history of one prompt with a version per month, and a last commit that
// touches no prompt.
func ages(t *testing.T) (l *lab, m model) {
	t.Helper()
	l = newLab(t)
	m = l.newModel(`printf '%s' "$in"`)
	l.write("suites/a.yaml", "tests:\n  - id: one\n    assert: [{type: icontains, value: version}]\n")
	for i, day := range []string{"2026-01-10", "2026-02-10", "2026-03-10"} {
		dated := l.at("", "GIT_COMMITTER_DATE="+day+"T12:00:00+0000", "GIT_AUTHOR_DATE=2020-01-01T00:00:00+0000")
		dated.set("prompts/a.md", strings.Repeat("Version. ", i+1)+"\n", "Version")
		dated.git("tag", "v"+string(rune('1'+i)))
	}
	l.at("", "GIT_COMMITTER_DATE=2026-04-10T12:00:00+0000").set("README", "read\n", "No prompt")
	return l, m
}

func revs(doc evalDoc) string {
	var list []string
	for _, r := range doc.Runs {
		list = append(list, r.Rev)
	}
	return strings.Join(list, " ")
}

func TestSinceTakesARevisionOrADateOfTheCommitter(t *testing.T) {
	t.Parallel()
	l, m := ages(t)
	v2, v3 := l.git("rev-parse", "v2"), l.git("rev-parse", "v3")
	l.git("tag", "yesterday", "v2") // a revision wins over a date
	for _, c := range []struct{ since, want string }{
		{"v1", v3 + " " + v2},
		{"2026-02-01", v3 + " " + v2},
		{"2026-02-20 00:00 +0000", v3},
		{"yesterday", v3},
		{"HEAD~2", v3},
		{"v3", ""},
		{"2026-03-20", ""},
	} {
		var doc evalDoc
		l.json(0, &doc, "eval", "--provider", m.spec, "--since", c.since)
		if got := revs(doc); got != c.want {
			t.Errorf("--since %s: want %q, got %q", c.since, c.want, got)
		}
	}
	if n := m.calls(); n != 2 {
		t.Errorf("want each version asked once, got %d calls", n)
	}
}

func TestARangeTakesAtMostTheNewestVersionsAskedFor(t *testing.T) {
	t.Parallel()
	l, m := ages(t)
	v3 := l.git("rev-parse", "v3")
	var doc evalDoc
	l.json(0, &doc, "eval", "--provider", m.spec, "--all", "-n", "1")
	if got := revs(doc); got != v3 {
		t.Errorf("want %s, got %s", v3, got)
	}
}

func TestARangeThatTouchesNoPromptIsNothingToJudge(t *testing.T) {
	t.Parallel()
	l, m := ages(t)
	a := l.want(0, "eval", "--provider", m.spec, "v3..HEAD")
	if a.out != "" || !strings.Contains(a.stderr, "no iteration of a prompt in v3..HEAD: nothing to judge") {
		t.Errorf("got %q, %q", a.out, a.stderr)
	}
	var doc evalDoc
	l.json(0, &doc, "eval", "--provider", m.spec, "HEAD..HEAD")
	if doc.Runs == nil || len(doc.Runs) != 0 {
		t.Errorf("want an empty list of runs, got %v", doc.Runs)
	}
}

func TestARangeThatIsNoneIsRefusedWithWhatToWrite(t *testing.T) {
	t.Parallel()
	l, _ := ages(t)
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"v1...v3"}, "v1..v3 is what v3 has and v1 has not"},
		{[]string{"^v1"}, "what B has and A has not is A..B"},
		{[]string{"--since", "v9.9"}, `"v9.9" is neither a revision nor a date`},
		{[]string{"--since", ""}, `"" is neither a revision nor a date`},
		{[]string{"--since", "20260101"}, `"20260101" is neither a revision nor a date`},
		{[]string{"--since", "v1", "v2"}, "--since takes neither a revision"},
		{[]string{"--since", "v1", "--all"}, "--since takes neither a revision"},
		{[]string{"-n", "1"}, "-n goes with a range"},
		{[]string{"--all", "-n", "-1"}, "-n takes a number from 1 on"},
		{[]string{"v1..v3", "--prompt", "nosuch.md"}, `no prompt in the history`},
	} {
		if a := l.want(2, append([]string{"eval"}, c.args...)...); !strings.Contains(a.stderr, c.want) {
			t.Errorf("%v: want %q, got %s", c.args, c.want, a.stderr)
		}
	}
}

func TestRangesAreJudgedInBareAndShallowClonesAndFromAFolder(t *testing.T) {
	t.Parallel()
	l, m := ages(t)
	v2, v3 := l.git("rev-parse", "v2"), l.git("rev-parse", "v3")
	l.git("clone", "-q", "--bare", ".", l.beside("bare.git"))
	l.git("clone", "-q", "--depth", "3", "--branch", "main", "file://"+l.dir, l.beside("shallow"))
	for _, c := range []struct {
		in         *lab
		args, want string
	}{
		{l.at(l.beside("bare.git")), "--since v1", v3 + " " + v2},
		{l.at(l.beside("bare.git")), "v2..main", v3},
		{l.at(l.beside("shallow")), "--all", v3 + " " + v2},
		{l.at(l.beside("shallow")), "--since 2026-02-20", v3},
		{l.at("prompts"), "v2..HEAD --prompt a.md", v3},
	} {
		var doc evalDoc
		c.in.json(0, &doc, append([]string{"eval", "--provider", m.spec}, strings.Fields(c.args)...)...)
		if got := revs(doc); got != c.want {
			t.Errorf("%s in %s: want %q, got %q", c.args, c.in.dir, c.want, got)
		}
	}
	if a := l.at(l.beside("shallow")).want(4, "eval", "v1..HEAD"); !strings.Contains(a.stderr, "git fetch --unshallow") {
		t.Errorf("want to be told of the shallow clone, got %s", a.stderr)
	}
}
