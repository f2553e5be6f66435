package cmd_test

import "testing"

// What differs from one machine to another is in no key, so that a record made on
// one of them is used again on the other.
func TestARecordIsUsedAgainUnderAnotherEnvironment(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.write("promptgit.yaml", "provider: echo\n")
	l.write("suites/a.yaml", "tests: [{vars: {x: '{{ env.CITY }}'}, assert: [{type: equals, value: 'Say {{ env.CITY }}'}]}]\n")
	l.set("prompts/a.md", "Say {{ x }}\n", "says")
	first := l.at(l.dir, "CITY=Oslo").eval(0, "HEAD").Runs[0]
	again := l.at(l.dir, "CITY=Rome").eval(0, "HEAD").Runs[0]
	if first.Reused || !again.Reused {
		t.Errorf("reused: first %v, then %v", first.Reused, again.Reused)
	}
	if got := l.at(l.dir, "CITY=Rome").eval(0, "HEAD", "--refresh").Runs[0].Results[0].Output; got != "Say Rome" {
		t.Errorf("output %q", got)
	}
}
