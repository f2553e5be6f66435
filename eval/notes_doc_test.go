package eval_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/promptgit/promptgit/eval"
)

func TestTheGradingInTheDocumentationIsOneThatWeWrite(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../docs/notes.md")
	if err != nil {
		t.Fatal(err)
	}
	line := regexp.MustCompile("(?s)```json\n(\\{\"by\".*?\\})\n```").FindSubmatch(page)
	if line == nil {
		t.Fatal("docs/notes.md has no example of a grading")
	}
	g, err := eval.DecodeGrading(string(line[1]))
	if err != nil {
		t.Fatal(err)
	}
	if got := g.Encode(); got != string(line[1]) || len(g.Grades) != 2 {
		t.Errorf("the example is not what is written:\nwant %s\ngot  %s", line[1], got)
	}
}

// The documentation of the format is what others write readers by.
func TestTheRecordInTheDocumentationIsOneThatWeWrite(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../docs/notes.md")
	if err != nil {
		t.Fatal(err)
	}
	lines := regexp.MustCompile("(?s)```json\n(\\{\"cases\".*?\\})\n```").FindSubmatch(page)
	if lines == nil {
		t.Fatal("docs/notes.md has no example of a record")
	}
	line := string(lines[1])
	r, err := eval.DecodeRecord(line)
	if err != nil {
		t.Fatal(err)
	}
	if got := r.Encode(); got != line {
		t.Errorf("the example is not what is written:\nwant %s\ngot  %s", line, got)
	}
	if r.Pass+r.Fail != r.N || r.N+r.Error+r.NA != len(r.Cases) || !r.Complete() {
		t.Errorf("the counts of the example do not agree: %+v", r)
	}
	for _, field := range regexp.MustCompile(`"(\w+)":`).FindAllStringSubmatch(line, -1) {
		if name := field[1]; name != "accuracy" && !strings.Contains(string(page), "`"+name+"`") {
			t.Errorf("docs/notes.md does not explain the field %q", name)
		}
	}
}
