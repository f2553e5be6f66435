package cmd_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const marked = "import x\n\n# promptgit:begin greet\nGREET = \"\"\"\n# Role\nBe kind to {{x}}.\n\"\"\"\n# promptgit:end\n"

// insideLab has a prompt inside of a program, and a suite for it.
func insideLab(t *testing.T) *lab {
	t.Helper()
	l := newLab(t)
	l.write("promptgit.yaml", "version: 1\nprovider: echo\nprompts:\n- path: 'src/**/*.py'\n- path: promptfooconfig.yaml\n")
	l.write("suites/greet.yaml", "- {vars: {x: Ann}, assert: [{type: contains, value: kind}]}\n")
	return l
}

func TestASuiteIsFoundByTheNameOfAPromptInsideAFile(t *testing.T) {
	t.Parallel()
	l := insideLab(t)
	l.set("src/a.py", marked, "first")
	if runs := l.eval(0, "HEAD").Runs; len(runs) != 1 || runs[0].Prompt != "src/a.py#greet" || runs[0].Suite != "suites/greet.yaml" {
		t.Errorf("got %+v", runs)
	}
}

func TestARecordIsFoundWhateverStandsAroundThePrompt(t *testing.T) {
	t.Parallel()
	l := insideLab(t)
	l.set("src/a.py", marked, "first")
	l.set("src/a.py", "import y\n"+marked, "around")
	l.eval(0, "HEAD") // the record is at the file as it is now
	rows := l.log().Entries
	if len(rows) != 1 || rows[0].Subject != "first" || rows[0].Score == nil || *rows[0].Score != 1 {
		t.Errorf("got %+v", rows)
	}
	for _, rev := range []string{"HEAD", "HEAD~1"} {
		if out := l.ok("show", rev, "--prompt", "src/a.py#greet"); !strings.Contains(out, "src/a.py#greet  1.00") {
			t.Errorf("%s: got %s", rev, out)
		}
	}
	l.eval(0, "--all")
	if n := l.records(); n != 1 {
		t.Errorf("%d records", n)
	}
}

func TestAFileThatMovesTakesItsPromptsAlong(t *testing.T) {
	t.Parallel()
	l := insideLab(t)
	l.set("src/a.py", marked, "first")
	l.git("mv", "src/a.py", "src/b.py")
	l.commit("move")
	l.set("src/b.py", strings.ReplaceAll(marked, "kind", "very kind"), "kinder")
	var got []string
	for _, e := range l.log("--prompt", "src/b.py#greet").Entries {
		got = append(got, e.Subject+" "+e.Prompt)
	}
	if diff := cmp.Diff([]string{"kinder src/b.py#greet", "first src/a.py#greet"}, got); diff != "" {
		t.Error(diff)
	}
	if out := l.ok("check", "HEAD~2..HEAD"); strings.Contains(out, "2 variables") {
		t.Error(out)
	}
}

func TestARevertOfAPromptInsideAFileIsExempt(t *testing.T) {
	t.Parallel()
	l := insideLab(t)
	two := "# promptgit:begin greet\n# Role\none\n# Tone\none\n# promptgit:end\n"
	l.set("src/a.py", two, "first")
	l.set("src/a.py", strings.Replace(two, "one", "two", 1), "role")
	l.set("src/a.py", strings.ReplaceAll(two, "one", "two"), "tone")
	l.set("src/a.py", "import new\n"+two, "back, with another change around it")
	l.ok("check", "HEAD")
	l.set("src/a.py", strings.ReplaceAll(two, "one", "three"), "both")
	l.want(1, "check", "HEAD")
}

func TestAProgramThatGetsItsFirstMarkHasANewPrompt(t *testing.T) {
	t.Parallel()
	l := insideLab(t)
	l.set("src/a.py", "GREET = 1\n", "none")
	l.set("src/a.py", marked, "first")
	l.set("src/a.py", "GREET = 1\n", "gone")
	l.ok("check", "HEAD~2..HEAD")
	if rows := l.log().Entries; len(rows) != 1 || rows[0].Subject != "first" {
		t.Errorf("got %+v", rows)
	}
}

func TestGitDiffTellsThePromptsInsideAFile(t *testing.T) {
	t.Parallel()
	l := insideLab(t)
	l.write("src/a.py", marked)
	l.write("promptfooconfig.yaml", "prompts:\n- 'Say {{x}}'\n")
	if out := l.ok("textconv", "src/a.py"); !strings.Contains(out, "\n[section:user/Role in greet]\n# Role\n") {
		t.Error(out)
	}
	if out := l.ok("textconv", "promptfooconfig.yaml"); out != "prompts:\n[block:user in prompts/0]\n- 'Say {{x}}'\n" {
		t.Error(out)
	}
}

func TestInitKeepsAwayFromWhatOthersWrote(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	for _, file := range []string{"node_modules/x/a.py", "vendor/y/a.py", "src/deep/a.py"} {
		l.write(file, marked)
	}
	l.write("AGENTS.md", "# Rules\nBe brief.\n")
	l.write("bad/promptfooconfig.yaml", "prompts: [\n")
	a := l.want(0, "init", "--no-hooks")
	config := l.read("promptgit.yaml")
	if !strings.Contains(config, `  - {path: "src/**/*.py"}`) || strings.Contains(config, "vendor") || strings.Contains(config, "node_modules") || strings.Contains(config, "AGENTS") {
		t.Errorf("got %s", config)
	}
	if !strings.Contains(a.out, `- {path: "**/AGENTS.md"}`) || !strings.Contains(a.stderr, "bad/promptfooconfig.yaml cannot be read") {
		t.Errorf("got %s%s", a.out, a.stderr)
	}
	l.ok("init", "--no-hooks")
	if again := l.read("promptgit.yaml"); again != config {
		t.Errorf("a second run changes it to %s", again)
	}
}
