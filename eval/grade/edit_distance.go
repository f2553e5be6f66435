package grade

import "errors"

// maxEditSteps bounds the work of one distance: some seconds.
const maxEditSteps = 1 << 29

// editDistance is the Levenshtein distance of a and b where it is at most most;
// within says whether it is. It computes 64 rows of the table at once (Myers
// 1999, in Hyyrö's form of 2003) and only the cells within most of the diagonal,
// since no shorter path leaves them (Ukkonen 1985).
func editDistance(a, b []uint16, most int) (edits int, within bool, err error) {
	if len(a) > len(b) {
		a, b = b, a
	}
	for len(a) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	most = min(most, len(b)) // replace all of a and add the rest
	if len(b)-len(a) > most {
		return 0, false, nil
	}
	if len(a) == 0 {
		return len(b), true, nil
	}
	if steps := (len(a)/64 + 1) * min(len(b), 2*most+64); steps > maxEditSteps {
		return 0, false, errors.New("the texts are too long for this threshold; lower it, or compare shorter texts")
	}
	edits = newStripes(a, b).distance(most)
	return edits, edits <= most, nil
}

// stripes computes the table of edit distances between the beginnings of two
// texts in stripes of 64 rows, from the top.
type stripes struct {
	rows    []int  // a, each code unit by its number from 1
	columns []int  // b, 0 for what is not in a
	step    []int8 // from a column to the next, in the lowest row computed so far
	units   int    // distinct ones in a
}

func newStripes(a, b []uint16) *stripes {
	s := &stripes{rows: make([]int, len(a)), columns: make([]int, len(b)), step: make([]int8, len(b))}
	numbers := make(map[uint16]int)
	for i, u := range a {
		n, ok := numbers[u]
		if !ok {
			n = len(numbers) + 1
			numbers[u] = n
		}
		s.rows[i] = n
	}
	for j, u := range b {
		s.columns[j] = numbers[u]
		s.step[j] = 1 // the first row counts the columns
	}
	s.units = len(numbers)
	return s
}

// distance is exact where it is at most most. A cell outside the band is taken
// for what a path along the band's edge costs, which is never too little.
func (s *stripes) distance(most int) int {
	places := make([]uint64, s.units+1) // of each unit in the stripe, as bits
	corner, left := 0, 0                // the distance above the stripe in the band's first column, and that column
	for top := 0; top < len(s.rows); top += 64 {
		stripe := s.rows[top:min(top+64, len(s.rows))]
		for from := max(0, top-most); left < from; left++ {
			corner += int(s.step[left])
		}
		for i, u := range stripe {
			places[u] |= 1 << i
		}
		s.sweep(left, min(len(s.columns), top+len(stripe)+most), places, len(stripe))
		for _, u := range stripe {
			places[u] = 0
		}
		corner += len(stripe)
	}
	for _, step := range s.step[left:] {
		corner += int(step)
	}
	return corner
}

// sweep moves through the columns of a stripe. Bit i of up and down says that
// the distance grows or falls from row i to the next one.
func (s *stripes) sweep(from, to int, places []uint64, height int) {
	up, down := ^uint64(0), uint64(0)
	last := height - 1
	for j := from; j < to; j++ {
		equal := places[s.columns[j]]
		above := s.step[j]
		diagonal := equal | down
		if above < 0 {
			equal |= 1
		}
		sideways := (((equal & up) + up) ^ up) | equal
		more, less := down|^(sideways|up), up&sideways
		s.step[j] = int8(more>>last&1) - int8(less>>last&1)
		more, less = more<<1, less<<1
		switch {
		case above > 0:
			more |= 1
		case above < 0:
			less |= 1
		}
		up, down = less|^(diagonal|more), more&diagonal
	}
}
