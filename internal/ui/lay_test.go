package ui_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/promptgit/promptgit/internal/ui"
)

func TestRevealHidesNothingAndDoesNothing(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"plain\n\ttext":            "plain\n\ttext",
		"\x1b[31mred\x1b[0m":       "␛[31mred␛[0m",
		"nul\x00bell\adel\x7f":     "nul␀bell␇del␡",
		"csi\u009b31m":             "csi<U+009B>31m",
		"user\u202etxt":            "user<U+202E>txt",
		"zero\u200bwidth\ufeff":    "zero<U+200B>width<U+FEFF>",
		"tag\U000e0041":            "tag<U+E0041>",
		"line\u2028end":            "line<U+2028>end",
		"bad\xff\xfe":              "bad\ufffd\ufffd",
		"crlf\r\n":                 "crlf␍\n",
		"👩\u200d👧 می\u200cخواهم é": "👩\u200d👧 می\u200cخواهم é",
	} {
		if got := ui.Reveal(in); got != want {
			t.Errorf("%q: want %q, got %q", in, want, got)
		}
	}
}

func texts(rows []ui.Row) string {
	var lines []string
	for _, r := range rows {
		lines = append(lines, r.Text)
	}
	return strings.Join(lines, "|")
}

func TestRowsBreakAtBlanksAndByColumns(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		in    string
		width int
		want  string
	}{
		"no width":                  {"one two three\nfour", 0, "one two three|four"},
		"at blanks":                 {"one two three", 8, "one two|three"},
		"exactly full":              {"one two", 7, "one two"},
		"blank too much":            {"one two three", 7, "one two|three"},
		"a long word":               {"abcdefghij k", 4, "abcd|efgh|ij k"},
		"wide characters":           {"日本語です", 5, "日本|語で|す"},
		"tabs":                      {"a\tb", 10, "a   b"},
		"empty lines":               {"a\n\nb\n", 10, "a||b"},
		"nothing":                   {"", 10, ""},
		"narrower than a character": {"日本", 1, "日|本"},
		"escapes":                   {"\x1b[2Jx", 3, "␛[2|Jx"},
		"marks":                     {"e\u0301e\u0301e\u0301", 2, "e\u0301e\u0301|e\u0301"},
		"zalgo":                     {"a" + strings.Repeat("\u0301", 100), 40, "a<200 bytes of marks>"},
	} {
		rows, _ := ui.Lay([]ui.Stretch{{Text: row.in}}, row.width, 0)
		if got := texts(rows); got != row.want {
			t.Errorf("%s: want %q, got %q", name, row.want, got)
		}
	}
}

func TestRowsFitAndLoseNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		width := rapid.IntRange(8, 60).Draw(t, "width")
		var stretches []ui.Stretch
		letters := func(s string) string { return strings.Join(strings.Fields(s), "") }
		var whole, got strings.Builder
		for range rapid.IntRange(0, 6).Draw(t, "stretches") {
			text := rapid.StringOf(rapid.SampledFrom([]rune("ab \n\t日é\x1b\u202e👩…"))).Draw(t, "text")
			stretches = append(stretches, ui.Stretch{Text: text})
			whole.WriteString(text)
		}
		rows, rest := ui.Lay(stretches, width, 0)
		for _, r := range rows {
			if r.Width > width || ui.Width(r.Text) != r.Width {
				t.Fatalf("%q takes %d columns of %d, and says %d", r.Text, ui.Width(r.Text), width, r.Width)
			}
			got.WriteString(r.Text)
		}
		if rest != 0 || letters(got.String()) != letters(ui.Reveal(whole.String())) {
			t.Fatalf("%q became %q", whole.String(), got.String())
		}
	})
}

func TestLayingOutEndsWhereItIsTold(t *testing.T) {
	t.Parallel()
	rows, rest := ui.Lay([]ui.Stretch{{Text: strings.Repeat("x", 5<<20)}}, 60, 12)
	if len(rows) != 12 || rest < 5<<20-13*60 || rest > 5<<20-12*60 {
		t.Errorf("%d rows, %d bytes left", len(rows), rest)
	}
	rows, rest = ui.Lay([]ui.Stretch{{Text: "a\nb\n"}}, 60, 2)
	if len(rows) != 2 || rest != 0 {
		t.Errorf("%d rows, %d bytes left", len(rows), rest)
	}
}

func TestColumnsStandBesideEachOther(t *testing.T) {
	t.Parallel()
	rows, _ := ui.Lay([]ui.Stretch{{Text: "日本"}, {Style: ui.Bad, Text: "x"}}, 8, 0)
	if rows[0].Width != 5 || !strings.Contains(rows[0].Text, "\x1b[") {
		t.Errorf("%+v", rows)
	}
	line := ui.GlyphsFor(nil).Beside(rows[0], ui.Row{Text: "right", Width: 5}, 8)
	if ui.Width(line) != 8+3+5 {
		t.Errorf("%q", line)
	}
	line = ui.GlyphsFor([]string{"TERM=dumb"}).Beside(ui.Row{Text: "left", Width: 4}, ui.Row{}, 8)
	if strings.ContainsRune(line, '│') || !strings.Contains(line, "|") {
		t.Errorf("a terminal that asks for ASCII: %q", line)
	}
}
