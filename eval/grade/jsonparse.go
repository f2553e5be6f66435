package grade

import (
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"strings"
)

// parseJSON is JavaScript's JSON.parse: exactly one value, of any depth, the
// last of equal keys, numbers as doubles, which overflow to infinity. It is
// made of tokens because the decoder's own nesting limit is lower.
func parseJSON(src string) (any, error) {
	dec := json.NewDecoder(strings.NewReader(src))
	dec.UseNumber()
	v, err := jsonValue(dec)
	if err != nil {
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			err = errors.New("it ends too early")
		}
		return nil, err
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("text after the JSON value")
	}
	return v, nil
}

func jsonValue(dec *json.Decoder) (any, error) {
	tok, err := dec.Token()
	if err != nil {
		return nil, err
	}
	switch tok := tok.(type) {
	case json.Delim:
		if tok == '[' {
			return jsonList(dec)
		}
		return jsonObject(dec)
	case json.Number:
		f, err := strconv.ParseFloat(tok.String(), 64)
		if errors.Is(err, strconv.ErrRange) {
			err = nil // f is 0 or infinite, as in JavaScript
		}
		return f, err
	default:
		return tok, nil
	}
}

func jsonList(dec *json.Decoder) (any, error) {
	list := []any{}
	for dec.More() {
		v, err := jsonValue(dec)
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	_, err := dec.Token()
	return list, err
}

func jsonObject(dec *json.Decoder) (any, error) {
	m := map[string]any{}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return nil, err
		}
		v, err := jsonValue(dec)
		if err != nil {
			return nil, err
		}
		name, ok := key.(string)
		if !ok {
			return nil, errors.New("a key of an object is not a text")
		}
		m[name] = v
	}
	_, err := dec.Token()
	return m, err
}
