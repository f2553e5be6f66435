package xmltext

import (
	"sort"
	"strings"

	"github.com/promptgit/promptgit/internal/value"
)

// span is a part of a text that looks like XML.
type span struct {
	start, end int
	parent     int // where the element around it starts, -1 for none
}

// Find offers the fragments of XML in a text to accept, which says whether one
// can be read and whether it is what is looked for, and ends with the first that
// is. First come siblings, from the first to the last, then the outermost
// elements; what lies in a fragment that could be read is not offered again.
func Find(text string, accept func(fragment string) (read, found bool)) bool {
	var done cover
	for _, s := range candidates(elements(text)) {
		if done.covers(s) {
			continue
		}
		read, found := accept(text[s.start:s.end])
		if found {
			return true
		}
		if read {
			done.add(s, len(text))
		}
	}
	return false
}

// elements gives the elements that are closed by their own tag, in the order of
// their ends. A closing tag of another name makes that all open ones stay open.
func elements(text string) []span {
	var spans []span
	type opened struct {
		name  string
		start int
	}
	var open []opened
	parent := func() int {
		if len(open) == 0 {
			return -1
		}
		return open[len(open)-1].start
	}
	for i := 0; i < len(text); i++ {
		at := strings.IndexByte(text[i:], '<')
		if at < 0 {
			break
		}
		i += at
		tag, ok := tagAt(text, i)
		if !ok {
			continue
		}
		switch last := len(open) - 1; {
		case tag.kind == selfClosing:
			spans = append(spans, span{i, tag.end + 1, parent()})
		case tag.kind == opening:
			open = append(open, opened{tag.name, i})
		case tag.kind == closing && last >= 0 && open[last].name == tag.name:
			start := open[last].start
			open = open[:last]
			spans = append(spans, span{start, tag.end + 1, parent()})
		case tag.kind == closing:
			open = nil
		}
		i = tag.end
	}
	return spans
}

// candidates orders what may be looked at: several siblings of one element that
// is not closed itself, or of none, as one; then all that lie in no other.
func candidates(spans []span) []span {
	closed := map[int]bool{}
	siblings := map[int]*span{} // by parent
	count := map[int]int{}
	var parents []int
	for _, s := range spans {
		closed[s.start] = true
		all := siblings[s.parent]
		if all == nil {
			parents = append(parents, s.parent)
			siblings[s.parent] = &span{s.start, s.end, s.parent}
		} else {
			all.start, all.end = min(all.start, s.start), max(all.end, s.end)
		}
		count[s.parent]++
	}
	var list []span
	seen := map[[2]int]bool{}
	add := func(s span) {
		if id := [2]int{s.start, s.end}; !seen[id] {
			seen[id] = true
			list = append(list, s)
		}
	}
	for _, p := range parents {
		if count[p] > 1 && !closed[p] {
			add(*siblings[p])
		}
	}
	var outermost []span
	for _, s := range spans {
		if s.parent < 0 || !closed[s.parent] {
			outermost = append(outermost, s)
		}
	}
	sort.Slice(outermost, func(i, j int) bool { return outermost[i].start < outermost[j].start })
	for _, s := range outermost {
		add(s)
	}
	return list
}

// cover remembers spans and says whether one of them holds another: furthest[i]
// is the largest end of those that start in the part of the text that the
// (Fenwick) tree keeps there.
type cover struct{ furthest []int }

func (c *cover) add(s span, length int) {
	if c.furthest == nil {
		c.furthest = make([]int, length+2)
	}
	for i := s.start + 1; i < len(c.furthest); i += i & -i {
		c.furthest[i] = max(c.furthest[i], s.end)
	}
}

func (c *cover) covers(s span) bool {
	for i := s.start + 1; i > 0 && c.furthest != nil; i -= i & -i {
		if c.furthest[i] >= s.end {
			return true
		}
	}
	return false
}

type tagKind int

const (
	opening tagKind = iota
	closing
	selfClosing
	other // a comment, a declaration or an instruction
)

type tag struct {
	kind tagKind
	name string
	end  int // its last byte
}

// tagAt reads the tag that begins with the < at i.
func tagAt(text string, i int) (tag, bool) {
	rest := text[i+1:]
	switch {
	case rest == "":
		return tag{}, false
	case rest[0] == '!':
		return tag{kind: other, end: declarationEnd(text, i)}, true
	case rest[0] == '?':
		return tag{kind: other, end: after(text, i+2, "?>")}, true
	}
	t := tag{kind: opening}
	start := i + 1
	if rest[0] == '/' {
		t.kind, start = closing, i+2
	}
	end := nameEnd(text, start)
	if end == start {
		return tag{}, false
	}
	t.name = text[start:end]
	if t.end = plainTagEnd(text, i); t.end < 0 {
		return tag{}, false
	}
	if t.kind == opening && strings.HasSuffix(strings.TrimRightFunc(text[i+1:t.end], value.JSSpace), "/") {
		t.kind = selfClosing
	}
	return t, true
}

// plainTagEnd is the > of a tag outside of quotes, -1 where a < comes first.
func plainTagEnd(text string, i int) int {
	var q quotes
	for i++; i < len(text); i++ {
		switch c := text[i]; {
		case q.take(rune(c)):
		case c == '<':
			return -1
		case c == '>':
			return i
		}
	}
	return -1
}

// after is the last byte of the next such text from i on, else of all.
func after(text string, i int, end string) int {
	if i <= len(text) {
		if at := strings.Index(text[i:], end); at >= 0 {
			return i + at + len(end) - 1
		}
	}
	return len(text) - 1
}

func declarationEnd(text string, i int) int {
	if strings.HasPrefix(text[i:], "<!--") {
		return after(text, i+len("<!--"), "-->")
	}
	if strings.HasPrefix(text[i:], "<![CDATA[") {
		return after(text, i+len("<![CDATA["), "]]>")
	}
	var q quotes
	depth := 0
	for i += 2; i < len(text); i++ {
		switch c := text[i]; {
		case q.take(rune(c)):
		case c == '[':
			depth++
		case c == ']' && depth > 0:
			depth--
		case c == '>' && depth == 0:
			return i
		}
	}
	return len(text) - 1
}
