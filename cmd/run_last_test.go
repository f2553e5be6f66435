package cmd_test

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func TestTheLastRunBecomesACaseOfASuiteThatIsMade(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.write("prompts/team/mail.md", "Sort: {{ticket}} {{tone}}\n")
	if a := l.want(1, "suite", "add", "--last"); !strings.Contains(a.stderr, "nothing was run in this repository yet") {
		t.Errorf("got %s", a.stderr)
	}
	l.write("mail.txt", "where is {{it}}?\n")
	m := l.newModel(`echo "billing: $in"`)
	l.ok("run", "prompts/team/mail.md", "-v", "ticket=@mail.txt", "-v", "tone=@@home", "--provider", m.spec)
	kept := filepath.Join(l.dir, ".git", "promptgit", "last-run.json")
	if info, err := os.Stat(kept); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("want a file for its owner alone, got %v, %v", info, err)
	}
	for _, args := range [][]string{{"--from", "HEAD"}, {"--trace", "x"}, {"--prompt", "x"}, {"--failed"}, {"--case", "x"}, {"--var", "a=b"}} {
		l.want(2, append([]string{"suite", "add", "--last"}, args...)...)
	}
	l.want(2, "suite", "add", "--last") // it would assert nothing
	out := l.ok("suite", "add", "--last", "--assert", "contains=billing", "--id", "lost")
	if !strings.HasPrefix(out, "suites/team/mail.yaml\tlost\t1\trun on 2026-01-01, answered by exec") {
		t.Errorf("got %q", out)
	}
	if got := l.read("suites/team/mail.yaml"); !strings.Contains(got, `# the output was:`) || !strings.Contains(got, "#   billing: Sort: where is {{it}}?") {
		t.Errorf("got\n%s", got)
	}
	// The case asks what the run asked.
	var doc struct {
		Runs []struct {
			Passed  int
			Results []struct{ Rendered string }
		}
	}
	l.json(0, &doc, "eval", "--provider", m.spec)
	if r := doc.Runs[0]; r.Passed != 1 || r.Results[0].Rendered != "Sort: where is {{it}}? @home" {
		t.Errorf("got %+v", doc)
	}
	if a := l.want(1, "suite", "add", "--last", "--assert", "contains=billing"); !strings.Contains(a.stderr, "has that case: lost has the same inputs and assertions") {
		t.Errorf("got %s", a.stderr)
	}
	l.write("prompts/team/mail.md", "Sort well: {{ticket}} {{tone}}\n")
	if a := l.want(0, "suite", "add", "--last", "--assert", "contains=sort"); !strings.Contains(a.stderr, "was changed since it was run") {
		t.Errorf("got %s", a.stderr)
	}
	if err := os.Remove(filepath.Join(l.dir, "prompts/team/mail.md")); err != nil {
		t.Fatal(err)
	}
	if a := l.want(1, "suite", "add", "--last", "--assert", "contains=x"); !strings.Contains(a.stderr, "is not here any more") {
		t.Errorf("got %s", a.stderr)
	}
	l.write(".git/promptgit/last-run.json", `{"v":2}`)
	if a := l.want(3, "suite", "add", "--last", "--assert", "contains=x"); !strings.Contains(a.stderr, "of another version of promptgit, or damaged") {
		t.Errorf("got %s", a.stderr)
	}
}

func TestASuiteThatIsNotFoundByItsNameIsToBeNamed(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.write("sort.prompt.md", "Sort.\n")
	l.ok("run", "sort.prompt.md", "--provider", "echo")
	a := l.want(0, "suite", "add", "--last", "--assert", "contains=Sort")
	if !strings.Contains(a.stderr, `write "suite: suites/sort.yaml" into the front matter of the prompt`) || !strings.Contains(l.read("suites/sort.yaml"), "value: Sort") {
		t.Errorf("got %+v", a)
	}
	l.want(2, "suite", "add", "--last", "--assert", "contains=or") // the file may be for something else
	l.ok("suite", "add", "--last", "--assert", "contains=or", "--suite", "suites/sort.yaml")
	l.write("sort.prompt.md", "---\nsuite: suites/sort.yaml\n---\nSort.\n")
	l.ok("suite", "add", "--last", "--assert", "contains=ort")
	l.ok("eval", "--provider", "echo")
}

func TestARunNeedsAllInputs(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.write("prompts/a.md", "---\ninputs:\n  tone: {default: kind}\n---\nBe {{tone}} to {{who}} {{env.HOME}}.\n")
	m := l.newModel(`echo "$in"`)
	if a := l.want(2, "run", "prompts/a.md", "--provider", m.spec); !strings.Contains(a.stderr, "prompts/a.md has inputs without a value: who") || m.calls() != 0 {
		t.Errorf("got %+v", a)
	}
	if a := l.want(0, "render", "prompts/a.md"); !strings.Contains(a.stderr, "inputs without a value: who") {
		t.Errorf("got %+v", a)
	}
	if a := l.asked(t.Context(), strings.NewReader("Bob\n"), "run", "prompts/a.md", "--provider", m.spec); a.code != 0 || !strings.HasPrefix(a.out, "Be kind to Bob") || !strings.Contains(a.stderr, "who: ") {
		t.Errorf("got %+v", a)
	}
	if a := l.asked(t.Context(), strings.NewReader(""), "run", "prompts/a.md", "--provider", m.spec); a.code != 2 || m.calls() != 1 {
		t.Errorf("the end of the input is no answer, got %+v", a)
	}
	l.write("big", strings.Repeat("x", 9<<20))
	l.write("bytes", "\xff\xfe")
	for typed, want := range map[string]string{
		"who=@none": "there is no such file", "who=@prompts": "it is a folder", "who=@big": "larger than 8 MiB", "who=@bytes": "no text in UTF-8",
	} {
		if a := l.want(2, "run", "prompts/a.md", "-v", typed, "--provider", m.spec); !strings.Contains(a.stderr, want) {
			t.Errorf("%s: got %s", typed, a.stderr)
		}
	}
}
