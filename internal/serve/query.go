package serve

import (
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/promptgit/promptgit/internal/page"
)

// Bounds of what an address may ask for.
const (
	maxValue = 4096 // bytes of a field
	maxPage  = 1_000_000
)

// parseQuery reads an address. Nothing of it is taken for a path of the disk: a
// source compares it with what it knows.
func parseQuery(raw string) (page.Query, error) {
	var q page.Query
	if strings.Contains(raw, ";") {
		return q, &QueryError{Field: "address", Err: errors.New("it holds a semicolon"), Hint: "write %3B for it, and & between fields"}
	}
	values, err := url.ParseQuery(raw)
	if err != nil {
		return q, &QueryError{Field: "address", Err: errors.New("it is not well formed"), Hint: "use the links of the pages"}
	}
	return q, fill(&q, values)
}

// fill takes the fields of a query.
func fill(q *page.Query, values url.Values) error {
	fields := map[string]*string{
		"prompt": &q.Prompt, "rev": &q.Rev, "a": &q.A, "b": &q.B, "suite": &q.Suite, "metric": &q.Metric, "q": &q.Text,
		"verdict": &q.Verdict, "author": &q.Author, "since": &q.Since, "where": &q.Where, "show": &q.Show, "sort": &q.Sort,
		"against": &q.Against, "by": &q.By, "item": &q.Item,
	}
	for name, list := range values {
		into, known := fields[name]
		var text string
		if !known && name == "page" {
			into, known = &text, true
		}
		if name == "" {
			return &QueryError{Field: "address", Err: errors.New("it holds a value without a field"), Hint: "use the links of the pages"}
		}
		if !known {
			return &QueryError{Field: clipped(name), Err: errors.New("no page knows such a field"), Hint: "use the links of the pages"}
		}
		value, err := oneValue(name, list)
		if err != nil {
			return err
		}
		if name == "prompt" || name == "suite" || name == "metric" || name == "author" {
			if value, err = page.DecodeName(value); err != nil {
				return &QueryError{Field: name, Err: errors.New("it is not well quoted"), Hint: "use the links of the pages"}
			}
		}
		*into = value
		if name == "page" && value != "" {
			if q.Page, err = strconv.Atoi(value); err != nil || q.Page < 1 || q.Page > maxPage {
				return &QueryError{Field: name, Err: errors.New("it is no number of a page"), Hint: "pages count from 1"}
			}
		}
	}
	return nil
}

// oneValue gives the value of a field that is given once.
func oneValue(name string, list []string) (string, error) {
	value := list[0]
	switch {
	case len(list) > 1:
		return "", &QueryError{Field: name, Err: fmt.Errorf("it is given %d times", len(list)), Hint: "give it once"}
	case len(value) > maxValue:
		return "", &QueryError{Field: name, Err: fmt.Errorf("it is longer than %d bytes", maxValue)}
	case !utf8.ValidString(value):
		return "", &QueryError{Field: name, Err: errors.New("it is not UTF-8")}
	case strings.ContainsFunc(value, unicode.IsControl):
		return "", &QueryError{Field: name, Err: errors.New("it holds a control character")}
	}
	return value, nil
}

// clipped is a text of somebody's in a message.
func clipped(s string) string {
	if len(s) > 40 {
		s = strings.ToValidUTF8(s[:40], "") + "…"
	}
	return strings.ToValidUTF8(s, "\ufffd")
}
