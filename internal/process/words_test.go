package process

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func variables(name string) string {
	return map[string]string{"FLAG": "two words", "HOME": "/home/ada"}[name]
}

func TestACommandLineIsSplitAsAShellWould(t *testing.T) {
	t.Parallel()
	for line, want := range map[string][]string{
		`./model.sh --flag "two words" 'a $FLAG'`: {"./model.sh", "--flag", "two words", "a $FLAG"},
		`x "$FLAG" $FLAG`:                         {"x", "two words", "two", "words"},
		`x ${NONE:-${HOME}/m} ${FLAG-y} $NONE`:    {"x", "/home/ada/m", "two", "words"},
		`~/model a\ b '{"a": 1}' {} {a}`:          {"/home/ada/model", "a b", `{"a": 1}`, "{}", "{a}"},
		``:                                        nil,
		"x # comment":                             {"x"},
	} {
		got, err := Split(line, variables)
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%s: %v\n%s", line, err, diff)
		}
	}
}

func TestWhatOnlyAShellCouldDoIsRefused(t *testing.T) {
	t.Parallel()
	for _, line := range []string{
		"$(ls)", "`ls`", "<(ls)", ">(ls)", "$((1/0))", "a{1..999999999}", strings.Repeat("{a,b}", 64), "${x@P}", "${x@Q}",
		"${!x}", "${#x}", "${x/a/b}", "${x:1:2}", "${x[1]}", "${x?no}", "${x=y}", "${x:-$(ls)}", "@(a|b)", `"$(ls)"`, "'", "a | b", "a; b",
	} {
		if got, err := Split(line, variables); err == nil {
			t.Errorf("%s was split into %q", line, got)
		}
	}
}

func FuzzCommandLines(f *testing.F) {
	for _, seed := range []string{`./m "$FLAG" ${X:-y}`, "<(a)", "{1..9}", "${x@Q}", "$((1))", "~x", "$1 $@", "*?[a]", "\\", "$'\\x'"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, line string) {
		words, err := Split(line, variables)
		if err != nil && words != nil {
			t.Errorf("both words and an error: %q, %v", words, err)
		}
	})
}
