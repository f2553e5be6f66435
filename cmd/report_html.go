package cmd

import (
	"context"
	"io"
	"iter"
	"strconv"

	"github.com/promptgit/promptgit/internal/page"
)

// writeReportHTML writes the pages of a history as parts of one document.
func writeReportHTML(ctx context.Context, w io.Writer, p *pages, o reportOptions) (reportTold, error) {
	s, err := p.sight(ctx)
	if err != nil {
		return reportTold{}, err
	}
	if s.head == "" {
		return reportTold{}, errNothing("commit", "commit a prompt first")
	}
	r := &fileReport{p: p, s: s, o: o, told: reportTold{Prompts: len(s.prompts)}, links: fileLinks{}}
	for i, h := range s.prompts {
		r.links[h.path] = &promptLinks{part: "p" + strconv.Itoa(i+1), revs: map[string]string{}}
		for k := range h.entries {
			if o.max > 0 && k >= o.max {
				r.told.Older += len(h.entries) - k
				break
			}
			r.told.Iterations++
			r.links[h.path].add(h.entries[k].json.Rev)
		}
	}
	file := &page.File{Frame: p.frame(ctx, s, page.Query{}, "Report")}
	for _, h := range s.prompts {
		file.Contents = append(file.Contents, page.FileLink{Name: h.path, ID: r.links[h.path].part})
	}
	if r.told.Older > 0 {
		file.Notes = append(file.Notes, plural(r.told.Older, "older iteration")+" are left out: promptgit report -n 0")
	}
	switch o.outputs {
	case outputsNone:
		file.Notes = append(file.Notes, "outputs are left out: promptgit show REV")
	case outputsFailed:
		file.Notes = append(file.Notes, "it holds the outputs of cases that flipped or began to fail, and all of the newest iteration: promptgit report --outputs all holds more")
	}
	err = page.WriteFile(w, file, r.links, r.parts(ctx))
	return r.told, err
}

// fileReport is one report in the making.
type fileReport struct {
	p     *pages
	s     *sight
	o     reportOptions
	told  reportTold
	links fileLinks
}

// parts makes the parts one after the other.
func (r *fileReport) parts(ctx context.Context) iter.Seq2[page.FilePart, error] {
	return func(yield func(page.FilePart, error) bool) {
		overview, err := r.p.Overview(ctx, page.Query{})
		if !yield(page.FilePart{ID: "overview", View: overview}, err) || err != nil {
			return
		}
		for _, h := range r.s.prompts {
			if !r.prompt(ctx, h, yield) {
				return
			}
		}
	}
}

// prompt makes the parts of one prompt; it is false where nobody wants more.
func (r *fileReport) prompt(ctx context.Context, h *promptHistory, yield func(page.FilePart, error) bool) bool {
	q, part := page.Query{Prompt: h.path}, r.links[h.path].part
	history, err := r.p.History(ctx, q)
	if err != nil {
		return yield(page.FilePart{}, err) && false
	}
	if most := r.o.max; most > 0 && len(history.Iterations) > most {
		history.Iterations = history.Iterations[:most]
		history.Points = history.Points[len(history.Points)-most:]
	}
	if !yield(page.FilePart{ID: part, View: history}, nil) {
		return false
	}
	suite, err := r.p.Suite(ctx, q)
	if err != nil {
		return yield(page.FilePart{}, err) && false
	}
	if len(suite.Cases) > 0 && !yield(page.FilePart{ID: part + "-suite", View: suite, Title: "Suite through the versions: " + suite.Path}, nil) {
		return false
	}
	matrix, err := r.p.Matrix(ctx, q)
	if err != nil {
		return yield(page.FilePart{}, err) && false
	}
	if most := r.o.max; most > 0 && len(matrix.Rows) > most {
		matrix.Rows = matrix.Rows[:most]
	}
	r.links[h.path].matrix = len(matrix.Columns) > 1
	if r.links[h.path].matrix && !yield(page.FilePart{ID: part + "-matrix", View: matrix, Title: "Versions by models"}, nil) {
		return false
	}
	return r.steps(ctx, h, yield)
}

// steps makes a part of each iteration, newest first.
func (r *fileReport) steps(ctx context.Context, h *promptHistory, yield func(page.FilePart, error) bool) bool {
	stands := map[[32]byte]page.Same{}
	for i := range h.entries {
		e := &h.entries[i]
		id := r.links[h.path].revs[e.json.Rev]
		if id == "" {
			break
		}
		step, err := r.step(ctx, h, e, id, i == 0, stands)
		if err != nil {
			return yield(page.FilePart{}, err) && false
		}
		if !yield(page.FilePart{ID: id, View: step, Title: shortRev(e.json.Rev) + " " + e.json.Subject}, nil) {
			return false
		}
	}
	return true
}
