package cmd_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// divided is a repository with two prompts, one of which includes a file, whose
// suites have repeats, metrics, types of failure, a derived metric and a judge. All
// its models are commands of the repository.
func divided(t *testing.T) *lab {
	t.Helper()
	l := newLab(t)
	l.script("model.sh", `in=$(cat); case $in in *fails*) exit 3;; esac; echo "$in, sample $PROMPTGIT_SAMPLE"`)
	l.script("judge.sh", `case $(cat) in *7*) echo '{"pass": false, "score": 0.3, "reason": "seven"}';; *) echo '{"pass": true, "score": 0.9, "reason": "fine"}';; esac`)
	l.write("promptgit.yaml", "provider: 'exec:./model.sh'\njudge: {provider: 'exec:./judge.sh'}\n")
	var suite strings.Builder
	suite.WriteString("metrics: {tone: {weight: 2}}\nderivedMetrics: [{name: sum, value: tone + __count * 0.1}]\ntests:\n")
	for i := range 11 {
		fmt.Fprintf(&suite, "- {id: c%d, vars: {x: %d}, assert: [{type: contains, value: '%d', metric: tone, failure: rude}, {type: llm-rubric, value: be fine}]}\n", i, i, i%9)
	}
	l.write("suites/a.yaml", suite.String())
	l.write("suites/b.yaml", "tests:\n- {vars: {x: one}, assert: [{type: contains, value: sample 1}]}\n- {vars: {x: two}}\n")
	l.write("part.md", "as ever\r\n")
	l.set("prompts/a.md", "First {{x}} {% include \"/part.md\" %}\n", "first")
	l.set("prompts/b.md", "Say {{x}}\n", "b")
	l.set("prompts/a.md", "Second {{x}} {% include \"/part.md\" %}\n", "second")
	return l.at(".", "PROMPTGIT_TRUST=1")
}

// clone is another clone of the repository at another place.
func (l *lab) clone(name string, args ...string) *lab {
	l.t.Helper()
	l.git(append(append([]string{"clone", "-q"}, args...), "file://"+l.dir, l.beside(name))...)
	return l.at(l.beside(name))
}

// volatile is what may differ from one run to the next: id, time and latency.
var volatile = regexp.MustCompile(`"(id":"0[0-9A-Z]{25}"|t":"[^"]*"|l":\d+|latency_p50_ms":(\d+|null))`)

// recordLines are the records of a repository without what may differ.
func (l *lab) recordLines() []string {
	l.t.Helper()
	var list []string
	for _, line := range linesOf(l.git("notes", "--ref=promptgit/results", "list")) {
		blob, _, _ := strings.Cut(line, " ")
		for _, record := range linesOf(l.git("cat-file", "blob", blob)) {
			if strings.HasPrefix(record, "{") {
				list = append(list, volatile.ReplaceAllString(record, `"~"`))
			}
		}
	}
	return sorted(list)
}

func shardNames(n int) (names []string) {
	for i := range n {
		names = append(names, fmt.Sprintf("promptgit-shard-%d-of-%d.jsonl", i+1, n))
	}
	return names
}

func TestShardsOnOtherMachinesMakeTheRecordsOfOneRun(t *testing.T) {
	t.Parallel()
	const n = 4
	top := divided(t)
	for _, args := range [][]string{{"HEAD"}, {"--all"}, {"HEAD~1..HEAD", "--repeat", "2"}} {
		t.Run(strings.Join(args, " "), func(t *testing.T) {
			t.Parallel()
			l := &lab{t: t, dir: top.dir, env: top.env, now: top.now}
			name := strings.Trim(strings.ReplaceAll(strings.Join(args, ""), ".", "_"), "-")
			whole := l.clone("whole" + name)
			code := whole.run(append([]string{"eval"}, args...)...).code
			merge := l.clone("merge" + name)
			files := []string{"notes", "merge-records"}
			for i := range n {
				var depth []string
				if args[0] == "HEAD" && i%2 == 1 {
					depth = []string{"--depth=1"}
				}
				one := l.clone(fmt.Sprint(name, "shard", i), depth...)
				a := one.run(append([]string{"eval", "--shard", fmt.Sprintf("%d/%d", i+1, n)}, args...)...)
				if a.code > 1 {
					t.Fatalf("shard %d: exit %d\n%s", i, a.code, a.stderr)
				}
				if one.records() != 0 {
					t.Error("a shard wrote a note")
				}
				files = append(files, filepath.Join(one.dir, shardNames(n)[i]))
			}
			slices.Reverse(files[2:])
			a := merge.want(code, files...)
			if diff := cmp.Diff(whole.recordLines(), merge.recordLines()); diff != "" {
				t.Errorf("want -, got +:\n%s", diff)
			}
			scores := []string{"log", "--format=%H %N", "--notes=promptgit/scores"}
			if diff := cmp.Diff(whole.git(scores...), merge.git(scores...)); diff != "" {
				t.Errorf("the scores at the commits: want -, got +:\n%s", diff)
			}
			again := merge.want(code, files...)
			if again.out != a.out || len(merge.recordLines()) != len(whole.recordLines()) {
				t.Errorf("merged again:\n%s\nthen\n%s", a.out, again.out)
			}
			if code != 0 && !strings.Contains(merge.ok("show", "HEAD", "--prompt", "prompts/a.md"), "sample 0") {
				t.Error("the outputs are not kept")
			}
			merge.git("fsck", "--strict")
		})
	}
}

func TestTheDocumentOfAMergeIsThatOfOneRun(t *testing.T) {
	t.Parallel()
	steps, m := chained(t)
	variants, warm := heated(t)
	told := newLab(t)
	told.script("model.sh", `cat >/dev/null; echo '{"version":1,"output":"x","finish_reason":"max_tokens","model":"m-1","usage":{"prompt":5,"completion":2}}'`)
	told.write("promptgit.yaml", "provider: own\nproviders: {own: {type: exec-json, command: ./model.sh}}\n")
	told.write("suites/a.yaml", "tests:\n- {vars: {x: one}}\n- {vars: {x: two}}\n- {vars: {x: three}}\n")
	told.set("prompts/a.md", "{{x}}\n", "one")
	told = told.at(".", "PROMPTGIT_TRUST=1")
	inline := foo(t, promptfoo+"evaluateOptions: {repeat: 2}\n").at(".", "PROMPTGIT_TRUST=1")
	measured := regexp.MustCompile(`"(record|calls|cached|latency_ms|p50|p95)": ("\w+"|\d+|null)`)
	for name, c := range map[string]struct {
		l    *lab
		code int
		args []string
	}{
		"judges and repeats": {divided(t), 1, []string{"HEAD"}},
		"steps":              {steps, 0, []string{"HEAD", "--provider", m.spec}},
		"variants":           {variants, 0, []string{"--all", "--provider", warm.spec, "--matrix", "temperature=0,0.7,1"}},
		"how answers ended":  {told, 0, []string{"HEAD"}},
		"inline":             {inline, 1, []string{"--suite", "promptfooconfig.yaml"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for i := range 3 {
				c.l.run(append([]string{"eval", "--shard", fmt.Sprint(i+1, "/3"), "--json", "--output", "shard.json"}, c.args...)...)
			}
			merged := measured.ReplaceAllString(c.l.want(c.code, append([]string{"notes", "merge-records", "--json"}, shardNames(3)...)...).out, "~")
			whole := measured.ReplaceAllString(c.l.want(c.code, append([]string{"eval", "--refresh", "--json"}, c.args...)...).out, "~")
			if diff := cmp.Diff(whole, merged); diff != "" {
				t.Errorf("want -, got +:\n%s", diff)
			}
		})
	}
}

func TestALostShardIsIncompleteUntilItsFileComes(t *testing.T) {
	t.Parallel()
	l := divided(t)
	whole := l.clone("whole")
	whole.want(1, "eval", "HEAD", "--prompt", "prompts/a.md")
	for i := range 3 {
		l.run("eval", "HEAD", "--prompt", "prompts/a.md", "--shard", fmt.Sprint(i+1, "/3"))
	}
	names := shardNames(3)
	a := l.want(5, "notes", "merge-records", names[0], names[2])
	if !strings.Contains(a.stderr, "1 of 3 shards is missing: 2") {
		t.Errorf("got %s", a.stderr)
	}
	first := l.recordLines()
	if len(first) != 1 || !strings.Contains(first[0], `"e":1`) {
		t.Fatalf("want an incomplete record, got %s", first)
	}
	l.want(5, "notes", "merge-records", names[2], names[0])
	l.want(5, "notes", "merge-records", names[0])
	if got := l.recordLines(); len(got) != 1 {
		t.Errorf("a part of what was merged made another record: %s", got)
	}
	l.want(1, "notes", "merge-records", names[1]) // the others are kept here
	if got := l.recordLines(); len(got) != 2 || !slices.Contains(got, whole.recordLines()[0]) {
		t.Errorf("the late shard did not complete it: %s", got)
	}
	kept, err := filepath.Glob(filepath.Join(l.dir, ".git/promptgit/shards/*/*"))
	if err != nil || len(kept) > 0 {
		t.Errorf("files are left: %v, %v", kept, err)
	}
	for _, some := range [][]string{names[1:2], names[:2], names} {
		l.want(1, append([]string{"notes", "merge-records"}, some...)...)
	}
	if got := l.recordLines(); len(got) != 2 {
		t.Errorf("want nothing new, got %s", got)
	}
	if r := l.eval(1, "HEAD", "--prompt", "prompts/a.md").Runs[0]; !r.Reused || r.Errors != 0 || r.Total != 11 {
		t.Errorf("the incomplete record stands before the complete one: %+v", r)
	}
	entries := l.ok("log", "--prompt", "prompts/a.md", "-n", "1")
	if !strings.Contains(entries, "/11") {
		t.Errorf("log shows the incomplete record: %s", entries)
	}
}

func TestTheExitCodeOfAShardIsThatOfItsOwnCases(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.write("promptgit.yaml", "provider: echo\n")
	l.write("suites/a.yaml", "tests:\n- {vars: {x: good}, assert: [{type: contains, value: good}]}\n- {vars: {x: bad}, assert: [{type: contains, value: good}]}\n"+
		"- {vars: {x: error}, assert: [{type: javascript, value: 'throw new Error(1)'}]}\n- {vars: {x: worse}, assert: [{type: is-json, value: '{{'}]}\n")
	l.set("prompts/a.md", "{{x}}\n", "one")
	whole := l.run("eval", "HEAD", "--json")
	counts := map[int]int{}
	cases := 0
	for i := range 9 {
		var doc evalDoc
		a := l.run("eval", "HEAD", "--shard", fmt.Sprint(i+1, "/9"), "--json")
		if err := json.Unmarshal([]byte(a.out), &doc); err != nil {
			t.Fatal(err)
		}
		want := 0
		for _, r := range doc.Runs {
			cases += r.Total
			switch {
			case r.Errors > 0:
				want = 5
			case r.Failed > 0:
				want = 1
			}
			if r.Record != nil {
				t.Error("a shard says that it recorded something")
			}
		}
		if a.code != want {
			t.Errorf("shard %d: want exit %d, got %d: %s", i+1, want, a.code, a.stderr)
		}
		counts[a.code]++
	}
	if cases != 4 || counts[0] < 5 || counts[1] == 0 {
		t.Errorf("%d cases, exit codes %v", cases, counts)
	}
	l.want(whole.code, append([]string{"notes", "merge-records"}, shardNames(9)...)...)
}

func TestAShardNeedsNoRecordWhereThereIsOne(t *testing.T) {
	t.Parallel()
	l := divided(t)
	l.want(1, "eval", "HEAD")
	before := l.recordLines()
	for i := range 2 {
		l.run("eval", "--all", "--shard", fmt.Sprint(i+1, "/2"))
	}
	l.want(1, append([]string{"notes", "merge-records"}, shardNames(2)...)...)
	if got := l.recordLines(); len(before) != 2 || len(got) != 3 {
		t.Errorf("want a record of the version that had none, got %d, then %d", len(before), len(got))
	}
}

func TestPromptfooColumnsAndTheWorkingTreeAreMergedToo(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.write("pf.yaml", "prompts: ['A {{x}}', 'B {{x}}']\nproviders: [echo, 'exec:cat']\ntests:\n"+
		strings.Repeat("- {vars: {x: [1, 2, 3]}, assert: [{type: contains, value: A}]}\n", 2))
	l.write("promptgit.yaml", "provider: echo\n")
	l.write("suites/a.yaml", "tests: [{vars: {x: 1}}, {vars: {x: 2}}, {vars: {x: 3}}]\n")
	l.write("prompts/a.md", "{{x}}\n")
	l = l.at(".", "PROMPTGIT_TRUST=1")
	measured := regexp.MustCompile(`"(calls|cached|latency_ms|p50|p95)": (\d+|null)`)
	for code, args := range [][]string{nil, {"--suite", "pf.yaml"}} {
		for i := range 3 {
			l.run(append([]string{"eval", "--shard", fmt.Sprint(i+1, "/3"), "--shard-file", fmt.Sprint("s", i)}, args...)...)
		}
		got := l.want(code, "notes", "merge-records", "--json", "s2", "s0", "s1").out
		want := l.want(code, append([]string{"eval", "--json"}, args...)...).out
		if diff := cmp.Diff(measured.ReplaceAllString(want, "~"), measured.ReplaceAllString(got, "~")); diff != "" {
			t.Errorf("%v: want -, got +:\n%s", args, diff)
		}
	}
	if l.records() != 0 {
		t.Error("something was recorded")
	}
}

func TestWithoutOutputsTheFileTellsNothingPrivate(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.write("promptgit.yaml", "provider: echo\n")
	l.write("suites/a.yaml", "tests: [{vars: {x: secretive}, assert: [{type: contains, value: none}]}]\n")
	l.set("prompts/a.md", "{{x}}\n", "one")
	l.want(1, "eval", "HEAD", "--shard", "1/1", "--no-outputs")
	raw, err := os.ReadFile(filepath.Join(l.dir, shardNames(1)[0]))
	if err != nil || strings.Contains(string(raw), "secretive") {
		t.Errorf("%v\n%s", err, raw)
	}
	if info, err := os.Stat(filepath.Join(l.dir, shardNames(1)[0])); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	l.want(1, "notes", "merge-records", shardNames(1)[0])
	if a := l.run("show", "HEAD"); !strings.Contains(a.stderr+a.out, "outputs") {
		t.Errorf("show does not say that they are gone: %s", a.stderr)
	}
}

func TestABadFileIsRefusedAndTheOthersAreMerged(t *testing.T) {
	t.Parallel()
	l := divided(t)
	for i := range 2 {
		l.run("eval", "HEAD", "--prompt", "prompts/a.md", "--shard", fmt.Sprint(i+1, "/2"))
	}
	l.run("eval", "HEAD~2", "--prompt", "prompts/a.md", "--shard", "1/2", "--shard-file", "older")
	raw, err := os.ReadFile(filepath.Join(l.dir, shardNames(2)[1]))
	if err != nil {
		t.Fatal(err)
	}
	l.write("broken", strings.Replace(string(raw), "sample 0", "sample 9", 1))
	a := l.want(3, "notes", "merge-records", "broken", "older", "none", shardNames(2)[1], "prompts", shardNames(2)[0])
	for _, want := range []string{"broken:", "damaged", "older:3", "commit is", "none: there is no such file", "prompts: it is a folder", "hint"} {
		if !strings.Contains(a.stderr, want) {
			t.Errorf("want %q in %s", want, a.stderr)
		}
	}
	if got := l.recordLines(); len(got) != 1 || strings.Contains(got[0], `"e":`) {
		t.Errorf("the others were not merged: %v", got)
	}
	if a := l.want(3, "notes", "merge-records", "broken"); l.records() != 1 || strings.Contains(a.out, "prompts/a.md") {
		t.Errorf("got %s", a.out)
	}
}

func TestTheFlagsOfAShardAreChecked(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	for _, args := range []string{"--shard 0/2", "--shard 3/2", "--shard x", "--shard-file x", "--no-outputs"} {
		l.want(2, append([]string{"eval"}, strings.Fields(args)...)...)
	}
	l.want(2, "notes", "merge-records")
	l.write("promptgit.yaml", "provider: echo\n")
	l.write("suites/a.yaml", "tests: [{vars: {x: 1}}]\n")
	l.set("prompts/a.md", "x\n", "one")
	if a := l.want(4, "eval", "HEAD", "--shard", "1/1", "--shard-file", os.DevNull); !strings.Contains(a.stderr, "no regular file") {
		t.Errorf("got %s", a.stderr)
	}
	if a := l.want(4, "eval", "HEAD", "--shard", "1/1", "--shard-file", "none/x"); strings.Contains(a.stderr, strconv.Itoa(os.Getpid())) {
		t.Errorf("got %s", a.stderr)
	}
}

// A file may come from anywhere, and what it names is asked of git.
func TestAFileThatNamesNoObjectIsRefused(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.write("promptgit.yaml", "provider: echo\n")
	l.write("suites/a.yaml", "tests: [{vars: {x: 1}}]\n")
	l.set("prompts/a.md", "{{x}}\n", "one")
	l.want(0, "eval", "HEAD", "--shard", "1/1")
	raw, err := os.ReadFile(filepath.Join(l.dir, shardNames(1)[0]))
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(string) string{
		"an option":         func(s string) string { return strings.ReplaceAll(s, `"rev":"`, `"rev":"--all`) },
		"a line of its own": func(s string) string { return strings.ReplaceAll(s, `"blob":"`, `"blob":"HEAD\n`) },
	} {
		l.write("crafted", summed(t, change(string(raw))))
		if a := l.want(3, "notes", "merge-records", "crafted"); !strings.Contains(a.stderr, "crafted:3") || !strings.Contains(a.stderr, "names no object") {
			t.Errorf("%s: got %s", name, a.stderr)
		}
	}
	l.write("crafted", summed(t, string(raw)))
	l.want(0, "notes", "merge-records", "crafted")
}

// summed gives the lines of a shard's file new checksums.
func summed(t *testing.T, text string) string {
	t.Helper()
	var out strings.Builder
	sum := ""
	for _, line := range linesOf(text) {
		var one struct{ D json.RawMessage }
		if err := json.Unmarshal([]byte(line), &one); err != nil {
			t.Fatal(err)
		}
		hash := sha256.Sum256(append([]byte(sum), one.D...))
		sum = hex.EncodeToString(hash[:8])
		fmt.Fprintf(&out, "{\"d\":%s,\"sum\":%q}\n", one.D, sum)
	}
	return out.String()
}
