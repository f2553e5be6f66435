package cmd_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/promptgit/promptgit/internal/index"
)

// longHistory has more rows than are read together: two prompts by two people, and
// newest versions that were not judged.
func longHistory(t *testing.T) *lab {
	t.Helper()
	const versions, judged = 700, 600
	l := newLab(t)
	l.write("suites/p.yaml", suiteABC)
	l.write("promptgit.yaml", "version: 1\nprovider: echo\nprompts: [{path: prompts/**, suite: suites/p.yaml}]\n")
	l.commit("start")
	var in strings.Builder
	for i := range versions {
		name, from := "p", ""
		if i%3 == 2 {
			name = "q"
		}
		if i == 0 {
			from = "from refs/heads/main^0\n"
		}
		text := fmt.Sprintf("version %d says %s\n", i, strings.Repeat("abc"[i%3:], 1+i%2))
		author := []string{"Ada", "Grace Hopper"}[i/500]
		fmt.Fprintf(&in, "commit refs/heads/main\nauthor %s <x@example.com> %d +0000\ncommitter %s <x@example.com> %d +0000\ndata 4\nmore\n%sM 100644 inline prompts/%s.md\ndata %d\n%s\n",
			author, 1_760_000_000+60*i, author, 1_760_000_000+60*i, from, name, len(text), text)
		if i == judged-1 {
			in.WriteString("reset refs/heads/judged\nfrom refs/heads/main\n\n")
		}
	}
	l.imports(in.String())
	l.git("checkout", "-q", "-f", "judged")
	l.run("eval", "--all")
	l.git("checkout", "-q", "main")
	l.git("tag", "v1", "HEAD~400")
	return l
}

// imports runs git fast-import.
func (l *lab) imports(stream string) {
	l.t.Helper()
	file := l.beside("stream")
	if err := os.WriteFile(file, []byte(stream), 0o600); err != nil {
		l.t.Fatal(err)
	}
	l.git("-c", "alias.imports=!git fast-import --quiet <'"+file+"'", "imports")
}

func TestALongLogOnATerminalIsTheSameWhileItIsStillRead(t *testing.T) {
	t.Parallel()
	l := longHistory(t)
	for _, args := range [][]string{{"log"}, {"log", "--all"}, {"log", "--prompt", "prompts/q.md"}, {"log", "HEAD~500"}} {
		want := l.terminal(args...) // all rows are there before the first is written
		if got := l.terminal(args...); got != want || want.code != 0 {
			t.Errorf("%v: at once -, while it is read +:\n%s%s", args, cmp.Diff(want.out, got.out), cmp.Diff(want.stderr, got.stderr))
		}
		if n := strings.Count(want.out, "\n"); n < 200 || !strings.Contains(want.out, "judged") && args[len(args)-1] != "HEAD~500" && args[len(args)-1] != "--all" {
			t.Errorf("%v: %d lines\n%.400s", args, n, want.out)
		}
	}
}

func TestRowsThatCannotBeReadAreMadeAgainInTheMiddleOfALog(t *testing.T) {
	t.Parallel()
	l := longHistory(t)
	want := l.terminal("log")
	name := strings.TrimSuffix(filepath.Base(l.indexFiles()[0]), ".rows")
	blocks, ok := index.Read(l.indexDir(), name)
	if !ok || len(blocks) < 4 {
		t.Fatalf("%d blocks", len(blocks))
	}
	blocks[2] = "\xff" + blocks[2]
	if err := index.Write(l.indexDir(), name, blocks...); err != nil {
		t.Fatal(err)
	}
	if got := l.terminal("log"); got != want {
		t.Errorf("whole -, with a block that cannot be read +:\n%s", cmp.Diff(want.out, got.out))
	}
}
