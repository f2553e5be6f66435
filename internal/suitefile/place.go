package suitefile

import (
	"strings"

	"gopkg.in/yaml.v3"
)

// insert gives the text with lines put before a line. At the end of a file
// without a final line end there is none behind them either.
func (e *editor) insert(before int, block string) string {
	l := e.lines
	at := l.offset(before)
	head, tail := l.text[:at], l.text[at:]
	if head == "" || tail != "" || lineBreak(head[len(head)-1:]) > 0 || endsInSeparator(head) {
		return head + block + tail
	}
	return head + l.end + strings.TrimSuffix(block, l.end)
}

func endsInSeparator(s string) bool {
	return strings.HasSuffix(s, "\u0085") || strings.HasSuffix(s, "\u2028") || strings.HasSuffix(s, "\u2029")
}

// block writes the entries as lines.
func (e *editor) block(s shape) string {
	var b strings.Builder
	for _, x := range e.entries {
		b.WriteString(x.block(s, e.lines.end))
	}
	return b.String()
}

// span gives the line of the last node in a list, and that of the first node
// behind it: one past the last line where there is none.
func (e *editor) span(list *yaml.Node) (last, next int) {
	next = e.lines.count() + 1
	if e.lines.line(e.lines.count()) == "" {
		next = e.lines.count() // behind the last line end nothing stands
	}
	inside, passed := map[*yaml.Node]bool{}, false
	last = list.Line
	walk(list, func(n *yaml.Node) {
		inside[n] = true
		last = max(last, n.Line)
	})
	found := false
	walk(e.root, func(n *yaml.Node) {
		switch {
		case inside[n]:
			passed = true
		case passed && !found:
			found, next = true, n.Line
		}
	})
	return last, next
}

// walk visits nodes in the order of the document, without following aliases.
func walk(n *yaml.Node, visit func(*yaml.Node)) {
	visit(n)
	for _, c := range n.Content {
		walk(c, visit)
	}
}

// shapeOf reads the indentation off an entry of a block list: its dash stands
// before it, in its line or in one above.
func (e *editor) shapeOf(n *yaml.Node) (shape, bool) {
	at := e.lines.at(n.Line, n.Column)
	prefix := e.lines.text[e.lines.offset(n.Line):at]
	if dash, blank, ok := strings.Cut(prefix, "-"); ok && strings.TrimSpace(dash+blank) == "" {
		s := shape{dash: len(dash), content: 1 + len(blank)}
		if n.Kind != yaml.MappingNode || n.Style&yaml.FlowStyle != 0 || n.Anchor != "" || strings.Contains(blank, "\t") {
			s.content = 2
		}
		return s, true
	}
	for line := n.Line - 1; line > 0; line-- {
		spaces, rest := e.lines.indent(line)
		if rest == "-" || strings.HasPrefix(rest, "- ") {
			return shape{dash: spaces, content: 2}, true
		}
		if rest != "" && rest[0] != '#' {
			break
		}
	}
	return shape{}, false
}

// appendBlock puts the entries behind the last one of a block list: below its
// last line, or else further down, as where blank lines belong to a text.
func (e *editor) appendBlock(list *yaml.Node) (string, error) {
	s, ok := e.shapeOf(list.Content[len(list.Content)-1])
	if !ok {
		return "", e.problem(list, "no dash was found before the last case", "write the cases as a list with a dash each")
	}
	last, next := e.span(list)
	behind := last
	for line := last; line < next; line++ {
		spaces, rest := e.lines.indent(line)
		if line > last && spaces == 0 && isMark(rest) {
			next = line
			break
		}
		if rest != "" && (spaces > s.dash || line == last || spaces == s.dash && s.dash > 0 && rest[0] == '#') {
			behind = line
		}
	}
	block := e.block(s)
	const most = 64 // blank lines that may belong to a text
	for line := behind + 1; line < min(next, behind+most); line++ {
		if text := e.insert(line, block); e.try(text, list) {
			return text, nil
		}
	}
	return e.first(list, e.insert(next, block))
}

// newList puts a list where there is none: under a key at the end of the file,
// or as the whole file.
func (e *editor) newList(key string) (string, error) {
	if e.root == nil && e.isJSON() {
		return e.first(nil, e.insert(e.lines.count()+1, e.flowLines("", "  ")+e.lines.end))
	}
	end := e.lines.count() + 1
	if key != "" {
		key += e.lines.end
		return e.first(nil, e.insert(end, key+e.block(shape{dash: 2, content: 2})), e.insert(e.afterRoot(), key+e.block(shape{dash: 2, content: 2})))
	}
	return e.first(nil, e.insert(end, e.block(shape{content: 2})), e.insert(end, e.key+":"+e.lines.end+e.block(shape{dash: 2, content: 2})))
}

// afterRoot is the line of the mark that ends the document, where there is one.
func (e *editor) afterRoot() int {
	last, _ := e.span(e.root)
	for line := last + 1; line <= e.lines.count(); line++ {
		if spaces, rest := e.lines.indent(line); spaces == 0 && isMark(rest) {
			return line
		}
	}
	return e.lines.count() + 1
}

// isMark says whether a line ends a document.
func isMark(line string) bool {
	return strings.HasPrefix(line, "...") || strings.HasPrefix(line, "---")
}

// fillKey puts the list under a key without a value.
func (e *editor) fillKey() (string, error) {
	s := shape{dash: e.keyNode.Column + 1, content: 2}
	if e.list.Value != "" { // null or ~, which goes
		from := e.lines.at(e.list.Line, e.list.Column)
		text := strings.TrimRight(e.lines.text[:from], " ") + e.lines.text[from+len(e.list.Value):]
		e.lines = newLines(text)
	}
	return e.first(nil, e.insert(e.keyNode.Line+1, e.block(s)))
}

// emptyBrackets puts a block list in the place of [].
func (e *editor) emptyBrackets(list *yaml.Node) (string, error) {
	at := e.lines.at(list.Line, list.Column)
	length := strings.IndexByte(e.lines.text[at:], ']') + 1
	if list.Line != e.keyNode.Line || length == 0 || strings.TrimSpace(e.lines.text[at+1:at+length-1]) != "" {
		return "", errPlace
	}
	text := strings.TrimRight(e.lines.text[:at], " ") + e.lines.text[at+length:]
	was := e.lines
	e.lines = newLines(text)
	out, err := e.first(nil, e.insert(list.Line+1, e.block(shape{dash: e.keyNode.Column + 1, content: 2})))
	if err != nil {
		e.lines = was
	}
	return out, err
}
