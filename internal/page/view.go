package page

import "cmp"

// View is what one page tells: an [Overview], [History], [Detail], [Compare],
// [Matrix], [Suite], [Bisect], [Search] or [Grade].
type View interface {
	// Outer is what stands around the page. A server fills it in.
	Outer() *Frame
	// Kind names the page, and the template that draws it.
	Kind() Kind
	// Subject is the path of the prompt that the page is about, "" for none.
	Subject() string
}

// Kind is the name of a page.
type Kind string

// The pages.
const (
	KindOverview Kind = "overview"
	KindHistory  Kind = "history"
	KindDetail   Kind = "iteration"
	KindCompare  Kind = "compare"
	KindMatrix   Kind = "matrix"
	KindSuite    Kind = "suite"
	KindBisect   Kind = "bisect"
	KindSearch   Kind = "search"
	KindGrade    Kind = "grade"
)

// Outer gives the frame itself.
func (f *Frame) Outer() *Frame { return f }

// Kind names the page.
func (*Overview) Kind() Kind { return KindOverview }

// Kind names the page.
func (*History) Kind() Kind { return KindHistory }

// Kind names the page.
func (*Detail) Kind() Kind { return KindDetail }

// Kind names the page.
func (*Compare) Kind() Kind { return KindCompare }

// Kind names the page.
func (*Matrix) Kind() Kind { return KindMatrix }

// Kind names the page.
func (*Suite) Kind() Kind { return KindSuite }

// Kind names the page.
func (*Bisect) Kind() Kind { return KindBisect }

// Kind names the page.
func (*Search) Kind() Kind { return KindSearch }

// Kind names the page.
func (*Grade) Kind() Kind { return KindGrade }

// Subject is of no prompt alone.
func (*Overview) Subject() string { return "" }

// Subject is the prompt that it tells of.
func (h *History) Subject() string { return h.Prompt }

// Subject is the prompt of the iteration.
func (d *Detail) Subject() string { return cmp.Or(d.Query.Prompt, d.Iteration.Prompt) }

// Subject is the prompt that it tells of.
func (c *Compare) Subject() string { return c.Prompt }

// Subject is the prompt that it tells of.
func (m *Matrix) Subject() string { return m.Prompt }

// Subject is the prompt whose history is told.
func (s *Suite) Subject() string { return s.Prompt }

// Subject is the prompt that it tells of.
func (b *Bisect) Subject() string { return b.Prompt }

// Subject is the prompt that the address names, if it does.
func (s *Search) Subject() string { return s.Query.Prompt }

// Subject is the prompt that it tells of.
func (g *Grade) Subject() string { return g.Prompt }
