package suitefile

import (
	"strings"

	"github.com/promptgit/promptgit/internal/value"
)

// shape is how the entries of a block list are indented.
type shape struct {
	dash    int // columns before the dash
	content int // columns from the dash to what follows it
}

// item is an entry to be put into a list.
type item struct {
	comment string
	object  *value.Object
}

// block writes an entry with its comment, which says what its metadata would.
func (x item) block(s shape, end string) string { return blockItem(x.comment, x.commented(), s, end) }

func (x item) commented() *value.Object {
	if x.comment == "" {
		return x.object
	}
	o := x.object.Clone()
	o.Delete("metadata")
	return o
}

// blockItem writes an entry of a block list, every line with its end.
func blockItem(comment string, o *value.Object, s shape, end string) string {
	var b strings.Builder
	margin := strings.Repeat(" ", s.dash)
	if comment != "" {
		for line := range strings.SplitSeq(comment, "\n") {
			b.WriteString(strings.TrimRight(margin+"# "+line, " ") + "\n")
		}
	}
	if o.Len() == 0 {
		b.WriteString(margin + "- {}\n")
		return strings.ReplaceAll(b.String(), "\n", end)
	}
	body := blockMapping(o, s.dash+s.content)
	b.WriteString(margin + "-" + body[s.dash+1:])
	return strings.ReplaceAll(b.String(), "\n", end)
}

func blockMapping(o *value.Object, indent int) string {
	var b strings.Builder
	margin := strings.Repeat(" ", indent)
	for k, v := range o.All() {
		if isPlain(k) {
			b.WriteString(margin + k + ":")
		} else {
			b.WriteString(margin + quoted(k) + ":")
		}
		b.WriteString(blockValue(v, indent))
	}
	return b.String()
}

// blockValue writes what stands behind the colon of a key.
func blockValue(v any, indent int) string {
	switch v := v.(type) {
	case string:
		switch {
		case isPlain(v):
			return " " + v + "\n"
		case isBlock(v):
			return literal(v, indent+2)
		}
	case *value.Object:
		if v.Len() > 0 {
			return "\n" + blockMapping(v, indent+2)
		}
	case []any:
		if words, ok := plainList(v); ok {
			return " [" + strings.Join(words, ", ") + "]\n"
		}
		if !hasMapping(v) {
			break
		}
		var b strings.Builder
		b.WriteByte('\n')
		for _, x := range v {
			if o, ok := x.(*value.Object); ok && o.Len() > 0 {
				b.WriteString(blockItem("", o, shape{dash: indent + 2, content: 2}, "\n"))
			} else {
				b.WriteString(strings.Repeat(" ", indent+2) + "- " + flow(x) + "\n")
			}
		}
		return b.String()
	}
	return " " + flow(v) + "\n"
}

// plainList gives the items of a list of texts that need no quotes.
func plainList(list []any) (words []string, ok bool) {
	for _, x := range list {
		text, _ := x.(string)
		if !isPlain(text) {
			return nil, false
		}
		words = append(words, text)
	}
	return words, len(words) > 0
}

func hasMapping(list []any) bool {
	for _, x := range list {
		if o, ok := x.(*value.Object); ok && o.Len() > 0 {
			return true
		}
	}
	return false
}

func literal(s string, indent int) string {
	body, ends := strings.CutSuffix(s, "\n")
	sign := " |-\n"
	if ends {
		sign = " |\n"
	}
	margin := strings.Repeat(" ", indent)
	var b strings.Builder
	b.WriteString(sign)
	for line := range strings.SplitSeq(body, "\n") {
		if line != "" {
			line = margin + line
		}
		b.WriteString(line + "\n")
	}
	return b.String()
}
