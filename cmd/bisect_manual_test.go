package cmd_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// judgedNext is the version that a search by hand asks for, "" for none.
func judgedNext(out string) string {
	_, rest, _ := strings.Cut(out, "\njudge ")
	rev, _, _ := strings.Cut(rest, " ")
	return rev
}

// byHand answers as the texts say until nothing is asked, and gives what is said
// last with the number of answers.
func (l *lab) byHand(out string, isBad func(rev string) bool) (last string, answers int) {
	l.t.Helper()
	for rev := judgedNext(out); rev != ""; rev = judgedNext(out) {
		said := "good"
		if isBad(rev) {
			said = "bad"
		}
		out = l.ok("bisect", said)
		answers++
	}
	return out, answers
}

func (l *lab) saysBad(rev string) bool {
	return strings.Contains(l.git("show", rev+":prompts/p.md"), "BAD")
}

func TestASearchByHandEndsAtTheCommitThatBroke(t *testing.T) {
	t.Parallel()
	for _, bad := range []int{1, 7, 15} {
		l, revs := versions(t, 1, step(16, bad)...)
		if out := l.ok("bisect", "bad"); !strings.Contains(out, "promptgit bisect good REV") {
			t.Errorf("got %s", out)
		}
		first := l.ok("bisect", "good", revs[0])
		if !strings.Contains(first, "15 versions of prompts/p.md may be the first bad one: about 4 answers left") ||
			!strings.Contains(first, "changed since "+revs[0][:7]+", which is good: section:user/Version") {
			t.Errorf("got %s", first)
		}
		head := l.git("rev-parse", "HEAD")
		out, answers := l.byHand(first, l.saysBad)
		for _, want := range []string{
			revs[bad] + " is the first bad iteration of prompts/p.md\n", "author     Ada <ada@example.com>", fmt.Sprint("subject    step ", bad, "\n"),
			fmt.Sprintf("version [-%d-]{+%d+}", bad-1, bad), "git revert " + revs[bad][:7] + "\n", "git restore --source=" + revs[bad-1][:7] + " -- prompts/p.md\n",
		} {
			if !strings.Contains(out, want) {
				t.Errorf("want %q in\n%s", want, out)
			}
		}
		if answers > 4 || l.git("rev-parse", "HEAD") != head || l.git("status", "--porcelain") != "" {
			t.Errorf("%d answers, and nothing may be checked out", answers)
		}
	}
}

// What is printed for a version has to work as it stands.
func TestTheCommandsThatShowAVersionRun(t *testing.T) {
	t.Parallel()
	l, revs := versions(t, 1, step(5, 3)...)
	l.git("mv", "prompts/p.md", "prompts/it's new.md")
	l.git("mv", "suites/p.yaml", "suites/it's new.yaml")
	l.commit("rename")
	l.set("prompts/it's new.md", "# Version\nversion 9\n\nBAD {{ q }}\n", "later")
	l.ok("bisect", "good", revs[0])
	out := l.ok("bisect", "bad")
	for range 3 {
		rev := judgedNext(out)
		ran := 0
		for line := range strings.Lines(out) {
			line = strings.TrimSpace(line)
			for label, command := range map[string]string{"see it": "git", "render it": "promptgit render"} {
				rest, ok := strings.CutPrefix(line, label)
				if !ok {
					continue
				}
				if got := l.succeeds(strings.TrimSpace(rest)); !strings.HasPrefix(strings.TrimSpace(rest), command) || !strings.Contains(got, "version ") {
					t.Errorf("%s: got %s", line, got)
				}
				ran++
			}
			if rest, ok := strings.CutPrefix(line, "run it"); ok {
				if got := l.succeeds(strings.TrimSpace(rest) + " --provider echo"); !strings.Contains(got, "version ") {
					t.Errorf("%s: got %s", line, got)
				}
				ran++
			}
		}
		if ran != 3 {
			t.Fatalf("want three commands for %s, got\n%s", rev, out)
		}
		if out = l.ok("bisect", "good"); judgedNext(out) == "" {
			break
		}
	}
}

func TestWhatCannotBeJudgedByHandIsGoneAround(t *testing.T) {
	t.Parallel()
	l, revs := versions(t, 1, step(8, 4)...)
	l.ok("bisect", "good", revs[0])
	first := judgedNext(l.ok("bisect", "bad", revs[7]))
	if second := judgedNext(l.ok("bisect", "skip")); second == "" || second == first {
		t.Errorf("want another version than %s, got %s", first, second)
	}
	a := l.want(1, "bisect", "skip", revs[0]+".."+revs[6])
	if !strings.Contains(a.out, "only skipped versions are left, and the first bad one may be any of 7\n") || !strings.Contains(a.out, "  "+revs[3][:7]+"  step 3\n") {
		t.Errorf("got %s", a.out)
	}
	if a = l.want(1, "bisect", "good", revs[3]); !strings.Contains(a.out, "may be any of 4\n") {
		t.Errorf("got %s", a.out)
	}
	if out := l.ok("bisect", "bad", revs[4]); !strings.Contains(out, revs[4]+" is the first bad iteration") {
		t.Errorf("skipped versions can be answered after all, got %s", out)
	}
	l.want(2, "bisect", "skip")                   // nothing is asked for
	l.want(2, "bisect", "skip", revs[0])          // an end
	l.want(2, "bisect", "skip", revs[6]+"..HEAD") // the other one
}

func TestAnswersThatContradictEachOtherAreTold(t *testing.T) {
	t.Parallel()
	l, revs := versions(t, 1, step(9, 5)...)
	l.ok("bisect", "bad")
	l.ok("bisect", "good", revs[0])
	l.ok("bisect", "bad", revs[3])
	a := l.want(1, "bisect", "good", revs[6])
	for _, want := range []string{"the answers contradict each other", revs[3][:7] + "  bad   step 3", revs[6][:7] + "  good  step 6, which is newer"} {
		if !strings.Contains(a.out, want) {
			t.Errorf("want %q in %s", want, a.out)
		}
	}
	a = l.want(0, "bisect", "good", revs[3])
	if !strings.Contains(a.stderr, revs[3][:7]+" was answered with bad before: the newer answer counts") || !strings.Contains(a.out, "2 versions of") {
		t.Errorf("got %+v", a)
	}
	for _, args := range [][]string{{"bad", revs[0]}, {"good", revs[8]}, {"skip", revs[8]}} {
		if a = l.want(2, append([]string{"bisect"}, args...)...); !strings.Contains(a.stderr, "is what is searched from") || !strings.Contains(a.stderr, "bisect reset") {
			t.Errorf("%v: %s", args, a.stderr)
		}
	}
	if log := l.ok("bisect", "log"); strings.Count(log, "\npromptgit bisect ") != 5 {
		t.Errorf("what was refused is not kept, got %s", log)
	}
}

// A revert brings an older version back: what was said of it counts.
func TestTheSameContentNeedsOneAnswer(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.write("suites/p.yaml", suiteOf(1))
	put := func(text string) string { return l.set("prompts/p.md", text+"\n\n{{ q }}\n", text) }
	first := put("one")
	for _, text := range []string{"two", "three", "two", "four"} {
		put(text)
	}
	culprit := put("BAD")
	put("BAD still")
	l.ok("bisect", "good", first)
	out, answers := l.byHand(l.ok("bisect", "bad"), l.saysBad)
	if !strings.Contains(out, culprit+" is the first bad iteration") || answers > 3 {
		t.Errorf("after %d answers: %s", answers, out)
	}
	l.ok("bisect", "reset")
	l.ok("bisect", "good", first)
	back := put("one")
	if a := l.want(2, "bisect", "bad", back); !strings.Contains(a.stderr, "prompts/p.md is the same at") {
		t.Errorf("got %s", a.stderr)
	}
	if log := l.ok("bisect", "log"); strings.Contains(log, back) {
		t.Errorf("what was refused is not kept, got %s", log)
	}
}

func TestASearchByHandGoesOnInsideAMerge(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.write("suites/p.yaml", suiteOf(1))
	put := func(a, b, subject string) string {
		return l.set("prompts/p.md", "# A\n"+a+"\n\n# Long\nThis stands\nbetween the two\nsections.\n\n# B\n"+b+"\n\n# Q\n{{ q }}\n", subject)
	}
	good := put("one", "one", "first")
	l.git("checkout", "-q", "-b", "side")
	put("one", "two", "side 1")
	culprit := put("one", "BAD", "side 2")
	put("one", "BAD three", "side 3")
	l.git("checkout", "-q", "main")
	put("two", "one", "two")
	l.git("merge", "-q", "-m", "both", "side")
	put("three", "BAD three", "three")
	l.ok("bisect", "bad")
	out, answers := l.byHand(l.ok("bisect", "good", good), l.saysBad)
	if !strings.Contains(out, culprit+" is the first bad iteration") || answers > 4 {
		t.Errorf("want %s, after %d answers got %s", culprit, answers, out)
	}
	log := l.ok("bisect", "log")
	l.write("log.txt", log)
	l.ok("bisect", "reset")
	if again := l.ok("bisect", "replay", "log.txt"); again != out {
		t.Errorf("want %s, got %s", out, again)
	}
}

func TestASearchByHandSaysWhatItNeeds(t *testing.T) {
	t.Parallel()
	empty := newLab(t)
	empty.want(2, "bisect", "bad")
	empty.want(2, "bisect", "log")
	empty.want(0, "bisect", "reset")
	l, revs := versions(t, 1, step(4, 2)...)
	l.set("prompts/q.md", "one {{ q }}\n", "another")
	l.set("prompts/q.md", "two {{ q }}\n", "another again")
	l.set("prompts/p.md", "last {{ q }}\n", "p")
	l.want(2, "bisect", "skip")
	l.want(4, "bisect", "good", "nowhere")
	l.want(2, "bisect", "good", "--prompt", "[")
	l.ok("bisect", "bad")
	if a := l.want(0, "bisect", "bad", "HEAD~1"); !strings.Contains(a.stderr, "instead of ") {
		t.Errorf("got %s", a.stderr)
	}
	l.ok("bisect", "bad", "HEAD")
	if a := l.want(2, "bisect", "good", "--prompt", "prompts/q.md", revs[0]); !strings.Contains(a.stderr, "did not exist") {
		t.Errorf("got %s", a.stderr)
	}
	l.ok("bisect", "good", "--prompt", "prompts/q.md", "HEAD~2")
	if a := l.want(2, "bisect", "good", "--prompt", "prompts/p.md"); !strings.Contains(a.stderr, "the search is about prompts/q.md") {
		t.Errorf("got %s", a.stderr)
	}
	l.git("checkout", "-q", "--orphan", "apart")
	l.set("prompts/q.md", "elsewhere {{ q }}\n", "apart")
	if a := l.want(2, "bisect", "good", "HEAD"); !strings.Contains(a.stderr, "holds none of the") {
		t.Errorf("got %s", a.stderr)
	}
}

func TestALogIsAScriptThatGoesThroughASearchAgain(t *testing.T) {
	t.Parallel()
	l, revs := versions(t, 1, step(10, 6)...)
	l.ok("bisect", "bad")
	l.ok("bisect", "good", revs[0])
	l.ok("bisect", "skip")
	end, _ := l.byHand(l.ok("bisect", "good", revs[2]), l.saysBad)
	log := l.ok("bisect", "log")
	if !strings.Contains(log, "# bad: ["+revs[9]+"] step 9\npromptgit bisect bad --prompt prompts/p.md "+revs[9]+"\n") {
		t.Errorf("got %s", log)
	}
	l.ok("bisect", "reset")
	file := l.beside("search.txt")
	if err := os.WriteFile(file, []byte(log), 0o600); err != nil {
		t.Fatal(err)
	}
	if out := l.ok("bisect", "replay", file); out != end {
		t.Errorf("want %s, got %s", end, out)
	}
	if again := l.ok("bisect", "log"); again != log {
		t.Errorf("want - got +:\n%s", cmp.Diff(log, again))
	}
	l.ok("bisect", "reset")
	l.succeeds(log) // it is also a script of the shell
	if again := l.ok("bisect", "log"); again != log {
		t.Errorf("want - got +:\n%s", cmp.Diff(log, again))
	}
}

func TestAReplayRefusesWhatIsNoLogWithItsLine(t *testing.T) {
	t.Parallel()
	l, revs := versions(t, 1, step(6, 3)...)
	l.ok("bisect", "bad")
	l.ok("bisect", "good", revs[0])
	log := l.ok("bisect", "log")
	for name, c := range map[string]struct{ text, says string }{
		"nothing":            {"# only a comment\n\n", "f: it holds no answer"},
		"another program":    {"\nrm -rf x\n", `f:2:1: "rm -rf x" is no answer of a bisect`},
		"what a shell runs":  {"promptgit bisect good $(touch x)\n", "f:1:1: it is no command"},
		"an open quote":      {"promptgit bisect good 'x\n", "f:1:1: it is no command"},
		"another command":    {"promptgit bisect reset\n", "f:1:1: "},
		"no revision":        {"promptgit bisect good --prompt x\n", "f:1:1: good takes one revision"},
		"two revisions":      {"promptgit bisect good a b\n", "f:1:1: good takes one revision"},
		"a flag":             {"promptgit bisect good --json a\n", "f:1:1: --json is not for a script"},
		"two prompts":        {log + "promptgit bisect good --prompt q.md HEAD\n", "f:6:1: it is about q.md"},
		"all problems":       {log + "a\nb\n", "f:7:1: "},
		"an unknown commit":  {log + "promptgit bisect good nowhere\n", `f:6:1: unknown revision "nowhere"`},
		"an end turned over": {log + "promptgit bisect bad " + revs[0] + "\n", "f:6:1: " + revs[0][:7] + " is what is searched from"},
		"skip before ends":   {"promptgit bisect skip HEAD\n", "f:1:1: nothing is searched yet"},
		"bytes":              {"\x00\xff\x1b[2J\n", "f:1:1: "},
		"too much":           {strings.Repeat("#", 1<<20) + "\n", "over 1 MiB"},
	} {
		l.write("f", c.text)
		a := l.want(3, "bisect", "replay", "f")
		if !strings.Contains(a.stderr, c.says) || strings.ContainsAny(a.stderr, "\x00\x1b") {
			t.Errorf("%s: want %q, got %s", name, c.says, a.stderr)
		}
		if again := l.ok("bisect", "log"); again != log {
			t.Errorf("%s: the session is touched: %s", name, again)
		}
	}
	l.want(3, "bisect", "replay", "none")
	l.want(3, "bisect", "replay", ".")
}

func TestEachWorktreeHasItsOwnSearch(t *testing.T) {
	t.Parallel()
	l, revs := versions(t, 1, step(6, 3)...)
	l.git("worktree", "add", "-q", "--detach", l.beside("linked"))
	linked, sub := l.at(l.beside("linked")), l.at("prompts")
	l.ok("bisect", "bad")
	linked.want(2, "bisect", "log")
	linked.ok("bisect", "bad", revs[4])
	out, _ := sub.byHand(sub.ok("bisect", "good", revs[0]), func(rev string) bool { return l.saysBad(rev) })
	if !strings.Contains(out, revs[3]+" is the first bad") || !strings.Contains(out, "-- ../prompts/p.md\n") {
		t.Errorf("got %s", out)
	}
	if log := linked.ok("bisect", "log"); strings.Contains(log, revs[0]) || !strings.Contains(log, revs[4]) {
		t.Errorf("got %s", log)
	}
	bare := l.at(l.beside("bare"))
	l.git("clone", "-q", "--bare", l.dir, bare.dir)
	bare.ok("bisect", "good", revs[0])
	out, _ = bare.byHand(bare.ok("bisect", "bad"), func(rev string) bool { return l.saysBad(rev) })
	if !strings.Contains(out, revs[3]+" is the first bad") || !strings.Contains(out, "in a clone that has a working tree") {
		t.Errorf("got %s", out)
	}
}

// Many processes answer at once: none of the answers is lost, and the session
// stays whole.
func TestNoAnswerIsLostBetweenProcesses(t *testing.T) {
	t.Parallel()
	l, revs := versions(t, 1, step(12, 11)...)
	l.ok("bisect", "good", revs[0])
	l.ok("bisect", "bad")
	var all sync.WaitGroup
	for i := 1; i <= 8; i++ {
		all.Go(func() { l.run("bisect", "skip", revs[i]) })
	}
	all.Wait()
	log := l.ok("bisect", "log")
	for i := 1; i <= 8; i++ {
		if !strings.Contains(log, "skip --prompt prompts/p.md "+revs[i]+"\n") {
			t.Errorf("the answer about step %d is lost: %s", i, log)
		}
	}
	session := filepath.Join(l.dir, ".git", "promptgit", "by-hand", "main.log")
	if err := os.WriteFile(session, []byte("garbage"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"log"}, {"good"}} {
		if a := l.want(3, append([]string{"bisect"}, args...)...); !strings.Contains(a.stderr, "hint: promptgit bisect reset ends it") {
			t.Errorf("%v: %s", args, a.stderr)
		}
	}
	l.ok("bisect", "reset")
	l.want(2, "bisect", "log")
}
