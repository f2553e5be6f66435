package grade

import (
	"errors"
	"slices"
)

// span is a range of code units, both ends included.
type span struct{ low, high rune }

const lastUnit = 0xffff

// anyUnit is a class of every rune that a code unit can become.
const anyUnit = `[\u0000-\uffff` + "\U0010d800-\U0010dfff" + `]`

var (
	digitSpans = []span{{'0', '9'}}
	wordSpans  = []span{{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}}
	spaceSpans = []span{
		{'\t', '\r'},
		{' ', ' '},
		{0xa0, 0xa0},
		{0x1680, 0x1680},
		{0x2000, 0x200a},
		{0x2028, 0x2029},
		{0x202f, 0x202f},
		{0x205f, 0x205f},
		{0x3000, 0x3000},
		{0xfeff, 0xfeff},
	}
)

// classEscape gives the code units of \d, \w, \s and their opposites.
func classEscape(c rune) ([]span, bool) {
	switch c {
	case 'd':
		return digitSpans, true
	case 'D':
		return others(digitSpans), true
	case 'w':
		return wordSpans, true
	case 'W':
		return others(wordSpans), true
	case 's':
		return spaceSpans, true
	case 'S':
		return others(spaceSpans), true
	}
	return nil, false
}

// others is the complement of sorted spans that do not touch.
func others(set []span) []span {
	var rest []span
	low := rune(0)
	for _, s := range set {
		if s.low > low {
			rest = append(rest, span{low, s.low - 1})
		}
		low = s.high + 1
	}
	if low <= lastUnit {
		rest = append(rest, span{low, lastUnit})
	}
	return rest
}

// class reads a class; the "[" is behind.
func (r *regexReader) class() error {
	negated := r.eat("^")
	var set []span
	for {
		if r.peek(0) == ']' {
			r.at++
			break
		}
		low, err := r.classAtom()
		if err != nil {
			return err
		}
		if r.peek(0) != '-' || r.peek(1) == ']' {
			set = append(set, low...)
			continue
		}
		r.at++
		high, err := r.classAtom()
		switch {
		case err != nil:
			return err
		case !single(low) || !single(high): // \d-x is a digit, a dash or an x
			set = append(append(append(set, low...), high...), span{'-', '-'})
		case low[0].low > high[0].low:
			return errors.New("a range out of order in a class")
		default:
			set = append(set, span{low[0].low, high[0].low})
		}
	}
	set = merged(set)
	if negated {
		set = others(set)
	}
	r.set(set)
	return nil
}

// single says whether an atom is one code unit and so may end a range. \d and
// its like never are, and none of them holds one unit alone.
func single(atom []span) bool { return len(atom) == 1 && atom[0].low == atom[0].high }

func (r *regexReader) classAtom() ([]span, error) {
	c := r.next()
	if c == endOfPattern {
		return nil, errors.New("a class is not closed")
	}
	if c != '\\' {
		return []span{{c, c}}, nil
	}
	if set, ok := classEscape(r.peek(0)); ok {
		r.at++
		return set, nil
	}
	switch r.peek(0) {
	case endOfPattern:
		return nil, errors.New(`\ at the end of the pattern`)
	case 'b':
		r.at++
		return []span{{'\b', '\b'}}, nil
	}
	c = r.character(true)
	return []span{{c, c}}, nil
}

func merged(set []span) []span {
	slices.SortFunc(set, func(a, b span) int { return int(a.low - b.low) })
	var out []span
	for _, s := range set {
		if last := len(out) - 1; last >= 0 && s.low <= out[last].high+1 {
			out[last].high = max(out[last].high, s.high)
			continue
		}
		out = append(out, s)
	}
	return out
}

// set writes a class; an empty one matches nothing.
func (r *regexReader) set(set []span) {
	if len(set) == 0 {
		r.out.WriteString(`(?:(?!))`)
		return
	}
	r.out.WriteByte('[')
	for _, s := range set {
		r.span(s.low, min(s.high, firstSurrogate-1))
		r.span(max(s.low, firstSurrogate), min(s.high, lastSurrogate))
		r.span(max(s.low, lastSurrogate+1), s.high)
	}
	r.out.WriteByte(']')
}

// span writes a range that surrogates do not share with other units.
func (r *regexReader) span(low, high rune) {
	if low > high {
		return
	}
	r.escaped(low)
	if high > low {
		r.out.WriteByte('-')
		r.escaped(high)
	}
}
