package cmd_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// driverLab is a repository whose git tells variables, with two versions of a prompt.
func driverLab(t *testing.T) *lab {
	t.Helper()
	l := newLab(t)
	l.write("promptgit.yaml", "version: 1\nprompts:\n  - {path: 'prompts/{a,b c}/*.md', role: system}\n  - {path: prompts/**}\n")
	l.set("prompts/p.md", "---\ntemperature: 0.7\nname: one\n---\nsystem:\n# Role\nYou help.\n\n# Tone\nBe kind.\nAlways.\nAnd ever.\nAnd ever.\nYes.\n", "first")
	l.set("prompts/p.md", "---\ntemperature: 0.2\nname: one\n---\nsystem:\n# Role\nYou help.\n\n# Tone\nBe kind.\nAlways.\nAnd ever.\nAnd ever.\nNo.\n", "second")
	l.ok("init", "--diff", "--no-hooks")
	return l
}

// paged is the same lab as git sees it when it shows a diff to a person.
func (l *lab) paged() *lab { return l.at(".", "GIT_PAGER_IN_USE=true") }

func TestPlainGitDiffTellsVariables(t *testing.T) {
	t.Parallel()
	l := driverLab(t)
	for name, text := range map[string]string{
		"diff": l.paged().git("diff", "HEAD~1"), "log -p": l.paged().git("log", "-p", "-1"), "show": l.paged().git("show"),
	} {
		for _, want := range []string{"-temperature: 0.7  # param:temperature\n+temperature: 0.2  # param:temperature\n", " @@ section:system/Tone\n", "-Yes.\n+No."} {
			if !strings.Contains(text, want) {
				t.Errorf("%s: want %q in\n%s", name, want, text)
			}
		}
	}
	if text := l.paged().git("blame", "prompts/p.md"); !strings.Contains(text, ") No.") {
		t.Errorf("blame:\n%s", text)
	}
	l.write("prompts/p.md", "---\ntemperature: 0.2\nname: two\n---\nsystem:\n# Role\nYou help.\n\n# Tone\nBe kind.\nAlways.\nAnd ever.\nAnd ever.\nNo.\n")
	if text := l.paged().git("diff"); !strings.Contains(text, "-name: one\n+name: two\n") {
		t.Errorf("what is no variable is shown too:\n%s", text)
	}
	l.write("prompts/p.md", "---\ntemperature: [\n---\nx\n")
	if text := l.paged().git("diff"); !strings.Contains(text, "+temperature: [\n") {
		t.Errorf("what is no prompt is shown as it is:\n%s", text)
	}
}

func TestPatchesStayPatches(t *testing.T) {
	t.Parallel()
	l := driverLab(t)
	plain := l.git("-c", "diff.promptgit.textconv=cat", "diff", "HEAD~1")
	if got := l.git("diff", "HEAD~1"); got != plain || strings.Contains(got, "# param:") {
		t.Errorf("a diff into a pipe:\n%s", got)
	}
	l.git("checkout", "-q", "HEAD~1")
	for name, patch := range map[string]string{
		"git diff": l.git("diff", "main~1", "main"), "format-patch in a pager": l.paged().git("format-patch", "--stdout", "main~1..main"),
	} {
		c := exec.CommandContext(t.Context(), "git", "apply", "--check", "-")
		c.Dir, c.Env, c.Stdin = l.dir, l.env, strings.NewReader(patch+"\n")
		if out, err := c.CombinedOutput(); err != nil {
			t.Errorf("%s does not apply: %s\n%s", name, out, patch)
		}
	}
	l.write("prompts/p.md", "---\ntemperature: 0.9\nname: one\n---\nx\n")
	c := exec.CommandContext(t.Context(), "git", "add", "-p")
	c.Dir, c.Env, c.Stdin = l.dir, l.paged().env, strings.NewReader("y\ny\n")
	if out, err := c.CombinedOutput(); err != nil || bytes.Contains(out, []byte("# param:")) {
		t.Errorf("git add -p: %v\n%s", err, out)
	}
	if l.git("diff", "--cached", "--name-only") != "prompts/p.md" {
		t.Error("git add -p staged nothing")
	}
}

func TestGitDiffWorksWithoutTheProgram(t *testing.T) {
	t.Parallel()
	l := driverLab(t)
	dir := t.TempDir()
	for _, name := range []string{"git", "sh", "cat", "test"} {
		found, err := exec.LookPath(name)
		if err != nil {
			continue // test is a builtin of sh
		}
		if err := os.Symlink(found, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	text := l.at(".", "GIT_PAGER_IN_USE=true", "PATH="+dir).git("diff", "HEAD~1")
	if !strings.Contains(text, "-temperature: 0.7\n+temperature: 0.2\n") {
		t.Errorf("got\n%s", text)
	}
}

func TestTheDriverKnowsThePromptsOfTheConfiguration(t *testing.T) {
	t.Parallel()
	l := driverLab(t)
	for path, want := range map[string]string{
		"prompts/p.md": "promptgit", "prompts/a/x.md": "promptgit-system", "prompts/b c/x.md": "promptgit-system",
		"prompts/a/deep/x.md": "promptgit", "README.md": "unspecified", "other/prompts/p.md": "unspecified",
	} {
		if got := l.git("check-attr", "diff", "--", path); !strings.HasSuffix(got, ": diff: "+want) {
			t.Errorf("%s: want %s, got %s", path, want, got)
		}
	}
	l.set("prompts/a/x.md", "# Tone\nBe kind.\n", "third")
	l.set("prompts/a/x.md", "# Tone\nBe brief.\n", "fourth")
	if text := l.paged().git("diff", "HEAD~1"); !strings.Contains(text, " [section:system/Tone]\n") {
		t.Errorf("got\n%s", text)
	}
	tree := l.beside("tree")
	l.git("worktree", "add", "-q", tree)
	for name, from := range map[string]*lab{"a linked worktree": l.at(tree, "GIT_PAGER_IN_USE=true"), "a folder": l.at("prompts/a", "GIT_PAGER_IN_USE=true")} {
		from.write("../a/x.md", "") // made where it is looked from
		if err := os.WriteFile(filepath.Join(from.git("rev-parse", "--show-toplevel"), "prompts/a/x.md"), []byte("# Tone\nBe new.\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		if text := from.git("diff"); !strings.Contains(text, " [section:system/Tone]\n") {
			t.Errorf("%s: got\n%s", name, text)
		}
	}
}

func TestTheDriverIsSetUpOnceAndTakenBack(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	attributes := filepath.Join(l.dir, ".git", "info", "attributes")
	const own = "*.bin binary\n"
	if err := os.MkdirAll(filepath.Dir(attributes), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(attributes, []byte(own), 0o600); err != nil {
		t.Fatal(err)
	}
	before := l.git("config", "--local", "--list")
	first := l.ok("init", "--diff", "--no-hooks")
	if !strings.Contains(first, "set    diff.promptgit.textconv\n") {
		t.Errorf("got\n%s", first)
	}
	text, err := os.ReadFile(attributes)
	if err != nil || !strings.HasPrefix(string(text), own) || !strings.Contains(string(text), "/prompts/** diff=promptgit\n") {
		t.Errorf("%v:\n%s", err, text)
	}
	config := l.git("config", "--local", "--list")
	if again := l.ok("init", "--diff", "--no-hooks"); strings.Contains(again, "set    diff") {
		t.Errorf("the second time:\n%s", again)
	}
	if now, _ := os.ReadFile(attributes); !bytes.Equal(now, text) || l.git("config", "--local", "--list") != config {
		t.Errorf("the second time changed something:\n%s", now)
	}
	if status := l.git("status", "--porcelain"); strings.Contains(status, "attributes") {
		t.Errorf("a file of the repository changed:\n%s", status)
	}
	l.ok("init", "--no-diff")
	if now, _ := os.ReadFile(attributes); string(now) != own || l.git("config", "--local", "--list") != before {
		t.Errorf("left behind:\n%s\n%s", now, l.git("config", "--local", "--list"))
	}
	if a := l.want(0, "init", "--no-diff"); !strings.Contains(a.stderr, "there was no diff driver") {
		t.Errorf("got %+v", a)
	}
	l.want(2, "init", "--diff", "--no-diff")
	l.commit("first")
	bare := l.beside("bare.git")
	l.git("clone", "-q", "--bare", l.dir, bare)
	if a := l.at(bare).want(2, "init", "--diff"); !strings.Contains(a.stderr, "init needs a working tree") {
		t.Errorf("got %s", a.stderr)
	}
}

func TestTextconvTellsFilesApart(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.write("c.json", `[{"role":"system","content":"# Tone\nBe kind.\u001b[31m"},{"role":"user","content":"One.\n\nTwo {{ x }}."}]`)
	text := l.ok("textconv", "c.json")
	if want := "[section:system/Tone]\n# Tone\nBe kind.␛[31m\n\n[block:user]\nOne.\n\nTwo {{ x }}.\n\nfile: sha256 "; !strings.HasPrefix(text, want) {
		t.Errorf("want %q, got %q", want, text)
	}
	l.write("c.json", `[{"role": "system","content":"# Tone\nBe kind.\u001b[31m"},{"role":"user","content":"One.\n\nTwo {{ x }}."}]`)
	if l.ok("textconv", "c.json") == text {
		t.Error("git would show no difference")
	}
	l.write("p.md", "\x00\xff no prompt\n")
	if got := l.ok("textconv", "p.md"); got != "\x00\xff no prompt\n" {
		t.Errorf("got %q", got)
	}
	l.write("p.md", "{% include \"gone.md\" %}\n# Tone\nBe kind.\n")
	if got := l.ok("textconv", "--role", "system", "p.md"); !strings.Contains(got, "[section:system/Tone]\n# Tone\n") {
		t.Errorf("got %q", got)
	}
	l.want(2, "textconv", "gone.md")
	l.want(2, "textconv", "--role", "tool", "p.md")
}

// A pattern of a repository that somebody else wrote must stay one line.
func TestAPatternOfSeveralLinesAddsNoLine(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.write("promptgit.yaml", "version: 1\nprovider: echo\nprompts:\n  - path: \"a\\n*.txt text eol=crlf\"\n  - path: prompts/*.md\n")
	l.write("prompts/p.md", "# Tone\nBe kind.\n")
	l.ok("init", "--no-hooks", "--diff")
	if got := l.git("check-attr", "eol", "diff", "--", "x.txt", "prompts/p.md"); strings.Contains(got, "crlf") || !strings.Contains(got, "prompts/p.md: diff: promptgit") {
		t.Errorf("got\n%s", got)
	}
	if got := l.git("check-attr", "diff", "--", "a\nx.txt text eol=crlf"); !strings.HasSuffix(got, ": diff: promptgit") {
		t.Errorf("the file that the pattern means: got\n%s", got)
	}
}

// Where git writes CRLF into the working tree, each line ends so.
func TestLineEndsOfWindowsAreToldOnce(t *testing.T) {
	t.Parallel()
	l := driverLab(t)
	l.write(".gitattributes", "*.md text eol=crlf\n")
	l.write("prompts/p.md", "---\r\ntemperature: 0.2\r\n---\r\n# Tone\r\nBe kind.\r\n")
	l.commit("crlf")
	l.write("prompts/p.md", "---\r\ntemperature: 0.2\r\n---\r\n# Tone\r\nBe brief.\r\n")
	if text := l.paged().git("diff"); strings.ContainsAny(text, "\r␍") || !strings.Contains(text, "-Be kind.\n+Be brief.") {
		t.Errorf("got\n%s", text)
	}
	l.write(".gitattributes", "*.md -text\n")
	l.set("prompts/p.md", "# Tone\nBe kind.\n", "lf")
	l.write("prompts/p.md", "# Tone\r\nBe kind.\r\n")
	if text := l.paged().git("diff"); !strings.Contains(text, "+line ends: CRLF\n") || strings.Contains(text, "-Be kind.") {
		t.Errorf("line ends alone differ:\n%s", text)
	}
}

func TestFilesThatDifferAreShownDifferently(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	for _, pair := range [][2]string{
		{"# Tone\nBe \x1b kind.\n", "# Tone\nBe ␛ kind.\n"},
		{"# Tone\nBe \u202e kind.\n", "# Tone\nBe <U+202E> kind.\n"},
		{"# Tone\r\nBe kind.\r\n", "line ends: CRLF\n# Tone\nBe kind.\n"},
		{"# Tone\r\nBe kind.", "# Tone\r\nBe kind.\r\n"},
	} {
		l.write("a.md", pair[0])
		l.write("b.md", pair[1])
		if a := l.ok("textconv", "a.md"); a == l.ok("textconv", "b.md") {
			t.Errorf("%q and %q: both\n%s", pair[0], pair[1], a)
		}
	}
}
