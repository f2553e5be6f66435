package gitops

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestNotesWrittenByPromptgitAreReadByGit(t *testing.T) {
	t.Parallel()
	for name, args := range map[string][]string{
		"plain": nil, "bare": {"--bare"}, "SHA-256": {"--object-format=sha256"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newNotesPlace(t, args...)
			prompt, other := p.blob("You are kind.\n"), p.blob("You are brief.\n")
			p.append(Batch{Lines: map[OID][]string{prompt: {record(1), record(2)}, other: {record(3)}}, Keep: []OID{prompt, other}, Message: "Record a run"})
			p.append(Batch{Lines: map[OID][]string{prompt: {record(2), record(4)}}})

			want := record(1) + "\n" + record(2) + "\n" + record(4)
			if got := p.note("show", string(prompt)); got != want {
				t.Errorf("git notes show gives\n%s\nwant\n%s", got, want)
			}
			p.wantAll(map[OID][]string{prompt: {record(1), record(2), record(4)}, other: {record(3)}})
			p.wantSound()
			if got := p.git("log", "--format=%s", ResultsRef); got != "Add promptgit records\nRecord a run" {
				t.Errorf("history: %q", got)
			}
			if got := p.git("log", "-g", "--format=%gs", ResultsRef); got != "promptgit: Add promptgit records\npromptgit: Record a run" {
				t.Errorf("reflog: %q", got)
			}
			p.git("gc", "-q", "--prune=now")
			if got := p.git("cat-file", "blob", string(prompt)); got != "You are kind." {
				t.Errorf("the judged prompt after gc is %q", got)
			}
			if path := "prompts/" + string(prompt[len(prompt)-2:]) + "/" + string(prompt); !slices.Contains(p.paths(), path) {
				t.Errorf("the tree has no %s: %v", path, p.paths())
			}
		})
	}
}

func TestAppendingWhatIsThereMakesNoCommit(t *testing.T) {
	t.Parallel()
	p := newNotesPlace(t)
	prompt := p.blob("x")
	batch := Batch{Lines: map[OID][]string{prompt: {record(1)}}, Keep: []OID{prompt}}
	p.append(batch)
	before := p.git("rev-parse", ResultsRef)
	p.append(batch)
	p.append(Batch{})
	if got := p.git("rev-parse", ResultsRef); got != before {
		t.Errorf("the ref moved to %s", got)
	}
}

func TestAnEmptyStoreReadsAsNothingAndStaysAway(t *testing.T) {
	t.Parallel()
	p := newNotesPlace(t)
	p.append(Batch{})
	if got := p.all(); len(got) != 0 {
		t.Errorf("All gives %v", got)
	}
	if refs := p.git("for-each-ref"); refs != "" {
		t.Errorf("a ref was made: %s", refs)
	}
}

func TestEveryLayoutIsRead(t *testing.T) {
	t.Parallel()
	for _, format := range []string{"sha1", "sha256"} {
		for name, split := range map[string]func(OID) string{
			"flat": func(o OID) string { return string(o) },
			"2":    func(o OID) string { return string(o[:2] + "/" + o[2:]) },
			"2/2":  func(o OID) string { return string(o[:2] + "/" + o[2:4] + "/" + o[4:]) },
		} {
			t.Run(format+" "+name, func(t *testing.T) {
				t.Parallel()
				p := newNotesPlace(t, "--object-format="+format)
				paths, want := map[string]OID{}, map[OID][]string{}
				for i, object := range p.objects(20) {
					paths[split(object)] = p.blob(record(i) + "\n\n" + "by hand")
					want[object] = []string{record(i), "by hand"}
				}
				p.tree(paths)
				p.wantAll(want)

				object, added := p.objects(20)[7], p.objects(21)[20]
				p.append(Batch{Lines: map[OID][]string{object: {record(100)}, added: {record(101)}}})
				want[object], want[added] = append(want[object], record(100)), []string{record(101)}
				p.wantAll(want)
				p.wantSound()
			})
		}
	}
}

func TestALayoutMixIsConcatenatedAndBecomesOneNote(t *testing.T) {
	t.Parallel()
	p := newNotesPlace(t)
	object := p.objects(1)[0]
	one, two, three := string(object), string(object[:2]+"/"+object[2:]), string(object[:2]+"/"+object[2:4]+"/"+object[4:])
	p.tree(map[string]OID{one: p.blob("one\n"), two: p.blob("two"), three: p.blob("three\n")})
	lines, err := p.results().Read(t.Context(), []OID{object})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[OID][]string{object: {"one", "two", "three"}}, lines); diff != "" {
		t.Error(diff)
	}
	p.append(Batch{Lines: map[OID][]string{object: {"four"}}})
	if got, want := p.note("show", string(object)), "one\ntwo\nthree\nfour"; got != want {
		t.Errorf("git shows %q, want %q", got, want)
	}
	if got := len(p.paths()); got != 1 {
		t.Errorf("%d notes are left: %v", got, p.paths())
	}
}

func TestTheTreeFansOutAt200Notes(t *testing.T) {
	t.Parallel()
	p := newNotesPlace(t)
	objects := p.objects(203)
	lines := func(from, to int) map[OID][]string {
		part := make(map[OID][]string)
		for i := from; i < to; i++ {
			part[objects[i]] = []string{record(i)}
		}
		return part
	}
	for _, step := range []struct {
		from, to, slashes int
	}{{0, 198, 0}, {198, 199, 0}, {199, 200, 1}, {200, 202, 1}} {
		p.append(Batch{Lines: lines(step.from, step.to)})
		p.wantAll(lines(0, step.to))
		for _, path := range p.paths() {
			if strings.Count(path, "/") != step.slashes {
				t.Fatalf("with %d notes there is %s", step.to, path)
			}
		}
	}
	p.wantSound()
	// What git makes of the tree on its own next write is read again, and the
	// other way round.
	p.note("add", "-m", record(202), p.git("hash-object", "-w", "--stdin"))
	empty := p.repo.HashBlob(nil)
	p.append(Batch{Lines: map[OID][]string{objects[0]: {record(203)}}})
	want := lines(0, 202)
	want[empty], want[objects[0]] = []string{record(202)}, []string{record(0), record(203)}
	p.wantAll(want)
}

func TestForeignEntriesAndLinesSurviveByteForByte(t *testing.T) {
	t.Parallel()
	p := newNotesPlace(t)
	objects := p.objects(250)
	odd := "  not JSON\t\r\n\n{\"v\":99,\"from\":\"the future\"}\n\xff\xfe no UTF-8\n\n\nno line feed"
	foreign := map[string]OID{
		"README":         p.blob("for people"),
		"runs/ab/x.json": p.blob("{}"),
		"ABCD":           p.blob("upper"),
		"a":              p.blob("short"),
		"prompts/note":   p.blob("a stranger"),
		"prompts/zz/q":   p.blob("another"),
	}
	paths := maps.Clone(foreign)
	paths[string(objects[0])] = p.blob(odd)
	p.tree(paths)
	before := p.git("ls-tree", "-r", ResultsRef)

	lines := make(map[OID][]string)
	for i, object := range objects {
		lines[object] = []string{record(i)}
	}
	p.append(Batch{Lines: lines, Keep: []OID{p.blob("kept")}})
	after := strings.Split(p.git("ls-tree", "-r", ResultsRef), "\n")
	for line := range strings.SplitSeq(before, "\n") {
		if !strings.Contains(line, string(objects[0])) && !slices.Contains(after, line) {
			t.Errorf("lost %q", line)
		}
	}
	if got, want := p.git("notes", "--ref", "promptgit/results", "show", string(objects[0])), odd+"\n"+record(0); got != want {
		t.Errorf("the note is now %q, want %q", got, want)
	}
	p.wantSound()
}

func TestGitNotesByHandBetweenAppendsIsKept(t *testing.T) {
	t.Parallel()
	p := newNotesPlace(t)
	ours, theirs := p.blob("ours"), p.blob("theirs")
	p.append(Batch{Lines: map[OID][]string{ours: {record(1)}}})
	p.note("append", "-m", "by hand", string(ours))
	p.note("add", "-m", "a note", string(theirs))
	p.append(Batch{Lines: map[OID][]string{ours: {record(2)}}})
	p.wantAll(map[OID][]string{ours: {record(1), "by hand", record(2)}, theirs: {"a note"}})
}

func TestOneMoreNoteAmongTenThousandTouchesOneDirectory(t *testing.T) {
	t.Parallel()
	p := newNotesPlace(t)
	objects, lines := p.objects(10_001), map[OID][]string{}
	for i, object := range objects[:10_000] {
		lines[object] = []string{record(i)}
	}
	p.append(Batch{Lines: lines})
	before := p.git("count-objects", "-v")
	last := objects[10_000]
	p.append(Batch{Lines: map[OID][]string{last: {record(10_000)}}})

	changed := p.git("diff-tree", "-r", "-t", "--name-only", ResultsRef+"~", ResultsRef)
	if want := string(last[:2] + "\n" + last[:2] + "/" + last[2:]); changed != want {
		t.Errorf("changed:\n%s\nwant:\n%s", changed, want)
	}
	count := func(text string) (n int) {
		_, _ = fmt.Sscanf(text, "count: %d", &n)
		return n
	}
	if got := count(p.git("count-objects", "-v")) - count(before); got != 4 {
		t.Errorf("%d new objects, want blob, directory, root and commit", got)
	}
	if got := len(p.all()); got != 10_001 {
		t.Errorf("%d notes", got)
	}
	p.wantSound()
}

func TestLinkedWorktreesShareOneStore(t *testing.T) {
	t.Parallel()
	p := newNotesPlace(t)
	p.git("commit", "-q", "--allow-empty", "-m", "start")
	p.git("worktree", "add", "-q", "../linked")
	linked := p.open(p.dir + "/../linked").Notes(ResultsRef)
	object := p.objects(1)[0]
	p.append(Batch{Lines: map[OID][]string{object: {record(1)}}})
	if err := linked.Append(t.Context(), Batch{Lines: map[OID][]string{object: {record(2)}}}); err != nil {
		t.Fatal(err)
	}
	p.wantAll(map[OID][]string{object: {record(1), record(2)}})
	if a, b := linked.seenTip(), p.results().seenTip(); a != b || a == "" {
		t.Errorf("the worktrees remember %q and %q", a, b)
	}
}

func TestWithoutAnIdentityTheCommitterIsPromptgit(t *testing.T) {
	t.Parallel()
	p := newNotesPlace(t)
	p.git("config", "user.useConfigOnly", "true")
	p.env = slices.DeleteFunc(p.env, func(v string) bool {
		return strings.Contains(v, "_NAME=") || strings.Contains(v, "_EMAIL=") || strings.HasPrefix(v, "EMAIL=")
	})
	p.repo = p.open(p.dir)
	p.append(Batch{Lines: map[OID][]string{p.objects(1)[0]: {record(1)}}})
	if got := p.git("log", "--format=%an <%ae> %cn <%ce>", ResultsRef); got != "promptgit <promptgit@localhost> promptgit <promptgit@localhost>" {
		t.Errorf("the commit is by %s", got)
	}
}

func TestABatchThatCouldNotBeReadBackIsRefused(t *testing.T) {
	t.Parallel()
	p := newNotesPlace(t)
	object := p.objects(1)[0]
	for name, batch := range map[string]Batch{
		"a blank line":               {Lines: map[OID][]string{object: {" \t"}}},
		"a line feed":                {Lines: map[OID][]string{object: {"a\nb"}}},
		"a NUL":                      {Lines: map[OID][]string{object: {"a\x00b"}}},
		"not UTF-8":                  {Lines: map[OID][]string{object: {"\xff"}}},
		"a short id":                 {Lines: map[OID][]string{"abc": {"x"}}},
		"an id of another format":    {Lines: map[OID][]string{OID(strings.Repeat("ab", 32)): {"x"}}},
		"an upper-case id":           {Lines: map[OID][]string{OID(strings.ToUpper(string(object))): {"x"}}},
		"a kept blob that is absent": {Keep: []OID{object}},
		"a kept tree":                {Keep: []OID{OID(p.git("mktree"))}},
	} {
		if err := p.results().Append(t.Context(), batch); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
	if refs := p.git("for-each-ref"); refs != "" {
		t.Errorf("a ref was made: %s", refs)
	}
}

func TestReplaceSetsWholeTextsThatGitLogShows(t *testing.T) {
	t.Parallel()
	p := newNotesPlace(t)
	scores := p.repo.Notes(ScoresRef)
	var commits []OID
	for i := range 3 {
		p.git("commit", "-q", "--allow-empty", "-m", fmt.Sprint("iteration ", i))
		commits = append(commits, OID(p.git("rev-parse", "HEAD")))
	}
	replace := func(texts map[OID]string) {
		t.Helper()
		if err := scores.Replace(t.Context(), texts, "Rebuild"); err != nil {
			t.Fatal(err)
		}
	}
	replace(map[OID]string{commits[0]: "0.50\n", commits[1]: "0.60", commits[2]: "0.70\nsecond line"})
	replace(map[OID]string{commits[0]: "", commits[1]: "0.65"})
	got := p.git("log", "--notes=promptgit/scores", "--format=%s: %N")
	if want := "iteration 2: 0.70\nsecond line\n\niteration 1: 0.65\n\niteration 0: "; got != want {
		t.Errorf("git log shows %q, want %q", got, want)
	}
	before := p.git("rev-parse", ScoresRef)
	replace(map[OID]string{commits[0]: "", commits[1]: "0.65\n"})
	if got := p.git("rev-parse", ScoresRef); got != before {
		t.Error("the same texts made another commit")
	}
	replace(map[OID]string{commits[1]: "", commits[2]: ""})
	if got := p.git("notes", "--ref", "promptgit/scores", "list"); got != "" {
		t.Errorf("notes are left: %s", got)
	}
	p.wantSound()
}

func TestAReplacedVersionIsStillAddedTo(t *testing.T) {
	t.Parallel()
	p := newNotesPlace(t)
	prompt := p.blob("prompt")
	p.append(Batch{Lines: map[OID][]string{prompt: {record(1)}}})
	p.git("replace", ResultsRef, p.git("commit-tree", "-m", "replaced", ResultsRef+"^{tree}"))
	p.append(Batch{Lines: map[OID][]string{prompt: {record(2)}}})
	p.wantAll(map[OID][]string{prompt: {record(1), record(2)}})
}
