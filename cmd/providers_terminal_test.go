package cmd_test

import (
	"bytes"
	"net/http"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"github.com/promptgit/promptgit/cmd"
	"github.com/promptgit/promptgit/internal/ui"
)

func TestProvidersAreReadableInEightyColumns(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.write("promptgit.yaml", someProviders)
	var out bytes.Buffer
	app := &cmd.App{
		Streams: ui.Streams{In: strings.NewReader(""), Out: &out, Err: &out, OutTTY: true, Width: 80},
		Dir:     l.dir, Env: append(l.env, "OPENAI_API_KEY=", "LOCAL_KEY=x"), Now: l.now, HTTP: &http.Client{}, Version: "1.2.3",
	}
	if code := cmd.Run(t.Context(), app, []string{"providers"}); code != 0 {
		t.Fatalf("exit %d: %s", code, out.String())
	}
	text := ansi.Strip(out.String())
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	if len(lines) > 50 {
		t.Errorf("%d lines for some ten providers:\n%s", len(lines), text)
	}
	for _, line := range lines {
		if len(line) > 80 {
			t.Errorf("too wide: %q", line)
		}
	}
	for _, want := range []string{"local (default)", "LOCAL_KEY set", "OPENAI_API_KEY not set"} {
		if !strings.Contains(strings.Join(strings.Fields(text), " "), want) {
			t.Errorf("want %q, got\n%s", want, text)
		}
	}
}
