package cmd

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/promptgit/promptgit/internal/ui"
)

// bisectState is what the view of a search shows. Rows are versions, the first of
// them stands for no change.
type bisectState struct {
	path    string
	rows    []bisectRow
	samples int
	spent   float64
	unknown bool // what it cost
	took    time.Duration
	last    string
	asking  string
	where   map[string]string // by case, of what is asked now
}

type bisectRow struct {
	rev, subject string
	p            float64
}

// shownMass is what a version needs to get a line.
const shownMass = 0.01

// frame is the view in lines that fit a terminal: what was done, the posterior
// along the history, a bar for each version that has some, the last answer and the
// next question.
func (s bisectState) frame(width, height int) []string {
	if len(s.rows) < 2 || width < 20 {
		return nil
	}
	const around = 4 // the lines that are no bars, and that of the cursor
	lines := []string{s.headline(), s.landscape(width)}
	for _, v := range s.likeliest(min(10, height-around-1)) {
		lines = append(lines, s.bar(v, width))
	}
	foot := "asking " + s.asking
	if s.last != "" {
		foot = s.last + "; " + foot
	}
	lines = append(lines, ui.Paint(ui.Dim, ui.Shorten(foot, width-1)))
	for i := range lines {
		lines[i] = ui.Shorten(lines[i], width-1)
	}
	if most := max(height-1, 1); len(lines) > most {
		lines = lines[:most]
	}
	return lines
}

func (s bisectState) headline() string {
	text := fmt.Sprintf("bisect %s: %d of %d candidates left, %s", ui.Line(s.path), s.left(), len(s.rows)-1, plural(s.samples, "sample"))
	switch {
	case s.unknown:
		text += ", cost unknown"
	case s.spent > 0:
		text += fmt.Sprintf(", $%.4f", s.spent)
	}
	return text + ", " + ui.Span(s.took)
}

// left is how many versions it takes to hold 95 % of what says that one broke it.
func (s bisectState) left() int {
	ps, sum := make([]float64, 0, len(s.rows)), 0.0
	for _, r := range s.rows[1:] {
		ps = append(ps, r.p)
		sum += r.p
	}
	slices.SortFunc(ps, func(a, b float64) int { return -cmpFloat(a, b) })
	held := 0.0
	for i, p := range ps {
		if held += p; held >= 0.95*sum {
			return i + 1
		}
	}
	return len(ps)
}

func cmpFloat(a, b float64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// likeliest are up to n versions with the most mass, in the order of the history;
// no change first.
func (s bisectState) likeliest(n int) []int {
	var list []int
	for v, r := range s.rows {
		if v == 0 || r.p >= shownMass {
			list = append(list, v)
		}
	}
	slices.SortStableFunc(list[1:], func(a, b int) int { return -cmpFloat(s.rows[a].p, s.rows[b].p) })
	list = list[:min(len(list), max(n, 0))]
	slices.Sort(list)
	return list
}

// landscape is the posterior from the oldest to the newest version, several to a
// column where there are many, each column as high as its share of the highest.
func (s bisectState) landscape(width int) string {
	first, last := s.rows[1].rev, s.rows[len(s.rows)-1].rev
	room := width - len(first) - len(last) - 3
	n := min(len(s.rows)-1, max(room, 1))
	sums := make([]float64, n)
	for v := range s.rows[1:] {
		sums[v*n/(len(s.rows)-1)] += s.rows[v+1].p
	}
	high := slices.Max(sums)
	values := make([]*float64, n)
	for i := range sums {
		share := 0.0
		if high > 0 {
			share = sums[i] / high
		}
		values[i] = &share
	}
	return fmt.Sprintf("%s %s %s", first, ui.Paint(ui.Warn, ui.Sparkline(values)), last)
}

// bar is one version with its probability.
func (s bisectState) bar(v, width int) string {
	r := s.rows[v]
	name, style := r.rev, ui.Warn
	if v == 0 {
		name, style = "no change", ui.Dim
	}
	cells := min(max((width-20)/2, 5), 40)
	return fmt.Sprintf("%-10s %3.0f %% %s %s", name, 100*r.p, ui.Paint(style, blocks(r.p, cells)), ui.Paint(ui.Dim, r.subject))
}

// blocks fills a share of so many columns, to an eighth of one.
func blocks(share float64, cells int) string {
	eighths := int(math.Round(min(max(share, 0), 1) * float64(8*cells)))
	text := strings.Repeat("█", eighths/8)
	if rest := eighths % 8; rest > 0 {
		text += string([]rune("▏▎▍▌▋▊▉")[rest-1])
	}
	return text + strings.Repeat(" ", cells-len([]rune(text)))
}
