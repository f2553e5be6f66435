package cmd_test

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// readmeBlock is one shell block of the README with what it promises.
type readmeBlock struct {
	line   int
	script string
	skip   string // why it is not run, "" where it is
	exit   int
	output []string // lines that it prints, in their order
}

// readmeBlocks reads the fenced blocks of a Markdown file: "sh" is run, the
// "text" after it is what it prints. A comment before a block, which no reader
// sees, says what else holds: "test: exit 1" or "test: not run, REASON".
func readmeBlocks(t *testing.T, file string) []readmeBlock {
	t.Helper()
	src, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var blocks []readmeBlock
	var next readmeBlock
	inside := ""
	for i, line := range strings.Split(string(src), "\n") {
		fence, fenced := strings.CutPrefix(line, "```")
		remark, told := strings.CutPrefix(line, "<!-- test: ")
		switch {
		case fenced && inside == "":
			inside = fence
			if fence == "sh" {
				next.line = i + 2
			}
		case fenced && inside == "sh":
			blocks, next, inside = append(blocks, next), readmeBlock{}, ""
		case fenced:
			inside = ""
		case inside == "sh":
			next.script += line + "\n"
		case inside == "text":
			last := &blocks[len(blocks)-1]
			last.output = append(last.output, line)
		case told && remark == "exit 1 -->":
			next.exit = 1
		case told:
			reason, ok := strings.CutPrefix(strings.TrimSuffix(remark, " -->"), "not run, ")
			if !ok {
				t.Fatalf("%s:%d: unknown remark %q", file, i+1, remark)
			}
			next.skip = reason
		}
	}
	return blocks
}

// TestTheReadmeKeepsItsPromises runs every shell block of the README, one after
// the other as a reader would, and compares what it prints.
func TestTheReadmeKeepsItsPromises(t *testing.T) {
	t.Parallel()
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	home := t.TempDir()
	dir := home
	ran := 0
	for _, b := range readmeBlocks(t, filepath.Join(root, "README.md")) {
		if b.skip != "" {
			continue
		}
		in := dir
		if strings.HasPrefix(b.script, "go ") { // from a clone of the source
			in = root
		}
		out, exit, pwd := runReadme(t, in, home, b.script)
		if in == dir {
			dir = pwd
		}
		if exit != b.exit {
			t.Fatalf("README.md:%d: exit %d, want %d\n%s", b.line, exit, b.exit, out)
		}
		if missing := missingLine(b.output, out); missing != "" {
			t.Errorf("README.md:%d: the output has no line (after those before it)\n%s\nit is\n%s", b.line, missing, out)
		}
		ran++
	}
	if ran < 8 {
		t.Errorf("only %d blocks were run", ran)
	}
}

// runReadme runs a script in dir and gives what it printed, its exit code and
// the folder that it went to.
func runReadme(t *testing.T, dir, home, script string) (out string, exit int, pwd string) {
	t.Helper()
	where := filepath.Join(t.TempDir(), "pwd")
	// The last command decides the exit code; an earlier one must not fail.
	c := exec.CommandContext(t.Context(), "sh", "-e", "-c", "trap 'pwd >\"$WHERE\"' EXIT\n"+script)
	c.Dir = dir
	for _, kv := range os.Environ() {
		if !strings.HasPrefix(kv, "GIT_") {
			c.Env = append(c.Env, kv)
		}
	}
	c.Env = append(c.Env, "WHERE="+where, "TMPDIR="+home, "XDG_STATE_HOME="+home, "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL="+os.DevNull, noWait)
	for _, who := range []string{"AUTHOR", "COMMITTER"} {
		c.Env = append(c.Env, "GIT_"+who+"_NAME=Ada", "GIT_"+who+"_EMAIL=ada@example.com")
	}
	var both bytes.Buffer
	c.Stdout, c.Stderr = &both, &both
	err := c.Run()
	var failed *exec.ExitError
	if err != nil && !errors.As(err, &failed) {
		t.Fatal(err)
	}
	went, err := os.ReadFile(where)
	if err != nil {
		t.Fatal(err)
	}
	return both.String(), c.ProcessState.ExitCode(), strings.TrimSpace(string(went))
}

var (
	readmeHash = regexp.MustCompile(`\b[0-9a-f]{7,64}\b`)
	readmeTime = regexp.MustCompile(`\b\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d)?)?(Z| ?[+-]\d\d:?\d\d\b)?`)
	readmeCell = regexp.MustCompile(`\s{2,}|\t|\.\.\.|…|\*`)
)

// timeless takes out of a line what differs from run to run.
func timeless(line string) string {
	return readmeHash.ReplaceAllString(readmeTime.ReplaceAllString(line, "DATE"), "HASH")
}

// missingLine gives the first line of the README that the output does not have
// after the lines before it, "" where it has all. A terminal aligns and shortens
// what a pipe gives in full, so the cells of a line are looked up one by one; what
// a terminal shows indented below a row a pipe may have as its last cell.
func missingLine(want []string, out string) string {
	lines := strings.Split(out, "\n")
	at := 0
	for _, w := range want {
		if strings.ToUpper(w) == w {
			continue // a header, which a pipe does not get, or what stands for lines left out
		}
		if at > 0 && strings.HasPrefix(w, "     ") && tells(timeless(lines[at-1]), timeless(w)) {
			continue
		}
		for at < len(lines) && !tells(timeless(lines[at]), timeless(w)) {
			at++
		}
		if at == len(lines) {
			return w
		}
		at++
	}
	return ""
}

// tells says whether a line has every cell of another, in their order; only the
// interval of a difference, which a pipe has further behind, may stand anywhere.
func tells(line, cells string) bool {
	whole := line
	for _, cell := range readmeCell.Split(cells, -1) {
		if cell = strings.TrimSpace(cell); strings.HasPrefix(cell, "[-") || strings.HasPrefix(cell, "[+") {
			if !strings.Contains(whole, cell) {
				return false
			}
			continue
		}
		_, rest, ok := strings.Cut(line, cell)
		if !ok {
			return false
		}
		line = rest
	}
	return true
}

func TestAWrongLineOfTheReadmeIsFound(t *testing.T) {
	t.Parallel()
	out := "1159d3c61bc135f7724936ea5a2f6db19631c391\t2026-11-22T08:45:39Z\tsection:system/Tone\t0.83\tA long subject\nlast line\n"
	for _, c := range []struct {
		name string
		want []string
		miss bool
	}{
		{"the same cells, shortened", []string{"REV  DATE", "244a5d1  2024-01-01  section:system/Tone  0.83*  A long…", "last line"}, false},
		{"lines left out", []string{"...", "last line"}, false},
		{"an interval further behind", []string{"[+0.00, +0.10]  section:system/Tone  0.83"}, true},
		{"another score", []string{"244a5d1  2024-01-01  section:system/Tone  0.84"}, true},
		{"cells in another order", []string{"244a5d1  section:system/Tone  2024-01-01"}, true},
		{"lines in another order", []string{"last line", "244a5d1  2024-01-01"}, true},
		{"a line too many", []string{"last line", "one more"}, true},
		{"a line twice", []string{"last line", "last line"}, true},
	} {
		if got := missingLine(c.want, out) != ""; got != c.miss {
			t.Errorf("%s: found missing %v, want %v", c.name, got, c.miss)
		}
	}
}
