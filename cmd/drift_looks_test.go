package cmd_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/promptgit/promptgit/internal/llmtest"
)

func TestTwoMachinesShareTheLooks(t *testing.T) {
	t.Parallel()
	l, server := drifting(t, driftCasesN, years(driftCasesN, 12, 10, 14, 48))
	hub := l.beside("hub.git")
	l.git("clone", "-q", "--bare", l.dir, hub)
	l.git("remote", "add", "origin", hub)
	l.drift(0)
	l.drift(0)
	l.git("push", "-q", "origin", "refs/notes/promptgit/*")
	other := l.clone("other")
	other.git("remote", "set-url", "origin", hub)
	other.git("fetch", "-q", "origin", "refs/notes/promptgit/*:refs/notes/promptgit/*")
	if there, here := other.drift(0, "--status"), l.drift(0, "--status"); there.LogW != here.LogW || there.Looks != 1 {
		t.Errorf("want %+v, got %+v", here, there)
	}
	if got := other.drift(0); got.Looks != 2 || got.Baseline.Score != 0.9 {
		t.Errorf("got %+v", got)
	}
	got := l.drift(1) // meanwhile, here
	if got.Looks != 3 || server.Count() != 5*driftCasesN {
		t.Errorf("%d calls: %+v", server.Count(), got)
	}
	l.git("fetch", "-q", hub)
	other.git("push", "-q", "origin", "refs/notes/promptgit/results")
	l.git("fetch", "-q", "origin", "refs/notes/promptgit/results:refs/notes/remotes/origin/promptgit/results")
	l.git("notes", "--ref", "promptgit/results", "merge", "-q", "-s", "cat_sort_uniq", "refs/notes/remotes/origin/promptgit/results")
	if got = l.drift(1, "--status"); got.Looks != 4 || got.Verdict != "drift" {
		t.Errorf("after the merge: %+v", got)
	}
}

func TestABareRepositoryIsLookedAtLikeAnyOther(t *testing.T) {
	t.Parallel()
	l, _ := drifting(t, driftCasesN, years(driftCasesN, 12))
	l.git("clone", "-q", "--bare", l.dir, l.beside("bare.git"))
	bare := l.at(l.beside("bare.git"))
	bare.drift(0)
	if got := bare.drift(0); got.Looks != 1 || got.Verdict != "no drift" {
		t.Errorf("got %+v", got)
	}
	if got := l.at("prompts").drift(0, "--status"); got.Baseline != nil || got.Verdict != "measuring" || len(got.History) != 0 {
		t.Errorf("the other clone knows nothing of it: %+v", got)
	}
}

func TestALookThatCouldNotBeJudgedIsNone(t *testing.T) {
	t.Parallel()
	rules := append(years(driftCasesN, 12, 12, 12)[:2*driftCasesN], llmtest.Rule{Match: "q7-", Times: 1, Status: 400, Body: `{"error":{"message":"no"}}`})
	l, _ := drifting(t, driftCasesN, append(rules, years(driftCasesN, 12)...))
	l.drift(0)
	l.drift(0)
	got := l.drift(5)
	if got.Unjudged == nil || *got.Unjudged != 1 || got.Looks != 1 || len(got.History) != 2 || got.Verdict != "no drift" {
		t.Errorf("got %+v", got)
	}
	if got = l.drift(0); got.Unjudged != nil || got.Looks != 2 {
		t.Errorf("got %+v", got)
	}
	a := l.want(5, "drift", "--max-calls", "10")
	if !strings.Contains(a.out, "\terror\t") || !strings.Contains(a.stderr, "so this was no look") || !strings.Contains(a.stderr, "ERROR  c") {
		t.Errorf("got %s%s", a.out, a.stderr)
	}
}

// An alarm is confirmed by whoever looks next.
func TestAnAlarmWhoseConfirmationFailedIsConfirmedByTheNextRun(t *testing.T) {
	t.Parallel()
	rules := append(years(driftCasesN, 12, 48, 48)[:2*driftCasesN], llmtest.Rule{Match: "q7-", Times: 1, Status: 400, Body: `{"error":{"message":"no"}}`})
	l, server := drifting(t, driftCasesN, append(rules, years(driftCasesN, 48)...))
	l.drift(0)
	if got := l.drift(5); got.Verdict != "alarm" || got.Unjudged == nil || got.Looks != 1 {
		t.Errorf("got %+v", got)
	}
	if a := l.want(0, "drift", "--status"); !strings.Contains(a.stderr, "not confirmed yet") {
		t.Errorf("got %s", a.stderr)
	}
	calls := server.Count()
	if got := l.drift(1); got.Verdict != "drift" || got.Looks != 2 || server.Count() != calls+driftCasesN {
		t.Errorf("want one run more, %d calls: %+v", server.Count()-calls, got)
	}
}

func TestAnInterruptedLookIsNone(t *testing.T) {
	t.Parallel()
	rules := append(years(driftCasesN, 12, 12)[:driftCasesN], llmtest.Rule{Match: "q9-", Times: 1, Fault: llmtest.Hang})
	l, server := drifting(t, driftCasesN, append(rules, years(driftCasesN, 12)...))
	l.drift(0)
	ctx, interrupt := context.WithCancel(t.Context())
	go func() {
		server.Wait(t.Context(), 2*driftCasesN-1)
		interrupt()
	}()
	if a := l.runIn(ctx, "drift"); a.code != 130 {
		t.Errorf("want 130, got %d: %s", a.code, a.stderr)
	}
	if got := l.drift(0); got.Looks != 1 || len(got.History) != 2 || got.Verdict != "no drift" {
		t.Errorf("got %+v", got)
	}
}

func TestTheCasesOfAChangedSuiteThatStayedAreCompared(t *testing.T) {
	t.Parallel()
	l, _ := drifting(t, driftCasesN+5, years(driftCasesN+5, 12))
	l.write("suites/a.yaml", driftSuite(driftCasesN))
	l.drift(0)
	l.drift(0)
	l.write("suites/a.yaml", driftSuite(driftCasesN+5))
	got := l.drift(0)
	if got.Now == nil || got.Now.Cases != driftCasesN || got.Looks != 2 || !got.Changed.Suite || got.History[2].Measuring != 5 {
		t.Errorf("got %+v", got)
	}
	a := l.want(0, "drift", "--status")
	if !strings.Contains(a.stderr, "the suite has changed since the baseline: 120 cases compared, 5 in a baseline of their own") {
		t.Errorf("got %s", a.stderr)
	}
	if got = l.drift(0); got.Now.Cases != driftCasesN+5 {
		t.Errorf("then all are: %+v", got)
	}
}

func TestAnotherModelBehindTheNameIsTold(t *testing.T) {
	t.Parallel()
	rules := years(driftCasesN, 12, 12)
	for i := range rules[driftCasesN:] {
		rules[driftCasesN+i].As = "m-2026"
	}
	l, _ := drifting(t, driftCasesN, rules)
	l.drift(0)
	if got := l.drift(0); !got.Changed.Model || *got.Before != "m-2025" || *got.After != "m-2026" {
		t.Errorf("got %+v", got)
	}
	if a := l.want(0, "drift", "--status"); !strings.Contains(a.stderr, "the model calls itself m-2026 and was m-2025 at the baseline") {
		t.Errorf("got %s", a.stderr)
	}
}

func TestTheBaselineCanBeNamed(t *testing.T) {
	t.Parallel()
	l, server := drifting(t, driftCasesN, years(driftCasesN, 12, 12, 15, 15))
	for range 4 {
		l.run("drift")
	}
	list := l.recorded()
	calls := server.Count()
	for _, test := range []struct {
		start string
		looks int
		base  float64
	}{
		{list[0].ID, 3, 0.9}, {strings.ToLower(list[2].ID), 1, 0.875}, {list[2].Time, 1, 0.875}, {"HEAD", 3, 0.9}, {"2025-12-31", 3, 0.9},
	} {
		if got := l.drift(0, "--status", "--baseline", test.start); got.Looks != test.looks || got.Baseline.Score != test.base {
			t.Errorf("%s: got %+v", test.start, got)
		}
	}
	for start, want := range map[string]string{"01KAN3V8Q2M5W7X9YZ0ABCDEFG": "no complete record", "nonsense": "neither a record, a revision nor a date"} {
		if a := l.want(2, "drift", "--baseline", start); !strings.Contains(a.stderr, want) {
			t.Errorf("%s: %s", start, a.stderr)
		}
	}
	if server.Count() != calls {
		t.Error("a model was asked")
	}
}

func TestPromptsWithTheSameContentHaveLooksOfTheirOwn(t *testing.T) {
	t.Parallel()
	l, _ := drifting(t, driftCasesN, years(driftCasesN, 12))
	l.drift(0)
	l.git("mv", "prompts/a.md", "prompts/b.md")
	l.write("promptgit.yaml", "prompts: [{path: 'prompts/*.md', suite: suites/a.yaml}]\n")
	l.commit("renamed")
	if got := l.drift(0); got.Prompt != "prompts/b.md" || got.Looks != 1 {
		t.Errorf("a prompt keeps its looks under another name: %+v", got)
	}
	l.set("prompts/c.md", l.read("prompts/b.md"), "a twin")
	var doc driftDoc
	l.json(0, &doc, "drift")
	if len(doc.Prompts) != 2 || doc.Prompts[0].Looks != 2 || doc.Prompts[1].Looks != 1 {
		t.Errorf("each has its own looks after what they both come from: %+v", doc.Prompts)
	}
}

func TestWhatCannotBeLookedAtIsRefused(t *testing.T) {
	t.Parallel()
	empty := newLab(t)
	if a := empty.run("drift"); a.code != 2 && a.code != 4 || !strings.Contains(a.stderr, "error") {
		t.Errorf("a repository without a commit: %d %s", a.code, a.stderr)
	}
	l, server := drifting(t, 2, nil)
	for _, test := range []struct {
		args []string
		want string
	}{
		{[]string{"HEAD~1..HEAD"}, "is not a revision"},
		{[]string{"nowhere"}, "nowhere"},
		{[]string{"--drop", "0"}, "--drop takes"},
		{[]string{"--drop", "NaN"}, "--drop takes"},
		{[]string{"--drop", "100"}, "--drop takes"},
		{[]string{"--threshold", "1"}, "--threshold takes"},
		{[]string{"--threshold", "Inf"}, "--threshold takes"},
		{[]string{"--status", "--rebase"}, "give one of them"},
		{[]string{"--baseline", "HEAD", "--rebase"}, "exclude each other"},
		{[]string{"--prompt", "nothing/*"}, "no prompt matches"},
		{[]string{"--repeat", "-1"}, "--repeat takes"},
		{[]string{"a", "b"}, "arg"},
	} {
		if a := l.run(append([]string{"drift"}, test.args...)...); a.code == 0 || a.code == 1 || !strings.Contains(a.stderr, test.want) {
			t.Errorf("%v: %d %s", test.args, a.code, a.stderr)
		}
	}
	if server.Count() != 0 {
		t.Error("a model was asked")
	}
}

func TestALowBaselineIsSaidToBeOne(t *testing.T) {
	t.Parallel()
	l, _ := drifting(t, 20, years(20, 18))
	a := l.want(5, "drift")
	if !strings.Contains(a.out, "\ttoo low\t") || !strings.Contains(a.stderr, "a score of 0.100 cannot drop by 15 points") {
		t.Errorf("got %s%s", a.out, a.stderr)
	}
	if got := l.drift(0, "--relative", "--drop", "90"); got.Verdict != "measuring" || *got.Missing == 0 {
		t.Errorf("got %+v", got)
	}
}

func TestASimulatedModelIsMarked(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.write("suites/a.yaml", "tests:\n"+strings.Repeat("- {vars: {x: one}, assert: [{type: contains, value: o}]}\n", 200))
	l.set("prompts/a.md", "{{x}}\n", "one")
	for look := range 2 {
		if got := l.drift(0, "--provider", "echo"); got.Looks != look || got.Simulated {
			t.Errorf("got %+v", got)
		}
	}
	a := l.run("drift", "--provider", "demo")
	if fields := strings.Split(a.out, "\t"); len(fields) != 12 || !strings.HasSuffix(fields[2], "*") {
		t.Errorf("got %s%s", a.out, a.stderr)
	}
}

func TestATerminalGetsWords(t *testing.T) {
	t.Parallel()
	l, _ := drifting(t, driftCasesN, years(driftCasesN, 12, 48))
	text, _ := l.onTerminal(0, "drift")
	for _, want := range []string{
		"prompts/a.md suites/a.yaml openai:gpt-4.1-mini", "baseline 0.900 over 120 cases since 2026-01-01",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	text, _ = l.onTerminal(1, "drift")
	for _, want := range []string{
		"drift: W = ", " of 1,000 after 2 looks, confirmed by a second look", "now 0.600 over 120 cases: -30.0 points [",
		"failing that passed at the baseline: c12, c13, c14, c15, c16 and 31 more", fmt.Sprintf("a drop of 15 points over %d cases takes about", driftCasesN),
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
}
