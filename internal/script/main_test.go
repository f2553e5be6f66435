package script_test

import (
	"cmp"
	"context"
	"os"
	"testing"
	"time"

	"github.com/dlclark/regexp2/v2"
	"go.uber.org/goleak"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/eval/grade"
	"github.com/promptgit/promptgit/internal/script"
	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.Cleanup(func(int) { regexp2.StopTimeoutClock() }))
}

// lab is a folder with files, and what runs code in it.
type lab struct {
	dir     string
	runtime *script.Runtime
}

func newLab(tb testing.TB, files map[string]string, o script.Options) *lab {
	tb.Helper()
	l := &lab{dir: tb.TempDir()}
	for name, text := range files {
		if err := os.WriteFile(l.dir+"/"+name, []byte(text), 0o700); err != nil {
			tb.Fatal(err)
		}
	}
	o.Dir, o.Environ, o.Getenv = l.dir, os.Environ(), os.Getenv
	o.Limit = cmp.Or(o.Limit, time.Minute) // the machine may be busy
	l.runtime = script.New(o)
	return l
}

func (l *lab) read(name string) ([]byte, error) { return os.ReadFile(l.dir + "/" + name) }

// suite parses a suite of the folder.
func (l *lab) suite(tb testing.TB, src string) *eval.Suite {
	tb.Helper()
	s, err := eval.ParseSuite("suite.yaml", []byte(src), eval.SuiteOptions{Types: grade.Names(), Read: l.read})
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

// grade judges an output by a case, as the engine does.
func (l *lab) grade(c *eval.Case, output string) (eval.Graded, error) {
	return eval.GradeSample(context.Background(), eval.Sample{
		Case:     c,
		Answer:   eval.Answer{Output: output},
		Messages: []prompt.Message{{Role: "user", Text: output}},
		Column:   &eval.Column{Prompt: &prompt.Prompt{Path: "p.md"}, Suite: &eval.Suite{}, Target: eval.Target{Provider: "echo"}},
	}, eval.GradeOptions{New: grade.All().New, Services: eval.Services{Render: renderText, Scripts: l.runtime}})
}

func renderText(ctx context.Context, tmpl string, vars *value.Object) (string, error) {
	return prompt.RenderText(ctx, tmpl, vars, prompt.RenderOptions{})
}
