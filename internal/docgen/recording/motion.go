package recording

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Seconds of a film.
const (
	perChar  = 0.06 // to type a character
	think    = 0.7  // from the last one to the output
	perRow   = 0.22 // to read a row that comes into the window
	hold     = 3.5  // at most, on what a scene shows; less where it is short
	holdLast = 7.0  // on the end of the film
)

// cover hides a command that is not typed yet. It is there only while it moves.
func cover(b *strings.Builder, row, scene, columns int) {
	fmt.Fprintf(b, `<rect class="k k%d" x="%s" y="%d" width="%s" height="%d" fill="#0d1117"/>`,
		scene, number(2*charWidth), row*rowHeight, number(float64(columns)*charWidth), rowHeight)
}

// motion is the style sheet that moves a film whose rows end at a row: each scene
// is typed, its output comes, and the window follows it.
func motion(f Film, starts []int, end int) string {
	var b strings.Builder
	type stop struct {
		t   float64
		row int
	}
	var (
		t      float64
		scroll = []stop{{0, 0}}
		shows  []float64 // when the command and the output of each scene come
		types  [][2]float64
	)
	for i, s := range f.Scenes {
		next := end
		if i+1 < len(starts) {
			next = starts[i+1]
		}
		from := scroll[len(scroll)-1].row
		if s.Command != "" { // which is typed in the last row of the window
			row := max(from, starts[i]+1-f.Rows)
			if row > from { // at once: two stops at one time would make a crawl of it
				scroll = append(scroll, stop{t + 0.01, row})
			}
			from = row
		}
		n := float64(utf8.RuneCountInString(s.Command))
		shows, types = append(shows, t), append(types, [2]float64{t, t + n*perChar})
		t += n * perChar
		if s.Command != "" {
			t += think
		}
		shows = append(shows, t)
		// The output begins at the top of the window and is read downward.
		top := min(max(from, starts[i]), max(from, next-f.Rows))
		scroll = append(scroll, stop{t, from}, stop{t + 0.01, top})
		to := max(top, next-f.Rows)
		pause := min(hold, 1+float64(next-starts[i])*perRow)
		t += pause / 2
		scroll = append(scroll, stop{t, top})
		t += float64(to-top) * perRow
		scroll = append(scroll, stop{t, to})
		if i == len(f.Scenes)-1 {
			pause = 2 * holdLast
		}
		t += pause / 2
		scroll = append(scroll, stop{t, to})
	}
	total := t
	percent := func(t float64) string { return number2(100 * t / total) }
	b.WriteString(".k{display:none}@media (prefers-reduced-motion:no-preference){.k{display:inline}")
	b.WriteString("@keyframes film{")
	for _, s := range scroll {
		fmt.Fprintf(&b, "%s%%{transform:translateY(%dpx)}", percent(s.t), -s.row*rowHeight)
	}
	fmt.Fprintf(&b, "}.film{animation:film %ss linear infinite}", number2(total))
	for i, s := range f.Scenes {
		for k, name := range []string{"s", "o"} {
			if at := shows[2*i+k]; at > 0 && (name == "o" || s.Command != "") {
				fmt.Fprintf(&b, "@keyframes %s%d{0%%,%s%%{opacity:0}%s%%,100%%{opacity:1}}.%s%d{animation:%s%d %ss linear infinite}",
					name, i, percent(at), percent(at+0.01), name, i, name, i, number2(total))
			}
		}
		if n := utf8.RuneCountInString(s.Command); n > 0 {
			fmt.Fprintf(&b, "@keyframes k%d{0%%,%s%%{transform:none;animation-timing-function:steps(%d)}%s%%,100%%{transform:translateX(%spx)}}.k%d{animation:k%d %ss linear infinite}",
				i, percent(types[i][0]), n, percent(types[i][1]), number(float64(n)*charWidth), i, i, number2(total))
		}
	}
	b.WriteString("}")
	return b.String()
}

// number2 is a number with at most two decimals.
func number2(x float64) string {
	return strings.TrimRight(strings.TrimRight(fmt.Sprintf("%.2f", x), "0"), ".")
}
