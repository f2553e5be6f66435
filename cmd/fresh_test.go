package cmd_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/llmtest"
)

func TestARecordSaysWhetherAllItsAnswersWereAskedFor(t *testing.T) {
	t.Parallel()
	l, _ := served(t, llmtest.Rule{Match: "Say (.*)", Answer: "I say $1"})
	l.ok("eval", "HEAD", "--cassette", "tape", "--update-cassette")
	for _, test := range []struct {
		name  string
		args  []string
		fresh bool
	}{
		{"a first run, which may use what the cache holds", []string{"eval", "HEAD"}, false},
		{"past the cache", []string{"eval", "HEAD", "--refresh"}, true},
		{"without a cache", []string{"eval", "HEAD", "--no-cache"}, true},
		{"from a cassette", []string{"eval", "HEAD", "--cassette", "tape"}, false},
		{"from a cassette, without a cache", []string{"eval", "HEAD", "--cassette", "tape", "--no-cache"}, false},
		{"past a cassette", []string{"eval", "HEAD", "--cassette", "tape", "--update-cassette", "--refresh"}, true},
		{"of a provider that never changes", []string{"eval", "HEAD", "--refresh", "--provider", "echo"}, false},
	} {
		l.ok(test.args...)
		list := l.recorded()
		if last := list[len(list)-1]; last.Fresh != test.fresh {
			t.Errorf("%s: got fresh %v in record %+v", test.name, last.Fresh, last)
		}
	}
}

// recorded are all records of a repository, oldest first.
func (l *lab) recorded() (list []eval.Record) {
	l.t.Helper()
	if l.git("for-each-ref", "refs/notes/promptgit/results") == "" {
		return nil
	}
	for _, note := range linesOf(l.git("notes", "--ref=promptgit/results", "list")) {
		blob, _, _ := strings.Cut(note, " ")
		for _, line := range linesOf(l.git("cat-file", "blob", blob)) {
			r, err := eval.DecodeRecord(line)
			if err != nil {
				l.t.Fatal(err)
			}
			list = append(list, r)
		}
	}
	slices.SortFunc(list, func(a, b eval.Record) int { return strings.Compare(a.Time+a.ID, b.Time+b.ID) })
	return list
}
