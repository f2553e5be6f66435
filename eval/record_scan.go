package eval

import (
	"strconv"
	"strings"
)

// object reads an object without blanks whose keys stand in order, each once.
func (l *lineReader) object(field func(key string)) {
	l.take('{')
	if l.took('}') {
		return
	}
	before := ""
	for first := true; !l.bad; first = false {
		key := l.string()
		l.take(':')
		if l.bad || !first && key <= before {
			l.bad = true
			return
		}
		before = key
		field(key)
		if !l.took(',') {
			break
		}
	}
	l.take('}')
}

// numbers reads an object of numbers, or gives the one that was read before.
func (l *lineReader) numbers() map[string]float64 {
	end := strings.IndexByte(l.text[l.at:], '}')
	if end < 0 {
		l.bad = true
		return nil
	}
	text := l.text[l.at : l.at+end+1] // no brace can stand in a name: see below
	if known, ok := l.shared.maps[text]; ok {
		l.at += len(text)
		return known
	}
	m := map[string]float64{}
	start := l.at
	l.object(func(key string) { m[l.shared.word(key)] = l.number() })
	if !l.bad && l.text[start:l.at] == text && len(l.shared.maps) < mostShared {
		l.shared.maps[strings.Clone(text)] = m
	}
	return m
}

// texts reads an object of texts.
func (l *lineReader) texts() map[string]string {
	if l.null() {
		return nil
	}
	m := map[string]string{}
	l.object(func(key string) { m[l.shared.word(key)] = l.own() })
	return m
}

// string reads a text of plain ASCII without escapes.
func (l *lineReader) string() string {
	l.take('"')
	for i := l.at; i < len(l.text) && !l.bad; i++ {
		switch c := l.text[i]; {
		case c == '"':
			s := l.text[l.at:i]
			l.at = i + 1
			return s
		case c == '\\' || c < ' ' || c > '~':
			l.bad = true
		}
	}
	l.bad = true
	return ""
}

// own is a string that does not keep the line in memory.
func (l *lineReader) own() string { return strings.Clone(l.string()) }

// word is a string that other records say too.
func (l *lineReader) word() string { return l.shared.word(l.string()) }

func (r *RecordReader) word(s string) string {
	known, ok := r.words[s]
	if !ok {
		if known = strings.Clone(s); len(r.words) < mostShared {
			r.words[known] = known
		}
	}
	return known
}

func (l *lineReader) flag() bool {
	rest := l.text[l.at:]
	switch {
	case strings.HasPrefix(rest, "true"):
		l.at += len("true")
		return true
	case strings.HasPrefix(rest, "false"):
		l.at += len("false")
		return false
	}
	l.bad = true
	return false
}

func (l *lineReader) null() bool {
	if strings.HasPrefix(l.text[l.at:], "null") {
		l.at += len("null")
		return true
	}
	return false
}

func (l *lineReader) maybe() *float64 {
	if l.null() {
		return nil
	}
	return new(l.number())
}

// whole reads a number of up to 18 digits without a sign.
func (l *lineReader) whole() int {
	start, n := l.at, 0
	for l.at < len(l.text) && '0' <= l.text[l.at] && l.text[l.at] <= '9' {
		n = 10*n + int(l.text[l.at]-'0')
		l.at++
	}
	if digits := l.at - start; digits == 0 || digits > 18 || digits > 1 && l.text[start] == '0' {
		l.bad = true
	}
	return n
}

// number reads what JSON takes for a number.
func (l *lineReader) number() float64 {
	start := l.at
	if l.at < len(l.text) && l.text[l.at] == '-' {
		l.at++
	}
	n := l.digits(false)
	if l.took('.') {
		l.digits(true)
	} else if l.at-start == 1 && l.at < len(l.text) && l.text[l.at]|' ' != 'e' {
		return float64(n) // a digit, as most scores are
	}
	if l.took('e') || l.took('E') {
		if !l.took('-') {
			l.took('+')
		}
		l.digits(true)
	}
	x, err := strconv.ParseFloat(l.text[start:l.at], 64)
	if err != nil {
		l.bad = true
	}
	return x
}

// digits reads at least one digit, and gives the last; a number begins with 0 only
// where it is none but that, unless zeros are allowed.
func (l *lineReader) digits(zeros bool) (last byte) {
	start := l.at
	for l.at < len(l.text) && '0' <= l.text[l.at] && l.text[l.at] <= '9' {
		last = l.text[l.at] - '0'
		l.at++
	}
	if n := l.at - start; n == 0 || n > 1 && l.text[start] == '0' && !zeros {
		l.bad = true
	}
	return last
}

func (l *lineReader) take(c byte) {
	if !l.took(c) {
		l.bad = true
	}
}

func (l *lineReader) took(c byte) bool {
	if l.at < len(l.text) && l.text[l.at] == c {
		l.at++
		return true
	}
	return false
}
