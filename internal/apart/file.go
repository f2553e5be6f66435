package apart

import (
	"cmp"
	"slices"
	"sort"

	"github.com/promptgit/promptgit/prompt"
)

// piece is a set of edits of one file that changes one variable.
type piece struct {
	chosen []bool
	change prompt.Change
}

// taken is one file that is taken apart.
type taken struct {
	edits  edits
	pieces []piece
	free   []bool // edits that change no variable
}

// trial tells what a text in the place of a file changes against the version
// before, or that it cannot be parsed.
type trial func(text string) ([]prompt.Change, error)

// The work is bounded by the number of trials on one file, and by the bytes that
// all those of a plan read: beyond it what is not told apart yet stays so.
const (
	maxTrials = 4000
	maxText   = 48 << 20
)

type budget struct {
	trials int
	text   *int // of the plan
}

func (p *Plan) budget() *budget { return &budget{maxTrials, p.unread} }

func (b *budget) spent() bool { return b.trials <= 0 || *b.text <= 0 }

func (b *budget) spend(text string) {
	b.trials--
	*b.text -= len(text)
}

// split finds the pieces of one file. Where some variables cannot be told apart,
// or fit is false for what is found, it gives false.
func split(before, after string, changes []prompt.Change, variables [2]ownerOf, left *budget, try trial, fit func(taken) bool) (taken, bool) {
	s := &search{want: map[string]prompt.Change{}, try: try}
	for _, c := range changes {
		s.want[c.ID] = c
	}
	if len(s.want) < len(changes) { // two have one name, such as a paragraph and the one that takes its place
		return taken{}, false
	}
	found := func(e edits) bool {
		left.trials, s.edits, s.budget = maxTrials, e, left
		return s.gather() && s.complete() && fit(s.result())
	}
	own := lineEdits(before, after, variables[0], variables[1])
	if found(own) {
		return s.result(), true
	}
	mixed := s.mixed
	whole := wholeEdits(before, after, variables[0], variables[1], lines)
	for _, e := range []edits{whole, wholeEdits(before, after, variables[0], variables[1], rows).single(), whole.single()} {
		if found(e) {
			return s.result(), true
		}
	}
	s.mixed = mixed
	for range 2 { // first the hunks that mix variables, then all
		coarse := s.coarse(own)
		if found(own.refine(func(hunk int) bool { return coarse[hunk] })) {
			return s.result(), true
		}
		s.mixed = map[int]bool{}
	}
	return taken{}, false
}

// search attributes the edits of one file to its variables.
type search struct {
	edits   edits
	want    map[string]prompt.Change
	try     trial
	budget  *budget
	claimed map[string][]bool // edits of each variable
	free    []bool
	mixed   map[int]bool // hunks whose edits change several variables
}

// changed tells what some edits change. It is false where they cannot stand
// alone: the text does not parse, or a variable changes that the whole does not
// change.
func (s *search) changed(chosen []bool) (ids []string, ok bool) {
	if s.budget.spent() {
		return nil, false
	}
	text := s.edits.apply(chosen)
	s.budget.spend(text)
	changes, err := s.try(text)
	if err != nil {
		return nil, false
	}
	for _, c := range changes {
		if _, known := s.want[c.ID]; !known {
			return nil, false
		}
		ids = append(ids, c.ID)
	}
	return ids, true
}

// gather gives every group to the variable that it changes. What can stand only
// together is united, with its neighbor first.
func (s *search) gather() bool {
	s.claimed, s.free, s.mixed = map[string][]bool{}, make([]bool, len(s.edits.list)), map[int]bool{}
	var left [][]bool
	for _, g := range s.edits.groups() {
		ids, ok := s.changed(g)
		switch {
		case ok && len(ids) == 0:
			s.free = union(s.free, g)
		case ok && len(ids) == 1:
			s.claim(ids[0], g)
		default:
			s.noteMixed(g)
			left = append(left, g)
		}
	}
	left = slices.DeleteFunc(left, func(g []bool) bool {
		ids, ok := s.changed(union(g, s.free)) // such as a key below one that says nothing by itself
		if !ok || len(ids) != 1 {
			return false
		}
		s.claim(ids[0], g)
		return true
	})
	for len(left) > 0 {
		rest, united := s.unite(left)
		if !united {
			return s.uniteAll(left)
		}
		left = rest
	}
	return true
}

func (s *search) claim(id string, g []bool) {
	if s.claimed[id] == nil {
		s.claimed[id] = make([]bool, len(s.edits.list))
	}
	s.claimed[id] = union(s.claimed[id], g)
}

func (s *search) noteMixed(g []bool) {
	for i, in := range g {
		if in {
			s.mixed[s.edits.list[i].hunk] = true
		}
	}
}

// unite joins one of the groups that cannot stand alone with another of them, or
// with what a variable has already, the nearest first.
func (s *search) unite(left [][]bool) (rest [][]bool, ok bool) {
	for i, g := range left {
		type candidate struct {
			edits []bool
			other int // in left, -1 for a variable's
			id    string
			far   int
		}
		var candidates []candidate
		for j, other := range left {
			if j != i {
				candidates = append(candidates, candidate{other, j, "", distance(g, other)})
			}
		}
		for id, other := range s.claimed {
			candidates = append(candidates, candidate{other, -1, id, distance(g, other)})
		}
		slices.SortStableFunc(candidates, func(a, b candidate) int { return cmp.Or(a.far-b.far, cmp.Compare(a.id, b.id)) })
		for _, c := range candidates {
			if s.budget.spent() {
				return nil, false
			}
			both := union(g, c.edits)
			ids, fits := s.changed(union(both, s.free))
			if !fits || len(ids) > 1 || c.other < 0 && (len(ids) != 1 || ids[0] != c.id) {
				continue
			}
			if len(ids) == 1 {
				s.claim(ids[0], both)
			} else {
				s.free = union(s.free, both)
			}
			return slices.DeleteFunc(slices.Clone(left), func(x []bool) bool {
				return first(x) == first(g) || c.other >= 0 && first(x) == first(c.edits)
			}), true
		}
	}
	return nil, false
}

// uniteAll takes everything that is left as one group: a phrase that changes
// wherever it stands.
func (s *search) uniteAll(left [][]bool) bool {
	all := make([]bool, len(s.edits.list))
	for _, g := range left {
		all = union(all, g)
	}
	ids, ok := s.changed(all)
	if !ok || len(ids) != 1 {
		return false
	}
	s.claim(ids[0], all)
	return true
}

// complete says whether every variable has its edits, and all edits a place.
func (s *search) complete() bool {
	for id := range s.want {
		if s.claimed[id] == nil {
			return false
		}
	}
	return true
}

// coarse are the hunks to cut into words: those that change several variables,
// or all where that is not known.
func (s *search) coarse(e edits) map[int]bool {
	hunks := map[int]bool{}
	for _, x := range e.list {
		hunks[x.hunk] = len(s.mixed) == 0 || s.mixed[x.hunk]
	}
	return hunks
}

func (s *search) result() taken {
	t := taken{edits: s.edits, free: s.free}
	for id, chosen := range s.claimed {
		t.pieces = append(t.pieces, piece{chosen, s.want[id]})
	}
	sort.Slice(t.pieces, func(i, j int) bool { return first(t.pieces[i].chosen) < first(t.pieces[j].chosen) })
	return t
}

func union(a, b []bool) []bool {
	both := slices.Clone(a)
	for i, in := range b {
		both[i] = both[i] || in
	}
	return both
}

func first(g []bool) int { return slices.Index(g, true) }

// distance is the least number of edits between two groups.
func distance(a, b []bool) int {
	least := len(a)
	last := -1
	which := 0
	for i := range a {
		now := 0
		if a[i] {
			now = 1
		}
		if b[i] {
			now = 2
		}
		if now == 0 {
			continue
		}
		if which != 0 && now != which {
			least = min(least, i-last)
		}
		last, which = i, now
	}
	return least
}
