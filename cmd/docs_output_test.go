package cmd_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/google/go-cmp/cmp"
)

// timeless takes out of a line what differs from run to run.
func timeless(line string) string {
	line = regexp.MustCompile(`\b\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d)?)?(Z| ?[+-]\d\d:?\d\d\b)?`).ReplaceAllString(line, "DATE")
	line = regexp.MustCompile(` +\d+ ms\b`).ReplaceAllString(line, "  TIME")
	return strings.TrimRight(regexp.MustCompile(`\b[0-9a-f]{7,64}\b`).ReplaceAllString(line, "HASH"), " ")
}

// onScreen is what stands on a terminal in the end, without its colors: behind a
// carriage return a line is written over, as lines of progress are.
func onScreen(out string) string {
	lines := strings.Split(ansi.Strip(out), "\n")
	for i, line := range lines {
		var screen []rune
		for _, part := range strings.Split(line, "\r") {
			over := []rune(part)
			if n := min(len(over), len(screen)); n > 0 {
				copy(screen, over[:n])
				over = over[n:]
			}
			screen = append(screen, over...)
		}
		lines[i] = string(screen)
	}
	return strings.Join(lines, "\n")
}

// shows says whether a line of output is the one that a page shows, in which
// "..." stands for what is left out.
func shows(want, line string) bool {
	parts := strings.Split(timeless(want), "...")
	line = timeless(line)
	rest, ok := strings.CutPrefix(line, parts[0])
	for _, part := range parts[1:] {
		if !ok {
			return false
		}
		_, rest, ok = strings.Cut(rest, part)
	}
	return ok && (rest == "" || parts[len(parts)-1] == "" && len(parts) > 1)
}

// group is a stretch of lines of a page that come one below the other.
type group struct{ from, to int }

// groups parts the lines that a page shows at those that say "...".
func groups(want []string) []group {
	var list []group
	from := 0
	for i := range len(want) + 1 {
		if i == len(want) || want[i] == "..." {
			if i > from {
				list = append(list, group{from, i})
			}
			from = i + 1
		}
	}
	return list
}

// missingLine gives the first line of a page that the output does not have; ok
// where it has all. Lines stand one below the other as they come, from any line
// on; a line "..." stands for any number of them.
func missingLine(want []string, out string) (missing string, ok bool) {
	lines := strings.Split(out, "\n")
	for _, g := range groups(want) {
		at, best := 0, 0 // how many lines of the group stand where most of them do
		for ; at < len(lines); at++ {
			k := g.from
			for k < g.to && at+k-g.from < len(lines) && shows(want[k], lines[at+k-g.from]) {
				k++
			}
			if k == g.to {
				break
			}
			best = max(best, k-g.from)
		}
		if at == len(lines) {
			return want[g.from+best], false
		}
		lines = lines[at+g.to-g.from:]
	}
	return "", true
}

// refreshed gives the lines that a page shows as they come now: those of the
// output that are most like them, each group where it is most alike as a whole.
func refreshed(want []string, out, home string) []string {
	lines := strings.Split(strings.ReplaceAll(out, home, "..."), "\n")
	now := slices.Clone(want)
	for _, g := range groups(want) {
		n, best, where := g.to-g.from, -1, 0
		for at := 0; at+n <= len(lines); at++ {
			alike := 0
			for k := range n {
				alike += alikeness(want[g.from+k], lines[at+k])
			}
			if alike > best {
				best, where = alike, at
			}
		}
		if best < 0 {
			return now // it printed less than the page shows
		}
		for k := range n {
			if !shows(want[g.from+k], lines[where+k]) {
				now[g.from+k] = strings.TrimRight(lines[where+k], " ")
			}
		}
		lines = lines[where+n:]
	}
	return now
}

// alikeness counts the words that two lines share.
func alikeness(a, b string) int {
	n := 0
	words := strings.Fields(timeless(b))
	for _, w := range strings.Fields(timeless(a)) {
		if slices.Contains(words, w) {
			n++
		}
	}
	return n
}

func TestAWrongLineOfAPageIsFound(t *testing.T) {
	t.Parallel()
	out := "REV      DATE        SCORE\n244a5d1  2026-11-22   0.83\n\nlast line of this one   \n"
	for _, c := range []struct {
		name string
		want []string
		miss bool
	}{
		{"another hash and day", []string{"REV      DATE        SCORE", "1159d3c  2024-01-01   0.83"}, false},
		{"lines left out", []string{"...", "last line of this one"}, false},
		{"lines left out between", []string{"REV      DATE        SCORE", "...", "last line of this one", "..."}, false},
		{"part of a line left out", []string{"last ... one"}, false},
		{"the end of a line left out", []string{"last..."}, false},
		{"a line left out without a word", []string{"REV      DATE        SCORE", "", "last line of this one"}, true},
		{"another score", []string{"244a5d1  2024-01-01   0.84"}, true},
		{"other columns", []string{"244a5d1  2024-01-01  0.83"}, true},
		{"half a line", []string{"last line"}, true},
		{"lines in another order", []string{"last line of this one", "...", "REV      DATE        SCORE"}, true},
		{"a line too many", []string{"last line of this one", "one more"}, true},
		{"a line twice", []string{"last ...", "...", "last ..."}, true},
	} {
		if missing, ok := missingLine(c.want, out); ok == c.miss {
			t.Errorf("%s: found all lines: %v (%q)", c.name, ok, missing)
		}
	}
}

func TestALineOfProgressIsWrittenOver(t *testing.T) {
	t.Parallel()
	if got := onScreen("\x1b[1mwrote\x1b[m a\n12 samples\r          \rREV  …\nlast\r\n"); got != "wrote a\nREV  …    \nlast\n" {
		t.Errorf("got %q", got)
	}
}

func TestARefreshedPageShowsWhatComes(t *testing.T) {
	t.Parallel()
	out := "wrote  /home/ada/shop/a.md\nREV      SCORE  P\n244a5d1   0.83  1\nnothing else\nlast line, but longer\n"
	want := []string{"wrote  .../shop/a.md", "...", "REV      SCORE", "1159d3c   0.80", "...", "last line"}
	now := refreshed(want, out, "/home/ada")
	if diff := cmp.Diff([]string{"wrote  .../shop/a.md", "...", "REV      SCORE  P", "244a5d1   0.83  1", "...", "last line, but longer"}, now); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if missing, ok := missingLine(now, out); !ok {
		t.Errorf("the output has no line %q", missing)
	}
}
