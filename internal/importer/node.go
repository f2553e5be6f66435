package importer

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/value"
)

// maxDepth bounds how deep a JSON document may be nested: its readers recurse.
const maxDepth = 500

// node is a value of a JSON document that knows its place.
type node struct {
	at     int      // offset in the document
	scalar any      // string, bool, json.Number or nil
	list   []*node  // of an array
	keys   []string // of an object, in order
	fields map[string]*node
	kind   byte // '[', '{', or 's' for a scalar
}

// document is the text of a JSON file.
type document struct {
	path  string
	src   []byte
	lines []int // where each line begins, once a place was asked for
}

// pos gives the place of a value.
func (d *document) pos(n *node) diag.Pos {
	at := 0
	if n != nil {
		at = n.at
	}
	return d.place(at)
}

func (d *document) place(at int) diag.Pos {
	at = min(at, len(d.src))
	if d.lines == nil {
		d.lines = lineStarts(d.src)
	}
	line, _ := slices.BinarySearch(d.lines, at+1) // those that begin up to here
	return diag.Pos{Path: d.path, Line: line, Col: 1 + at - d.lines[line-1]}
}

// lineStarts are the offsets at which the lines of a text begin.
func lineStarts(src []byte) []int {
	starts := []int{0}
	for i, c := range src {
		if c == '\n' {
			starts = append(starts, i+1)
		}
	}
	return starts
}

// readJSON reads the values of a document, one after the other: one, or one a
// line as in JSON lines.
func readJSON(f File) (*document, []*node, error) {
	d := &document{path: f.Path, src: bytes.TrimPrefix(f.Src, []byte("\ufeff"))}
	dec := json.NewDecoder(bytes.NewReader(d.src))
	dec.UseNumber()
	var list []*node
	for {
		n, err := d.value(dec, 0)
		if errors.Is(err, io.EOF) && len(list) > 0 {
			return d, list, nil
		}
		if err != nil {
			return d, nil, d.problem(dec, err)
		}
		list = append(list, n)
	}
}

func (d *document) problem(dec *json.Decoder, err error) error {
	at := int(dec.InputOffset())
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &syntax):
		at = max(0, int(syntax.Offset)-1)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		err, at = errors.New("the document ends too soon"), len(d.src)
	}
	return diag.Errors{{Pos: d.place(at), Message: "not JSON: " + strings.TrimPrefix(err.Error(), "json: "), Hint: "give the file as the tool exported it"}}
}

func (d *document) value(dec *json.Decoder, depth int) (*node, error) {
	if depth > maxDepth {
		return nil, fmt.Errorf("nested deeper than %d levels", maxDepth)
	}
	at := int(dec.InputOffset())
	for at < len(d.src) && strings.IndexByte(" \t\r\n,:", d.src[at]) >= 0 {
		at++
	}
	tok, err := dec.Token()
	if err != nil {
		return nil, err
	}
	n := &node{at: at, kind: 's'}
	open, is := tok.(json.Delim)
	if !is {
		n.scalar = tok
		return n, nil
	}
	n.kind = byte(open)
	n.fields = map[string]*node{}
	for dec.More() {
		key := ""
		if n.kind == '{' {
			if tok, err = dec.Token(); err != nil {
				return nil, err
			}
			key = tok.(string)
		}
		var v *node
		if v, err = d.value(dec, depth+1); errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF
		}
		if err != nil {
			return nil, err
		}
		if n.kind == '[' {
			n.list = append(n.list, v)
			continue
		}
		if n.fields[key] == nil {
			n.keys = append(n.keys, key)
		}
		n.fields[key] = v
	}
	if _, err = dec.Token(); errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}

// get gives a field of an object that is not null, nil for none.
func (n *node) get(names ...string) *node {
	if n == nil || n.kind != '{' {
		return nil
	}
	for _, name := range names {
		if f := n.fields[name]; f != nil && (f.kind != 's' || f.scalar != nil) {
			return f
		}
	}
	return nil
}

// text gives a field that is a text, or a number as it is written.
func (n *node) text(names ...string) string {
	f := n.get(names...)
	if f == nil {
		return ""
	}
	switch v := f.scalar.(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	}
	return ""
}

// string says whether a value is a text.
func (n *node) string() (string, bool) {
	if n == nil {
		return "", false
	}
	s, ok := n.scalar.(string)
	return s, ok
}

// texts gives those items of a list that are texts.
func (n *node) texts() []string {
	var list []string
	if n == nil {
		return nil
	}
	for _, item := range n.list {
		if s, ok := item.string(); ok {
			list = append(list, s)
		}
	}
	return list
}

// value gives a node as plain data.
func (n *node) value() any {
	switch {
	case n == nil:
		return nil
	case n.kind == '[':
		list := make([]any, len(n.list))
		for i, item := range n.list {
			list[i] = item.value()
		}
		return list
	case n.kind == '{':
		o := &value.Object{}
		for _, key := range n.keys {
			o.Set(key, n.fields[key].value())
		}
		return o
	}
	if number, ok := n.scalar.(json.Number); ok {
		if v, err := value.DecodeJSON([]byte(number)); err == nil {
			return v
		}
		return number.String()
	}
	return n.scalar
}
