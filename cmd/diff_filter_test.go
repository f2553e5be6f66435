package cmd_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

type diffCases struct {
	Prompts []struct {
		RecordA  *string `json:"record_a"`
		RecordB  *string `json:"record_b"`
		OutputsA bool    `json:"outputs_a"`
		Hidden   int
		Cases    []struct {
			Case string
			Flip *string
			A, B *struct{ Verdict string }
		}
	}
}

func TestDiffFiltersCases(t *testing.T) {
	t.Parallel()
	l := abc(t, "a b", "a c")
	l.run("eval", "--all")
	for _, row := range []struct{ args, want string }{
		{"", "b:broken Row 3:fixed"},
		{"--flipped", "b:broken Row 3:fixed"},
		{"--failed", "b:broken"},
		{"--all", "b:broken Row 3:fixed a"},
		{"--case a", "a"},
	} {
		var doc diffCases
		l.json(0, &doc, append([]string{"diff", "HEAD~1"}, strings.Fields(row.args)...)...)
		var list []string
		for _, c := range doc.Prompts[0].Cases {
			name := c.Case
			if c.Flip != nil {
				name += ":" + *c.Flip
			}
			list = append(list, name)
		}
		if got := strings.Join(list, " "); got != row.want || len(list)+doc.Prompts[0].Hidden != 3 {
			t.Errorf("%s: want %q, got %q and %d hidden", row.args, row.want, got, doc.Prompts[0].Hidden)
		}
	}
	text := l.ok("diff", "HEAD~1")
	for _, want := range []string{"broken  b  pass -> FAIL", "  pass -> FAIL contains: ", "  FAIL -> pass contains", "1 of 3 cases did not flip: --all shows them"} {
		if !strings.Contains(text, want) {
			t.Errorf("want %q in\n%s", want, text)
		}
	}
	if a := l.want(2, "diff", "HEAD~1", "--case", "c"); !strings.Contains(a.stderr, `there is no case "c"`) {
		t.Errorf("got %s", a.stderr)
	}
}

func TestDiffSaysWhichSideHasNoRecordOrNoOutputs(t *testing.T) {
	t.Parallel()
	l := abc(t, "a b", "a c")
	l.run("eval", "HEAD")
	text := l.ok("diff", "HEAD~1")
	old := l.git("rev-parse", "--short=7", "HEAD~1")
	if want := "there is no record of " + old + " to compare with: promptgit eval " + old + " --prompt prompts/p.md makes one"; !strings.Contains(text, want) {
		t.Errorf("want %q in\n%s", want, text)
	}
	if text = l.ok("diff", "HEAD", "HEAD~1"); !strings.Contains(text, "there is no record of "+old) {
		t.Errorf("got\n%s", text)
	}
	l.run("eval", "HEAD~1")
	if err := os.RemoveAll(filepath.Join(l.dir, ".git", "promptgit")); err != nil {
		t.Fatal(err)
	}
	text = l.ok("diff", "HEAD~1")
	_, command, ok := strings.Cut(text, "the outputs of "+old+" are not in this clone; to get them again: promptgit ")
	if !ok || strings.Contains(text, "output") && strings.Contains(text, "before: a b") {
		t.Fatalf("got\n%s", text)
	}
	command, _, _ = strings.Cut(command, "\n")
	l.run(strings.Fields(command)...)
	var doc diffCases
	if l.json(0, &doc, "diff", "HEAD~1"); !doc.Prompts[0].OutputsA || doc.Prompts[0].RecordB == nil {
		t.Errorf("got %+v", doc)
	}
}

func TestDiffTakesTheRecordsOfAModel(t *testing.T) {
	t.Parallel()
	l := abc(t, "a b", "a c")
	l.run("eval", "--all")
	l.run("eval", "--all", "--matrix", "temperature=0.7")
	var doc, plain diffCases
	l.json(0, &doc, "diff", "HEAD~1", "--variant", "temperature=0.7")
	l.json(0, &plain, "diff", "HEAD~1")
	if doc.Prompts[0].RecordA == nil || *doc.Prompts[0].RecordA == *plain.Prompts[0].RecordA || *doc.Prompts[0].RecordB == *plain.Prompts[0].RecordB {
		t.Errorf("%v and %v", doc.Prompts[0], plain.Prompts[0])
	}
}

func TestHostileOutputsAreShownAndDoNothing(t *testing.T) {
	t.Parallel()
	l := abc(t, "a b c", "a b")
	l.script("model.sh", `printf 'a b \033[2J\033]0;owned\007 \302\233 \342\200\256txt\000end <script>'; cat | tail -c 3`)
	l.commit("a model")
	l.run("trust", "--yes")
	for _, rev := range []string{"HEAD~2", "HEAD"} {
		l.run("eval", rev, "--prompt", "prompts/p.md", "--provider", "exec:./model.sh")
	}
	for name, a := range map[string]answer{
		"pipe": l.run("diff", "HEAD~2", "--all", "--full"), "terminal": l.terminal("diff", "HEAD~2", "--all", "--full"),
		"show": l.terminal("show", "--all", "--full"), "narrow": l.on(40, "diff", "HEAD~2", "--all"), "wide": l.on(200, "show", "--all"),
	} {
		if a.code != 0 || strings.ContainsAny(a.out, "\x1b\x07\x00\u009b\u202e") {
			t.Errorf("%s: exit %d, %q", name, a.code, a.out)
		}
		if !strings.Contains(a.out, "␛[2J") || !strings.Contains(a.out, "<U+202E>") {
			t.Errorf("%s hides what was said:\n%s", name, a.out)
		}
	}
}

func TestLongOutputsAreCutAndSaySo(t *testing.T) {
	t.Parallel()
	l := abc(t, "a b c", "a b")
	l.script("model.sh", `text=$(cat); i=0; while [ $i -lt 40 ]; do echo "line $i of $text"; i=$((i+1)); done; head -c 5000000 /dev/zero | tr '\0' x`)
	l.commit("a model")
	l.run("trust", "--yes")
	for _, rev := range []string{"HEAD~2", "HEAD"} {
		l.run("eval", rev, "--prompt", "prompts/p.md", "--provider", "exec:./model.sh")
	}
	for name, a := range map[string]answer{
		"pipe": l.run("diff", "HEAD~2"), "wide": l.on(140, "diff", "HEAD~2"), "narrow": l.on(40, "diff", "HEAD~2"), "show": l.on(140, "show", "--all"),
	} {
		if a.code != 0 || len(a.out) > 64<<10 || !strings.Contains(a.out, "--full shows") || !strings.Contains(a.out, "4.8 MiB") {
			t.Errorf("%s: exit %d, %d bytes:\n%.2000s", name, a.code, len(a.out), a.out)
		}
	}
	if a := l.on(140, "diff", "HEAD~2", "--full"); len(a.out) < 5_000_000 || !strings.Contains(a.out, "line 39 of") {
		t.Errorf("%d bytes", len(a.out))
	}
}

func TestAWordInALongLineIsFound(t *testing.T) {
	t.Parallel()
	l := abc(t, "a b c")
	long := strings.Repeat("the same words over and over ", 40_000)
	l.set("prompts/p.md", "# One\n"+long+"before "+long+"\n", "long")
	l.set("prompts/p.md", "# One\n"+long+"after "+long+"\n", "long too")
	for name, a := range map[string]answer{"pipe": l.run("diff", "HEAD~1"), "wide": l.on(140, "diff", "HEAD~1"), "variables": l.on(40, "diff", "--variables", "HEAD~1")} {
		if a.code != 0 || !strings.Contains(a.out, "[-before") || !strings.Contains(a.out, "{+after") || !strings.Contains(a.out, "1.1 MiB: --full shows them") && name != "variables" || len(a.out) > 8<<10 {
			t.Errorf("%s: exit %d, %d bytes:\n%.3000s", name, a.code, len(a.out), a.out)
		}
	}
}

// Without a blank nothing of such a line can be told apart.
func TestWhatIsLeftOutOfALineIsCountedWhole(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.write("promptgit.yaml", "version: 1\nprovider: exec:./model.sh\n")
	l.write("suites/p.yaml", "tests:\n  - {id: a, assert: [{type: contains, value: one}]}\n")
	l.script("model.sh", `read line; head -c 3000000 /dev/zero | tr '\0' x; echo "$line"`)
	l.set("prompts/p.md", "one\n", "one")
	l.set("prompts/p.md", "two\n", "two")
	l.run("trust", "--yes")
	l.run("eval", "--all")
	for _, width := range []int{60, 140} {
		if a := l.on(width, "diff", "HEAD~1"); !strings.Contains(a.out, "… 1 line more, 2.9 MiB: --full shows them") {
			t.Errorf("%d columns: got\n%.3000s", width, a.out)
		}
	}
}

func TestEveryStepOfAChainIsShownOnBothSides(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.write("promptgit.yaml", "version: 1\nprovider: echo\nprompts:\n  - {path: prompts/answer.md, suite: suites/pipe.yaml}\n  - {path: prompts/**}\n")
	l.write("suites/pipe.yaml", "steps:\n  - {prompt: prompts/facts.md, as: facts}\n  - {prompt: prompts/answer.md}\ntests:\n  - {id: one, vars: {q: milk}, assert: [{type: contains, value: gladly}]}\n")
	l.write("prompts/facts.md", "Facts of {{ q }}\n")
	l.set("prompts/answer.md", "Answer gladly: {{ facts }}\n", "first")
	l.set("prompts/answer.md", "Answer: {{ facts }}\n", "second")
	l.run("eval", "HEAD~1", "--prompt", "prompts/answer.md")
	l.run("eval", "HEAD", "--prompt", "prompts/answer.md")
	for name, text := range map[string]string{"diff": l.ok("diff", "HEAD~1"), "show": l.ok("show", "--prompt", "prompts/answer.md")} {
		for _, want := range []string{"step facts (as before): Facts of milk\n", "    before: Answer gladly: Facts of milk\n    after:  Answer: Facts of milk\n"} {
			if !strings.Contains(text, want) {
				t.Errorf("%s: want %q in\n%s", name, want, text)
			}
		}
	}
}

// As after a disk that was full or a power cut.
func TestOutputsThatCannotBeReadHideNothingElse(t *testing.T) {
	t.Parallel()
	l := abc(t, "a b", "a c")
	l.run("eval", "--all")
	files, err := filepath.Glob(filepath.Join(l.dir, ".git", "promptgit", "outputs", "*.json"))
	if err != nil || len(files) != 2 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		if err = os.Truncate(file, 100); err != nil {
			t.Fatal(err)
		}
	}
	for _, args := range [][]string{{"show"}, {"diff", "HEAD~1"}} {
		a := l.want(0, args...)
		if strings.Count(a.stderr, "promptgit: warning: read the outputs of record ") != 2 || !strings.Contains(a.out, "are not in this clone; to get them again: promptgit eval") || !strings.Contains(a.out, "0.67 -> 0.67") {
			t.Errorf("%v: got\n%s\n%s", args, a.out, a.stderr)
		}
	}
}
