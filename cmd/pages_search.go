package cmd

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/promptgit/promptgit/internal/page"
	"github.com/promptgit/promptgit/internal/trace"
)

// A search stops at so many results of a kind, and after so long.
const (
	mostFound  = 50
	searchTime = 2 * time.Second
)

// Search implements [serve.Source]. It looks at the names of prompts, at iterations,
// and at cases and outputs from the newest iteration on, until it has found enough or
// its time is over, which it says.
func (p *pages) Search(ctx context.Context, q page.Query) (*page.Search, error) {
	s, err := p.sight(ctx)
	if err != nil {
		return nil, err
	}
	out := &page.Search{Frame: p.frame(ctx, s, q, "Search")}
	text := strings.TrimSpace(q.Text)
	if text == "" {
		return out, nil
	}
	rows := s.newestFirst()
	for _, h := range s.prompts {
		if hasText(text, h.path) && (q.Prompt == "" || h.path == q.Prompt) {
			if len(out.Prompts) == mostFound {
				out.Truncated = true
				break
			}
			out.Prompts = append(out.Prompts, s.card(h))
		}
	}
	rows = slices.DeleteFunc(rows, func(e *logEntry) bool { return q.Prompt != "" && e.lineage != q.Prompt })
	for _, e := range rows {
		if e.tells(text) {
			if len(out.Iterations) == mostFound {
				out.Truncated = true
				break
			}
			out.Iterations = append(out.Iterations, pageIteration(e))
			out.Simulated = out.Simulated || e.json.Simulated
		}
	}
	within, cancel := context.WithTimeout(ctx, searchTime)
	defer cancel()
	find := caseSearch{text: text, dir: s.w.outputsDir(), within: within}
	if err := find.through(ctx, rows); err != nil {
		return nil, err
	}
	out.Cases, out.Truncated = find.found, out.Truncated || find.stopped
	return out, nil
}

func (s *sight) newestFirst() []*logEntry {
	var rows []*logEntry
	for _, h := range s.prompts {
		for i := range h.entries {
			rows = append(rows, &h.entries[i])
		}
	}
	slices.SortStableFunc(rows, func(a, b *logEntry) int { return b.time.Compare(a.time) })
	return rows
}

// tells says whether a row has the text in what it says of itself.
func (e *logEntry) tells(text string) bool {
	j := &e.json
	return hasText(text, j.Subject) || hasText(text, j.Author) || len(text) >= 4 && strings.HasPrefix(j.Rev, strings.ToLower(text)) ||
		slices.ContainsFunc(slices.Concat(j.Changes, e.labels, j.NewFailed), func(word string) bool { return hasText(text, word) }) ||
		hasText(text, orEmpty(j.Model)) || hasText(text, orEmpty(j.Suite))
}

// caseSearch looks for a text in outputs.
type caseSearch struct {
	text    string
	dir     string
	within  context.Context //nolint:containedctx // it is the time of this search
	found   []page.FoundCase
	stopped bool
}

func (f *caseSearch) over() bool {
	f.stopped = f.stopped || len(f.found) >= mostFound || f.within.Err() != nil
	return f.stopped
}

func (f *caseSearch) through(ctx context.Context, rows []*logEntry) error {
	seen := map[string]bool{}
	for _, e := range rows {
		id := orEmpty(e.json.Record)
		if id == "" || seen[id] {
			continue
		}
		seen[id] = true
		if err := ctx.Err(); err != nil {
			return err
		}
		if f.over() {
			return nil
		}
		f.file(ctx, e, id)
	}
	return nil
}

// file looks through the outputs of one record. What cannot be read holds nothing.
func (f *caseSearch) file(ctx context.Context, e *logEntry, id string) {
	file, err := os.Open(filepath.Join(f.dir, filepath.Base(id)+".json"))
	if err != nil {
		return
	}
	defer file.Close() //nolint:errcheck // it was only read
	content, err := f.mayHave(file)
	if content == nil || err != nil {
		return
	}
	in := json.NewDecoder(content)
	if _, err := in.Token(); err != nil {
		return
	}
	for in.More() && ctx.Err() == nil && !f.over() {
		var r resultJSON
		if err := in.Decode(&r); err != nil {
			return
		}
		f.result(e, &r)
	}
}

// mayHave gives the content of a file, nil where the text stands nowhere in it. Files
// that are not large are looked through at once where the text is written in JSON as
// it is: most have nothing, and need not be decoded.
func (f *caseSearch) mayHave(file *os.File) (io.Reader, error) {
	const large = 16 << 20
	plain := func(r rune) bool {
		return r < 0x80 && (unicode.IsLetter(r) || unicode.IsDigit(r) || r == ' ' || r == '-' || r == '_' || r == '.')
	}
	info, err := file.Stat()
	if err != nil || info.Size() > large || strings.ContainsFunc(f.text, func(r rune) bool { return !plain(r) }) {
		return file, err
	}
	raw, err := io.ReadAll(file)
	if err != nil || !strings.HasPrefix(strings.ToLower(f.text), "row ") && !bytes.Contains(bytes.ToLower(raw), []byte(strings.ToLower(f.text))) {
		return nil, err // a case without an id is called by its row, which is written nowhere
	}
	return bytes.NewReader(raw), nil
}

// result takes the first place of a result that has the text. The rendered prompt is
// none: what stands in the prompt stands in that of every case, and its inputs are
// looked through.
func (f *caseSearch) result(e *logEntry, r *resultJSON) {
	name := *r
	name.Sample = 0
	places := [][2]string{{"case", resultTitle(name)}, {"description", r.Description}, {"output", r.Output}, {"error", r.Error}}
	for name, v := range r.Vars.All() {
		places = append(places, [2]string{"input " + name, trace.Text(v)})
	}
	for _, a := range r.Asserts {
		places = append(places, [2]string{"reason of " + a.Type, a.Reason})
	}
	for _, place := range places {
		if words := around(place[1], f.text); words != nil {
			f.found = append(f.found, page.FoundCase{Prompt: e.lineage, Rev: e.json.Rev, Case: resultTitle(name), Where: place[0], Words: words})
			return
		}
	}
}

// around cuts out of a text what was found, with some of what stands beside it.
func around(in, text string) []page.Word {
	const beside = 80 // bytes
	lower := strings.ToLower(in)
	at := strings.Index(lower, strings.ToLower(text))
	if at < 0 {
		return nil
	}
	size := len(text)
	if len(lower) != len(in) { // some letter changes its size: then only the same letters have a place
		if at = strings.Index(in, text); at < 0 {
			return []page.Word{{Kind: page.Both, Text: strings.ToValidUTF8(in[:min(len(in), 2*beside)], "")}}
		}
	}
	size = min(size, len(in)-at)
	from, to := max(0, at-beside), min(len(in), at+size+beside)
	words := []page.Word{
		{Kind: page.Both, Text: strings.ToValidUTF8(in[from:at], "")},
		{Kind: page.Added, Text: strings.ToValidUTF8(in[at:at+size], "")},
		{Kind: page.Both, Text: strings.ToValidUTF8(in[at+size:to], "")},
	}
	if from > 0 {
		words[0].Text = "…" + words[0].Text
	}
	if to < len(in) {
		words[2].Text += "…"
	}
	return slices.DeleteFunc(words, func(w page.Word) bool { return w.Text == "" })
}
