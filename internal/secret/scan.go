package secret

import "strings"

// scanner finds any of many texts in one pass, in a time that hardly depends on
// how many there are. It looks at three bytes at a time, as Wu and Manber do in
// "A Fast Algorithm for Multi-Pattern Searching" (1994): where none of the texts
// holds them, it goes on behind them.
type scanner struct {
	least int                 // length of the shortest text, at least block
	skip  [1 << 14]uint8      // by hash of a block: how far the search may go on
	ends  map[uint32][]string // by hash of the block that ends their first least bytes
}

const block = 3 // bytes

// stretch is a part of a text.
type stretch struct{ from, to int }

// newScanner makes a scanner for texts of at least three bytes, which stand in
// the order in which they are preferred.
func newScanner(texts []string) *scanner {
	s := &scanner{least: len(texts[0]), ends: map[uint32][]string{}}
	for _, t := range texts {
		s.least = min(s.least, len(t))
	}
	for i := range s.skip {
		s.skip[i] = clamped(s.least - block + 1)
	}
	for _, t := range texts {
		for end := block; end <= s.least; end++ {
			at := hash(t[end-block : end])
			s.skip[at] = min(s.skip[at], clamped(s.least-end))
		}
		last := hash(t[s.least-block : s.least])
		s.ends[last] = append(s.ends[last], t)
	}
	return s
}

func clamped(n int) uint8 { return uint8(min(n, 255)) } //nolint:gosec // it fits, and is never negative

func hash(b string) uint32 {
	const golden = 2654435761 // 2^32 over the golden ratio, prime
	return (uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16) * golden >> (32 - 14)
}

// find gives where the texts stand, in order. Those that overlap are one stretch.
func (s *scanner) find(in string) []stretch {
	var found []stretch
	for end := s.least; end <= len(in); {
		at := hash(in[end-block : end])
		if n := s.skip[at]; n > 0 {
			end += int(n)
			continue
		}
		from := end - s.least
		for _, t := range s.ends[at] {
			if !strings.HasPrefix(in[from:], t) {
				continue
			}
			if n := len(found); n > 0 && from < found[n-1].to {
				found[n-1].to = max(found[n-1].to, from+len(t))
			} else {
				found = append(found, stretch{from, from + len(t)})
			}
			break
		}
		end++
	}
	return found
}
