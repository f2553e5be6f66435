package ui_test

import (
	"testing"

	"github.com/promptgit/promptgit/internal/ui"
)

func TestPicturesAreDrawnInTheCharactersThatTheTerminalHas(t *testing.T) {
	t.Parallel()
	values := []*float64{new(0.0), nil, new(0.5), new(0.99), new(1.0), new(7.0), new(-1.0)}
	for name, c := range map[string]struct {
		env   []string
		ascii bool
	}{
		"nothing said":                  {nil, false},
		"UTF-8":                         {[]string{"LANG=de_DE.UTF-8"}, false},
		"utf8":                          {[]string{"LC_CTYPE=C.utf8"}, false},
		"POSIX":                         {[]string{"LANG=POSIX"}, true},
		"LC_ALL wins":                   {[]string{"LC_ALL=C", "LANG=de_DE.UTF-8"}, true},
		"an empty LC_ALL says nothing":  {[]string{"LC_ALL=", "LANG=de_DE.UTF-8"}, false},
		"a dumb terminal draws nothing": {[]string{"LANG=de_DE.UTF-8", "TERM=dumb"}, true},
	} {
		g := ui.GlyphsFor(c.env)
		spark, bar, rule, cut := "▁·▅███▁", "··━━━━●━━·", "─── new ───", "wor…"
		if c.ascii {
			spark, bar, rule, cut = "_?-^^^_", "..====o==.", "--- new ---", "wo.."
		}
		for _, got := range [][2]string{
			{spark, g.Spark(values)}, {bar, g.Bar(0.67, &[2]float64{0.21, 0.9}, 10)}, {rule, g.Rule("new", 11)}, {cut, g.Cut("words", 4)},
		} {
			if got[0] != got[1] {
				t.Errorf("%s: want %q, got %q", name, got[0], got[1])
			}
		}
	}
}

func TestABarStaysWithinItsCells(t *testing.T) {
	t.Parallel()
	g := ui.GlyphsFor(nil)
	for _, c := range []struct {
		value    float64
		interval *[2]float64
		want     string
	}{
		{0, &[2]float64{0, 0.2}, "●━········"},
		{1, &[2]float64{0.75, 1}, "·······━━●"},
		{0.5, nil, "·····●····"},
		{1.7, &[2]float64{1.2, 2}, "·········●"},
		{-3, &[2]float64{-4, 0.1}, "●·········"},
	} {
		if got := g.Bar(c.value, c.interval, 10); got != c.want {
			t.Errorf("%v %v: want %s, got %s", c.value, c.interval, c.want, got)
		}
	}
}
