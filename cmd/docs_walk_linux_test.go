package cmd_test

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/promptgit/promptgit/internal/llmtest"
)

// pageReader goes through a page as one who types what stands there, block by block.
type pageReader struct {
	t          *testing.T
	page       string            // from the top of the source
	root, home string            // the source, and the reader's own folder
	dir        string            // where the reader is
	stands     *strings.Replacer // what stands for an address of the page
}

// ollamaAddress is where Ollama listens on a machine of a reader.
const ollamaAddress = "127.0.0.1:11434"

// ollamaServer gives the address of a server that speaks the API which Ollama does,
// and sorts messages as docs/ollama.md asks.
func ollamaServer(t *testing.T) string {
	t.Helper()
	server, err := llmtest.New(
		llmtest.Rule{Match: "error", Answer: `{"category":"problem","reply":"We are on it."}`},
		llmtest.Rule{Match: "Where", Answer: `{"category":"question","reply":"In your profile."}`},
		llmtest.Rule{Match: "love", Answer: `{"category":"praise","reply":"Thank you."}`},
		llmtest.Rule{Match: "<message>", Answer: `{"category":"other","reply":"How can we help?"}`},
	)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	return strings.TrimPrefix(server.Root, "http://")
}

// walked are the pages that are run: the README, what the index of the
// documentation lists as a tutorial or a how-to, and the concepts.
func walked(t *testing.T) []string {
	t.Helper()
	pages := []string{"README.md", "docs/concepts.md"}
	link := regexp.MustCompile(`\]\(([a-z-]+\.md)\)`)
	_, rest, _ := strings.Cut(readDoc(t, "docs/README.md"), "## Tutorial\n")
	walks, _, ok := strings.Cut(rest, "## Explanation\n")
	if !ok {
		t.Fatal("docs/README.md has no tutorial, or no explanation behind the how-to pages")
	}
	for _, l := range link.FindAllStringSubmatch(walks, -1) {
		pages = append(pages, "docs/"+l[1])
	}
	return pages
}

// TestTheDocsKeepTheirPromises runs every shell block of the pages that are run,
// one after the other as a reader would, and compares what it prints.
func TestTheDocsKeepTheirPromises(t *testing.T) {
	t.Parallel()
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	for _, page := range walked(t) {
		t.Run(page, func(t *testing.T) {
			t.Parallel()
			home, err := os.MkdirTemp("", "docs") //nolint:usetesting // its path is short, as those of readers are
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = os.RemoveAll(home) })
			w := &pageReader{t: t, page: page, root: root, home: home, dir: home, stands: strings.NewReplacer(ollamaAddress, ollamaServer(t))}
			blocks := docBlocks(t, filepath.Join(root, filepath.FromSlash(page)))
			if len(blocks) == 0 {
				t.Error("there is no block")
			}
			for _, b := range blocks {
				if b.skip == "" {
					w.run(b)
				}
			}
		})
	}
}

// run runs one block where the one before it ended.
func (w *pageReader) run(b docBlock) {
	w.t.Helper()
	in := w.dir
	if strings.HasPrefix(b.script, "go ") { // from a clone of the source
		in = w.root
	}
	out, exit, pwd := w.shell(in, w.stands.Replace(b.script))
	if in == w.dir {
		w.dir = pwd
	}
	if exit != b.exit {
		w.t.Fatalf("%s:%d: exit %d, want %d\n%s", w.page, b.line, exit, b.exit, out)
	}
	for i, line := range b.output {
		b.output[i] = w.stands.Replace(line)
	}
	missing, ok := missingLine(b.output, out)
	switch {
	case ok:
	case *update:
		w.refresh(b, out)
	default:
		w.t.Errorf("%s:%d: the output has no line (after those before it)\n%s\nit is\n%s", w.page, b.line, missing, out)
	}
}

// refresh writes into the page what a block prints now.
func (w *pageReader) refresh(b docBlock, out string) {
	w.t.Helper()
	file := filepath.Join(w.root, filepath.FromSlash(w.page))
	lines := strings.Split(readDoc(w.t, w.page), "\n")
	for i, line := range refreshed(b.output, out, w.home) {
		lines[b.shown[i]] = line
	}
	if err := os.WriteFile(file, []byte(strings.Join(lines, "\n")), 0o600); err != nil {
		w.t.Fatal(err)
	}
}

// shell runs a script in dir, on a terminal, and gives what it printed, its exit
// code and the folder that it went to.
func (w *pageReader) shell(dir, script string) (out string, exit int, pwd string) {
	w.t.Helper()
	where := filepath.Join(w.t.TempDir(), "pwd")
	// The last command decides the exit code; an earlier one must not fail.
	c := exec.CommandContext(w.t.Context(), "sh", "-e", "-c", "trap 'pwd >\"$WHERE\"' EXIT\n"+script)
	c.Dir, c.Env = dir, append(w.env(), "WHERE="+where)
	out = onTerminal(w.t, c)
	went, err := os.ReadFile(where)
	if err != nil {
		w.t.Fatal(err)
	}
	return out, c.ProcessState.ExitCode(), strings.TrimSpace(string(went))
}

// env is the environment of a reader who has set up nothing but their name.
func (w *pageReader) env() []string {
	var env []string
	for _, kv := range os.Environ() {
		name, _, _ := strings.Cut(kv, "=")
		if !strings.HasPrefix(name, "GIT_") && !strings.HasPrefix(name, "PROMPTGIT_") && !strings.HasSuffix(name, "_API_KEY") {
			env = append(env, kv)
		}
	}
	env = append(env, "TMPDIR="+w.home, "XDG_STATE_HOME="+w.home, "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL="+os.DevNull,
		"TERM=xterm", "NO_COLOR=1", "PAGER=cat", "GIT_PAGER=cat -", // which git takes for a pager, and a bare cat for none
		"GIT_EDITOR=true", noWait)
	for _, who := range []string{"AUTHOR", "COMMITTER"} {
		env = append(env, "GIT_"+who+"_NAME=Ada", "GIT_"+who+"_EMAIL=ada@example.com")
	}
	return env
}

// onTerminal runs a command whose output goes to a terminal of 100 columns, and
// gives what it wrote.
func onTerminal(t *testing.T, c *exec.Cmd) string {
	t.Helper()
	ptmx, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		if os.Getenv("PROMPTGIT_TESTS") == "all" {
			t.Fatal(err)
		}
		t.Skipf("no terminals here: %v", err)
	}
	defer ptmx.Close() //nolint:errcheck // what was written is read
	fd := int(ptmx.Fd())
	number, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	if err == nil {
		err = unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0)
	}
	if err == nil {
		err = unix.IoctlSetWinsize(fd, unix.TIOCSWINSZ, &unix.Winsize{Row: 50, Col: 100})
	}
	if err != nil {
		t.Fatal(err)
	}
	tty, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	c.Stdout, c.Stderr = tty, tty
	err = c.Start()
	_ = tty.Close() // the command has its own
	if err != nil {
		t.Fatal(err)
	}
	out, _ := io.ReadAll(ptmx) // ends with an error when the last writer is gone
	var failed *exec.ExitError
	if err = c.Wait(); err != nil && !errors.As(err, &failed) {
		t.Fatal(err)
	}
	return onScreen(strings.ReplaceAll(string(out), "\r\n", "\n"))
}
