package ui_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/promptgit/promptgit/internal/ui"
)

func TestForeignTextCannotSteerTheTerminal(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"\x1b[2Jgone":                    "gone",
		"\x1b]0;title\x07text":           "text",
		"a\x1b]b c":                      "ab c",
		"a\x1bPb\nc":                     "ab\nc",
		"a\x1b[31":                       "a31",
		"a\u009b31m\u009db":              "a?31m?b",
		"a\x9db":                         "a\ufffdb",
		"\x1b]8;;x\x1b\\link\x1b(B":      "link",
		"a\x00b\x08c":                    "a?b?c",
		"evil \u202etxt.exe":             "evil ?txt.exe",
		"a\u200fb\u061cc":                "a?b?c",
		"pa\u200bss\U000e0041":           "pa?ss?",
		"a\u2028b\u0600":                 "a?b?",
		"\u0646\u0645\u06cc\u200c\u062f": "\u0646\u0645\u06cc\u200c\u062f",
		"e" + strings.Repeat("\u0301", 9000) + "f\u0301": "e" + strings.Repeat("\u0301", 30) + "f\u0301",
		"kept\nlines\tand tabs é 😀":                      "kept\nlines\tand tabs é 😀",
	} {
		if got := ui.Clean(in); got != want {
			t.Errorf("%q: want %q, got %q", in, want, got)
		}
	}
	if got := ui.Line(" a\n\tb  c "); got != "a b c" {
		t.Errorf("want one line, got %q", got)
	}
}

func FuzzClean(f *testing.F) {
	f.Add("\x1b[31mred\x1b[0m")
	f.Add("\x1b\x1b[[31m")
	f.Fuzz(func(t *testing.T, s string) {
		if got := ui.Clean(s); utf8.ValidString(s) && strings.ContainsAny(got, "\x1b\x00\x07\x08\r") {
			t.Errorf("%q left %q", s, got)
		}
	})
}

func TestSparkline(t *testing.T) {
	t.Parallel()
	at := func(f float64) *float64 { return &f }
	if got := ui.Sparkline([]*float64{at(0), at(0.5), nil, at(1), at(2), at(-1)}); got != "▁▅·██▁" {
		t.Errorf("got %s", got)
	}
}

func TestProgressIsSilentInAPipe(t *testing.T) {
	t.Parallel()
	var err strings.Builder
	p := ui.NewProgress(ui.Streams{Err: &err})
	p.Show("1/%d", 10)
	p.Done()
	if err.Len() != 0 {
		t.Errorf("wrote %q", err.String())
	}
	p = ui.NewProgress(ui.Streams{Err: &err, ErrTTY: true, Width: 6})
	p.Show("%s", "123456789")
	p.Done()
	if got := err.String(); got != "\r1234…\r       \r" {
		t.Errorf("got %q", got)
	}
}
