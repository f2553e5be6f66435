package bisect

import "slices"

// mostBranches bounds the combinations of answers that are told apart; beyond it
// the least likely count as one.
const mostBranches = 64

// batch gives up to n queries that are asked at once: the best one, then the one
// that is expected to tell the most beside it, and so on. What a run tells of the
// rates of a case is left out within a batch: a run only divides the first bad
// versions.
func (s *noisy) batch(b *belief, best Query, n int) []Query {
	queries := []Query{best}
	if n <= 1 {
		return queries
	}
	x := s.newBatch(b, n)
	x.ask(best)
	for len(queries) < n {
		q, ok := x.best()
		if !ok {
			break
		}
		queries = append(queries, q)
		x.ask(q)
	}
	return queries
}

// batch is the posterior for each combination of answers to what is asked
// already. A cell is a range of first bad versions that no query which is weighed
// cuts; the last cell is that nothing broke.
type batch struct {
	s        *noisy
	cells    []int // the last version of each cell, beyond the last of all for none
	options  []option
	branches [][]float64 // mass by cell
}

// option is a case and where it may be asked.
type option struct {
	c                 int
	versions          []int
	before, after     []float64 // predictive pass rates by cell
	noBefore, noAfter []float64 // their entropies times the mass of the cell
}

func (s *noisy) newBatch(b *belief, n int) *batch {
	x := &batch{s: s}
	bounds := slices.Clone(b.bounds)
	finer := slices.Clone(quantiles[:])
	for i := 1; i <= 2*n+1; i++ {
		finer = append(finer, float64(i)/float64(2*n+2))
	}
	for _, c := range s.candidates(b) {
		versions := s.versions(b, c, finer)
		slices.Sort(versions)
		versions = slices.Compact(versions)
		x.options = append(x.options, option{c: c, versions: versions})
		bounds = append(bounds, versions...)
	}
	slices.Sort(bounds)
	bounds = slices.Compact(bounds)
	var segments []int
	var mass []float64
	g := 0
	for i, to := range bounds[1:] {
		for b.bounds[g+1] < to {
			g++
		}
		if m := b.each(g) * float64(to-bounds[i]); m > unlikely {
			x.cells, segments, mass = append(x.cells, to), append(segments, g), append(mass, m)
		}
	}
	if b.none > unlikely {
		x.cells, segments, mass = append(x.cells, s.last()+1), append(segments, -1), append(mass, b.none)
	}
	x.branches = [][]float64{mass}
	for i := range x.options {
		s.predictCells(b, &x.options[i], segments, mass)
	}
	return x
}

func (s *noisy) predictCells(b *belief, o *option, segments []int, mass []float64) {
	k := &s.cases[o.c]
	j := 0
	for i, g := range segments {
		var before, after float64
		if g < 0 {
			before = s.predictNone(b, k) / b.none
			after = before
		} else {
			for j < len(k.runs) && k.runs[j].version <= b.bounds[g] {
				j++
			}
			before, after = s.predict(b, k, j, g)
			before, after = before/b.total[g], after/b.total[g]
		}
		o.before, o.after = append(o.before, before), append(o.after, after)
		o.noBefore, o.noAfter = append(o.noBefore, mass[i]*entropy(before)), append(o.noAfter, mass[i]*entropy(after))
	}
}

// ask splits every branch by the two answers of a query.
func (x *batch) ask(q Query) {
	i := slices.IndexFunc(x.options, func(o option) bool { return o.c == q.Case })
	o := &x.options[i]
	split := make([][]float64, 0, 2*len(x.branches))
	for _, mass := range x.branches {
		pass, fail := make([]float64, len(mass)), make([]float64, len(mass))
		for k, m := range mass {
			rate := o.before[k]
			if x.cells[k] <= q.Version {
				rate = o.after[k]
			}
			pass[k], fail[k] = m*rate, m*(1-rate)
		}
		split = append(split, pass, fail)
	}
	x.branches = split
	if len(split) > mostBranches {
		slices.SortStableFunc(split, func(p, q []float64) int { return descending(sum(p), sum(q)) })
		rest := split[mostBranches-1]
		for _, mass := range split[mostBranches:] {
			for k, m := range mass {
				rest[k] += m
			}
		}
		x.branches = split[:mostBranches]
	}
}

func sum(mass []float64) float64 {
	all := 0.0
	for _, m := range mass {
		all += m
	}
	return all
}

// best is the query that tells the most beside what is asked already.
func (x *batch) best() (Query, bool) {
	var best offer
	for i := range x.options {
		o := &x.options[i]
		bits := make([]float64, len(o.versions))
		cut := make([]int, len(o.versions)) // the cells up to a version have broken there
		for i, v := range o.versions {
			for cut[i] < len(x.cells) && x.cells[cut[i]] <= v {
				cut[i]++
			}
			bits[i] = -sum(o.noAfter[:cut[i]]) - sum(o.noBefore[cut[i]:])
		}
		after, before := make([]float64, len(x.cells)+1), make([]float64, len(x.cells)+1)
		for _, mass := range x.branches {
			total := 0.0
			for k, m := range mass {
				after[k+1] = after[k] + m*o.after[k]
				before[k+1] = before[k] + m*o.before[k]
				total += m
			}
			if total <= unlikely {
				continue
			}
			for i, k := range cut {
				bits[i] += total * entropy((after[k]+before[len(mass)]-before[k])/total)
			}
		}
		for i, v := range o.versions {
			if worth := bits[i] / x.s.costs[o.c]; bits[i] > x.s.negligible() && worth > best.worth*(1+1e-9) {
				best = offer{Query{v, o.c}, worth}
			}
		}
	}
	return best.Query, best.worth > 0
}
