package coverage

import (
	"math/rand/v2"
	"strings"
)

// Sample keeps some of a stream of texts of any length, each with the same
// chance (Vitter 1985, algorithm R). What it keeps depends only on the stream.
type Sample struct {
	Texts []Text
	Seen  int // texts of the stream

	most int
	rng  *rand.Rand
}

// Text is a text of the stream.
type Text struct {
	Line int
	Text string // at most its first 4 KiB
}

// NewSample gives a sample of at most so many texts.
func NewSample(most int) *Sample {
	return &Sample{most: most, rng: rand.New(rand.NewPCG(1, 2))} //nolint:gosec // it must come out the same each time
}

// Add offers the next text of the stream.
func (s *Sample) Add(line int, text string) {
	s.Seen++
	at := len(s.Texts)
	if at == s.most {
		if at = s.rng.IntN(s.Seen); at >= s.most {
			return
		}
	} else {
		s.Texts = append(s.Texts, Text{})
	}
	s.Texts[at] = Text{Line: line, Text: strings.Clone(cut(text))} // not the whole line
}
