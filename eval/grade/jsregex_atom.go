package grade

import (
	"errors"
	"fmt"
	"strconv"
	"unicode"
	"unicode/utf16"
)

// unit writes one code unit as itself.
func (r *regexReader) unit(c rune) {
	if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' {
		r.out.WriteByte(byte(c))
		return
	}
	r.escaped(c)
}

// escaped writes a code unit so that it has no other meaning.
func (r *regexReader) escaped(c rune) {
	if c = engineRune(c); c > lastUnit {
		r.out.WriteRune(c)
		return
	}
	fmt.Fprintf(&r.out, `\u%04x`, c)
}

// quantifier copies *, +, ?, {n,m} with an optional "?", where there is one.
func (r *regexReader) quantifier() error {
	switch c := r.peek(0); c {
	case '*', '+', '?':
		r.at++
		r.out.WriteByte(byte(c))
	case '{':
		low, high, ok := r.bounds()
		if !ok {
			return nil
		}
		if high != "" && number32(high) < number32(low) {
			return errors.New("numbers out of order in {}")
		}
		r.out.WriteString("{" + strconv.Itoa(number32(low)))
		if high != low {
			r.out.WriteByte(',')
			if high != "" {
				r.out.WriteString(strconv.Itoa(number32(high)))
			}
		}
		r.out.WriteByte('}')
	default:
		return nil
	}
	if r.eat("?") {
		r.out.WriteByte('?')
	}
	return nil
}

// bounds reads {n}, {n,} or {n,m} if that is what comes; else nothing is read.
// For {n} both are n, for {n,} high is empty.
func (r *regexReader) bounds() (low, high string, ok bool) {
	start := r.at
	defer func() {
		if !ok {
			r.at = start
		}
	}()
	r.at++
	if low = r.digits(); low == "" {
		return "", "", false
	}
	high = low
	if r.eat(",") {
		high = r.digits()
	}
	return low, high, r.eat("}")
}

func (r *regexReader) digits() string {
	start := r.at
	for r.peek(0) >= '0' && r.peek(0) <= '9' {
		r.at++
	}
	return string(utf16.Decode(r.src[start:r.at]))
}

// number32 reads digits; what is larger than any text is infinite.
func number32(digits string) int {
	const most = 1<<31 - 1
	n, err := strconv.Atoi(digits)
	if err != nil || n > most {
		return most
	}
	return n
}

// escape reads what follows a backslash outside a class.
func (r *regexReader) escape() (atomKind, error) {
	switch c := r.peek(0); {
	case c == endOfPattern:
		return noAtom, errors.New(`\ at the end of the pattern`)
	case c == 'b' || c == 'B':
		r.at++
		const before, after = `(?<=[0-9A-Z_a-z])`, `(?=[0-9A-Z_a-z])`
		const notBefore, notAfter = `(?<![0-9A-Z_a-z])`, `(?![0-9A-Z_a-z])`
		if c == 'b' {
			r.out.WriteString("(?:" + before + notAfter + "|" + notBefore + after + ")")
		} else {
			r.out.WriteString("(?:" + before + after + "|" + notBefore + notAfter + ")")
		}
		return noAtom, nil
	case c == 'k' && len(r.names) > 0:
		r.at++
		name, n := "", 0
		ok := r.eat("<")
		if ok {
			name, ok = r.groupName()
		}
		if n = r.names[name]; !ok || n == 0 {
			return noAtom, errors.New(`\k names no group`)
		}
		fmt.Fprintf(&r.out, `(?:\%d)`, n)
		return repeatable, nil
	case c >= '1' && c <= '9':
		start := r.at
		if n := number32(r.digits()); n <= r.groups {
			fmt.Fprintf(&r.out, `(?:\%d)`, n)
			return repeatable, nil
		}
		r.at = start
	}
	if set, ok := classEscape(r.peek(0)); ok {
		r.at++
		r.set(set)
		return repeatable, nil
	}
	c := r.character(false)
	r.unit(c)
	return repeatable, nil
}

// character reads an escape that stands for one code unit.
func (r *regexReader) character(inClass bool) rune {
	switch c := r.next(); {
	case c == 't':
		return '\t'
	case c == 'n':
		return '\n'
	case c == 'v':
		return '\v'
	case c == 'f':
		return '\f'
	case c == 'r':
		return '\r'
	case c == 'c':
		l := r.peek(0)
		letter := l >= 'a' && l <= 'z' || l >= 'A' && l <= 'Z'
		if letter || inClass && (l >= '0' && l <= '9' || l == '_') {
			r.at++
			return l % 32
		}
		r.at-- // the backslash stands for itself, and the c is read again
		return '\\'
	case c == 'x':
		return r.hex(2, c)
	case c == 'u':
		return r.hex(4, c)
	case c >= '0' && c <= '7':
		return r.octal(c - '0')
	default:
		return c
	}
}

// hex reads n digits; without them the letter stands for itself.
func (r *regexReader) hex(n int, letter rune) rune {
	v := rune(0)
	for i := range n {
		d, err := strconv.ParseUint(string(max(r.peek(i), 0)), 16, 8)
		if err != nil {
			return letter
		}
		v = v*16 + rune(d)
	}
	r.at += n
	return v
}

// octal reads up to two more digits, as far as the value stays below 256.
func (r *regexReader) octal(v rune) rune {
	for range 2 {
		d := r.peek(0)
		if d < '0' || d > '7' || v*8+d-'0' > 0xff {
			break
		}
		v = v*8 + d - '0'
		r.at++
	}
	return v
}

// groupName reads a name up to its ">"; at is behind the "<".
func (r *regexReader) groupName() (string, bool) {
	var units []uint16
	for r.peek(0) != '>' {
		c := r.next()
		if c == endOfPattern {
			return "", false
		}
		if c == '\\' {
			var ok bool
			if units, ok = r.nameEscape(units); !ok {
				return "", false
			}
			continue
		}
		units = append(units, uint16(c))
	}
	r.at++
	name := []rune(string(utf16.Decode(units)))
	for i, c := range name {
		start := c == '$' || c == '_' || unicode.IsLetter(c) || unicode.Is(unicode.Nl, c) || unicode.Is(unicode.Other_ID_Start, c)
		part := start || unicode.In(c, unicode.Mn, unicode.Mc, unicode.Nd, unicode.Pc, unicode.Other_ID_Continue) || c == '\u200c' || c == '\u200d'
		if !start && (i == 0 || !part) {
			return "", false
		}
	}
	return string(name), len(name) > 0
}

// nameEscape reads \uXXXX or \u{X…} in a name.
func (r *regexReader) nameEscape(units []uint16) ([]uint16, bool) {
	if !r.eat("u") {
		return nil, false
	}
	if !r.eat("{") {
		const letter = 'g' // no hex value
		c := r.hex(4, -letter)
		return append(units, uint16(c)), c >= 0
	}
	v := rune(0)
	for n := 0; !r.eat("}"); n++ {
		d, err := strconv.ParseUint(string(max(r.peek(0), 0)), 16, 8)
		if v = v*16 + rune(d); err != nil || v > unicode.MaxRune {
			return nil, false
		}
		r.at++
	}
	return append(units, utf16.Encode([]rune{v})...), true
}
