package cmd_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// indexDir is where rows of the log are kept.
func (l *lab) indexDir() string {
	return filepath.Join(l.git("rev-parse", "--path-format=absolute", "--git-common-dir"), "promptgit", "index")
}

func (l *lab) indexFiles() []string {
	l.t.Helper()
	files, err := filepath.Glob(filepath.Join(l.indexDir(), "*.rows"))
	if err != nil {
		l.t.Fatal(err)
	}
	return files
}

// unindexed runs promptgit as if no index were there, and leaves it as it was.
func (l *lab) unindexed(args ...string) answer {
	l.t.Helper()
	dir, aside := l.indexDir(), l.beside("aside")
	moved := os.Rename(dir, aside) == nil
	a := l.run(args...)
	if err := os.RemoveAll(dir); err != nil {
		l.t.Fatal(err)
	}
	if moved {
		if err := os.Rename(aside, dir); err != nil {
			l.t.Fatal(err)
		}
	}
	return a
}

// sameLog holds the log with an index, as it is found and again, to that without.
func (l *lab) sameLog(after string, args ...string) {
	l.t.Helper()
	want := l.unindexed(args...)
	for _, when := range []string{"first", "again"} {
		if got := l.run(args...); got != want {
			l.t.Fatalf("after %s, promptgit %s, %s: without an index -, with one +:\n%s\n%s%s",
				after, strings.Join(args, " "), when, cmp.Diff(want.out, got.out), want.stderr, got.stderr)
		}
	}
}

// indexWalk is a user who does anything to a repository.
type indexWalk struct {
	*lab
	rng   *rand.Rand
	count int
	other *lab // a linked worktree
}

func (w *indexWalk) text() string {
	w.count++
	words := []string{"a", "b", "c", "tone", "a b", "be short", "{% include 'parts/p.md' %}", "---\nmodel: [\n---\nbroken"}
	return fmt.Sprintf("%s\n\n%s\n\nand so on, a text that is long enough to be known again, %d\n", words[w.rng.IntN(len(words))], words[w.rng.IntN(6)], w.rng.IntN(4))
}

// try runs git where the outcome does not matter.
func (w *indexWalk) try(args ...string) {
	if a, err := w.tryGit(args...); err != nil {
		w.t.Logf("git %s: %s", strings.Join(args, " "), a)
	}
}

func (w *indexWalk) steps() map[string]func() {
	return map[string]func(){
		"an edit":              func() { w.set("prompts/p.md", w.text(), "edit") },
		"another edit":         func() { w.set("prompts/p.md", w.text(), "edit again") },
		"a second prompt":      func() { w.set("prompts/q.md", w.text(), "second") },
		"an edit of a partial": func() { w.set("parts/p.md", w.text(), "partial") },
		"a code change":        func() { w.set("src.txt", w.text(), "code") },
		"a rename": func() {
			w.try("mv", "prompts/p.md", "prompts/r.md")
			w.commit("rename")
		},
		"a rename back": func() {
			w.try("mv", "prompts/r.md", "prompts/p.md")
			w.commit("rename back")
		},
		"a deletion": func() {
			w.try("rm", "-q", "--ignore-unmatch", "prompts/q.md")
			w.commit("delete")
		},
		"a revert": func() {
			w.try("revert", "--no-edit", "HEAD")
			w.try("revert", "--abort")
		},
		"a merge": func() {
			w.try("checkout", "-q", "-B", "side", "HEAD~1")
			w.set("prompts/p.md", w.text(), "side")
			w.try("checkout", "-q", "main")
			w.try("merge", "-q", "-X", []string{"ours", "theirs"}[w.rng.IntN(2)], "-m", "merge", "side")
			w.commit("merged")
		},
		"an amend": func() { w.try("commit", "-q", "--amend", "-m", fmt.Sprintf("amended %d", w.count)) },
		"a rebase": func() {
			w.try("rebase", "-q", "--force-rebase", "HEAD~2")
			w.try("rebase", "--abort")
		},
		"a reset":       func() { w.try("reset", "-q", "--hard", "HEAD~1") },
		"an eval":       func() { w.run("eval", "--all") },
		"another model": func() { w.run("eval", "HEAD", "--model", "m", "--provider", "echo") },
		"another suite": func() { w.run("eval", "--all", "--suite", "suites/strict.yaml") },
		"more samples":  func() { w.run("eval", "HEAD", "--repeat", "2") },
		"a grade": func() {
			w.run("eval", "HEAD")
			sheet := w.run("grade", "HEAD", "--json")
			var lines strings.Builder
			for _, part := range strings.Split(sheet.out, `"key":`)[1:] {
				fmt.Fprintf(&lines, "{\"key\":%s,\"score\":%d}\n", strings.TrimSpace(strings.SplitN(part, ",", 2)[0]), w.rng.IntN(11))
			}
			w.write("grades.jsonl", lines.String())
			if a := w.run("grade", "HEAD", "--import", "grades.jsonl", "--name", "ada"); a.code != 0 {
				w.t.Logf("grade: %s%s", sheet.stderr, a.stderr)
			}
		},
		"a change of clusters": func() {
			w.write("suites/p.yaml", strings.Replace(suiteABC, "{id: a,", "{id: a, cluster: x,", 1)+"  - {id: d, cluster: x, assert: [{type: contains, value: d}]}\n")
			w.run("eval", "HEAD", "--refresh")
		},
		"another configuration": func() {
			w.write("promptgit.yaml", fmt.Sprintf("version: 1\nprovider: echo\nprompts: [{path: prompts/**, suite: suites/p.yaml, role: %s}]\neval: {max_age: %dd}\n",
				[]string{"system", "user"}[w.rng.IntN(2)], 1+w.rng.IntN(3)))
		},
		"a tag":                     func() { w.try("tag", "-f", "v1") },
		"notes rebuild":             func() { w.run("notes", "rebuild") },
		"gc":                        func() { w.try("gc", "-q", "--prune=now") },
		"the loss of the index":     func() { _ = os.RemoveAll(w.indexDir()) },
		"a damage of the index":     func() { w.damage(func(b []byte) []byte { b[w.rng.IntN(len(b))] ^= 4; return b }) },
		"a cut of the index":        func() { w.damage(func(b []byte) []byte { return b[:w.rng.IntN(len(b))] }) },
		"an index of other commits": func() { w.swap() },
		"records that are gone":     func() { w.try("update-ref", "-d", "refs/notes/promptgit/results") },
		"a commit in another folder": func() {
			w.other.set("prompts/p.md", w.text(), "other")
			w.other.run("eval", "HEAD")
			w.other.run("log")
		},
		"a replaced commit": func() {
			w.try("replace", "--graft", "HEAD~1")
			w.sameLog("a graft", "log", "--json")
			w.try("replace", "-d", w.git("rev-parse", "HEAD~1"))
		},
	}
}

func (w *indexWalk) damage(change func([]byte) []byte) {
	for _, file := range w.indexFiles() {
		raw, err := os.ReadFile(file)
		if err == nil && len(raw) > 0 {
			err = os.WriteFile(file, change(raw), 0o600)
		}
		if err != nil {
			w.t.Fatal(err)
		}
	}
}

// swap gives files the names of each other.
func (w *indexWalk) swap() {
	files := w.indexFiles()
	for i := 1; i < len(files); i++ {
		a, b := files[i-1], files[i]
		if err := os.Rename(a, a+"x"); err != nil {
			w.t.Fatal(err)
		}
		if err := os.Rename(b, a); err != nil {
			w.t.Fatal(err)
		}
		if err := os.Rename(a+"x", b); err != nil {
			w.t.Fatal(err)
		}
	}
}

func TestTheLogIsTheSameWithAnIndexWhateverHappens(t *testing.T) {
	t.Parallel()
	for _, seed := range []uint64{1, 2} {
		t.Run(strconv.FormatUint(seed, 10), func(t *testing.T) {
			t.Parallel()
			l := abc(t, "a b c and so on, a text that is long enough to be known again", "a b and so on, a text that is long enough to be known again")
			l.write("suites/strict.yaml", "tests: [{id: z, assert: [{type: contains, value: z}]}]\n")
			l.set("parts/p.md", "a part\n", "part")
			w := &indexWalk{lab: l, rng: rand.New(rand.NewPCG(seed, 7)), other: l.at(l.beside("linked"))}
			l.git("worktree", "add", "-q", "--detach", w.other.dir)
			steps := w.steps()
			names := sorted(keysOf(steps))
			w.rng.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
			forms := [][]string{{"log", "--json"}, {"log", "--json", "--all"}, {"log", "--csv", "--prompt", "prompts/p.md"}, {"log", "-n", "2"}, {"log", "HEAD~1", "--json"}}
			for _, name := range names {
				steps[name]()
				l.sameLog(name, forms[0]...)
				l.sameLog(name, forms[1+w.rng.IntN(len(forms)-1)]...)
			}
			w.other.sameLog("all that", "log", "--json")
		})
	}
}

func keysOf[V any](m map[string]V) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	return keys
}

func TestTwoLogsAtOnceKeepOneWholeIndex(t *testing.T) {
	t.Parallel()
	l := abc(t, "a b c", "a b")
	l.run("eval", "--all")
	want := l.unindexed("log", "--json")
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			if got := l.run("log", "--json"); got != want {
				t.Errorf("got %s", cmp.Diff(want.out, got.out))
			}
		})
	}
	group.Wait()
	if files := l.indexFiles(); len(files) != 1 {
		t.Errorf("want one file, got %v", files)
	}
	if left, _ := filepath.Glob(filepath.Join(l.indexDir(), ".part-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	l.sameLog("many at once", "log", "--json")
}

func TestWithoutAPlaceForAnIndexTheLogWorks(t *testing.T) {
	t.Parallel()
	l := abc(t, "a b c", "a b")
	want := l.unindexed("log", "--json")
	dir := l.indexDir()
	if err := os.MkdirAll(filepath.Dir(dir), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(dir, []byte("a file in the way"), 0o600); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if got := l.run("log", "--json"); got != want {
			t.Errorf("a file in the way: %+v", got)
		}
	}
	if err := os.Remove(dir); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(dir, 0o500); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if got := l.run("log", "--json"); got != want {
			t.Errorf("a folder that is only read: %+v", got)
		}
	}
}

func TestACloneWithoutItsWholeHistoryKeepsNoIndex(t *testing.T) {
	t.Parallel()
	l := abc(t, "a b c", "a b", "a")
	l.git("clone", "-q", "--depth", "2", "file://"+l.dir, l.beside("shallow"))
	shallow := l.at(l.beside("shallow"))
	rows := shallow.log()
	if files := shallow.indexFiles(); len(files) > 0 {
		t.Errorf("it keeps %v", files)
	}
	shallow.git("fetch", "-q", "--unshallow")
	if whole := shallow.log(); len(whole.Entries) <= len(rows.Entries) || len(shallow.indexFiles()) != 1 {
		t.Errorf("want more rows than %d and an index, got %d, %v", len(rows.Entries), len(whole.Entries), shallow.indexFiles())
	}
}
