package cmd

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/ui"
)

// gateReviewJSON says whether the new version of one prompt that differs has the
// approvals that it needs.
type gateReviewJSON struct {
	Prompt string `json:"prompt"`
	Status string `json:"status"` // as in a verdict
	Blob   string `json:"blob"`
	approvalsJSON
}

// review looks for the approvals of every prompt that differs, whether a suite judges
// it or not. Who must approve is taken from the revision that --base names, also where
// the head left it long ago: an old enough branch could excuse itself.
func (g *gating) review(ctx context.Context, pairs []versionPair) error {
	if !g.o.requireReview {
		return nil
	}
	from, _, _ := strings.Cut(g.o.base, "...")
	base, err := g.w.repo.Resolve(ctx, from)
	if err != nil {
		return err
	}
	by, err := g.w.approver(ctx, base)
	if err != nil {
		return err
	}
	if err = by.prepare(ctx, g.head, pairs); err != nil {
		return err
	}
	g.reviews = []gateReviewJSON{}
	for _, p := range pairs {
		if p.a != nil && p.a.key == p.b.key {
			continue
		}
		var a *approvals
		if a, err = by.approvals(ctx, p.b.reviewed()); err != nil {
			return err
		}
		g.reviews = append(g.reviews, gateReviewJSON{Prompt: p.b.path, Status: p.status(), Blob: string(p.b.blob), approvalsJSON: newApprovalsJSON(a)})
	}
	tip, err := g.w.repo.Notes(gitops.ReviewsRef).Tip(ctx)
	if err == nil && tip == "" && len(g.reviews) > 0 {
		g.notes = append(g.notes, "this clone has no reviews at all: promptgit pull fetches them")
	}
	return err
}

// addReviews puts the reviews into the document and the answer.
func (d *gateJSON) addReviews(list []gateReviewJSON) {
	d.Reviews = list
	for _, r := range list {
		if !r.OK && d.Answer == gateYes {
			d.Answer = gateNo
		}
	}
	d.OK = d.Answer == gateYes
}

// unreviewed lists the prompts that lack approvals.
func (d *gateJSON) unreviewed() []gateReviewJSON {
	return slices.DeleteFunc(slices.Clone(d.Reviews), func(r gateReviewJSON) bool { return r.OK })
}

// reviewSentence is the reason of a no that only reviews give, "" for none.
func (d *gateJSON) reviewSentence() string {
	list := d.unreviewed()
	if len(list) == 0 {
		return ""
	}
	text := list[0].Prompt + ": not approved: " + list[0].Missing[0]
	if n := len(list) - 1; n > 0 {
		text += fmt.Sprintf("; and %d more", n)
	}
	return text
}

// said is a review in a line.
func (r *gateReviewJSON) said() string {
	if !r.OK {
		return strings.Join(r.Missing, "; ")
	}
	var by []string
	for _, a := range r.Approved {
		by = append(by, a.By)
	}
	if len(by) == 0 {
		return "needs no approval"
	}
	return "approved by " + someOf(by, 5)
}

func (r *gateReviewJSON) answer() string {
	if r.OK {
		return gateYes
	}
	return gateNo
}

// printGateReviews writes a row for each prompt.
func printGateReviews(s ui.Streams, doc *gateJSON) error {
	if len(doc.Reviews) == 0 {
		return nil
	}
	t := &ui.Table{Header: []string{"PROMPT", "REVIEW", "WHY"}}
	for i := range doc.Reviews {
		r := &doc.Reviews[i]
		why := ui.Line(r.said())
		t.Add(ui.Cell{Text: r.Prompt}, answerCell(r.answer()), ui.Cell{Text: ui.Shorten(why, 120), Raw: why})
	}
	if err := t.Write(s); err != nil {
		return err
	}
	_, err := io.WriteString(s.Out, "\n")
	return err
}

// reviewTable is the same in Markdown, "" where no review is asked for.
func (d *gateJSON) reviewTable() string {
	if len(d.Reviews) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString("\n| prompt | review | why |\n| --- | --- | --- |\n")
	const most = 200
	for i := range d.Reviews[:min(len(d.Reviews), most)] {
		r := &d.Reviews[i]
		fmt.Fprintf(&b, "| %s | %s | %s |\n", code(r.Prompt), r.answer(), cell(ui.Shorten(ui.Line(r.said()), 500)))
	}
	if n := len(d.Reviews) - most; n > 0 {
		fmt.Fprintf(&b, "\nand %d more.\n", n)
	}
	return b.String()
}

// reviewSuite are the reviews as tests.
func (d *gateJSON) reviewSuite() gateSuite {
	s := gateSuite{Name: "reviews", Time: seconds(0)}
	for i := range d.Reviews {
		r := &d.Reviews[i]
		t := gateTest{Class: ui.Line(r.Prompt), Name: "review", File: ui.Line(r.Prompt), Time: seconds(0), Output: ui.Line(r.said())}
		if !r.OK {
			s.Failures++
			t.Failure, t.Output = &junitFailure{Message: ui.Line(r.Missing[0]), Text: ui.Line(r.said())}, ""
		}
		s.Cases = append(s.Cases, t)
	}
	s.Tests = len(s.Cases)
	return s
}

// reviewFindings are the prompts that lack approvals.
func (d *gateJSON) reviewFindings() []finding {
	var list []finding
	for _, r := range d.unreviewed() {
		list = append(list, finding{
			Code: "gate-review", Level: "error", Subject: r.Prompt, Pos: diag.Pos{Path: r.Prompt}, Message: "not approved: " + r.said(),
		})
	}
	return list
}
