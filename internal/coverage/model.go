package coverage

import (
	"cmp"
	"math"
	"slices"
	"unicode"
)

const (
	maxText     = 4 << 10 // bytes of a text that count
	maxFeatures = 256     // of a text: the rarest
	minGram     = 3
	maxGram     = 5
	buckets     = 1 << 18
)

// Model weighs what texts are made of by how rare it is in the texts that it
// learned from. Its size does not depend on their number: 1 MiB.
//
// A text is its runs of 3 to 5 characters within words, in lower case, with the
// edges of words as characters and every digit as the same one. A run weighs
// (1 + ln tf) * ln((1 + n) / (1 + df)), and two texts resemble each other by
// the cosine of their weights (Salton and Buckley 1988).
type Model struct {
	texts int
	df    []uint32
}

// NewModel gives a model that knows no texts.
func NewModel() *Model { return &Model{df: make([]uint32, buckets)} }

// Learn counts a text.
func (m *Model) Learn(text string) {
	m.texts++
	for gram := range counts(text) {
		m.df[gram%buckets]++
	}
}

// Vector is a text as weights of length 1, by feature. It is empty for a text
// without letters and digits, and then resembles only its like.
type Vector []weight

type weight struct {
	feature uint32
	value   float32
}

// Vector weighs a text.
func (m *Model) Vector(text string) Vector {
	grams := counts(text)
	v := make(Vector, 0, len(grams))
	for gram, tf := range grams {
		idf := math.Log(float64(1+m.texts) / float64(1+m.df[gram%buckets]))
		v = append(v, weight{gram, float32((1 + math.Log(float64(tf))) * (idf + floor))})
	}
	if len(v) > maxFeatures {
		slices.SortFunc(v, rarest)
		v = slices.Clone(v[:maxFeatures]) // without what lies behind them
	}
	slices.SortFunc(v, func(a, b weight) int { return cmp.Compare(a.feature, b.feature) })
	sum := 0.0
	for _, w := range v {
		sum += float64(w.value) * float64(w.value)
	}
	for i := range v {
		v[i].value /= float32(math.Sqrt(sum))
	}
	return v
}

func rarest(a, b weight) int {
	switch {
	case a.value > b.value:
		return -1
	case a.value < b.value:
		return 1
	}
	return cmp.Compare(a.feature, b.feature)
}

// floor keeps what every text has from weighing nothing, so that equal texts
// resemble each other also where there are no others.
const floor = 0.01

// counts gives how often each run of characters stands in a text, by hash.
func counts(text string) map[uint32]int {
	text = cut(text)
	grams := map[uint32]int{}
	word := make([]rune, 0, 32)
	flush := func() {
		if len(word) > 1 {
			word = append(word, ' ')
			for size := minGram; size <= maxGram; size++ {
				for i := 0; i+size <= len(word); i++ {
					grams[hash(word[i:i+size])]++
				}
			}
		}
		word = append(word[:0], ' ')
	}
	flush()
	for _, r := range text {
		switch {
		case unicode.IsDigit(r):
			word = append(word, '0')
		case unicode.IsLetter(r) || unicode.IsMark(r):
			word = append(word, unicode.ToLower(r))
		case unicode.IsSymbol(r) && r > 0x7f: // emoji are words of their own
			flush()
			word = append(word, r)
			flush()
		default:
			flush()
		}
	}
	flush()
	return grams
}

// hash is FNV-1a with 32 bits over code points.
func hash(runes []rune) uint32 {
	h := uint32(2166136261)
	for _, r := range runes {
		for range 3 {
			h = (h ^ uint32(r&0xff)) * 16777619
			r >>= 8
		}
	}
	return h
}

// Similarity is the cosine of two vectors, in [0, 1]. Two empty ones are alike.
func Similarity(a, b Vector) float64 {
	if len(a) == 0 || len(b) == 0 {
		if len(a) == len(b) {
			return 1
		}
		return 0
	}
	sum := 0.0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch c := cmp.Compare(a[i].feature, b[j].feature); {
		case c < 0:
			i++
		case c > 0:
			j++
		default:
			sum += float64(a[i].value) * float64(b[j].value)
			i, j = i+1, j+1
		}
	}
	return min(sum, 1)
}
