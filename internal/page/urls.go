package page

import (
	"net/url"
	"strconv"
)

// URLs are the addresses of a server.
type URLs struct{}

// Overview is the first page.
func (URLs) Overview() string { return "/" }

// History is that of a prompt.
func (u URLs) History(prompt string) string { return u.Ask(KindHistory, Query{Prompt: prompt}) }

// Detail is an iteration of a prompt.
func (u URLs) Detail(prompt, rev string) string {
	return u.Ask(KindDetail, Query{Prompt: prompt, Rev: rev})
}

// Compare is two iterations of a prompt, "" for those that the page chooses.
func (u URLs) Compare(prompt, a, b string) string {
	return u.Ask(KindCompare, Query{Prompt: prompt, A: a, B: b})
}

// Matrix is that of a prompt.
func (u URLs) Matrix(prompt string) string { return u.Ask(KindMatrix, Query{Prompt: prompt}) }

// Suite is that of a prompt.
func (u URLs) Suite(prompt string) string { return u.Ask(KindSuite, Query{Prompt: prompt}) }

// Bisect is the newest search in a prompt.
func (u URLs) Bisect(prompt string) string { return u.Ask(KindBisect, Query{Prompt: prompt}) }

// Search is what a text finds.
func (u URLs) Search(text string) string { return u.Ask(KindSearch, Query{Text: text}) }

// Grade is the sheet of an iteration.
func (u URLs) Grade(prompt, rev string) string {
	return u.Ask(KindGrade, Query{Prompt: prompt, Rev: rev})
}

// Ask is the address of a page with a whole query.
func (URLs) Ask(kind Kind, q Query) string {
	path := "/" + string(kind)
	if kind == KindOverview {
		path = "/"
	}
	if text := q.Encode(); text != "" {
		return path + "?" + text
	}
	return path
}

// asker is Links that tell a page by its whole query too, as only a server can.
type asker interface {
	Ask(kind Kind, q Query) string
}

// Encode writes a query as an address has it, without what is empty.
func (q Query) Encode() string {
	values := url.Values{}
	for _, f := range []struct{ name, value string }{
		{"prompt", EncodeName(q.Prompt)},
		{"rev", q.Rev},
		{"a", q.A},
		{"b", q.B},
		{"suite", EncodeName(q.Suite)},
		{"metric", EncodeName(q.Metric)},
		{"q", q.Text},
		{"verdict", q.Verdict},
		{"author", EncodeName(q.Author)},
		{"since", q.Since},
		{"where", q.Where},
		{"show", q.Show},
		{"sort", q.Sort},
		{"against", q.Against},
		{"by", q.By},
		{"item", q.Item},
	} {
		if f.value != "" {
			values.Set(f.name, f.value)
		}
	}
	if q.Page > 1 {
		values.Set("page", strconv.Itoa(q.Page))
	}
	return values.Encode()
}
