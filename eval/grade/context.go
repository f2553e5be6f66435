package grade

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/promptgit/promptgit/internal/memo"
)

// textVar gives a var of the case that must be a text, with the other vars in
// it filled in.
func (q question) textVar(ctx context.Context, name string) (string, error) {
	v, _ := q.in.Vars.Get(name)
	if text, ok := v.(string); !ok || text == "" {
		return "", fmt.Errorf("the case needs a var %q with a text", name)
	}
	return q.in.Render(ctx, "{{ "+name+" }}", q.in.Vars)
}

// material is the context that an output rests on: one text, or several chunks.
type material struct {
	chunks  []string
	chunked bool // given as a list
}

// text joins the chunks as promptfoo does.
func (m material) text() string { return strings.Join(m.chunks, "\n\n") }

// queryAndContext are the var "query" and what an answer to it draws on.
func (q question) queryAndContext(ctx context.Context) (query string, m material, err error) {
	if query, err = q.textVar(ctx, "query"); err != nil {
		return "", material{}, err
	}
	m, err = q.context(ctx, "")
	return query, m, err
}

// context is what the assertion's contextTransform gives, or else the var of
// that name; where there is none, fallback.
func (q question) context(ctx context.Context, fallback string) (material, error) {
	v, given := q.in.Vars.Get("context")
	from := `the var "context"`
	if q.a.Context != nil {
		var err error
		if v, err = q.in.ContextValue(ctx, q.a); err != nil {
			return material{}, err
		}
		given, from, fallback = true, "what contextTransform gives", ""
	}
	switch v := v.(type) {
	case string:
		if v == "" {
			break
		}
		if q.a.Context != nil {
			return material{chunks: []string{v}}, nil
		}
		text, err := q.textVar(ctx, "context")
		return material{chunks: []string{text}}, err
	case []any:
		m := material{chunked: true}
		for _, x := range v {
			text, ok := x.(string)
			if !ok || text == "" {
				return material{}, errors.New(from + " must be a text or a list of texts")
			}
			m.chunks = append(m.chunks, text)
		}
		if len(m.chunks) > 0 {
			return m, nil
		}
	default:
		if given && v != nil {
			return material{}, errors.New(from + " must be a text or a list of texts")
		}
	}
	if q.a.Context != nil {
		return material{}, errors.New(from + " is empty: there is no context to judge by")
	}
	if fallback == "" {
		return material{}, errors.New(`the case needs a var "context" with the text that the output rests on`)
	}
	return material{chunks: []string{fallback}}, nil
}

// lines are those of a text that are not blank.
func lines(text string) []string {
	var list []string
	for line := range strings.SplitSeq(text, "\n") {
		if strings.TrimSpace(line) != "" {
			list = append(list, line)
		}
	}
	return list
}

var (
	sentenceEnd = memo.Regexp(`[.!?]\s+`)
	listMarker  = memo.Regexp(`^\d+[.)]$`)
)

// sentences are the lines of a text that has several, else its sentences;
// numbers of a list that stand alone are none.
func sentences(text string) []string {
	parts := lines(text)
	if len(parts) < 2 {
		parts = nil
		from := 0
		for _, at := range sentenceEnd().FindAllStringIndex(text, -1) {
			parts = append(parts, text[from:at[0]+1])
			from = at[1]
		}
		parts = append(parts, text[from:])
	}
	var list []string
	for _, p := range parts {
		if p = strings.TrimSpace(p); p != "" && !listMarker().MatchString(p) {
			list = append(list, p)
		}
	}
	return list
}

// units are what a context is counted in: its chunks, else its sentences.
func (m material) units() []string {
	if !m.chunked {
		return sentences(m.text())
	}
	var list []string
	for _, c := range m.chunks {
		if strings.TrimSpace(c) != "" {
			list = append(list, c)
		}
	}
	return list
}
