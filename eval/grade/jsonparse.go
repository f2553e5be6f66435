package grade

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// maxNesting bounds the depth of a value: an output of a million open brackets
// would overflow the stack, which ends the process and every other sample.
const maxNesting = 100_000

// errTooDeep says that an output could not be read, which is no verdict on it.
var errTooDeep = fmt.Errorf("the output is nested deeper than %d levels", maxNesting)

// parseJSON is JavaScript's JSON.parse: exactly one value, the last of equal
// keys, numbers as doubles, which overflow to infinity. It is made of tokens
// because the decoder's own nesting limit is lower. The error is errTooDeep
// where that says nothing of the output.
func parseJSON(src string) (any, error) {
	dec := json.NewDecoder(strings.NewReader(src))
	dec.UseNumber()
	v, err := jsonValue(dec, 0)
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

func jsonValue(dec *json.Decoder, depth int) (any, error) {
	if depth > maxNesting {
		return nil, errTooDeep
	}
	tok, err := dec.Token()
	if err != nil {
		return nil, err
	}
	switch tok := tok.(type) {
	case json.Delim:
		if tok == '[' {
			return jsonList(dec, depth+1)
		}
		return jsonObject(dec, depth+1)
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

func jsonList(dec *json.Decoder, depth int) (any, error) {
	list := []any{}
	for dec.More() {
		v, err := jsonValue(dec, depth)
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	_, err := dec.Token()
	return list, err
}

func jsonObject(dec *json.Decoder, depth int) (any, error) {
	m := map[string]any{}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return nil, err
		}
		v, err := jsonValue(dec, depth)
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
