package cmd_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// forge changes a file of records line by line and makes its sums right again, as
// somebody would who means it.
func forge(t *testing.T, l *lab, from, to string, change func(line string) string) {
	t.Helper()
	sum, out := "", strings.Builder{}
	for line := range strings.Lines(l.read(from)) {
		var outer struct{ D json.RawMessage }
		if err := json.Unmarshal([]byte(line), &outer); err != nil {
			t.Fatal(err)
		}
		data := change(string(outer.D))
		h := sha256.Sum256([]byte(sum + data))
		sum = hex.EncodeToString(h[:8])
		out.WriteString(`{"d":` + data + `,"sum":"` + sum + "\"}\n")
	}
	l.write(to, out.String())
}

// judgedElsewhere is a repository whose head was judged in a clone of somebody else:
// the file r.jsonl tells it. The echoed prompt is its own answer.
func judgedElsewhere(t *testing.T, suite string) *lab {
	t.Helper()
	l := newLab(t)
	l.write("promptgit.yaml", "provider: echo\n")
	l.write("suites/a.yaml", suite)
	l.set("prompts/a.md", "Say {{x}} first.\n", "one")
	l.set("prompts/a.md", "Say {{x}} now.\n", "two")
	l.git("clone", "-q", l.dir, l.beside("fork"))
	fork := l.at(l.beside("fork"))
	if a := fork.run("eval", "HEAD", "--shard", "1/1", "--shard-file", "r.jsonl"); a.code > 1 {
		t.Fatalf("%d %s%s", a.code, a.out, a.stderr)
	}
	if err := os.Rename(filepath.Join(fork.dir, "r.jsonl"), filepath.Join(l.dir, "r.jsonl")); err != nil {
		t.Fatal(err)
	}
	return l
}

const threeCases = `tests:
- {id: one, vars: {x: red}, assert: [{type: contains, value: red}, {type: icontains, value: NOW, weight: 2, metric: m}]}
- {id: two, vars: {x: blue}, assert: [{type: contains, value: green}]}
- {id: three, vars: {x: gray}, assert: [{type: assert-set, assert: [{type: starts-with, value: Say}, {type: not-contains, value: gray}], threshold: 0.4}]}
`

func (l *lab) noRecords() {
	l.t.Helper()
	if out, err := l.tryGit("rev-parse", "-q", "--verify", "refs/notes/promptgit/results"); err == nil {
		l.t.Errorf("something was recorded: %s", out)
	}
}

func TestAFileOfATrueRunIsVerifiedAndMerged(t *testing.T) {
	t.Parallel()
	l := judgedElsewhere(t, threeCases)
	a := l.want(1, "notes", "merge-records", "r.jsonl", "--verify") // a case fails
	for _, want := range []string{"verified r.jsonl: 3 samples of 1 run, 3 rendered and 3 graded again alike", "not verified, but claimed by the file: that the model gave these outputs"} {
		if !strings.Contains(a.stderr, want) {
			t.Errorf("want %q in %s", want, a.stderr)
		}
	}
	if note := l.git("notes", "--ref", "promptgit/results", "show", "HEAD:prompts/a.md"); !strings.Contains(note, `"pass":2`) {
		t.Error(note)
	}
	again := l.want(1, "notes", "merge-records", "r.jsonl", "--verify")
	if strings.Count(l.git("notes", "--ref", "promptgit/results", "show", "HEAD:prompts/a.md"), "\n") != 0 {
		t.Errorf("merged twice: %s", again.stderr)
	}
}

func TestAFileThatIsNotTrueIsRefusedWithWhatIsWrong(t *testing.T) {
	t.Parallel()
	replace := func(pairs ...string) func(string) string { return strings.NewReplacer(pairs...).Replace }
	sample := func(row string, pairs ...string) func(string) string {
		return func(line string) string {
			if strings.HasPrefix(line, `{"sample":`) && strings.Contains(line, `"i":`+row+`,`) {
				return strings.NewReplacer(pairs...).Replace(line)
			}
			return line
		}
	}
	for _, c := range []struct {
		name, want string
		change     func(string) string
	}{
		{
			"a fail that passes", "two, sample 0: contains passes with 1 in the file, and fails with 0 when it is graded again",
			sample("1", `"n":0,"s":0`, `"n":0,"p":true,"s":1`, `{"t":"contains","s":0`, `{"t":"contains","p":true,"s":1`),
		},
		{
			"a score that the verdicts do not come to", "two, sample 0: it fails with 0.5 in the file, and fails with 0 when it is computed again",
			sample("1", `"n":0,"s":0`, `"n":0,"s":0.5`),
		},
		{"a score out of bounds", "the score 7 is none", sample("1", `"n":0,"s":0`, `"n":0,"s":7`)},
		{"a metric", "computed again", sample("0", `"m":{"m":1}`, `"m":{"m":0.5}`)},
		{"a verdict that is missing", "the file tells of 2 assertions, and there are 3", sample("2", `,{"t":"not-contains","s":0,"r":"expected the output not to contain \"gray\"; got \"Say gray now.\""}`, "")},
		{"a time that is to come", "has not come yet", replace(`"t":"2026-01-01T`, `"t":"2126-01-01T`)},
		{"a time that is none", "its time \"X2026", replace(`"t":"2026-01-01T`, `"t":"X2026-01-01T`)},
		{"tokens below zero", "less than nothing", sample("1", `"n":0,"s":0`, `"n":0,"s":0,"tokens":{"prompt":-5,"completion":1,"total":1}`)},
		{"a cost below zero", "less than nothing", sample("1", `"c":0`, `"c":-1`)},
		{"calls below zero", "less than no calls", replace(`"calls":3`, `"calls":-3`)},
		{"an output that was made up", "two, sample 0: contains fails with 0 in the file, and passes", sample("1", `"output":"Say blue now."`, `"output":"green"`)},
		{"another question", "what was asked is not what the prompt and the case say", sample("1", `"rendered":"Say blue now."`, `"rendered":"Say green now."`)},
		{"a case of its own", "case", replace(`"id":"two"`, `"id":"zwei"`)},
		{"another model", "model is", replace(`"provider":"echo"`, `"provider":"openai"`, `"model":""`, `"model":"gpt"`)},
		{"another suite key", "suite_key is", func(line string) string {
			at := strings.Index(line, `"suite_key":"`)
			if at < 0 {
				return line
			}
			at += len(`"suite_key":"`) + len("sha256:")
			return line[:at] + "0000" + line[at+4:]
		}},
		{"another prompt key", "prompt_key is", func(line string) string {
			at := strings.Index(line, `"prompt_key":"`)
			if at < 0 {
				return line
			}
			at += len(`"prompt_key":"`) + len("sha256:")
			return line[:at] + "0000" + line[at+4:]
		}},
		{"a commit that is not here", "is not in this clone", func(line string) string {
			at := strings.Index(line, `"rev":"`)
			if at < 0 {
				return line
			}
			rev := line[at+7 : at+47]
			return strings.ReplaceAll(line, rev, strings.Repeat("1", 40))
		}},
		{"a working tree", "only what was judged of a commit", func(line string) string {
			at := strings.Index(line, `"rev":"`)
			if at < 0 {
				return line
			}
			return line[:at+7] + "worktree" + line[at+47:]
		}},
		{"another blob", "is another one there", func(line string) string {
			at := strings.Index(line, `"blob":"`)
			if at < 0 {
				return line
			}
			return line[:at+8] + strings.Repeat("2", 40) + line[at+48:]
		}},
		{"scores for other commits", "only the judging of one revision", replace(`"newest":true`, `"same":[{"commit":"`+strings.Repeat("3", 40)+`","path":"x"}],"newest":true`)},
		{"a file to keep", "is another one there", replace(`"head":"`, `"parts":["c2VjcmV0"],"head":"`)},
		{"a version before", "previous is", replace(`"previous":"sha256:`, `"previous":"sha256:00`)},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			l := judgedElsewhere(t, threeCases)
			changed := false
			forge(t, l, "r.jsonl", "forged.jsonl", func(line string) string {
				after := c.change(line)
				changed = changed || after != line
				return after
			})
			if !changed {
				t.Fatal("nothing was forged:\n" + l.read("r.jsonl"))
			}
			a := l.want(3, "notes", "merge-records", "forged.jsonl", "--verify")
			if !strings.Contains(a.stderr, c.want) || !strings.Contains(a.stderr, "forged.jsonl") {
				t.Errorf("want %q in %s", c.want, a.stderr)
			}
			l.noRecords()
		})
	}
}

func TestWhatCodeOrAModelJudgesIsToldAsAClaim(t *testing.T) {
	t.Parallel()
	l := judgedElsewhere(t, `tests:
- {id: js, vars: {x: red}, assert: [{type: javascript, value: "output.length > 3"}, {type: contains, value: red}]}
- {id: plain, vars: {x: red}, assert: [{type: contains, value: red}]}
`)
	a := l.want(0, "notes", "merge-records", "r.jsonl", "--verify")
	if !strings.Contains(a.stderr, "2 samples of 1 run, 1 rendered and 1 graded again alike") || !strings.Contains(a.stderr, "1 sample that code of the suite has a part in") {
		t.Error(a.stderr)
	}
}

func TestNothingOfAFileOfSomebodyElseIsRun(t *testing.T) {
	t.Parallel()
	l := judgedElsewhere(t, threeCases)
	fork := l.at(l.beside("fork"))
	mark := l.beside("ran")
	fork.script("model.sh", "touch '"+mark+"'; cat")
	fork.write("tests.js", "require('fs').writeFileSync('"+mark+"', ''); module.exports = () => [{vars: {x: 'a'}}];\n")
	fork.write("suites/a.yaml", "tests: file://tests.js\n")
	fork.write("promptgit.yaml", "provider: 'exec:./model.sh'\n")
	rev := fork.commit("evil")
	l.git("fetch", "-q", fork.dir, rev)
	old := l.git("rev-parse", "HEAD")
	forge(t, l, "r.jsonl", "forged.jsonl", func(line string) string { return strings.ReplaceAll(line, old, rev) })
	a := l.at(".", "PROMPTGIT_TRUST=1").want(3, "notes", "merge-records", "forged.jsonl", "--verify")
	if !strings.Contains(a.stderr, "cannot be planned here") {
		t.Error(a.stderr)
	}
	if _, err := os.Stat(mark); err == nil {
		t.Error("code of the fork ran")
	}
	l.noRecords()
}

func TestAFileWithoutOutputsCannotBeVerified(t *testing.T) {
	t.Parallel()
	l := judgedElsewhere(t, threeCases)
	fork := l.at(l.beside("fork"))
	fork.want(1, "eval", "HEAD", "--shard", "1/1", "--shard-file", "x.jsonl", "--no-outputs")
	l.write("x.jsonl", fork.read("x.jsonl"))
	if a := l.want(3, "notes", "merge-records", "x.jsonl", "--verify"); !strings.Contains(a.stderr, "--no-outputs") {
		t.Error(a.stderr)
	}
	l.noRecords()
}
