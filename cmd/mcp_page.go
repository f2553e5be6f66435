package cmd

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/promptgit/promptgit/internal/value"
)

// The bounds of what a tool gives.
const (
	mostDocument = 60_000 // bytes of the document
	usualText    = 1500   // characters of one text in it
	mostListed   = 100    // rows of a list that is not paged
)

// agentPage says which lists of a document are long, as paths: "runs.results" are
// the results of every run. Limit and offset count rows of each.
type agentPage struct {
	lists []string
	usual int // rows, where no limit is given
}

func (p agentPage) names() string { return strings.Join(p.lists, ", ") }

// apply cuts a document to what was asked for and to what an agent can read, and
// says how to get the rest, "" where nothing is left out. What is cut is named in
// the document, too, as "cut".
func (p agentPage) apply(doc *value.Object, in agentInput) string {
	limit, text := cmp.Or(in.Limit, p.usual, mostListed), cmp.Or(in.MaxText, usualText)
	c := cutter{offset: in.Offset, limit: limit, text: text}
	for {
		small := c.cut(doc, p.lists)
		raw, err := json.Marshal(small)
		fits := err == nil && len(raw) <= mostDocument
		switch {
		case fits || c.limit == 1 && c.text <= 100 && c.rows == 1:
			return c.tell(doc, small)
		case c.limit > 1:
			c.limit = max(1, c.limit/2)
		case c.text > 100:
			c.text = max(100, c.text/2)
		default:
			c.rows = 1
		}
	}
}

// cutter makes a smaller copy of a document.
type cutter struct {
	offset, limit int
	text          int // characters
	rows          int // of lists that are not paged, 0 for mostListed

	longest int // paged list, in rows
	texts   int // that were cut
	lists   int // that were cut and are not paged
}

func (c *cutter) cut(doc *value.Object, paged []string) *value.Object {
	c.longest, c.texts, c.lists = 0, 0, 0
	return c.object(doc, "", paged)
}

func (c *cutter) object(o *value.Object, path string, paged []string) *value.Object {
	out := value.NewObject()
	for k, v := range o.All() {
		out.Set(k, c.value(v, strings.TrimPrefix(path+"."+k, "."), paged))
	}
	return out
}

func (c *cutter) value(v any, path string, paged []string) any {
	switch v := v.(type) {
	case string:
		return c.short(v)
	case *value.Object:
		return c.object(v, path, paged)
	case []any:
		from, to := 0, len(v)
		if slices.Contains(paged, path) {
			c.longest = max(c.longest, len(v))
			from = min(c.offset, len(v))
			to = min(from+c.limit, len(v))
		} else if most := cmp.Or(c.rows, mostListed); len(v) > most {
			c.lists++
			to = most
		}
		list := []any{}
		for _, x := range v[from:to] {
			list = append(list, c.value(x, path, paged))
		}
		return list
	}
	return v
}

func (c *cutter) short(text string) string {
	n := utf8.RuneCountInString(text)
	if n <= c.text {
		return text
	}
	c.texts++
	end := 0
	for range c.text {
		_, size := utf8.DecodeRuneInString(text[end:])
		end += size
	}
	return fmt.Sprintf("%s [%d more characters]", text[:end], n-c.text)
}

// tell puts the smaller copy into the document and says what it lacks.
func (c *cutter) tell(doc, small *value.Object) string {
	for k, v := range small.All() {
		doc.Set(k, v)
	}
	var told []string
	if next := c.offset + c.limit; c.longest > next {
		told = append(told, fmt.Sprintf("rows %d to %d of %d are shown: call again with offset %d for more", c.offset+1, next, c.longest, next))
	} else if c.offset > 0 {
		told = append(told, fmt.Sprintf("rows from %d on of %d are shown", min(c.offset, c.longest)+1, c.longest))
	}
	if c.texts > 0 {
		told = append(told, fmt.Sprintf("%s cut at %d characters: call again with a higher max_text, and a limit of few rows, for more", plural(c.texts, "text"), c.text))
	}
	if c.lists > 0 {
		told = append(told, fmt.Sprintf("%s cut at %d rows: ask for less at once, by prompt or cases, to see more", plural(c.lists, "list"), cmp.Or(c.rows, mostListed)))
	}
	if len(told) == 0 {
		return ""
	}
	var list []any
	for _, line := range told {
		list = append(list, line)
	}
	doc.Set("cut", list)
	return strings.Join(told, "\n")
}
