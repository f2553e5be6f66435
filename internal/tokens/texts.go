package tokens

import (
	"slices"
	"strings"
)

// The time that a comparison takes grows with the square of what differs. So much
// is compared token by token: the tokens of both sides of one gap, and the squares
// of these over all gaps.
const (
	mostTokens = 8000
	mostEffort = 256 << 20
	mostBytes  = 128 << 10 // of both texts, up to which they are tried as one gap
	mostDepth  = 12        // gaps within gaps
)

// Texts is Readable for texts of any size, which cut parts into tokens: in a time
// that grows with their size and not with its square. What is too long is compared
// line by line, between the lines that stand once in both texts (the anchors of the
// patience algorithm), and token by token in the gaps that are small enough. coarse
// says that somewhere that was not possible: there all is Removed and Added but for
// how it begins and ends.
func Texts(before, after string, cut func(string) []string) (list []Diff, coarse bool) {
	w := weaver{a: cutLines(before), b: cutLines(after), cut: cut, effort: mostEffort}
	whole := gap{0, len(w.a.at) - 1, 0, len(w.b.at) - 1}
	if len(before)+len(after) > mostBytes || !w.tokens(whole) {
		w.lines(whole, 0)
	}
	return w.list, w.coarse
}

// text is a text with where its lines begin, and at last its end.
type text struct {
	s  string
	at []int
}

func cutLines(s string) text {
	at := make([]int, 1, strings.Count(s, "\n")+2)
	for from := 0; from < len(s); {
		end := strings.IndexByte(s[from:], '\n')
		if end < 0 {
			end = len(s) - from - 1
		}
		from += end + 1
		at = append(at, from)
	}
	return text{s, at}
}

func (t text) lines(from, to int) string { return t.s[t.at[from]:t.at[to]] }

func (t text) line(i int) string { return t.lines(i, i+1) }

// gap is a stretch of lines in each text: from a0 to before a1, and b0 to b1.
type gap struct{ a0, a1, b0, b1 int }

type weaver struct {
	a, b   text
	cut    func(string) []string
	effort int
	list   []Diff
	coarse bool
}

func (w *weaver) add(kind Kind, s string) {
	if s != "" {
		w.list = append(w.list, Diff{kind, s})
	}
}

// lines compares a gap line by line.
func (w *weaver) lines(g gap, depth int) {
	start := g
	for g.a0 < g.a1 && g.b0 < g.b1 && w.a.line(g.a0) == w.b.line(g.b0) {
		g.a0, g.b0 = g.a0+1, g.b0+1
	}
	end := g
	for g.a0 < end.a1 && g.b0 < end.b1 && w.a.line(end.a1-1) == w.b.line(end.b1-1) {
		end.a1, end.b1 = end.a1-1, end.b1-1
	}
	w.add(Equal, w.a.lines(start.a0, g.a0))
	w.differing(end, depth)
	w.add(Equal, w.a.lines(end.a1, g.a1))
}

// differing compares a gap that neither begins nor ends with an equal line.
func (w *weaver) differing(g gap, depth int) {
	if g.a0 == g.a1 || g.b0 == g.b1 || w.tokens(g) {
		if g.a0 == g.a1 || g.b0 == g.b1 {
			w.add(Removed, w.a.lines(g.a0, g.a1))
			w.add(Added, w.b.lines(g.b0, g.b1))
		}
		return
	}
	var anchors [][2]int
	if depth < mostDepth {
		anchors = w.anchors(g)
	}
	if len(anchors) == 0 {
		w.replaced(w.a.lines(g.a0, g.a1), w.b.lines(g.b0, g.b1))
		return
	}
	for _, x := range anchors {
		w.lines(gap{g.a0, x[0], g.b0, x[1]}, depth+1)
		w.add(Equal, w.a.line(x[0]))
		g.a0, g.b0 = x[0]+1, x[1]+1
	}
	w.lines(g, depth+1)
}

// tokens compares a gap token by token, unless it is too large for that.
func (w *weaver) tokens(g gap) bool {
	was, now := w.a.lines(g.a0, g.a1), w.b.lines(g.b0, g.b1)
	if len(was)+len(now) > mostBytes {
		return false
	}
	before, after := w.cut(was), w.cut(now)
	size := differ(before, after)
	if size > mostTokens || size*size > w.effort {
		return false
	}
	w.effort -= size * size
	w.list = append(w.list, Readable(before, after)...)
	return true
}

// differ counts the tokens between what two lists begin and end with.
func differ(before, after []string) int {
	n := 0
	for n < min(len(before), len(after)) && before[n] == after[n] {
		n++
	}
	before, after = before[n:], after[n:]
	n = 0
	for n < min(len(before), len(after)) && before[len(before)-1-n] == after[len(after)-1-n] {
		n++
	}
	return len(before) + len(after) - 2*n
}

// replaced is a gap that is too large to be compared, but for how it begins and
// ends, to whole words.
func (w *weaver) replaced(was, now string) {
	w.coarse = true
	const blanks = " \n\t"
	n := 0
	for n < min(len(was), len(now)) && was[n] == now[n] {
		n++
	}
	n = strings.LastIndexAny(was[:n], blanks) + 1
	w.add(Equal, was[:n])
	was, now = was[n:], now[n:]
	n = 0
	for n < min(len(was), len(now)) && was[len(was)-1-n] == now[len(now)-1-n] {
		n++
	}
	if at := strings.IndexAny(was[len(was)-n:], blanks); at < 0 {
		n = 0
	} else {
		n -= at
	}
	w.add(Removed, was[:len(was)-n])
	w.add(Added, now[:len(now)-n])
	w.add(Equal, was[len(was)-n:])
}

// anchors are the lines that stand once on each side of a gap, as far as they
// stand in one order: the longest such list.
func (w *weaver) anchors(g gap) [][2]int {
	type place struct{ a, b, inA, inB int }
	places := make(map[string]place, g.a1-g.a0)
	for i := g.a0; i < g.a1; i++ {
		p := places[w.a.line(i)]
		p.a, p.inA = i, p.inA+1
		places[w.a.line(i)] = p
	}
	for i := g.b0; i < g.b1; i++ {
		if p, known := places[w.b.line(i)]; known {
			p.b, p.inB = i, p.inB+1
			places[w.b.line(i)] = p
		}
	}
	var pairs [][2]int
	for i := g.a0; i < g.a1; i++ {
		if p := places[w.a.line(i)]; p.inA == 1 && p.inB == 1 {
			pairs = append(pairs, [2]int{i, p.b})
		}
	}
	return rising(pairs)
}

// rising is the longest list of pairs in which the second numbers rise as the
// first do.
func rising(pairs [][2]int) [][2]int {
	ends := []int{}                 // of the best list of each length, its last pair
	from := make([]int, len(pairs)) // the pair before, -1 for none
	for i, p := range pairs {
		at, _ := slices.BinarySearchFunc(ends, p[1], func(j, b int) int { return pairs[j][1] - b })
		if from[i] = -1; at > 0 {
			from[i] = ends[at-1]
		}
		if at == len(ends) {
			ends = append(ends, i)
		} else {
			ends[at] = i
		}
	}
	if len(ends) == 0 {
		return nil
	}
	list := make([][2]int, len(ends))
	for n, i := len(ends)-1, ends[len(ends)-1]; n >= 0; n, i = n-1, from[i] {
		list[n] = pairs[i]
	}
	return list
}
