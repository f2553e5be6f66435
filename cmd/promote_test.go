package cmd_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

type promoteDoc struct {
	Done, Changed           bool
	Action, Label, Rev      string
	From                    *string
	Weight                  *int
	By, Time                *string
	Score                   *float64
	Record                  *string
	Protected, Simulated    bool
	Reasons                 []string
	Withdrawn               []struct{ Rev string }
	Compared                []struct{ Verdict string }
	PromptKey, Blob, Reason string
}

type getDoc struct {
	Prompt, Rev, Blob, ETag string
	Label                   *string
	Weight                  *int
	Model                   *string
	Messages                []struct{ Role, Content string }
	Params                  map[string]any
	Partials                []struct{ Path, Text string }
}

// released is a repository with three judged versions of a prompt, at tags v1, v2 and
// v3; v3 breaks so many of 20 cases, and the others none.
func released(t *testing.T, breaks int) *lab {
	t.Helper()
	l := newLab(t)
	l.write("promptgit.yaml", "provider: echo\n")
	l.write("suites/a.yaml", twenty(20))
	l.set("prompts/a.md", breaking(0)+"One.\n", "one")
	l.git("tag", "v1")
	l.set("prompts/a.md", breaking(0)+"Two.\n", "two")
	l.git("tag", "v2")
	l.set("prompts/a.md", breaking(breaks)+"Three.\n", "three")
	l.git("tag", "v3")
	l.run("eval", "--all")
	return l
}

func (l *lab) labelAt(ref string) string {
	l.t.Helper()
	out, err := l.tryGit("rev-parse", "--verify", "--quiet", "refs/promptgit/"+ref)
	if err != nil {
		return ""
	}
	return out
}

func TestALabelIsARefWithALogAndALine(t *testing.T) {
	t.Parallel()
	l := released(t, 0)
	l.ok("promote", "prompts/a.md", "production", "--rev", "v1")
	var doc promoteDoc
	l.json(0, &doc, "promote", "prompts/a.md", "production", "--rev", "v2", "--reason", "for\nbrevity")
	v1, v2 := l.git("rev-parse", "v1"), l.git("rev-parse", "v2")
	if got := l.labelAt("labels/prompts/a.md/production"); got != v2 {
		t.Errorf("the ref is at %s, want %s", got, v2)
	}
	if doc.From == nil || *doc.From != v1 || !doc.Done || !doc.Changed || doc.Score == nil || *doc.Score != 1 || doc.Record == nil {
		t.Errorf("got %+v", doc)
	}
	log := l.git("reflog", "show", "--format=%gs", "refs/promptgit/labels/prompts/a.md/production")
	if !strings.Contains(log, "promptgit: promote prompts/a.md production by Ada <ada@example.com>") || strings.Count(log, "\n") != 1 {
		t.Errorf("the reflog says %q", log)
	}
	line := l.git("notes", "--ref", "promptgit/releases", "show", "v2:prompts/a.md")
	for _, part := range []string{
		`"action":"promote"`, `"by":"Ada <ada@example.com>"`, `"commit":"` + v2 + `"`, `"from":"` + v1 + `"`, `"label":"production"`,
		`"path":"prompts/a.md"`, `"reason":"for\nbrevity"`, `"record":"` + *doc.Record + `"`, `"score":1`, `"v":1`, `"weight":100`, `"prompt_key":"sha256:`,
	} {
		if !strings.Contains(line, part) {
			t.Errorf("the line misses %s: %s", part, line)
		}
	}
	l.json(0, &doc, "promote", "prompts/a.md", "production", "--rev", "v2")
	if doc.Changed || !doc.Done || l.git("notes", "--ref", "promptgit/releases", "show", "v2:prompts/a.md") != line {
		t.Errorf("a second time gives %+v", doc)
	}
}

func TestAVersionThatIsNotGoodEnoughDoesNotGetALabel(t *testing.T) {
	t.Parallel()
	rows := []struct {
		name   string
		set    func(l *lab)
		reason string
		hint   string
	}{
		{"worse", func(*lab) {}, "it is worse than what production has under suites/a.yaml: -0.50 over 20 cases, p = 0.002", "promptgit diff"},
		{"never judged", func(l *lab) { l.set("prompts/a.md", breaking(0)+"Four.\n", "four") }, "it has no record under suites/a.yaml", "promptgit eval"},
		{"under the least score", func(l *lab) {
			l.set("promptgit.yaml", "provider: echo\ngate: {min_score: 0.8}\n", "bound")
		}, "its score 0.5 under suites/a.yaml is under gate.min_score 0.8", "--reason"},
		{"incomplete", func(l *lab) {
			m := l.newModel(`case "$in" in *"right 7"*) exit 3;; esac; echo "$in"`)
			l.set("prompts/a.md", breaking(0)+"Four.\n", "four")
			l.run("eval", "HEAD", "--provider", m.spec)
		}, "1 of 20 cases could not be judged under suites/a.yaml", "promptgit eval"},
		{"nothing in common", func(l *lab) {
			l.write("suites/a.yaml", strings.ReplaceAll(twenty(20), "right", "righ"))
			l.set("prompts/a.md", breaking(0)+"Four.\n", "four")
			l.ok("eval", "HEAD")
		}, "no case of suites/a.yaml was judged both of it and of what production has", "promptgit eval"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			l := released(t, 10)
			l.ok("promote", "prompts/a.md", "production", "--rev", "v1")
			row.set(l)
			before := l.labelAt("labels/prompts/a.md/production")
			a := l.want(1, "promote", "prompts/a.md", "production")
			if !strings.Contains(a.stderr, row.reason) || !strings.Contains(a.stderr, row.hint) || !strings.Contains(a.stderr, "--reason TEXT") {
				t.Errorf("it says %s", a.stderr)
			}
			var doc promoteDoc
			l.json(1, &doc, "promote", "prompts/a.md", "production")
			if doc.Done || len(doc.Reasons) == 0 || l.labelAt("labels/prompts/a.md/production") != before {
				t.Errorf("got %+v", doc)
			}
			told := l.want(0, "promote", "prompts/a.md", "production", "--reason", "it is urgent").stderr
			if !strings.Contains(told, "in spite of this") || l.labelAt("labels/prompts/a.md/production") != l.git("rev-parse", "HEAD") {
				t.Errorf("with a reason: %s", told)
			}
		})
	}
}

func TestWhatIsNotCommittedCannotBePromoted(t *testing.T) {
	t.Parallel()
	l := released(t, 0)
	l.write("prompts/a.md", "Other.\n")
	a := l.want(1, "promote", "prompts/a.md", "production", "--reason", "now")
	if !strings.Contains(a.stderr, "what is not committed cannot be promoted") || !strings.Contains(a.stderr, "git commit, then promptgit eval HEAD --prompt prompts/a.md, then promptgit promote") {
		t.Errorf("it says %s", a.stderr)
	}
	l.ok("promote", "prompts/a.md", "production", "--rev", "HEAD")
	l.write("prompts/b.md", "New.\n")
	if a = l.want(1, "promote", "prompts/b.md", "production"); !strings.Contains(a.stderr, "prompts/b.md is in the working tree only") {
		t.Errorf("it says %s", a.stderr)
	}
	l.want(2, "promote", "prompts/none.md", "production")
	for _, bad := range []string{"", "a b", "x@y", "-x", "é\x1b[31m"} {
		l.want(2, "promote", "--", "prompts/a.md", bad)
	}
	l.want(2, "promote", "prompts/a.md", "production", "--weight", "0")
	l.want(2, "promote", "prompts/a.md", "production", "--weight", "100")
	l.want(2, "promote", "prompts/a.md", "other", "--rev", "HEAD", "--weight", "10")
	l.want(2, "promote", "prompts/a.md", "production", "--reason", " ")
	if in := newLab(t); in.want(2, "promote", "prompts/a.md", "production").stderr == "" {
		t.Error("nothing is said in an empty repository")
	}
}

func TestRollbackGoesBackStepByStep(t *testing.T) {
	t.Parallel()
	l := released(t, 0)
	if a := l.want(2, "rollback", "prompts/a.md", "production"); !strings.Contains(a.stderr, "has no label production") {
		t.Errorf("it says %s", a.stderr)
	}
	at := func() string { return l.labelAt("labels/prompts/a.md/production") }
	id := func(rev string) string { return l.git("rev-parse", rev) }
	for _, rev := range []string{"v1", "v2", "v3"} {
		l.ok("promote", "prompts/a.md", "production", "--rev", rev)
	}
	var doc promoteDoc
	l.json(0, &doc, "rollback", "prompts/a.md", "production", "--reason", "complaints")
	if at() != id("v2") || doc.Action != "rollback" || doc.Reason != "complaints" || *doc.From != id("v3") {
		t.Fatalf("the label is at %s, %+v", at(), doc)
	}
	l.ok("rollback", "prompts/a.md", "production")
	if at() != id("v1") {
		t.Fatalf("the label is at %s", at())
	}
	if a := l.want(1, "rollback", "prompts/a.md", "production"); !strings.Contains(a.stderr, "--rev REV") {
		t.Errorf("it says %s", a.stderr)
	}
	l.ok("promote", "prompts/a.md", "production", "--rev", "v3")
	l.ok("rollback", "prompts/a.md", "production")
	if at() != id("v1") {
		t.Errorf("after all the label is at %s", at())
	}
	if got := l.git("notes", "--ref", "promptgit/releases", "show", "v2:prompts/a.md"); !strings.Contains(got, `"action":"rollback"`) {
		t.Errorf("the notes say %s", got)
	}
	// Without the notes the reflog knows.
	l.ok("promote", "prompts/a.md", "production", "--rev", "v2")
	l.git("update-ref", "-d", "refs/notes/promptgit/releases")
	l.ok("rollback", "prompts/a.md", "production")
	if at() != id("v1") {
		t.Errorf("by the reflog the label is at %s", at())
	}
}

func TestACandidateIsTakenBackBeforeTheLabelMoves(t *testing.T) {
	t.Parallel()
	l := released(t, 0)
	l.ok("promote", "prompts/a.md", "production", "--rev", "v1")
	l.ok("promote", "prompts/a.md", "production", "--rev", "v2", "--weight", "10")
	l.ok("promote", "prompts/a.md", "production", "--rev", "v2", "--weight", "25")
	refs := l.git("for-each-ref", "--format=%(refname) %(objectname)", "refs/promptgit/candidates")
	if refs != "refs/promptgit/candidates/prompts/a.md/production/25 "+l.git("rev-parse", "v2") {
		t.Errorf("got %q", refs)
	}
	out := l.ok("labels")
	for _, part := range []string{"production\t75 %", "\t25 %\t"} {
		if !strings.Contains(out, part) {
			t.Errorf("labels misses %q: %s", part, out)
		}
	}
	if out = l.ok("rollback", "prompts/a.md", "production"); !strings.Contains(out, "is withdrawn, and all of production have") {
		t.Errorf("it says %s", out)
	}
	if l.git("for-each-ref", "refs/promptgit/candidates") != "" || l.labelAt("labels/prompts/a.md/production") != l.git("rev-parse", "v1") {
		t.Error("the candidate is not gone, or the label has moved")
	}
	l.ok("promote", "prompts/a.md", "production", "--rev", "v2", "--weight", "25")
	l.ok("promote", "prompts/a.md", "production", "--rev", "v3")
	if l.git("for-each-ref", "refs/promptgit/candidates") != "" || l.labelAt("labels/prompts/a.md/production") != l.git("rev-parse", "v3") {
		t.Error("the candidate is not gone, or the label has not moved")
	}
	got := l.git("notes", "--ref", "promptgit/releases", "show", "v2:prompts/a.md")
	if n := strings.Count(got, `"action":"withdraw"`); n != 2 {
		t.Errorf("%d times withdrawn: %s", n, got)
	}
}

func TestLabelsTellsVersionScoreAndWho(t *testing.T) {
	t.Parallel()
	l := released(t, 0)
	if a := l.want(0, "labels"); a.out != "" || !strings.Contains(a.stderr, "promptgit promote PROMPT LABEL") {
		t.Errorf("without labels: %+v", a)
	}
	l.ok("promote", "prompts/a.md", "production", "--rev", "v1")
	l.git("update-ref", "refs/promptgit/labels/prompts/a.md/by-hand", "v2")
	var doc struct {
		Schema string
		Labels []struct {
			Prompt, Label string
			Version       *struct {
				Rev       string
				Score     *float64
				By, Since *string
				Subject   *string
			}
		}
	}
	l.json(0, &doc, "labels", "prompts/a.md")
	if doc.Schema != "promptgit.labels/v1" || len(doc.Labels) != 2 {
		t.Fatalf("got %+v", doc)
	}
	hand, prod := doc.Labels[0], doc.Labels[1]
	if hand.Label != "by-hand" || hand.Version.By != nil || hand.Version.Score == nil {
		t.Errorf("by hand: %+v", hand.Version)
	}
	if *prod.Version.By != "Ada <ada@example.com>" || prod.Version.Since == nil || *prod.Version.Subject != "one" || *prod.Version.Score != 1 {
		t.Errorf("production: %+v", prod.Version)
	}
	if diff := cmp.Diff("", l.ok("labels", "prompts/none.md")); diff != "" {
		t.Error(diff)
	}
}
