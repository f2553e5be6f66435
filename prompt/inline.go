package prompt

import (
	"maps"
	"path"
	"slices"
	"strings"
)

// LeftPartial is an included file that only the engine of the template can put in its
// place, and the name by which the template includes it: for Handlebars one of its
// own, for Nunjucks the path.
type LeftPartial struct {
	Name string
	Partial
}

// mostInlined bounds the text of a message with includes in place: files that
// include each other several times double with every step.
const mostInlined = 1 << 20

// Inlined gives the messages with the text of included files in place of their
// include tags, and the files that stay included: all of them where one is included
// in a way that text cannot stand for, such as one that sets variables, and always
// with Handlebars.
func (p *Prompt) Inlined() (messages []Message, left []LeftPartial) {
	messages = slices.Clone(p.Messages)
	if p.Engine != engineNunjucks || p.whole != nil {
		return messages, p.allPartials()
	}
	texts := map[string]string{}
	for _, part := range p.Partials {
		texts[part.Path] = part.Text
	}
	whole := true
	for i := range messages {
		in := inliner{texts: texts, room: mostInlined}
		text := in.text(p.Path, messages[i].Text, []string{path.Clean(p.Path)})
		if in.left {
			whole = false
			continue
		}
		messages[i].Text = text
	}
	if whole {
		return messages, nil
	}
	return slices.Clone(p.Messages), p.allPartials()
}

// Source is the template of the whole prompt where that decides on the messages and
// their roles itself, "" where it does not.
func (p *Prompt) Source() string {
	if p.whole == nil {
		return ""
	}
	return p.whole.Text
}

func (p *Prompt) allPartials() []LeftPartial {
	var left []LeftPartial
	for _, name := range slices.Sorted(maps.Keys(p.partialNames)) {
		for _, part := range p.Partials {
			if part.Path == p.partialNames[name] {
				left = append(left, LeftPartial{name, part})
			}
		}
	}
	if len(left) > 0 {
		return left
	}
	for _, part := range p.Partials {
		left = append(left, LeftPartial{part.Path, part})
	}
	return left
}

// inliner puts included texts in place.
type inliner struct {
	texts map[string]string // by path from the root
	room  int               // bytes that may be added
	left  bool              // something cannot be put in place
}

// text is a text of a file with its includes in place.
func (in *inliner) text(from, text string, trail []string) string {
	if !strings.Contains(text, "{%") {
		return text
	}
	var b strings.Builder
	at := 0
	for _, t := range templateTags(text) {
		word, rest, _ := strings.Cut(t.inner(text), " ")
		if t.kind != tagStatement || word != "include" {
			in.left = in.left || t.kind == tagStatement && slices.Contains([]string{"import", "from", "extends"}, word)
			continue
		}
		part, ok := in.part(from, strings.TrimSpace(rest), trail)
		before := text[at:t.start]
		if !ok || strings.HasSuffix(before, "{") || strings.HasSuffix(part, "{") {
			in.left = true
			return text
		}
		if strings.HasPrefix(text[t.start+2:], "-") {
			before = strings.TrimRight(before, blanks)
		}
		b.WriteString(before)
		b.WriteString(part)
		at = t.end
		if strings.HasSuffix(text[:t.end-2], "-") {
			at += len(text[at:]) - len(strings.TrimLeft(text[at:], blanks))
		}
	}
	b.WriteString(text[at:])
	return b.String()
}

// blanks are what the dash of a tag takes away.
const blanks = " \t\r\n\v\f"

// part is the text that an include tag stands for.
func (in *inliner) part(from, rest string, trail []string) (text string, ok bool) {
	name, after, ok := quoted(rest)
	if !ok {
		return "", false
	}
	after = strings.TrimSpace(after)
	optional := after == "ignore missing"
	full, inside := IncludePath(from, name)
	text, known := in.texts[full]
	switch {
	case !inside || after != "" && !optional || slices.Contains(trail, full):
		return "", false
	case !known:
		return "", optional
	case !plainText(text):
		return "", false
	}
	text = in.text(full, text, append(slices.Clone(trail), full))
	in.room -= len(text)
	return text, !in.left && in.room >= 0
}

// plainText says whether a text does the same in another one as when it is included:
// it leaves no variable behind, and takes no blanks away around it.
func plainText(text string) bool {
	tags := templateTags(text)
	for _, t := range tags {
		word, _, _ := strings.Cut(t.inner(text), " ")
		if t.kind == tagStatement && !slices.Contains([]string{"if", "elif", "elseif", "else", "endif", "for", "endfor", "include", "raw", "endraw", "verbatim", "endverbatim"}, word) {
			return false
		}
	}
	if len(tags) == 0 {
		return true
	}
	first, last := tags[0], tags[len(tags)-1]
	return (!strings.HasPrefix(text[first.start+2:], "-") || strings.Trim(text[:first.start], blanks) != "") &&
		(!strings.HasSuffix(text[:last.end-2], "-") || strings.Trim(text[last.end:], blanks) != "")
}
