package ui_test

import (
	"testing"
	"time"

	"github.com/promptgit/promptgit/internal/ui"
)

func TestThePaceIsThatOfLate(t *testing.T) {
	t.Parallel()
	type second struct{ done, free int } // in each second
	times := func(n int, s second) []second {
		list := make([]second, n)
		for i := range list {
			list[i] = s
		}
		return list
	}
	for _, c := range []struct {
		name    string
		seconds []second
		rest    int
		rate    string
		left    string // "" where it is not told
	}{
		{"nothing yet", nil, 100, "0.0/min", ""},
		{"too early", times(2, second{10, 0}), 100, "10/s", ""},
		{"steady", times(10, second{10, 0}), 100, "10/s", "10s"},
		{"all from the cache", times(10, second{1000, 1000}), 50000, "1000/s", ""},
		{"cached ones first", append(times(10, second{5000, 5000}), times(6, second{20, 0})...), 1200, "20/s", "1m00s"},
		{"it slowed down", append(times(60, second{100, 0}), times(6, second{10, 0})...), 36000, "10/s", "1h00m"},
		{"seldom", append(times(19, second{}), second{1, 0}), 6, "3.2/min", "1m54s"},
		{"it stands", append(times(10, second{10, 0}), times(50, second{})...), 100, "23.1/min", "4m20s"},
		{"it stands for long", append(times(10, second{10, 0}), times(90, second{})...), 100, "0.0/min", ""},
	} {
		var p ui.Pace
		at, done, free := time.Unix(0, 0), 0, 0
		for _, s := range c.seconds {
			done, free, at = done+s.done, free+s.free, at.Add(time.Second)
			p.Add(at, done, free)
		}
		left := ""
		if d, ok := p.Left(c.rest); ok {
			left = ui.Span(d)
		}
		if got := ui.Rate(p.Rate()); got != c.rate || left != c.left {
			t.Errorf("%s: want %s and %q, got %s and %q", c.name, c.rate, c.left, got, left)
		}
	}
}
