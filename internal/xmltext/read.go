package xmltext

import (
	"errors"
	"fmt"
	"strings"

	"github.com/promptgit/promptgit/internal/value"
)

// maxOpen is how many elements promptfoo's lenient reader has open at once.
const maxOpen = 101

// Read reads XML leniently: every closing tag closes the innermost element,
// whatever it is called, attributes may lack a value, and what is never closed
// ends with the text. What it gives holds the top-level elements as children.
func Read(src string) (*Element, error) {
	src = strings.ReplaceAll(strings.ReplaceAll(src, "\r\n", "\n"), "\r", "\n")
	root := &Element{}
	r := lenientReader{src: src, open: []*Element{root}}
	for r.pos < len(src) {
		next := strings.IndexByte(src[r.pos:], '<')
		if next < 0 {
			break // text at the end belongs to nothing
		}
		r.text = r.text || value.JSTrim(src[r.pos:r.pos+next]) != ""
		r.pos += next
		if err := r.markup(); err != nil {
			return nil, err
		}
	}
	return root, nil
}

type lenientReader struct {
	src     string
	pos     int
	open    []*Element // the root, and the elements that are open
	text    bool       // there is text since the last tag
	doctype bool
}

func (r *lenientReader) top() *Element { return r.open[len(r.open)-1] }

// saveText gives the text before a tag to the innermost element.
func (r *lenientReader) saveText() {
	if r.text {
		r.top().set(textKey)
	}
	r.text = false
}

func (r *lenientReader) markup() error {
	rest := r.src[r.pos:]
	switch {
	case strings.HasPrefix(rest, "</"):
		return r.closeTag(rest)
	case strings.HasPrefix(rest, "<?"):
		return r.instruction(rest)
	case strings.HasPrefix(rest, "<!--"):
		return r.skip("-->", len("<!--"), "a comment")
	case strings.HasPrefix(rest, "<!D"):
		return r.documentType()
	case strings.HasPrefix(rest, "<!["):
		start := r.pos + len("<![CDATA[")
		if err := r.skip("]]>", 0, "a CDATA section"); err != nil {
			return err
		}
		r.saveText()
		if r.pos-len("]]>") != start {
			r.top().set(textKey)
		}
		return nil
	}
	return r.openTag(rest)
}

// skip moves behind a text, which is looked for n bytes further on.
func (r *lenientReader) skip(end string, n int, what string) error {
	at := strings.Index(r.src[r.pos+n:], end)
	if at < 0 {
		return fmt.Errorf("%s is not closed", what)
	}
	r.pos += n + at + len(end)
	return nil
}

func (r *lenientReader) closeTag(rest string) error {
	end := strings.IndexByte(rest, '>')
	if end < 0 {
		return errors.New("a closing tag does not end")
	}
	if _, err := safeName(value.JSTrim(rest[len("</"):end])); err != nil {
		return err
	}
	r.pos += end + 1
	r.saveText()
	if len(r.open) > 1 {
		r.open = r.open[:len(r.open)-1]
	}
	return nil
}

func (r *lenientReader) instruction(rest string) error {
	body, end := tagEnd(rest, "?>")
	if end < 0 {
		return errors.New("a processing instruction does not end")
	}
	r.pos += end + len("?>")
	r.saveText()
	name, attributes := splitTag(body)
	child := &Element{}
	if name != attributes {
		setAttributes(child, attributes)
	}
	r.top().add(name, child)
	return nil
}

func (r *lenientReader) openTag(rest string) error {
	body, end := tagEnd(rest, ">")
	if end < 0 {
		return errors.New("a tag does not end")
	}
	name, attributes := splitTag(body)
	name, err := safeName(name)
	if err != nil {
		return err
	}
	if name == textKey {
		return errors.New("an element is called #text")
	}
	if len(r.open) > 1 {
		r.saveText()
	}
	r.text = false
	r.pos += end + 1
	empty := strings.HasSuffix(attributes, "/")
	if empty {
		if short, ok := strings.CutSuffix(name, "/"); ok {
			name, attributes = short, short
		} else {
			attributes = attributes[:len(attributes)-1]
		}
	}
	child := &Element{}
	if name != attributes {
		setAttributes(child, attributes)
	}
	if !empty && len(r.open) > maxOpen {
		return fmt.Errorf("more than %d elements are nested in each other", maxOpen)
	}
	if name, err = safeName(name); err != nil {
		return err
	}
	r.top().add(name, child)
	if !empty {
		r.open = append(r.open, child)
	}
	return nil
}

// safeName renames an element that is called as a method of JavaScript objects,
// and refuses names that would change an object's nature.
func safeName(name string) (string, error) {
	switch name {
	case "__proto__", "constructor", "prototype":
		return "", fmt.Errorf("no element can be called %s", name)
	case "hasOwnProperty", "toString", "valueOf", "__defineGetter__", "__defineSetter__", "__lookupGetter__", "__lookupSetter__":
		return "__" + name, nil
	}
	return name, nil
}

// tagEnd gives what stands in a tag up to its end, which is not looked for in
// quotes, and where that is; tabs outside of quotes are blanks. -1 is a tag
// without end.
func tagEnd(rest, end string) (body string, at int) {
	for i := 1; i < len(rest); i++ {
		switch c := rest[i]; {
		case c == '"' || c == '\'':
			closing := strings.IndexByte(rest[i+1:], c)
			if closing < 0 {
				return "", -1
			}
			i += 1 + closing
		case strings.HasPrefix(rest[i:], end):
			return rest[1:i], i
		}
	}
	return "", -1
}

// splitTag parts the name of a tag from its attributes. Without attributes both
// are the same.
func splitTag(body string) (name, attributes string) {
	at := strings.IndexFunc(body, value.JSSpace)
	if at < 0 {
		return body, body
	}
	return body[:at], strings.TrimLeftFunc(body[at:], value.JSSpace)
}

// setAttributes reads attributes with a quoted value or without any.
func setAttributes(e *Element, s string) {
	blank := func(r rune) bool { return r == '=' || value.JSSpace(r) }
	for {
		s = strings.TrimLeftFunc(s, blank)
		if s == "" {
			return
		}
		end := strings.IndexFunc(s, blank)
		if end < 0 {
			end = len(s)
		}
		e.set("@_" + s[:end])
		s = s[end:]
		text, ok := strings.CutPrefix(strings.TrimLeftFunc(s, value.JSSpace), "=")
		if !ok {
			continue
		}
		text = strings.TrimLeftFunc(text, value.JSSpace)
		if text != "" && (text[0] == '"' || text[0] == '\'') {
			if closing := strings.IndexByte(text[1:], text[0]); closing >= 0 {
				s = text[closing+2:]
			}
		}
	}
}
