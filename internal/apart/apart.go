package apart

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/promptgit/promptgit/hooks"
	"github.com/promptgit/promptgit/prompt"
)

// File is one file of a change. Nil content is no file.
type File struct {
	Path          string
	Before, After []byte
}

// Options say what the files are.
type Options struct {
	// IsPrompt tells which paths are prompts, and Role their role without role
	// lines.
	IsPrompt func(path string) bool
	Role     func(path string) string
	// Read gives a file that does not change, by its path from the root.
	Read func(path string) ([]byte, error)
}

// Part is one variable of the change.
type Part struct {
	Title   string          // such as "section:user/Tone" with its prompt, for people
	Paths   []string        // of the files that it changes
	Changes []prompt.Change // the same variable in each prompt that it changes
}

// Plan is a change taken apart. Files that are no part are in none of its
// states: they do not matter to a prompt.
type Plan struct {
	Parts []Part

	files  []*file
	opts   Options
	unread *int // bytes that may still be read in search of the parts
}

// file is one changed file of a plan.
type file struct {
	File
	taken taken
	order *reordering   // nil where the order stays, or is a set of edits
	moved prompt.Change // what order changes
	place int           // the part of order
	parts []int         // the part of each piece
	whole int           // the part of a file that is one as a whole, -1 for one of pieces

	chained bool // each piece holds only after those before it
}

// InseparableError says that some variables cannot be changed one by one.
type InseparableError struct {
	Path string
	IDs  []string
}

func (e *InseparableError) Error() string {
	return fmt.Sprintf("%s: %s cannot be told apart", e.Path, strings.Join(e.IDs, ", "))
}

// Take takes a change apart: files are those that exist before and after it and
// differ. It gives an [*InseparableError] where that is not possible.
func Take(files []File, opts Options) (*Plan, error) {
	p := &Plan{opts: opts, unread: new(maxText)}
	known := map[string]int{}
	for _, f := range files {
		p.files = append(p.files, &file{File: f, whole: -1})
	}
	for _, f := range p.files {
		if opts.IsPrompt(f.Path) {
			if err := p.takePrompt(f, known); err != nil {
				return nil, err
			}
		}
	}
	for _, f := range p.files {
		if !opts.IsPrompt(f.Path) && p.included(f.Path) {
			f.whole = p.part(known, f.Path, prompt.Change{ID: "partial:" + f.Path, Change: "modified", Before: string(f.Before), After: string(f.After)})
		}
	}
	return p, p.order()
}

// takePrompt finds the pieces of a prompt and the parts that they belong to.
func (p *Plan) takePrompt(f *file, known map[string]int) error {
	was, now := p.parse(f.Path, f.Before), p.parse(f.Path, f.After)
	changes := slices.DeleteFunc(prompt.Compare(was, now), func(c prompt.Change) bool {
		return strings.HasPrefix(c.ID, string(prompt.KindPartial)+":")
	})
	if len(changes) <= 1 {
		e := edits{before: string(f.Before), list: []edit{{to: len(f.Before), text: string(f.After)}}}
		f.taken = taken{edits: e, free: []bool{len(changes) == 0}}
		for _, c := range changes {
			f.taken.pieces = []piece{{[]bool{true}, c}}
			f.parts = []int{p.part(known, f.Path, c)}
		}
		return nil
	}
	if p.takeSets(f, was, now, changes) || p.takeChain(f, was, now, changes) {
		if f.order != nil {
			f.place = p.part(known, f.Path, f.moved)
		}
		for i, x := range f.taken.pieces {
			f.parts[i] = p.part(known, f.Path, x.change)
		}
		return nil
	}
	ids := make([]string, len(changes))
	for i, c := range changes {
		ids[i] = c.ID
	}
	return &InseparableError{Path: f.Path, IDs: ids}
}

// takeSets finds a set of edits for each variable, and the order of the
// components by itself.
func (p *Plan) takeSets(f *file, was, now *prompt.Prompt, changes []prompt.Change) bool {
	base := string(f.Before)
	if r, ok := reorderingOf(was, changes); ok {
		base, changes = p.reordered(f, r, was, now, changes)
		was = p.parse(f.Path, []byte(base))
	}
	try := func(text string) ([]prompt.Change, error) {
		q, err := p.strict(f.Path, []byte(text))
		if err != nil {
			return nil, err
		}
		if prompt.Blank(q) {
			return nil, errors.New("nothing is left of the prompt")
		}
		return prompt.Compare(was, q), nil
	}
	_, ok := split(base, string(f.After), changes, [2]ownerOf{owners(was, base, renames(was, changes)), owners(now, string(f.After), nil)}, p.budget(), try,
		func(t taken) bool { return p.fits(f, t) })
	return ok
}

// takeChain finds steps that build on one another.
func (p *Plan) takeChain(f *file, was, now *prompt.Prompt, changes []prompt.Change) bool {
	f.order = nil
	t, ok := p.chain(f, was, now, changes)
	f.chained = ok
	return ok && p.fits(f, t)
}

// fits gives a file its pieces, in an order in which each step is one variable,
// where there is one.
func (p *Plan) fits(f *file, t taken) bool {
	alone := *f
	first := 0 // of the pieces: the order comes first
	if f.order != nil {
		first = 1
	}
	alone.taken, alone.place, alone.parts = t, 0, nil
	for i := range t.pieces {
		alone.parts = append(alone.parts, first+i)
	}
	q := &Plan{Parts: make([]Part, first+len(t.pieces)), files: []*file{&alone}, opts: p.opts, unread: p.unread}
	q.opts.Read = p.options(f.Path).Read
	order, ok := q.sequence()
	if !ok || len(order) == 1 && !q.Fits() {
		return false
	}
	f.taken, f.parts = t, make([]int, len(t.pieces))
	f.taken.pieces = nil
	for _, n := range order {
		if n >= first {
			f.taken.pieces = append(f.taken.pieces, t.pieces[n-first])
		}
	}
	return true
}

// reordered does the change of the order by itself, so that the others are found
// between versions of one order. It gives the text to start from and what is left
// to find; where it cannot, the order stays among the others.
func (p *Plan) reordered(f *file, r *reordering, was, now *prompt.Prompt, changes []prompt.Change) (string, []prompt.Change) {
	text, ok := r.in(was, string(f.Before), r.after)
	if !ok {
		return string(f.Before), changes
	}
	moved, err := p.strict(f.Path, []byte(text))
	if err != nil {
		return string(f.Before), changes
	}
	step, rest := prompt.Compare(was, moved), prompt.Compare(moved, now)
	if len(step) != 1 || step[0].ID != "order" || len(rest) != len(changes)-1 {
		return string(f.Before), changes
	}
	f.order = r
	f.moved = changes[slices.IndexFunc(changes, func(c prompt.Change) bool { return c.ID == "order" })]
	return text, rest
}

// part finds the part of a change: the same one, value for value, in several
// prompts is one.
func (p *Plan) part(known map[string]int, path string, c prompt.Change) int {
	key := hooks.Identity(c)
	n, ok := known[key]
	if ok && slices.Contains(p.Parts[n].Paths, path) { // twice in one prompt is two
		ok = false
	}
	if !ok {
		n = len(p.Parts)
		known[key] = n
		p.Parts = append(p.Parts, Part{})
	}
	part := &p.Parts[n]
	part.Paths = append(part.Paths, path)
	part.Changes = append(part.Changes, c)
	part.Title = c.ID + " of " + strings.Join(part.Paths, ", ")
	if strings.HasPrefix(c.ID, string(prompt.KindPartial)+":") {
		part.Title = c.ID
	}
	return n
}

// included says whether a changed prompt includes a file, or would.
func (p *Plan) included(path string) bool {
	for _, f := range p.files {
		if !p.opts.IsPrompt(f.Path) {
			continue
		}
		for _, src := range [][]byte{f.Before, f.After} {
			q := p.parse(f.Path, src)
			if slices.ContainsFunc(q.Partials, func(x prompt.Partial) bool { return x.Path == path }) {
				return true
			}
		}
	}
	return false
}

// Includes says whether the newer version of a changed prompt includes a file.
func (p *Plan) Includes(path string) bool {
	for _, f := range p.files {
		if !p.opts.IsPrompt(f.Path) {
			continue
		}
		q := p.parse(f.Path, f.After)
		if slices.ContainsFunc(q.Partials, func(x prompt.Partial) bool { return x.Path == path }) {
			return true
		}
	}
	return false
}

// InSteps says whether the parts of a prompt hold only in their order, each on top
// of those before it, so that not every combination of them is a prompt.
func (p *Plan) InSteps(path string) bool {
	return slices.ContainsFunc(p.files, func(f *file) bool { return f.Path == path && f.chained })
}

// parse reads a version, as text where it is no valid prompt.
func (p *Plan) parse(path string, src []byte) *prompt.Prompt {
	q, err := p.strict(path, src)
	if err != nil {
		return prompt.ParseText(path, src, p.options(path))
	}
	return q
}

func (p *Plan) strict(path string, src []byte) (*prompt.Prompt, error) {
	return prompt.Parse(path, src, p.options(path))
}

// options read what does not change, and of what does the older version, so that
// a partial counts by itself.
func (p *Plan) options(path string) prompt.Options {
	return prompt.Options{Role: p.opts.Role(path), Partly: true, Read: func(name string) ([]byte, error) {
		for _, f := range p.files {
			if f.Path == name {
				return f.Before, nil
			}
		}
		if p.opts.Read == nil {
			return nil, fs.ErrNotExist
		}
		return p.opts.Read(name)
	}}
}

// With gives the files with exactly those parts applied to the older version
// that are on. What counts as no variable goes with the first part that touches
// its file.
func (p *Plan) With(on []bool) map[string][]byte {
	state := map[string][]byte{}
	for _, f := range p.files {
		switch {
		case f.whole >= 0:
			state[f.Path] = f.Before
			if on[f.whole] {
				state[f.Path] = f.After
			}
		case p.opts.IsPrompt(f.Path):
			state[f.Path] = []byte(p.text(f, on))
		}
	}
	return state
}

// text is a prompt with some parts on.
func (p *Plan) text(f *file, on []bool) string {
	text := f.taken.edits.apply(f.chosen(on))
	if f.order == nil || on[f.place] {
		return text
	}
	q := p.parse(f.Path, []byte(text))
	if back, ok := f.order.in(q, text, f.order.before); ok {
		return back
	}
	return text
}

// chosen are the edits of a prompt that some parts make.
func (f *file) chosen(on []bool) []bool {
	all := make([]bool, len(f.taken.edits.list))
	some := len(f.taken.pieces) == 0
	for i, x := range f.taken.pieces {
		if on[f.parts[i]] {
			all, some = union(all, x.chosen), true
		}
	}
	if some {
		all = union(all, f.taken.free)
	}
	return all
}
