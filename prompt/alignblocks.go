package prompt

import "slices"

// mostly is the share of a block's words that its whole must have for the block
// to be a piece of it.
const mostly = 0.6

// blocks joins paragraphs, lists and code blocks, which have no names: equal
// ones in order first, then equal ones that moved, then, between those that
// stand, what was cut, joined or reworded.
func (a *aligner) blocks() {
	var roles []string
	for _, v := range append(slices.Clone(a.olds), a.news...) {
		if v != nil && v.Kind == KindBlock && !slices.Contains(roles, v.Role) {
			roles = append(roles, v.Role)
		}
	}
	for _, role := range roles {
		a.blocksOf(role)
	}
}

func (a *aligner) blocksOf(role string) {
	olds, news := a.take(role)
	anchors := commonSequence(olds, news)
	equal := map[string][]int{} // equal blocks that moved
	held := make([]bool, len(news))
	for _, x := range anchors {
		held[x.j] = true
	}
	for j, v := range news {
		if !held[j] {
			equal[v.Norm] = append(equal[v.Norm], j)
		}
	}
	i := 0
	for _, x := range append(anchors, anchor{len(olds), len(news)}) {
		for k := i; k < x.i; k++ {
			if at := equal[olds[k].Norm]; len(at) > 0 {
				equal[olds[k].Norm] = at[1:]
				a.pairs = append(a.pairs, pair{old: olds[k], new: news[at[0]]})
				olds[k], news[at[0]] = nil, nil
			}
		}
		i = x.i + 1
	}
	i, j := 0, 0
	for _, x := range append(anchors, anchor{len(olds), len(news)}) {
		a.gap(standing(olds[i:x.i]), standing(news[j:x.j]))
		if x.i < len(olds) {
			a.pairs = append(a.pairs, pair{old: olds[x.i], new: news[x.j]})
		}
		i, j = x.i+1, x.j+1
	}
}

// take removes the blocks of a role from the lists of what is to be paired.
func (a *aligner) take(role string) (olds, news []*Variable) {
	pick := func(list []*Variable) []*Variable {
		var own []*Variable
		for i, v := range list {
			if v != nil && v.Kind == KindBlock && v.Role == role {
				own = append(own, v)
				list[i] = nil
			}
		}
		return own
	}
	return pick(a.olds), pick(a.news)
}

func standing(list []*Variable) []*Variable {
	return slices.DeleteFunc(slices.Clone(list), func(v *Variable) bool { return v == nil })
}

// gap pairs the blocks between two that stand. A block that was cut in pieces,
// or joined from them, is paired with its pieces as a whole.
func (a *aligner) gap(olds, news []*Variable) {
	switch {
	case !few(olds, news):
		a.pairs = append(a.pairs, inOrder(olds, news)...)
		return
	case len(olds) < len(news):
		news = whole(news, olds)
	case len(olds) > len(news):
		olds = whole(olds, news)
	}
	a.pairs = append(a.pairs, nearest(olds, news)...)
}

// inOrder pairs blocks by their place.
func inOrder(olds, news []*Variable) []pair {
	pairs := make([]pair, max(len(olds), len(news)))
	for i, v := range olds {
		pairs[i].old = v
	}
	for i, v := range news {
		pairs[i].new = v
	}
	return pairs
}

// whole merges runs of pieces that one block of others is made of.
func whole(pieces, others []*Variable) []*Variable {
	var out []*Variable
	for i := 0; i < len(pieces); {
		best, size := pieces[i], 1
		for _, o := range others {
			if v, n := grown(pieces[i:], o); n > size {
				best, size = v, n
			}
		}
		out = append(out, best)
		i += size
	}
	return out
}

// grown merges the first pieces as long as each is mostly in o and makes the
// whole more like it.
func grown(pieces []*Variable, o *Variable) (v *Variable, size int) {
	v, size = pieces[0], 1
	near := likeness(v.Norm, o.Norm)
	if contained(v.Norm, o.Norm) < mostly {
		return v, size
	}
	for _, next := range pieces[1:] {
		more := merged(*v, *next)
		n := likeness(more.Norm, o.Norm)
		if n <= near || n < alike || contained(next.Norm, o.Norm) < mostly {
			break
		}
		v, near = &more, n
		size++
	}
	return v, size
}

// nearest pairs as many blocks as it can in order, the likest with one another;
// the others were added or removed.
func nearest(olds, news []*Variable) []pair {
	m, n := len(olds), len(news)
	best := make([][]float64, m+1) // likeness of pairing olds[i:] and news[j:]
	for i := range best {
		best[i] = make([]float64, n+1)
	}
	// A pair counts more than any likeness, so that the most are made.
	worth := func(i, j int) float64 { return 1000 + likeness(olds[i].Norm, news[j].Norm) }
	for i := m - 1; i >= 0; i-- {
		for j := n - 1; j >= 0; j-- {
			best[i][j] = max(best[i+1][j], best[i][j+1], best[i+1][j+1]+worth(i, j))
		}
	}
	var pairs []pair
	i, j := 0, 0
	for i < m && j < n {
		switch {
		case best[i][j] == best[i+1][j+1]+worth(i, j):
			pairs = append(pairs, pair{old: olds[i], new: news[j]})
			i, j = i+1, j+1
		case best[i][j] == best[i+1][j]:
			pairs = append(pairs, pair{old: olds[i]})
			i++
		default:
			pairs = append(pairs, pair{new: news[j]})
			j++
		}
	}
	for ; i < m; i++ {
		pairs = append(pairs, pair{old: olds[i]})
	}
	for ; j < n; j++ {
		pairs = append(pairs, pair{new: news[j]})
	}
	return pairs
}
