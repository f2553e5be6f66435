package recording_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/promptgit/promptgit/internal/docgen/recording"
)

// drawn draws one scene and gives the SVG with the texts of its rows.
func drawn(t *testing.T, f recording.Film) (svg string, rows []string) {
	t.Helper()
	svg = string(recording.SVG(f))
	dec := xml.NewDecoder(strings.NewReader(svg))
	row := ""
	inside := false
	for {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return svg, rows
		}
		if err != nil {
			t.Fatalf("no XML: %v\n%s", err, svg)
		}
		switch at := token.(type) {
		case xml.StartElement:
			if at.Name.Local == "text" {
				row, inside = "", true
			}
			if at.Name.Local == "tspan" && row != "" {
				row += "|"
			}
		case xml.CharData:
			if inside {
				row += string(at)
			}
		case xml.EndElement:
			if at.Name.Local == "text" {
				rows, inside = append(rows, row), false
			}
		}
	}
}

func TestRowsAreThoseOfATerminal(t *testing.T) {
	t.Parallel()
	out := "\x1b[2mREV\x1b[m      SCORE\n\x1b[33m6d903a8\x1b[m  \x1b[1;31m0.69*\x1b[m  one two\n\nabcdefghijklmnopqrstuvwxyz\n日本語\n"
	svg, rows := drawn(t, recording.Film{Title: "t", Columns: 24, Rows: 9, Scenes: []recording.Scene{{Command: "log -n 1", Output: out}}})
	want := []string{"$|log -n 1", "REV|SCORE", "6d903a8|0.69*|one two", "abcdefghijklmnopqrstuvwx", "yz", "日本語"}
	if strings.Join(rows, "\n") != strings.Join(want, "\n") {
		t.Errorf("got %q", rows)
	}
	for _, part := range []string{
		`<tspan x="0" textLength="21.6" class="d">REV</tspan>`, `<tspan x="64.8" textLength="36">SCORE</tspan>`,
		`<tspan x="64.8" textLength="36" class="b c1">0.69*</tspan>`, `class="c3">6d903a8`, `<text y="80"`,
	} {
		if !strings.Contains(svg, part) {
			t.Errorf("no %s\nin %s", part, svg)
		}
	}
	if strings.Contains(svg, `<text y="63"`) {
		t.Error("the empty row is an element")
	}
}

func TestWhatWasWrittenIsOnlyText(t *testing.T) {
	t.Parallel()
	out := "<script>alert(1)</script> & \x1b]8;;https://example.com\x1b\\link\x1b]8;;\x1b\\ \x07\x00\x1b[5A end\n"
	svg, rows := drawn(t, recording.Film{Title: `"><b>`, Columns: 80, Rows: 5, Scenes: []recording.Scene{{Command: "cat </dev/null", Output: out}}})
	if len(rows) != 2 || rows[1] != "<script>alert(1)</script> & link|end" && rows[1] != "<script>alert(1)</script> & link|  end" {
		t.Errorf("got %q", rows)
	}
	if strings.Contains(svg, "<script") || strings.Contains(svg, "example.com") || strings.Contains(svg, "<b>") {
		t.Errorf("got %s", svg)
	}
}

func TestAFilmEndsWithinItsRowsAndRestsWhereMotionIsNotWanted(t *testing.T) {
	t.Parallel()
	film := recording.Film{Title: "t", Columns: 40, Rows: 4, Scenes: []recording.Scene{
		{Command: "first", Output: "a\nb\nc\nd\ne\n"}, {Command: "second", Output: "f\ng\nh\ni\nj\n"},
	}}
	svg, _ := drawn(t, film)
	if !bytes.Equal(recording.SVG(film), []byte(svg)) {
		t.Error("drawn again, it differs")
	}
	before, moving, ok := strings.Cut(svg, "@media (prefers-reduced-motion:no-preference){")
	if !ok || strings.Contains(before, "animation") {
		t.Error("it moves where motion is not wanted")
	}
	if !strings.Contains(moving, `class="film" transform="translate(0 -102)"`) {
		t.Error("the still does not begin with the second command, six rows down")
	}
	last, row := 0.0, "" // of two places at one time a browser forgets the first, and crawls there
	for _, m := range regexp.MustCompile(`([\d.]+)%\{transform:translateY\((-?\d+)px\)\}`).FindAllStringSubmatch(moving, -1) {
		var at float64
		if err := xml.Unmarshal([]byte("<x>"+m[1]+"</x>"), &at); err != nil || at <= last && m[1] != "0" && (m[2] != row || at < last) || at > 100 {
			t.Errorf("%s%% after %v%%", m[1], last)
		}
		last, row = at, m[2]
	}
	if !strings.Contains(moving, "100%{transform:translateY(-136px)}") { // twelve rows, of which four show
		t.Errorf("it does not end with the last rows: %s", moving)
	}
}
