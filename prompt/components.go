package prompt

import (
	"slices"
	"strconv"
	"strings"
)

// textVariables cuts all messages into sections, blocks and examples, in order
// of appearance.
func textVariables(messages []Message, engine string) []Variable {
	examples := &part{Variable: Variable{ID: string(KindExample), Kind: KindExample, Message: -1}}
	shots := fewShots(messages)
	e, _ := engineOf(engine) // an unknown one has no comments
	var parts []*part
	for i, m := range messages {
		if strings.TrimSpace(m.Text) == "" {
			continue
		}
		lines := splitLines(e.uncommented(m.Text), m.Line)
		if m.Flat {
			for at := range lines {
				lines[at].no = m.Line
			}
		}
		before := examples.Line
		if shots[i] {
			examples.norm.add(line{text: m.Role + ":"})
			for _, l := range lines {
				examples.add(l)
			}
		} else {
			parts = appendMessage(parts, m.Role, i, lines, examples)
		}
		if before == 0 && examples.Line > 0 {
			examples.Message = i
			parts = append(parts, examples)
		}
	}
	return identify(parts)
}

// appendMessage adds the components of one message.
func appendMessage(parts []*part, role string, index int, lines []line, examples *part) []*part {
	var own []*part
	if pairs := xmlPairs(lines); isStructured(lines, pairs) {
		o := outline{role: role, lines: lines, pairs: pairs, examples: examples}
		o.read()
		own = o.parts
	} else {
		own = blocks(role, lines)
	}
	for _, p := range own {
		p.Message = index
	}
	return append(parts, own...)
}

// fewShots marks the user/assistant pairs before the last user message.
func fewShots(messages []Message) []bool {
	shots := make([]bool, len(messages))
	last := len(messages) - 1
	for last >= 0 && messages[last].Role != "user" {
		last--
	}
	for i := 0; i < last; i++ {
		if messages[i].Role != "user" {
			continue
		}
		for j := i + 1; j < last && (messages[j].Role == "assistant" || messages[j].Role == "tool"); j++ {
			shots[i], shots[j] = true, true
		}
	}
	return shots
}

// identify drops empty preambles, orders the parts by place and names them;
// the second of a name is NAME#2.
func identify(parts []*part) []Variable {
	parts = slices.DeleteFunc(parts, func(p *part) bool { return p.Line == 0 || p.Name == preamble && p.norm.b.Len() == 0 })
	slices.SortStableFunc(parts, func(a, b *part) int {
		if a.Message != b.Message {
			return a.Message - b.Message
		}
		return a.Line - b.Line
	})
	variables := make([]Variable, len(parts))
	seen := map[string]int{}
	for i, p := range parts {
		v := p.variable()
		if v.Kind == KindSection {
			v.ID = "section:" + v.Role + "/" + v.Name
			seen[v.ID]++
			if n := seen[v.ID]; n > 1 {
				v.ID += "#" + strconv.Itoa(n)
			}
		}
		if v.Kind == KindBlock {
			at := "block:" + v.Role + "/"
			seen[at]++
			v.ID = at + strconv.Itoa(seen[at])
		}
		v.place = i
		variables[i] = v
	}
	return variables
}
