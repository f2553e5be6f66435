package cmd_test

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestSuiteAddAsksWhatTheAnswerMustBe(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.write("prompts/t.md", "Sort: {{ ticket }}\n")
	suite := "defaultTest: {assert: [{type: is-json}]}\ntests:\n  - vars: {ticket: a}\n"
	l.write("suites/t.yaml", suite)
	l.write("calls.jsonl", `{"vars": {"ticket": "b"}}`+"\n")
	held := func() string {
		src, err := os.ReadFile(filepath.Join(l.dir, "suites", "t.yaml"))
		if err != nil {
			t.Fatal(err)
		}
		return string(src)
	}
	ctx, cancel := context.WithCancel(t.Context())
	silent := reader(func([]byte) (int, error) {
		cancel() // an interrupt while the terminal waits
		<-t.Context().Done()
		return 0, io.EOF
	})
	if a := l.asked(ctx, silent, "suite", "add", "--trace", "calls.jsonl:1"); a.code != 130 || a.out != "" {
		t.Errorf("want exit 130 and no case, got %+v", a)
	}
	if got := held(); got != suite {
		t.Errorf("an interrupt wrote\n%s", got)
	}
	if a := l.asked(t.Context(), strings.NewReader("contains=b\n"), "suite", "add", "--trace", "calls.jsonl:1"); a.code != 0 {
		t.Errorf("got %+v", a)
	}
	if got := held(); !strings.Contains(got, "- type: contains\n        value: b\n") {
		t.Errorf("the case is\n%s", got)
	}
}
