package cmd_test

import (
	"strings"
	"testing"
)

// judgedVersions is a history of six versions of an echoed prompt, of which the
// fourth turns rude, under a judge that is a command and writes down that it was
// asked.
func judgedVersions(t *testing.T) (l *lab, commits []string) {
	t.Helper()
	l = newLab(t).at(".", "PROMPTGIT_TRUST=1")
	l.write("promptgit.yaml", "provider: echo\njudge: {provider: 'exec:./judge.sh'}\n")
	l.script("judge.sh", `echo asked >> asked
case "$(cat)" in *RUDE*) echo '{"pass": false, "score": 0}' ;; *) echo '{"pass": true, "score": 1}' ;; esac`)
	l.write(".gitignore", "asked\n")
	l.write("suites/a.yaml", "defaultTest: {assert: [{type: llm-rubric, value: is polite}]}\ntests: [{vars: {x: a}}, {vars: {x: b}}, {vars: {x: c}}]\n")
	for _, text := range []string{"One", "Two", "Three", "RUDE four", "RUDE five", "RUDE six"} {
		commits = append(commits, l.set("prompts/a.md", "# Ask\n"+text+" {{x}}\n", text))
	}
	return l, commits
}

func TestBisectUsesNoRecordOfAJudgeThatWasEdited(t *testing.T) {
	t.Parallel()
	l, commits := judgedVersions(t)
	l.want(1, "eval", "--all")
	doc := l.bisect(0, "--good", commits[0])
	if doc.Culprit == nil || *doc.Culprit != commits[3] || doc.CaseRuns != 0 {
		t.Errorf("by the records: %+v", doc)
	}
	// The same judge by its new words finds the fifth version rude first.
	l.script("judge.sh", `case "$(cat)" in *five*|*six*) echo '{"pass": false, "score": 0}' ;; *) echo '{"pass": true, "score": 1}' ;; esac`)
	doc = l.bisect(0, "--good", commits[0])
	if doc.Culprit == nil || *doc.Culprit != commits[4] || doc.CaseRuns == 0 {
		t.Errorf("by the edited judge: %+v", doc)
	}
	// What bisect recorded says who judged, so that eval knows an edit too.
	if _, reused := l.judgesOf(1, commits[5]); !reused {
		t.Error("the record that bisect wrote is not used again")
	}
	l.script("judge.sh", `echo '{"pass": true, "score": 1}'`)
	if _, reused := l.judgesOf(0, commits[5]); reused {
		t.Error("the record of the judge before its edit is used again")
	}
}

func TestBisectAndAblateAskTheJudgeOfTheFlag(t *testing.T) {
	t.Parallel()
	l, commits := judgedVersions(t)
	l.script("other.sh", `case "$(cat)" in *Two*|*RUDE*|*Three*) echo '{"pass": false, "score": 0}' ;; *) echo '{"pass": true, "score": 1}' ;; esac`)
	doc := l.bisect(0, "--good", commits[0], "--judge", "exec:./other.sh")
	if doc.Culprit == nil || *doc.Culprit != commits[1] {
		t.Errorf("bisect: %+v", doc)
	}
	l.set("prompts/a.md", "# Ask\nRUDE six {{x}}\n\n# End\nBye\n", "an end")
	l.set("prompts/a.md", "# Ask\nSeven {{x}}\n\n# End\nBye bye\n", "two things")
	out := l.ok("ablate", "HEAD", "--judge", "exec:./other.sh")
	if !strings.Contains(out, "section:user/Ask\t+1.00") || !strings.Contains(out, "section:user/End\t+0.00") {
		t.Errorf("ablate: %s", out)
	}
	for _, args := range [][]string{{"ablate", "HEAD"}, {"bisect", "--good", commits[0]}} {
		if a := l.want(3, append(args, "--judge", "openai:")...); !strings.Contains(a.stderr, "no model is named") {
			t.Errorf("%v: %s", args, a.stderr)
		}
	}
}

func TestAnAmountThatIsNoNumberIsRefused(t *testing.T) {
	t.Parallel()
	l, _ := withJudge(t, "judge: {provider: openai:gpt-4.1}\n")
	for _, args := range [][]string{
		{"eval", "--max-cost", "nan"}, {"bisect", "--max-cost", "nan"}, {"suite", "check", "--min-kappa", "nan"}, {"suite", "check", "--max-cost", "NaN"},
	} {
		if a := l.want(2, args...); !strings.Contains(a.stderr, args[len(args)-2]+" takes") {
			t.Errorf("%v: %s", args, a.stderr)
		}
	}
}

// Records alone need nobody who could be asked.
func TestBisectByRecordsNeedsNoTrustInTheJudge(t *testing.T) {
	t.Parallel()
	l, commits := judgedVersions(t)
	l.want(1, "eval", "--all")
	l = l.at(".", "PROMPTGIT_TRUST=")
	if doc := l.bisect(0, "--good", commits[0]); doc.Culprit == nil || *doc.Culprit != commits[3] {
		t.Errorf("got %+v", doc)
	}
}
