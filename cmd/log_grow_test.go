package cmd_test

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/promptgit/promptgit/cmd"
)

// growth counts how the files of an index came about.
type growth struct {
	known        map[string]bool
	grown, whole int
}

// count looks for files that are new, and says whether one grew out of another.
func (g *growth) count(l *lab) (grew bool) {
	l.t.Helper()
	for _, file := range l.indexFiles() {
		name := strings.TrimSuffix(filepath.Base(file), ".rows")
		if g.known[name] {
			continue
		}
		g.known[name] = true
		rows, ok := cmd.GrownRows(l.indexDir(), name)
		if !ok {
			l.t.Fatalf("%s cannot be read", name)
		}
		if grew = rows > 0; grew {
			g.grown++
		} else {
			g.whole++
		}
	}
	return grew
}

// growthWalk is a user who mostly edits and judges, and sometimes does what changes
// old rows.
type growthWalk struct {
	*lab
	rng   *rand.Rand
	count int
}

func (w *growthWalk) fresh(file string) {
	w.count++
	w.write(file, fmt.Sprintf("# Tone\nsay %s\n\n# Rules\nrule %d, and so on, a text that is long enough to be known again\n",
		[]string{"a", "b", "a b", "a b c"}[w.rng.IntN(4)], w.count))
}

const growthConfig = "version: 1\nprovider: echo\nprompts: [{path: prompts/**, suite: suites/p.yaml}]\n"

// steps are what the user does. After those that begin with "from here on" no log
// grows any more.
func (w *growthWalk) steps() map[string]func() {
	p, q := "prompts/p.md", "prompts/q.md"
	edit := func(file string) { w.fresh(file); w.commit(fmt.Sprintf("edit %d", w.count)) }
	try := func(args ...string) {
		if a, err := w.tryGit(args...); err != nil {
			w.t.Logf("git %s: %s", strings.Join(args, " "), a)
		}
	}
	return map[string]func(){
		"an edit that is judged":         func() { edit(p); w.run("eval", "HEAD") },
		"an edit":                        func() { edit(p) },
		"an edit of the second prompt":   func() { edit(q); w.run("eval", "HEAD") },
		"several edits":                  func() { edit(p); edit(q); edit(p); w.run("eval", "--all") },
		"one commit of both":             func() { w.fresh(p); edit(q); w.run("eval", "HEAD") },
		"an edit that was judged before": func() { w.fresh(p); w.run("eval"); w.commit("judged already") },
		"an edit by variants":            func() { edit(p); w.run("eval", "HEAD", "--matrix", "model=echo:a,echo:b") },
		"an edit by another model":       func() { edit(p); w.run("eval", "HEAD", "--model", "echo:m") },
		"a judging of what stands":       func() { w.run("eval", "HEAD") },
		"a judging of an old version":    func() { w.run("eval", "HEAD~2", "--refresh") },
		"a suite that changed": func() {
			w.write("suites/p.yaml", suiteABC+fmt.Sprintf("  - {id: n%d, assert: [{type: contains, value: a}]}\n", w.count))
			edit(p)
			w.run("eval", "HEAD")
		},
		"code":                       func() { w.set("src.txt", strconv.Itoa(w.rng.Int()), "code") },
		"a new file beside it":       func() { w.set(fmt.Sprintf("notes/%d.md", w.rng.Int()), "text", "a file") },
		"a tag":                      func() { try("tag", "-f", "v1") },
		"a revert to an old content": func() { try("checkout", "-q", "HEAD~2", "--", "prompts"); w.commit("as it was") },
		"a change of blanks":         func() { w.write(p, w.read(p)+"\n\n"); w.commit("blanks"); w.run("eval", "HEAD") },
		"a change of the mode":       func() { try("update-index", "--chmod=+x", p); try("commit", "-q", "-m", "mode") },
		"an amend": func() {
			w.fresh(p)
			try("commit", "-q", "--amend", "-a", "-m", fmt.Sprintf("amended %d", w.count))
			w.run("eval", "HEAD")
		},
		"a reset":                   func() { try("reset", "-q", "--hard", "HEAD~1") },
		"a third prompt that comes": func() { edit(fmt.Sprintf("prompts/r%d.md", w.rng.IntN(3))) },
		"a prompt that goes":        func() { try("rm", "-q", "--ignore-unmatch", "prompts/r1.md", "prompts/r2.md"); w.commit("gone") },
		"a rename":                  func() { try("mv", q, "prompts/s.md"); w.commit("rename") },
		"a rename back":             func() { try("mv", "prompts/s.md", q); w.commit("rename back") },
		"another branch and back": func() {
			try("checkout", "-q", "-B", "side", "HEAD~1")
			edit(p)
			w.run("eval", "HEAD")
			w.run("log")
			try("checkout", "-q", "main")
		},
		"the other branch": func() { try("checkout", "-q", "-B", "main", "side") },
		"a merge": func() {
			try("checkout", "-q", "-B", "other", "HEAD~1")
			edit(q)
			try("checkout", "-q", "main")
			try("merge", "-q", "-X", "theirs", "-m", "merge", "other")
			w.commit("merged")
		},
		"another configuration": func() {
			w.write("promptgit.yaml", growthConfig+fmt.Sprintf("eval: {max_age: %dd}\n", 1+w.rng.IntN(2)))
		},
		"from here on: another role": func() { w.write("promptgit.yaml", strings.Replace(growthConfig, "}", ", role: user}", 1)) },
		"a note by hand on an old version": func() {
			try("notes", "--ref=promptgit/results", "append", "-m", "by hand", w.git("rev-parse", "HEAD~1:"+p))
		},
		"from here on: a record on another version": func() {
			notes, err := w.tryGit("notes", "--ref=promptgit/results", "show", w.git("rev-parse", "HEAD:"+p))
			if err != nil {
				return
			}
			line, _, _ := strings.Cut(notes, "\n")
			edit(p)
			try("notes", "--ref=promptgit/results", "add", "-f", "-m", line, w.git("rev-parse", "HEAD:"+p))
		},
		"a note without a version": func() {
			w.write("loose.txt", strconv.Itoa(w.rng.Int()))
			try("notes", "--ref=promptgit/results", "add", "-f", "-m", "loose", w.git("hash-object", "-w", "loose.txt"))
		},
		"a grade of the newest": func() { edit(p); w.run("eval", "HEAD"); w.grade("HEAD") },
		"a grade of an old one": func() { w.grade("HEAD~2") },
		"from here on: a partial": func() {
			w.set("parts/x.md", strconv.Itoa(w.count), "part")
			w.set(q, "{% include 'parts/x.md' %}\n", "with a part")
		},
		"from here on: a partial that changes": func() { w.set("parts/x.md", strconv.Itoa(w.rng.Int()), "part"); w.run("eval", "HEAD") },
	}
}

// grade grades what a commit answered.
func (w *growthWalk) grade(rev string) {
	sheet := w.run("grade", rev, "--json", "--prompt", "prompts/p.md")
	var lines strings.Builder
	for _, part := range strings.Split(sheet.out, `"key":`)[1:] {
		fmt.Fprintf(&lines, "{\"key\":%s,\"score\":%d}\n", strings.TrimSpace(strings.SplitN(part, ",", 2)[0]), w.rng.IntN(11))
	}
	w.write("grades.jsonl", lines.String())
	if a := w.run("grade", rev, "--prompt", "prompts/p.md", "--import", "grades.jsonl", "--name", "ada"); a.code != 0 {
		w.t.Logf("grade: %s%s", sheet.stderr, a.stderr)
	}
}

func TestALogThatGrowsIsTheSameAsOneMadeWhole(t *testing.T) {
	t.Parallel()
	for _, seed := range []uint64{1, 2} {
		t.Run(strconv.FormatUint(seed, 10), func(t *testing.T) {
			t.Parallel()
			l := newLab(t)
			l.write("suites/p.yaml", suiteABC)
			l.write("promptgit.yaml", growthConfig)
			l.write(".gitignore", "grades.jsonl\nloose.txt\n")
			w := &growthWalk{lab: l, rng: rand.New(rand.NewPCG(seed, 9))}
			steps := w.steps()
			for range 3 {
				steps["several edits"]()
			}
			names := sorted(keysOf(steps))
			w.rng.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
			slices.SortStableFunc(names, func(a, b string) int {
				return strings.Index(a, "from here on") - strings.Index(b, "from here on")
			})
			g := growth{known: map[string]bool{}}
			forms := [][]string{{"log", "--json"}, {"log", "--json", "--all"}, {"log", "--json", "--prompt", "prompts/p.md"}}
			often := []string{"an edit that is judged", "an edit", "several edits", "one commit of both", "an edit that was judged before"}
			for _, form := range forms {
				l.sameLog("the start", form...)
			}
			for _, name := range names {
				for _, step := range []string{name, often[w.rng.IntN(len(often))]} {
					steps[step]()
					g.count(l)
					l.sameLog(step, forms[w.rng.IntN(5)%3]...)
					if g.count(l) {
						t.Logf("it grew after %s", step)
					}
				}
			}
			if g.grown < 10 || g.whole < 10 {
				t.Errorf("it grew %d times and was made whole %d times", g.grown, g.whole)
			}
			t.Logf("it grew %d times and was made whole %d times", g.grown, g.whole)
		})
	}
}

func TestALogGrowsOnlyWhereTheRecordToCompareWithIsNear(t *testing.T) {
	t.Parallel()
	l := longHistory(t) // its newest 67 versions of the prompt were not judged
	g := growth{known: map[string]bool{}}
	l.sameLog("the start", "log", "--json")
	for _, c := range []struct {
		unjudged int // versions more
		grows    bool
	}{{0, true}, {110, false}} {
		var in strings.Builder
		for i := range c.unjudged {
			text := fmt.Sprintf("not judged, version %d\n", i)
			from := ""
			if i == 0 {
				from = "from refs/heads/main^0\n"
			}
			fmt.Fprintf(&in, "commit refs/heads/main\ncommitter Ada <x@example.com> %d +0000\ndata 4\nmore\n%sM 100644 inline prompts/p.md\ndata %d\n%s\n", 1_770_000_000+i, from, len(text), text)
		}
		l.imports(in.String())
		l.git("reset", "-q", "--hard")
		l.run("log", "--json")
		g.count(l)
		l.set("prompts/p.md", fmt.Sprintf("judged after %d\n", c.unjudged), "judged")
		l.run("eval", "HEAD", "--prompt", "prompts/p.md")
		l.sameLog("a judged version", "log", "--json")
		if grew := g.count(l); grew != c.grows {
			t.Errorf("after %d more that were not judged: it grew %v", c.unjudged, grew)
		}
	}
}
