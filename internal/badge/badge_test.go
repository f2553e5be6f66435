package badge_test

import (
	"encoding/xml"
	"strings"
	"testing"

	"github.com/promptgit/promptgit/internal/badge"
)

// drawn is what a reader of the picture gets.
type drawn struct {
	Width int      `xml:"width,attr"`
	Label string   `xml:"aria-label,attr"`
	Texts []string `xml:"g>text"`
	Fills []struct {
		Fill  string `xml:"fill,attr"`
		Width int    `xml:"width,attr"`
	} `xml:"g>rect"`
}

func draw(t *testing.T, label, figure string, tone badge.Tone) drawn {
	t.Helper()
	var d drawn
	raw := badge.SVG(label, figure, tone)
	if err := xml.Unmarshal(raw, &d); err != nil {
		t.Fatalf("%v in %s", err, raw)
	}
	return d
}

func TestABadgeSaysItsFigure(t *testing.T) {
	t.Parallel()
	d := draw(t, "triage", "0.87 [0.71, 0.95]", badge.Good)
	if d.Label != "triage: 0.87 [0.71, 0.95]" || len(d.Texts) != 2 || d.Texts[0] != "triage" || d.Texts[1] != "0.87 [0.71, 0.95]" {
		t.Errorf("got %+v", d)
	}
	if len(d.Fills) != 2 || d.Fills[1].Fill != string(badge.Good) || d.Fills[0].Width+d.Fills[1].Width != d.Width {
		t.Errorf("got %+v", d)
	}
	if long := draw(t, "triage", "0.87 [0.71, 0.95] simulated", badge.Good); long.Width <= d.Width {
		t.Errorf("more text needs more room: %d and %d", long.Width, d.Width)
	}
}

func TestABadgeIsXMLWhateverThePromptIsCalled(t *testing.T) {
	t.Parallel()
	d := draw(t, "</text><script>alert(1)</script>\x00\x1b[31m\u202egnp\n.exe\xff", strings.Repeat("很长", 100), badge.Bad)
	if strings.ContainsAny(d.Texts[0], "\x00\x1b\u202e\n") || !strings.HasPrefix(d.Texts[0], "</text><script>alert(1)") {
		t.Errorf("got %q", d.Texts[0])
	}
	if n := len([]rune(d.Texts[1])); n != 80 || !strings.HasSuffix(d.Texts[1], "…") {
		t.Errorf("got %d characters", n)
	}
	draw(t, "", "", badge.Neutral)
}
