package cassette

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/promptgit/promptgit/eval"
)

// missing says that there is no answer for a case, and how it would come about.
func (c *Cassette) missing(t eval.Target, req eval.Request) error {
	who := fmt.Sprintf("row %d", req.Row+1)
	switch {
	case req.Row < 0:
		who = "this question of the judge"
	case req.CaseID != "":
		who = fmt.Sprintf("case %q", req.CaseID)
	}
	if req.Sample > 0 {
		who += fmt.Sprintf(", sample %d", req.Sample)
	}
	hint := "ask for it and add it: promptgit eval --cassette " + c.name + " --update-cassette"
	if other := c.other(requestOf(t, req)); other != "" {
		hint = "it has one to the same messages, " + other + "; " + hint
	}
	return &eval.CallError{Err: fmt.Errorf("%s has no answer for %s: %w", c.name, who, eval.ErrNotTaped), Hint: hint}
}

// other says in what an answer to the same messages differs, "" where there is
// none.
func (c *Cassette) other(r request) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.near == nil {
		c.near = map[string][]request{}
		for _, file := range slices.Sorted(maps.Values(c.files)) {
			if e, err := c.read(file); err == nil {
				at := e.request.said()
				c.near[at] = append(c.near[at], e.request)
			}
		}
	}
	r = r.written(c.hide)
	var others []string
	for _, is := range c.near[r.said()] {
		var apart []string
		for _, pair := range [][3]string{
			{"provider", is.provider, r.provider},
			{"model", is.model, r.model},
			{"endpoint", is.endpoint, r.endpoint},
			{"sample", strconv.Itoa(is.sample), strconv.Itoa(r.sample)},
		} {
			if pair[1] != pair[2] {
				apart = append(apart, fmt.Sprintf("with the %s %q and not %q", pair[0], pair[1], pair[2]))
			}
		}
		if apart == nil {
			return "with other parameters, tools or files"
		}
		others = append(others, strings.Join(apart, ", "))
	}
	if others == nil {
		return ""
	}
	return slices.MinFunc(others, func(a, b string) int { return len(a) - len(b) }) // the fewest differences
}
