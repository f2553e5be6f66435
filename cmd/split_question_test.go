package cmd_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/promptgit/promptgit/cmd"
	"github.com/promptgit/promptgit/internal/ui"
)

// asked runs promptgit on a terminal from which in is typed.
func (l *lab) asked(ctx context.Context, in io.Reader, args ...string) answer {
	l.t.Helper()
	var out, stderr bytes.Buffer
	app := &cmd.App{
		Streams: ui.Streams{In: in, Out: &out, Err: &stderr, InTTY: true, ErrTTY: true},
		Dir:     l.dir, Env: append(l.env, "NO_COLOR=1"), Now: l.now, HTTP: &http.Client{}, Version: "1.2.3",
	}
	code := cmd.Run(ctx, app, args)
	return answer{code, out.String(), stderr.String()}
}

func TestSplitAsksForTheOrder(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.set("prompts/t.md", "---\ntemperature: 0.7\n---\n# Tone\nBe kind.\n", "one")
	base := l.git("rev-parse", "HEAD")
	l.write("prompts/t.md", "---\ntemperature: 0.2\n---\n# Tone\nBe brief.\n")
	l.git("add", "prompts")
	for in, want := range map[string]int{"q\n": 1, "": 1, "7\n": 2, "no\n": 2} {
		if a := l.asked(t.Context(), strings.NewReader(in), "split"); a.code != want || l.git("rev-parse", "HEAD") != base {
			t.Errorf("%q: want exit %d and no commit, got %+v", in, want, a)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	silent := reader(func([]byte) (int, error) {
		cancel() // an interrupt while the terminal waits
		<-t.Context().Done()
		return 0, io.EOF
	})
	if a := l.asked(ctx, silent, "split"); a.code != 130 || l.git("rev-parse", "HEAD") != base {
		t.Errorf("want exit 130 and no commit, got %+v", a)
	}
	if a := l.asked(t.Context(), strings.NewReader("2,1\n"), "split"); a.code != 0 || !strings.Contains(l.git("log", "-1", "--format=%s"), "temperature") {
		t.Errorf("got %+v", a)
	}
}

// reader is a function that reads.
type reader func([]byte) (int, error)

func (r reader) Read(b []byte) (int, error) { return r(b) }
