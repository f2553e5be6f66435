package eval

import (
	"errors"
	"strings"
)

// SplitList splits the comma form of a list of texts, as in `a, "b, c", d`:
// fields are trimmed and empty ones dropped; a field in double quotes keeps its
// commas and spaces, with "" or \" for a quote and \\ for a backslash.
func SplitList(text string) ([]string, error) {
	fields := []string{}
	for {
		text = strings.TrimLeftFunc(text, func(r rune) bool { return r == ',' || SpaceJS(r) })
		if text == "" {
			return fields, nil
		}
		if text[0] != '"' {
			field, rest, _ := strings.Cut(text, ",")
			fields, text = append(fields, trimJS(field)), rest
			continue
		}
		field, rest, err := quotedField(text[1:])
		if err != nil {
			return nil, err
		}
		rest = strings.TrimLeftFunc(rest, SpaceJS)
		if rest != "" && rest[0] != ',' {
			return nil, errors.New("text after a closing quote")
		}
		fields, text = append(fields, field), rest
	}
}

// quotedField reads up to the closing quote and gives what follows it.
func quotedField(text string) (field, rest string, err error) {
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		c := text[i]
		next := byte(0)
		if i+1 < len(text) {
			next = text[i+1]
		}
		switch {
		case c == '\\' && (next == '"' || next == '\\'), c == '"' && next == '"':
			b.WriteByte(next)
			i++
		case c == '"':
			return b.String(), text[i+1:], nil
		default:
			b.WriteByte(c)
		}
	}
	return "", "", errors.New("a quote is not closed")
}
