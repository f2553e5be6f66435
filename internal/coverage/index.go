package coverage

// Index finds the most similar of many texts. It is not for several goroutines
// at once.
type Index struct {
	posts map[uint32][]posting
	empty int       // a text without features, -1 for none
	sums  []float64 // one a text, 0 between calls
}

type posting struct {
	text  int32
	value float32
}

// NewIndex gives an index of no texts.
func NewIndex() *Index { return &Index{posts: map[uint32][]posting{}, empty: -1} }

// Add puts a text in and gives its number.
func (x *Index) Add(v Vector) int {
	n := len(x.sums)
	x.sums = append(x.sums, 0)
	if len(v) == 0 && x.empty < 0 {
		x.empty = n
	}
	for _, w := range v {
		x.posts[w.feature] = append(x.posts[w.feature], posting{int32(n), w.value})
	}
	return n
}

// Nearest gives the text that resembles v most, the first of several, and how
// much; -1 and 0 where none has anything in common with it.
func (x *Index) Nearest(v Vector) (text int, similarity float64) {
	if len(v) == 0 {
		if x.empty >= 0 {
			return x.empty, 1
		}
		return -1, 0
	}
	text = -1
	var touched []int32
	for _, w := range v {
		for _, p := range x.posts[w.feature] {
			if x.sums[p.text] == 0 {
				touched = append(touched, p.text)
			}
			x.sums[p.text] += float64(w.value) * float64(p.value)
		}
	}
	for _, n := range touched {
		sum := x.sums[n]
		x.sums[n] = 0
		if sum > similarity || sum == similarity && int(n) < text {
			text, similarity = int(n), sum
		}
	}
	return text, min(similarity, 1)
}

// Len is the number of texts.
func (x *Index) Len() int { return len(x.sums) }
