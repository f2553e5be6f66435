package eval

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"

	"gopkg.in/yaml.v3"

	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/value"
)

// jsonNode reads one JSON value as nodes with places, so that JSON files go the
// way of YAML files. The YAML parser itself refuses some JSON, such as escaped
// surrogate pairs and tabs.
func jsonNode(path string, src []byte, lineOffset int) (*yaml.Node, error) {
	r := jsonReader{dec: json.NewDecoder(bytes.NewReader(src)), src: src, line: 1 + lineOffset}
	r.dec.UseNumber()
	n, err := r.value(0)
	if err == nil {
		if _, end := r.dec.Token(); !errors.Is(end, io.EOF) {
			err = errors.New("text after the JSON value")
		}
	}
	if err != nil {
		r.advance(int(r.dec.InputOffset()))
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			err = errors.New("it ends too early")
		}
		return nil, diag.Errors{{
			Pos:     diag.Pos{Path: path, Line: r.line, Col: r.at - r.start + 1},
			Message: fmt.Sprintf("not valid JSON: %v", err),
			Hint:    "check commas, quotes and brackets here",
		}}
	}
	return n, nil
}

type jsonReader struct {
	dec   *json.Decoder
	src   []byte
	at    int // offset that line and start belong to
	line  int
	start int // offset of the line's first byte
}

// advance moves the place to offset.
func (r *jsonReader) advance(offset int) {
	for r.at < offset && r.at < len(r.src) {
		if r.src[r.at] == '\n' {
			r.line, r.start = r.line+1, r.at+1
		}
		r.at++
	}
}

func (r *jsonReader) value(depth int) (*yaml.Node, error) {
	offset := int(r.dec.InputOffset())
	for offset < len(r.src) && bytes.IndexByte([]byte(" \t\r\n,:"), r.src[offset]) >= 0 {
		offset++
	}
	r.advance(offset)
	n := &yaml.Node{Kind: yaml.ScalarNode, Line: r.line, Column: r.at - r.start + 1}
	tok, err := r.dec.Token()
	if err != nil {
		return nil, err
	}
	switch tok := tok.(type) {
	case json.Delim:
		if depth == value.MaxNesting {
			return nil, fmt.Errorf("nested deeper than %d levels", value.MaxNesting)
		}
		n.Kind = yaml.SequenceNode
		if tok == '{' {
			n.Kind = yaml.MappingNode
		}
		return n, r.members(n, depth+1)
	case string:
		n.Value, n.Tag, n.Style = tok, "!!str", yaml.DoubleQuotedStyle
	case json.Number:
		n.Value = tok.String()
	case bool:
		n.Value = strconv.FormatBool(tok)
	default:
		n.Value = "null"
	}
	return n, nil
}

func (r *jsonReader) members(n *yaml.Node, depth int) error {
	for r.dec.More() {
		c, err := r.value(depth) // keys and values of an object alternate
		if err != nil {
			return err
		}
		n.Content = append(n.Content, c)
	}
	_, err := r.dec.Token()
	return err
}
