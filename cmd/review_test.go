package cmd_test

import (
	"slices"
	"strings"
	"testing"
)

// reviewDoc is what the tests read of promptgit.review/v1.
type reviewDoc struct {
	Rules   string
	OK      bool
	Own     []string
	Stored  []string
	Prompts []struct {
		Path, Blob          string
		OK                  bool
		Missing, Authors    []string
		Approved, Requested []struct {
			By, Email, Text string
			Trailer         bool
		}
		Own     []struct{ Email string }
		Reviews []struct{ Verdict string }
		Owners  []struct {
			Owners, Approved, Unmapped, Barred []string
			OK                                 bool
		}
	}
}

// as is the lab of another person.
func (l *lab) as(name string) *lab {
	email := strings.ToLower(name) + "@example.com"
	return l.at(".", "GIT_AUTHOR_NAME="+name, "GIT_AUTHOR_EMAIL="+email, "GIT_COMMITTER_NAME="+name, "GIT_COMMITTER_EMAIL="+email)
}

// reviewLab is a repository of Ada's with a branch that changes a prompt.
func reviewLab(t *testing.T) *lab {
	t.Helper()
	l := newLab(t)
	l.set("prompts/a.md", "system:\n# Role\nAnswer.\n", "start")
	l.git("switch", "-q", "-c", "topic")
	l.set("prompts/a.md", "system:\n# Role\nAnswer kindly.\n", "kinder")
	return l
}

func TestAnApprovalOutlastsAmendRebaseAndSquashAndNoChange(t *testing.T) {
	t.Parallel()
	l := reviewLab(t)
	l.as("Bob").ok("review", "main..topic", "--approve", "-m", "good")
	steps := []struct {
		name string
		do   func()
		ok   bool
	}{
		{"as it was", func() {}, true},
		{"amended", func() { l.git("commit", "-q", "--amend", "-m", "kinder, it says") }, true},
		{"rebased", func() {
			l.git("switch", "-q", "main")
			l.set("other.txt", "x", "other")
			l.git("rebase", "-q", "main", "topic")
		}, true},
		{"squashed by the reviewer", func() {
			l.git("switch", "-q", "main")
			l.git("merge", "-q", "--squash", "topic")
			l.as("Bob").git("commit", "-q", "-m", "squash")
			l.git("branch", "-q", "-D", "topic")
		}, true},
		{"changed", func() { l.set("prompts/a.md", "system:\n# Role\nAnswer very kindly.\n", "more") }, false},
		{"reverted", func() { l.git("revert", "--no-edit", "HEAD") }, true},
	}
	for _, s := range steps {
		s.do()
		var doc reviewDoc
		l.json(0, &doc, "review")
		if doc.OK != s.ok || doc.Prompts[0].OK != s.ok {
			t.Errorf("%s: %+v", s.name, doc)
		}
	}
}

func TestAnApprovalDoesNotCoverAChangedPartial(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.write("prompts/part.txt", "Be brief.\n")
	l.set("prompts/a.md", "system:\n# Role\n{% include 'part.txt' %}\n", "start")
	l.write("promptgit.yaml", "prompts: [{path: prompts/*.md}]\n")
	l.commit("only Markdown")
	l.as("Bob").ok("review", "prompts/a.md", "--approve")
	var doc reviewDoc
	if l.json(0, &doc, "review", "prompts/a.md"); !doc.OK {
		t.Fatalf("%+v", doc)
	}
	l.set("prompts/part.txt", "Be long.\n", "the partial")
	if l.json(0, &doc, "review", "prompts/a.md"); doc.OK {
		t.Errorf("the approval was of what it included: %+v", doc)
	}
}

func TestWhoMadeAVersionDoesNotApproveIt(t *testing.T) {
	t.Parallel()
	l := reviewLab(t)
	a := l.want(1, "review", "prompts/a.md", "--approve")
	if !strings.Contains(a.stderr, "somebody else must approve") {
		t.Error(a.stderr)
	}
	if out, err := l.tryGit("notes", "--ref", "promptgit/reviews", "list"); err == nil && out != "" {
		t.Errorf("something was stored: %s", out)
	}
	upper := l.at(".", "GIT_COMMITTER_EMAIL=ADA@Example.com")
	upper.want(1, "review", "prompts/a.md", "--approve")

	// Written by hand, it does not count; nor does one under a name that .mailmap of the
	// default branch knows, whatever that of the branch says.
	l.git("switch", "-q", "main")
	l.set(".mailmap", "Ada <ada@example.com> <ada@home.example>\n", "who Ada is")
	l.git("rebase", "-q", "main", "topic")
	l.set(".mailmap", "Eve <eve@example.com> <ada@home.example>\n", "who Ada is not")
	home := l.at(".", "GIT_COMMITTER_EMAIL=ada@home.example")
	home.want(1, "review", "prompts/a.md", "--approve")
	l.as("Bob").ok("review", "prompts/a.md", "--approve")
	note := l.git("notes", "--ref", "promptgit/reviews", "show", "HEAD:prompts/a.md")
	forged := strings.NewReplacer("bob@example.com", "ada@home.example", `"by":"Bob"`, `"by":"Ada"`).Replace(note)
	l.git("notes", "--ref", "promptgit/reviews", "add", "-f", "-m", forged, "HEAD:prompts/a.md")
	var doc reviewDoc
	l.json(0, &doc, "review", "prompts/a.md")
	if doc.OK || len(doc.Prompts[0].Own) != 1 || len(doc.Prompts[0].Approved) > 1 {
		t.Errorf("%+v", doc)
	}
}

func TestACommentTakesNothingBackAndARequestDoes(t *testing.T) {
	t.Parallel()
	l := reviewLab(t)
	bob := l.as("Bob")
	for _, s := range []struct {
		args []string
		ok   bool
	}{
		{[]string{"--approve"}, true},
		{[]string{"--comment", "-m", "by the way"}, true},
		{[]string{"--request-changes", "-m", "too long", "--line", "3"}, false},
		{[]string{"--comment", "-m", "still"}, false},
		{[]string{"--approve"}, true},
	} {
		bob.ok(append([]string{"review", "prompts/a.md"}, s.args...)...)
		var doc reviewDoc
		if l.json(0, &doc, "review", "prompts/a.md"); doc.OK != s.ok {
			t.Errorf("%v: %+v", s.args, doc)
		}
	}
	if n := strings.Count(l.git("notes", "--ref", "promptgit/reviews", "show", "HEAD:prompts/a.md"), "\n") + 1; n != 5 {
		t.Errorf("%d lines, want all five", n)
	}
	if a := bob.want(0, "review", "prompts/a.md", "--approve"); !strings.Contains(a.out, "before") {
		t.Errorf("said twice: %s", a.out)
	}
}

func TestATrailerOfTheCommitThatMadeTheVersionApproves(t *testing.T) {
	t.Parallel()
	l := reviewLab(t)
	l.git("commit", "-q", "--amend", "-m", "kinder\n\nReviewed-by: Bob <bob@example.com>\nReviewed-by: Ada <ada@example.com>\nCo-authored-by: Carol <carol@example.com>\nReviewed-by: Carol <carol@example.com>\nReviewed-by: nobody")
	var doc reviewDoc
	l.json(0, &doc, "review", "prompts/a.md")
	p := doc.Prompts[0]
	if !doc.OK || len(p.Approved) != 1 || p.Approved[0].Email != "bob@example.com" || !p.Approved[0].Trailer || len(p.Own) != 2 {
		t.Errorf("%+v", doc)
	}
	l.set("x.txt", "x", "more\n\nReviewed-by: Dan <dan@example.com>")
	if l.json(0, &doc, "review", "prompts/a.md"); len(doc.Prompts[0].Approved) != 1 {
		t.Errorf("a trailer of a commit that did not make the version counts: %+v", doc)
	}
	l.as("Bob").ok("review", "prompts/a.md", "--request-changes", "-m", "on second thought")
	if l.json(0, &doc, "review", "prompts/a.md"); doc.OK {
		t.Errorf("the trailer is older than the request: %+v", doc)
	}
}

func TestOwnersComeFromTheDefaultBranchAndUnknownOnesAreTold(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.write("promptgit.yaml", "review:\n  people:\n    \"@Carol\": carol@example.com\n    \"@org/team\": [dan@example.com, ada@example.com]\n")
	l.write(".github/CODEOWNERS", "* eve@example.com\n/prompts/ @carol @org/team @ghost\n/prompts/free.md\n/prompts/ghost.md @ghost\n/prompts/own.md ada@example.com\n")
	for _, name := range []string{"a", "free", "ghost", "own"} {
		l.write("prompts/"+name+".md", "system:\nAnswer "+name+".\n")
	}
	l.commit("start")
	l.git("switch", "-q", "-c", "topic")
	l.write(".github/CODEOWNERS", "* mallory@example.com\n")
	l.write("promptgit.yaml", "review: {required: 0}\n")
	l.commit("excuse me")
	state := func() (oks, missing []string) {
		t.Helper()
		var doc reviewDoc
		l.json(0, &doc, "review")
		for _, p := range doc.Prompts {
			if p.OK {
				oks = append(oks, p.Path)
			}
			missing = append(missing, strings.Join(p.Missing, " | "))
		}
		return oks, missing
	}
	l.as("Bob").ok("review", "prompts/*.md", "--approve")
	oks, missing := state()
	if !slices.Equal(oks, []string{"prompts/free.md"}) {
		t.Errorf("bob is no owner: %v", oks)
	}
	for i, want := range []string{"wants 1 approval of @carol, @org/team, @ghost; review.people does not say who @ghost is", "", "does not say who @ghost is", "ada@example.com made this version"} {
		if !strings.Contains(missing[i], want) {
			t.Errorf("want %q in %q", want, missing[i])
		}
	}
	l.as("Dan").ok("review", "prompts/*.md", "--approve")
	if oks, _ = state(); !slices.Equal(oks, []string{"prompts/a.md", "prompts/free.md"}) {
		t.Errorf("dan is of the team: %v", oks)
	}
	var doc reviewDoc
	l.json(0, &doc, "review", "--base", "topic")
	if doc.Prompts[0].OK || doc.Prompts[0].Owners[0].Owners[0] != "mallory@example.com" {
		t.Errorf("--base takes the rules of another commit: %+v", doc)
	}
}

func TestWhatIsInNoCommitYetCanBeApproved(t *testing.T) {
	t.Parallel()
	l := reviewLab(t)
	l.write("prompts/a.md", "system:\n# Role\nAnswer at once.\n")
	var doc reviewDoc
	l.json(0, &doc, "review", "prompts/a.md", "--worktree")
	if _, err := l.tryGit("cat-file", "-e", doc.Prompts[0].Blob); err == nil {
		t.Error("to look writes nothing")
	}
	l.as("Bob").ok("review", "prompts/a.md", "--worktree", "--approve")
	l.write("prompts/a.md", "system:\n# Role\nAnswer soon.\n")
	l.git("add", ".")
	l.as("Carol").ok("review", "prompts/a.md", "--staged", "--approve")
	l.commit("soon")
	if l.json(0, &doc, "review", "prompts/a.md"); !doc.OK || doc.Prompts[0].Approved[0].By != "Carol" {
		t.Errorf("%+v", doc)
	}
	l.set("prompts/a.md", "system:\n# Role\nAnswer at once.\n", "at once")
	if l.json(0, &doc, "review", "prompts/a.md"); !doc.OK || doc.Prompts[0].Approved[0].By != "Bob" {
		t.Errorf("%+v", doc)
	}
	l.as("Bob").set("prompts/a.md", "system:\n# Role\nAnswer by Bob.\n", "by Bob")
	l.git("gc", "-q", "--prune=now")
	l.as("Bob").want(1, "review", "prompts/a.md", "--approve")
}

func TestAShallowCloneDoesNotSayWhoMadeAVersion(t *testing.T) {
	t.Parallel()
	l := reviewLab(t)
	l.git("config", "uploadpack.allowFilter", "true")
	l.as("Bob").ok("review", "prompts/a.md", "--approve")
	l.set("x.txt", "x", "more")
	l.git("clone", "-q", "--depth", "1", "--branch", "topic", "file://"+l.dir, l.beside("shallow"))
	clone := l.at(l.beside("shallow"))
	clone.git("fetch", "-q", "origin", "refs/notes/promptgit/*:refs/notes/promptgit/*")
	var doc reviewDoc
	clone.json(0, &doc, "review", "prompts/a.md")
	if doc.OK || !strings.Contains(strings.Join(doc.Prompts[0].Missing, " "), "shallow") {
		t.Errorf("%+v", doc)
	}
}

func TestReviewRefusesWhatCannotBeMeant(t *testing.T) {
	t.Parallel()
	l := reviewLab(t)
	bob := l.as("Bob")
	for _, c := range []struct {
		code int
		want string
		args []string
	}{
		{2, "exclude each other", []string{"prompts/a.md", "--approve", "--comment", "-m", "x"}},
		{2, "say what with -m", []string{"prompts/a.md", "--request-changes"}},
		{2, "needs a text", []string{"prompts/a.md", "--comment"}},
		{2, "no prompt matches", []string{"prompts/none.md", "--approve"}},
		{2, "say what you review", []string{"--approve"}},
		{2, "has 3 lines", []string{"prompts/a.md", "--comment", "-m", "x", "--line", "4"}},
		{2, "--line takes", []string{"prompts/a.md", "--line", "4"}},
		{2, "no prompt changed", []string{"HEAD..HEAD", "--approve"}},
		{2, "is empty", []string{""}},
		{4, "unknown revision", []string{"main..nowhere", "--approve"}},
		{2, "longer than 20000", []string{"prompts/a.md", "--comment", "-m", strings.Repeat("x", 20001)}},
		{2, "exclude each other", []string{"prompts/a.md", "--staged", "--rev", "HEAD"}},
	} {
		if a := bob.want(c.code, append([]string{"review"}, c.args...)...); !strings.Contains(a.stderr, c.want) {
			t.Errorf("%.60v: want %q in %s", c.args, c.want, a.stderr)
		}
	}
	nobody := l.at(".", "GIT_COMMITTER_NAME=", "GIT_COMMITTER_EMAIL=", "EMAIL=")
	if a := nobody.want(2, "review", "prompts/a.md", "--approve"); !strings.Contains(a.stderr, "does not know who you are") {
		t.Error(a.stderr)
	}
	l.set(".github/CODEOWNERS", "* ada\n", "owners")
	l.git("branch", "-f", "main", "topic")
	if a := bob.want(3, "review"); !strings.Contains(a.stderr, `.github/CODEOWNERS:1:3: owner "ada"`) {
		t.Error(a.stderr)
	}
}

func TestHostileTextOfAReviewReachesNoTerminal(t *testing.T) {
	t.Parallel()
	l := reviewLab(t)
	l.as("Bob").ok("review", "prompts/a.md", "--approve", "-m", "a\x1b[2Jb\r\nc")
	for _, args := range [][]string{{"review"}, {"review", "prompts/a.md"}} {
		if a := l.want(0, args...); strings.ContainsAny(a.out+a.stderr, "\x1b\r") {
			t.Errorf("%v: %q", args, a.out)
		}
	}
	newLab(t).want(2, "review")
}
