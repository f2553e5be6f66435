package nunjucks

import "slices"

// sorted sorts a copy as V8 does. The order of what a comparison cannot order
// (a number and a word) depends on the algorithm: up to 63 items V8 keeps the
// run that is already in order and inserts the others one by one, by halving.
// Undefined items go last.
func (r *run) sorted(items []any, compare func(a, b any) int) []any {
	in := make([]any, 0, len(items))
	for _, x := range items {
		if x != any(undefined{}) {
			in = append(in, x)
		}
	}
	last := len(items) - len(in)
	counted := func(a, b any) int {
		r.spend(1)
		return compare(a, b)
	}
	if len(in) < 64 {
		insert(in, counted)
	} else {
		slices.SortStableFunc(in, counted)
	}
	for range last {
		in = append(in, undefined{})
	}
	return in
}

func insert(a []any, compare func(a, b any) int) {
	for i := run0(a, compare); i < len(a); i++ {
		pivot := a[i]
		low, high := 0, i
		for low < high {
			mid := (low + high) / 2
			if compare(pivot, a[mid]) < 0 {
				high = mid
			} else {
				low = mid + 1
			}
		}
		copy(a[low+1:i+1], a[low:i])
		a[low] = pivot
	}
}

// run0 gives the length of the ordered run at the start, turning a falling one.
func run0(a []any, compare func(a, b any) int) int {
	if len(a) < 2 {
		return len(a)
	}
	n := 2
	falling := compare(a[1], a[0]) < 0
	for n < len(a) && compare(a[n], a[n-1]) < 0 == falling {
		n++
	}
	if falling {
		slices.Reverse(a[:n])
	}
	return n
}
