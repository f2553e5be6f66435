package value

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
)

// MaxNesting is how deep lists and objects of a JSON text may be nested, as in
// encoding/json: the reader recurses, and a million brackets would end the
// process.
const MaxNesting = 10_000

// DecodeJSON reads exactly one JSON value, keeping the order of keys. Whole
// numbers become int64 where they fit, others float64. Values nested deeper than
// MaxNesting are an error.
func DecodeJSON(src []byte) (any, error) {
	dec := json.NewDecoder(bytes.NewReader(src))
	dec.UseNumber()
	v, err := decode(dec, 0)
	if err != nil {
		return nil, err
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("text after the JSON value at byte %d", dec.InputOffset())
	}
	return v, nil
}

func decode(dec *json.Decoder, depth int) (any, error) {
	tok, err := dec.Token()
	if err != nil {
		return nil, err
	}
	switch tok := tok.(type) {
	case json.Delim:
		if depth == MaxNesting {
			return nil, fmt.Errorf("nested deeper than %d levels at byte %d", MaxNesting, dec.InputOffset())
		}
		if tok == '[' {
			return decodeList(dec, depth+1)
		}
		return decodeObject(dec, depth+1)
	case json.Number:
		if n, err := strconv.ParseInt(tok.String(), 10, 64); err == nil && tok != "-0" {
			return n, nil // -0 is a float: JavaScript tells it from 0
		}
		return tok.Float64()
	default:
		return tok, nil
	}
}

func decodeList(dec *json.Decoder, depth int) (any, error) {
	list := []any{}
	for dec.More() {
		v, err := decode(dec, depth)
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	_, err := dec.Token()
	return list, err
}

func decodeObject(dec *json.Decoder, depth int) (any, error) {
	o := &Object{}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return nil, err
		}
		v, err := decode(dec, depth)
		if err != nil {
			return nil, err
		}
		o.Set(key.(string), v)
	}
	_, err := dec.Token()
	return o, err
}
