package prompt

import (
	"slices"
	"strings"
)

// moves is a graph of the changed components: an edge leads from one that lost
// text to one that gained it. A component that differs in more than moved text
// counts on its own. Each edge counts as one change under the name of one of its
// ends, the destination if it may; an end names one change only.
type moves struct {
	own   []bool
	edges []edge
	owner []int // by component: the edge that bears its name, -1 for none
}

type edge struct{ from, to int }

// end is the component that names an edge.
type end struct {
	vertex      int
	destination bool
}

// newMoves builds the graph of the pairs with the given indices.
func newMoves(pairs []pair, changed []int) *moves {
	m := &moves{own: make([]bool, len(changed)), owner: make([]int, len(changed))}
	lost := make([][]string, len(changed))
	gained := map[string][]int{} // components by a text that they gained
	for i, at := range changed {
		m.owner[i] = -1
		p := pairs[at]
		var more []string
		var plain bool
		lost[i], more, plain = difference(p)
		m.own[i] = !plain
		for _, atom := range more {
			gained[atom] = append(gained[atom], i)
		}
	}
	for i, atoms := range lost {
		for _, atom := range atoms {
			to := slices.IndexFunc(gained[atom], func(j int) bool { return j != i })
			if to < 0 {
				m.own[i] = true
				continue
			}
			if e := (edge{i, gained[atom][to]}); !slices.Contains(m.edges, e) {
				m.edges = append(m.edges, e)
			}
			gained[atom] = slices.Delete(gained[atom], to, to+1)
		}
	}
	for _, rest := range gained {
		for _, i := range rest {
			m.own[i] = true
		}
	}
	return m
}

// difference lists the pieces of text that a component lost and gained; plain
// says that it differs in nothing else.
func difference(p pair) (lost, gained []string, plain bool) {
	if p.old == nil {
		gained = atoms(p.new.Norm)
		return nil, gained, len(gained) > 0
	}
	if p.new == nil {
		lost = atoms(p.old.Norm)
		return lost, nil, len(lost) > 0
	}
	same := p.old.Name == p.new.Name && p.old.Role == p.new.Role
	was, now := atoms(p.old.Norm), atoms(p.new.Norm)
	count := map[string]int{}
	for _, a := range was {
		count[a]++
	}
	for _, a := range now {
		count[a]--
	}
	stays := func(list []string, sign int) (rest, out []string) {
		left := map[string]int{}
		for _, a := range slices.Backward(list) {
			if left[a] < sign*count[a] {
				left[a]++
				out = append(out, a)
			} else {
				rest = append(rest, a)
			}
		}
		return rest, out
	}
	oldRest, lost := stays(was, 1)
	newRest, gained := stays(now, -1)
	plain = same && len(lost)+len(gained) > 0 && slices.Equal(oldRest, newRest)
	if same && len(lost) > 0 && len(gained) > 0 { // perhaps only the end of a sentence is not marked
		if run := oneRun(p.old.Norm, p.new.Norm); run != nil {
			return nil, run, true
		}
		if run := oneRun(p.new.Norm, p.old.Norm); run != nil {
			return run, nil, true
		}
	}
	return lost, gained, plain
}

// oneRun gives the pieces that long has more than short where these stand
// together in one place, and nil where more than that differs. It finds text
// that does not end like a sentence, too.
func oneRun(short, long string) []string {
	a, b := strings.Split(short, " "), strings.Split(long, " ")
	if len(a) >= len(b) {
		return nil
	}
	from := 0
	for from < len(a) && a[from] == b[from] {
		from++
	}
	to := len(b)
	for left := len(a) - from; left > 0; left-- {
		if to--; a[from+left-1] != b[to] {
			return nil
		}
	}
	return atoms(strings.Join(b[from:to], " "))
}

// atoms cuts compared text into the pieces that move as one: sentences, list
// items without their markers, lines of code.
func atoms(norm string) []string {
	var list []string
	var b strings.Builder
	flush := func() {
		if b.Len() > 0 {
			list = append(list, b.String())
			b.Reset()
		}
	}
	for row := range strings.SplitSeq(norm, "\n") {
		flush()
		for w := range strings.SplitSeq(row, " ") {
			if w == "-" || listMarker(w+" ") == '1' {
				flush()
				continue
			}
			if b.Len() > 0 {
				b.WriteByte(' ')
			}
			b.WriteString(w)
			if endsSentence(w) {
				flush()
			}
		}
	}
	flush()
	return list
}

func endsSentence(w string) bool {
	switch w[max(0, len(w)-1):] {
	case ".", "!", "?", ":", ";":
		return true
	}
	return strings.HasSuffix(w, "。")
}

// names gives the end that names each edge, as many as can be named.
func (m *moves) names() []end {
	for e := range m.edges {
		m.claim(e, make([]bool, len(m.own)))
	}
	var ends []end
	for v, e := range m.owner {
		if e >= 0 {
			ends = append(ends, end{v, m.edges[e].to == v})
		}
	}
	return ends
}

// claim finds a name for edge e, moving other edges to their other end where
// that frees one (an augmenting path of a bipartite matching).
func (m *moves) claim(e int, tried []bool) bool {
	for _, v := range []int{m.edges[e].to, m.edges[e].from} {
		if m.own[v] || tried[v] {
			continue
		}
		tried[v] = true
		if m.owner[v] < 0 || m.claim(m.owner[v], tried) {
			m.owner[v] = e
			return true
		}
	}
	return false
}
