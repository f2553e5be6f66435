package cmd_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

type squashBisect struct {
	Verdict     string
	Culprit     *string
	Posterior   float64
	Changes     []string
	Flipped     []string
	Inside      *squashInside
	CredibleSet []struct {
		Rev    string
		P      float64
		Inside *squashInside
	} `json:"credible_set"`
	Candidates int
	CaseRuns   int `json:"case_runs"`
	ModelCalls int `json:"model_calls"`
	Restore    *string
	Revert     *string
}

type squashInside struct {
	Path, Blob   string
	PromptKey    string `json:"prompt_key"`
	Commit       *string
	Position, Of int
}

// The proof of all of it: after a squash, with the branch gone and everything that
// only it kept, a fresh clone with nothing but the notes names the variable.
func TestBisectNamesTheVariableInsideASquash(t *testing.T) {
	t.Parallel()
	for _, parts := range []bool{false, true} {
		t.Run(fmt.Sprintf("parts %v", parts), func(t *testing.T) {
			t.Parallel()
			s := newSquashLab(t, parts, "echo")
			s.branch("side", 3)
			s.want(1, "eval", "main..side") // a case fails
			inner := s.git("rev-parse", "side~2")
			squash := s.squash("side", "all of it")
			s.forget("side")
			if out, err := s.tryGit("cat-file", "-e", inner); err == nil {
				t.Fatalf("the branch is still here: %s", out)
			}
			clone := s.cloned("clone")
			if ok, reason := clone.exempt("main~1..main"); !ok || reason != "squash: 6 judged iterations" {
				t.Errorf("check: got %v, %q", ok, reason)
			}
			variable := "section:user/Part 3"
			if parts {
				variable = "partial:parts/3.md"
			}
			var doc squashBisect
			clone.json(0, &doc, "bisect", "--good", "main~1", "--prompt", "prompts/a.md")
			if doc.Verdict != "found" || *doc.Culprit != squash || doc.Posterior != 1 || len(doc.Changes) != 1 || doc.Changes[0] != variable || doc.Flipped[0] != "c3" {
				t.Fatalf("got %+v", doc)
			}
			in := doc.Inside
			if in == nil || in.Position != 4 || in.Of != 6 || in.Path != "prompts/a.md" || in.Commit == nil || *in.Commit != inner {
				t.Fatalf("inside: got %+v", in)
			}
			if text := clone.git("cat-file", "blob", in.Blob); parts == strings.Contains(text, "broken3") {
				t.Errorf("got %s", text)
			}
			if doc.ModelCalls != 0 || doc.CaseRuns != 0 || doc.Candidates != 1 {
				t.Errorf("the records tell all of it: got %+v", doc)
			}
			rows := clone.ok("bisect", "--good", "main~1", "--prompt", "prompts/a.md")
			for _, want := range []string{
				"verdict\tfound\t" + squash + " is the first bad iteration of prompts/a.md, by step 4 of the 6 that it squashes\n",
				"\ninside\t4 of 6\tprompts/a.md\t" + in.Blob + "\t" + in.PromptKey + "\t" + inner + "\n",
				"\nchange\t" + variable + " modified", "\nundo\tto take it back, with the 5 other steps that it squashes",
			} {
				if !strings.Contains(rows, want) {
					t.Errorf("want %q in\n%s", want, rows)
				}
			}
			if text := clone.terminal("bisect", "--good", "main~1", "--prompt", "prompts/a.md").out; !strings.Contains(text, "\n  inside     step 4 of 6 of the squash, blob ") {
				t.Errorf("got %s", text)
			}
			clone.succeeds(*doc.Restore)
			file := "prompts/a.md"
			if parts {
				file = "parts/3.md"
			}
			raw, err := os.ReadFile(filepath.Join(clone.dir, filepath.FromSlash(file)))
			if err != nil || strings.Contains(string(raw), "broken3") || !strings.Contains(string(raw), "plainly") {
				t.Errorf("restored: %v, %s", err, raw)
			}
		})
	}
}

func TestBisectInsideASquashWithAModelThatErrsAtRandom(t *testing.T) {
	t.Parallel()
	s := newSquashLab(t, false, "echo")
	// It errs once in ten samples, and always about what is broken.
	m := s.newModel(`n=$(printf '%s %s' "$PROMPTGIT_SEED" "$in" | cksum | cut -d' ' -f1)
case "$in" in *broken*) [ $((n % 10)) -lt 8 ] && { echo bad; exit; };; esac
[ $((n % 10)) -eq 9 ] && echo bad || echo good`)
	s.write("promptgit.yaml", "version: 1\n")
	s.write("suites/a.yaml", "tests:\n"+noisyCases(12, "Case"))
	s.commit("suite")
	s.ok2("eval", "HEAD", "--provider", m.spec)
	s.branch("side", 2)
	s.ok2("eval", "main..side", "--provider", m.spec)
	squash := s.squash("side", "all of it")
	for i := range 3 {
		s.change(fmt.Sprint("later ", i), fmt.Sprint("later ", i), 5)
	}
	s.ok2("eval", "HEAD", "--provider", m.spec)
	s.forget("side")
	clone := s.cloned("clone")
	var doc squashBisect
	clone.json(0, &doc, "bisect", "--good", "main~4", "--provider", m.spec)
	if doc.Verdict != "found" || *doc.Culprit != squash || doc.Inside == nil || doc.Inside.Position != 3 || doc.Changes[0] != "section:user/Part 2" {
		t.Errorf("got %+v, %+v", doc, doc.Inside)
	}
	if doc.Posterior < 0.95 {
		t.Errorf("got %v", doc.Posterior)
	}

	// Under other cases the records tell nothing but which versions there were.
	clone.write("suites/a.yaml", "tests:\n"+noisyCases(16, "Other case"))
	clone.json(0, &doc, "bisect", "--good", "main~4", "--provider", m.spec)
	if doc.Verdict != "found" || *doc.Culprit != squash || doc.Inside == nil || doc.Inside.Position != 3 || doc.CaseRuns == 0 {
		t.Errorf("got %+v, %+v", doc, doc.Inside)
	}
	if runs := doc.CaseRuns; runs > 160 { // less than half of what judging all versions would take
		t.Errorf("%d samples", runs)
	}
	var again squashBisect
	clone.json(0, &again, "bisect", "--good", "main~4", "--provider", m.spec)
	if again.CaseRuns != 0 || again.Inside == nil || again.Inside.Blob != doc.Inside.Blob {
		t.Errorf("the same search asks nobody: got %+v", again)
	}
}

// History that was rewritten leaves records that say different things of what came
// before a version; what was done and undone leads in a circle.
func TestRecordsThatForkAndGoInCirclesLeadInside(t *testing.T) {
	t.Parallel()
	s := newSquashLab(t, false, "echo")
	s.git("checkout", "-q", "-b", "side")
	s.change("one", "one", 0)
	s.change("two", "two", 1)
	s.change("back", "Say it plainly.", 1)
	s.change("again", "broken1", 1)
	s.change("three", "three", 2)
	s.ok2("eval", "main..side")
	s.git("checkout", "-q", "main")
	squash := s.squash("side", "all of it")
	s.write("suites/b.yaml", "tests:\n- {assert: [{type: contains, value: three}]}\n")
	s.ok2("eval", "HEAD", "--suite", "suites/b.yaml") // its record says that the squash came after its parent
	s.forget("side")
	clone := s.cloned("clone")
	if ok, reason := clone.exempt("main~1..main"); !ok || reason != "squash: 3 judged iterations" {
		t.Errorf("got %v, %q", ok, reason)
	}
	var doc squashBisect
	clone.json(0, &doc, "bisect", "--good", "main~1", "--prompt", "prompts/a.md", "--suite", "suites/a.yaml")
	if *doc.Culprit != squash || doc.Inside == nil || doc.Inside.Position != 2 || doc.Inside.Of != 3 || doc.Changes[0] != "section:user/Part 1" {
		t.Errorf("got %+v, %+v", doc, doc.Inside)
	}
}

func TestASquashWhoseInsideIsNotWholeIsTheAnswerAndItSaysWhy(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name, says string
		lose       func(s *squashLab)
		steps      []int // that are judged
	}{
		{"a step was not judged", "which was not judged or whose records are not here", func(*squashLab) {}, []int{0, 1, 3, 4, 5}},
		{"the kept texts are gone", "its text is not in this clone", func(s *squashLab) {
			tip := s.git("rev-parse", "refs/notes/promptgit/results")
			var lines []string
			for line := range strings.Lines(s.git("ls-tree", tip) + "\n") {
				if !strings.HasSuffix(strings.TrimSpace(line), "prompts") {
					lines = append(lines, line)
				}
			}
			tree := s.gitReads(strings.Join(lines, ""), "mktree")
			s.git("update-ref", "refs/notes/promptgit/results", s.git("commit-tree", "-m", "x", tree))
			s.git("reflog", "expire", "--expire=now", "--all")
		}, []int{0, 1, 2, 3, 4, 5}},
		{"a record lies", "which was not judged or whose records are not here", func(s *squashLab) {
			blob := s.git("rev-parse", "main:prompts/a.md")
			note := s.git("notes", "--ref=promptgit/results", "show", blob)
			at := strings.Index(note, `"previous":"sha256:`) + len(`"previous":"sha256:`)
			s.git("notes", "--ref=promptgit/results", "add", "-f", "-m", note[:at]+strings.Repeat("0", 64)+note[at+64:], blob)
		}, []int{0, 1, 2, 3, 4, 5}},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			s := newSquashLab(t, false, "echo")
			s.branch("side", 3)
			for _, i := range row.steps {
				s.ok2("eval", fmt.Sprintf("side~%d", squashSections-1-i))
			}
			squash := s.squash("side", "all of it")
			s.git("branch", "-q", "-D", "side")
			row.lose(s)
			s.git("reflog", "expire", "--expire=now", "--all")
			s.git("gc", "-q", "--prune=now")
			clone := s.cloned("clone")
			if a := clone.want(1, "check", "main"); !strings.Contains(a.out, row.says) {
				t.Errorf("want %q in\n%s", row.says, a.out)
			}
			var doc squashBisect
			a := clone.want(0, "bisect", "--good", "main~1", "--prompt", "prompts/a.md", "--no-ablate")
			if !strings.Contains(a.stderr, row.says) {
				t.Errorf("want %q in\n%s", row.says, a.stderr)
			}
			clone.json(0, &doc, "bisect", "--good", "main~1", "--prompt", "prompts/a.md")
			if *doc.Culprit != squash || doc.Inside != nil || len(doc.Changes) != 6 {
				t.Errorf("got %+v, %+v", doc, doc.Inside)
			}
		})
	}
}

// gitReads runs git with a text on its standard input.
func (l *lab) gitReads(in string, args ...string) string {
	l.t.Helper()
	c := exec.CommandContext(l.t.Context(), "git", args...)
	c.Dir, c.Env, c.Stdin = l.dir, l.env, strings.NewReader(in)
	out, err := c.Output()
	if err != nil {
		l.t.Fatalf("git %v: %v", args, err)
	}
	return strings.TrimSpace(string(out))
}

// noisyCases are cases that ask the same with another input, so that each has an
// answer of its own.
func noisyCases(n int, name string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "- {id: n%d, options: {prefix: '%s %d: '}, assert: [{type: equals, value: good}]}\n", i, name, i)
	}
	return b.String()
}

// ok2 runs promptgit where cases may fail.
func (l *lab) ok2(args ...string) {
	l.t.Helper()
	if a := l.run(args...); a.code > 1 {
		l.t.Fatalf("promptgit %s: exit %d\n%s%s", strings.Join(args, " "), a.code, a.out, a.stderr)
	}
}

func TestLogMarksASquashAndShowListsItsSteps(t *testing.T) {
	t.Parallel()
	s := newSquashLab(t, true, "echo")
	s.branch("side", 3)
	s.ok2("eval", "main..side")
	s.squash("side", "all of it")
	s.forget("side")
	clone := s.cloned("clone")
	var shown struct {
		Records []struct {
			Inside []struct {
				Position, Of, Passed, Total int
				Changes                     []string
				Blob, Record                string
			}
		}
	}
	clone.json(0, &shown, "show")
	steps := shown.Records[0].Inside
	if len(steps) != 6 {
		t.Fatalf("got %+v", shown)
	}
	for i, step := range steps {
		want := 6
		if i >= 3 {
			want = 5
		}
		if step.Position != i+1 || step.Of != 6 || step.Passed != want || step.Total != 6 || len(step.Changes) != 1 || step.Changes[0] != fmt.Sprintf("partial:parts/%d.md", i) || step.Record == "" {
			t.Errorf("step %d: got %+v", i+1, step)
		}
	}
	if text := clone.ok("show"); !strings.Contains(text, "squash of 6 judged iterations:\n1\t1.00\t6/6\tpartial:parts/0.md\t") || !strings.Contains(text, "\n4\t0.83\t5/6\tpartial:parts/3.md\t") {
		t.Errorf("got %s", text)
	}
	for _, again := range []string{"", "from the index"} {
		var log struct {
			Entries []struct {
				Subject string
				Squash  bool
			}
		}
		clone.json(0, &log, "log")
		if len(log.Entries) != 2 || !log.Entries[0].Squash || log.Entries[1].Squash {
			t.Errorf("%s: got %+v", again, log)
		}
		if text := clone.ok("log"); !strings.Contains(text, "squash of judged iterations") {
			t.Errorf("%s: got %s", again, text)
		}
	}
	s.json(0, &shown, "show", "main~1")
	if shown.Records[0].Inside != nil {
		t.Errorf("got %+v", shown)
	}
}
