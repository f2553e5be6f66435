package prompt

import "strings"

// preamble names text that no heading and no tag owns.
const preamble = "(preamble)"

// part is a component while the lines of a message are read.
type part struct {
	Variable
	text strings.Builder
	norm normalizer
}

func (p *part) add(l line) {
	p.show(l)
	p.norm.add(l)
}

// show adds a line to the text for people only.
func (p *part) show(l line) {
	if p.Line == 0 {
		if l.blank() {
			return
		}
		p.Line = l.no
	}
	p.text.WriteString(l.text)
	p.text.WriteByte('\n')
}

func (p *part) variable() Variable {
	v := p.Variable
	v.Text = strings.TrimRight(p.text.String(), " \t\r\n")
	v.Norm = p.norm.String()
	return v
}

// outline cuts one message into sections by its headings and top-level tags.
type outline struct {
	role  string
	lines []line
	pairs map[int]xmlPair

	parts    []*part
	current  *part // nil: the next line opens a preamble
	examples *part // all the examples of the prompt
	level    int   // of the examples heading in force, 0 for none
	tagEnd   int   // line that closes the top-level tag in force, -1 for none
}

// isStructured says whether a message has a heading or a top-level tag.
func isStructured(lines []line, pairs map[int]xmlPair) bool {
	if len(pairs) > 0 {
		return true
	}
	for i := range lines {
		if level, _, _ := headingAt(lines, i); level > 0 {
			return true
		}
	}
	return false
}

// headingAt reads the heading that starts at lines[i]; size is its number of
// lines.
func headingAt(lines []line, i int) (level int, name string, size int) {
	if lines[i].kind != linePlain {
		return 0, "", 0
	}
	if level, name = atxHeading(lines[i].text); level > 0 {
		return level, name, 1
	}
	if level, name = setextHeading(lines, i); level > 0 {
		return level, name, 2
	}
	return 0, "", 0
}

// read sorts every line into its part.
func (o *outline) read() {
	o.tagEnd = -1
	for i := 0; i < len(o.lines); {
		i = o.step(i)
	}
}

func (o *outline) step(i int) (next int) {
	l := o.lines[i]
	if level, name, size := headingAt(o.lines, i); level > 0 {
		o.heading(level, name, o.lines[i:i+size])
		o.leave(i + size - 1)
		return i + size
	}
	if pair, ok := o.pairs[i]; ok && o.level == 0 {
		if namesExamples(pair.name) {
			for _, inside := range o.lines[i : pair.last+1] {
				o.examples.add(inside)
			}
			o.leave(pair.last)
			return pair.last + 1
		}
		if o.tagEnd < 0 && (o.current == nil || o.current.Name == preamble) {
			o.open(pair.name, 0)
			o.tagEnd = pair.last
			o.current.show(l)
			_, l.text, _ = openingTag(l.text)
			o.closing(i, &l)
			o.current.norm.add(l)
			o.leave(i)
			return i + 1
		}
	}
	if i == o.tagEnd {
		o.target().show(l)
		o.closing(i, &l)
		o.target().norm.add(l)
		o.leave(i)
		return i + 1
	}
	o.target().add(l)
	return i + 1
}

// closing cuts the closing tag off the last line of the tag in force.
func (o *outline) closing(i int, l *line) {
	if i == o.tagEnd {
		l.text = l.text[:strings.LastIndex(l.text, "</")]
	}
}

// leave ends the tag in force where line i, or one before it, closes it.
func (o *outline) leave(i int) {
	if o.tagEnd >= 0 && i >= o.tagEnd {
		o.tagEnd, o.current, o.level = -1, nil, 0
	}
}

// target is the part that text belongs to here.
func (o *outline) target() *part {
	if o.level > 0 {
		return o.examples
	}
	if o.current == nil {
		o.open(preamble, 0)
	}
	return o.current
}

func (o *outline) open(name string, level int) {
	o.current = &part{Variable: Variable{Kind: KindSection, Role: o.role, Name: name, Level: level}}
	o.parts = append(o.parts, o.current)
}

func (o *outline) heading(level int, name string, lines []line) {
	if o.level > 0 && level <= o.level {
		o.level = 0
	}
	switch {
	case o.level > 0: // below an examples heading
		o.examples.norm.add(line{text: strings.Repeat("#", level) + " " + name})
	case namesExamples(name):
		o.level = level
		if o.examples.Line == 0 {
			o.examples.Name, o.examples.Level = name, level
		} else {
			o.examples.norm.add(line{text: strings.Repeat("#", level) + " " + name})
		}
	default:
		o.open(name, level)
	}
	for _, l := range lines {
		o.target().show(l)
	}
}
