package secret

import (
	"bytes"
	"cmp"
	"math"
	"slices"
	"strings"
)

// Found is a key in a file. It never goes into a message; Kind does.
type Found struct {
	Line, Col int    // from 1; Col counts bytes
	Kind      string // "an OpenAI key"
	Value     string
}

// Find gives what is a key in a file, in its order: what begins as the keys of
// a vendor do, and random texts that a setting such as api_key is given. What is
// plainly no key (a reference such as ${NAME}, a placeholder) is left out. In a
// file of variables, such as .env, more names count as those of secrets. It stops
// at a hundred keys.
func Find(src []byte, variables bool) []Found {
	var found []Found
	begins := map[int]bool{}
	add := func(at int, kind string, value []byte) {
		if begins[at] || len(found) == most {
			return
		}
		begins[at] = true
		line, col := place(src, at)
		found = append(found, Found{line, col, kind, string(value)})
	}
	vendors(src, add)
	privateKeys(src, add)
	bearers(src, add)
	settings(src, variables, add)
	slices.SortFunc(found, func(a, b Found) int { return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col)) })
	return found
}

// Bounds that keep the time of a hostile file in proportion to its length.
const (
	longest = 512 // characters of a key that are looked at
	most    = 100 // keys of a file
)

type adder = func(at int, kind string, value []byte)

func vendors(src []byte, add adder) {
	taken := map[int]bool{} // by a longer prefix
	for _, f := range forms() {
		each(src, f.prefix, func(at int) {
			if taken[at] || at > 0 && isAlnum(src[at-1]) {
				return
			}
			rest := src[at+len(f.prefix):]
			run := rest[:span(rest, f.also)]
			if len(run) < f.least {
				return
			}
			taken[at] = true
			if mixed(run) && entropy(run) >= 3 && !placeholder(run) {
				add(at, f.kind, src[at:at+len(f.prefix)+len(run)])
			}
		})
	}
}

// privateKeys finds PEM blocks with something in them.
func privateKeys(src []byte, add adder) {
	const end = "PRIVATE KEY-----"
	each(src, "-----BEGIN ", func(at int) {
		head := src[at:min(len(src), at+80)]
		if i := bytes.IndexByte(head, '\n'); i >= 0 {
			head = head[:i]
		}
		i := bytes.Index(head, []byte(end))
		if i < 0 {
			return
		}
		body := src[at+i+len(end) : min(len(src), at+i+len(end)+longest)]
		body = bytes.TrimLeft(body, "\r\n\t \\n")
		if run := body[:span(body, "+/=")]; len(run) >= 40 && !placeholder(run) {
			add(at, "a private key", run)
		}
	})
}

func bearers(src []byte, add adder) {
	each(src, "Bearer ", func(at int) {
		at += len("Bearer ")
		rest := src[at:]
		if run := rest[:span(rest, "-_.+/=~")]; len(run) >= 20 && random(run) && !placeholder(run) {
			add(at, "a bearer token", run)
		}
	})
}

// settings finds NAME=VALUE and NAME: VALUE, with quotes or without.
func settings(src []byte, variables bool, add adder) {
	names, least := keyNames(), 16
	if variables {
		names, least = credentialNames(), 8
	}
	for at, c := range src {
		if c != '=' && c != ':' || !named(src[:at], names) {
			continue
		}
		from := at + 1
		for from < len(src) && strings.IndexByte(" \t\"'`", src[from]) >= 0 {
			from++
		}
		rest := src[from:]
		run := rest[:span(rest, "-_.+/=~")]
		switch {
		case len(run) < least || placeholder(run):
		case len(run) < len(rest) && strings.IndexByte("({[<$", rest[len(run)]) >= 0: // a call or a reference
		case variables && mixed(run), random(run):
			add(from, "the value of a key", run)
		}
	}
}

// named says whether a text ends with a name that ends with one of names.
func named(before []byte, names []string) bool {
	before = bytes.TrimRight(before[max(0, len(before)-80):], " \t\"'`]")
	word := before[len(before)-spanBack(before):]
	name := strings.ReplaceAll(strings.ToLower(string(word)), "-", "_")
	return slices.ContainsFunc(names, func(n string) bool { return strings.HasSuffix(name, n) })
}

func each(src []byte, text string, f func(at int)) {
	for from := 0; ; {
		i := bytes.Index(src[from:], []byte(text))
		if i < 0 {
			return
		}
		f(from + i)
		from += i + len(text)
	}
}

// span counts the letters, digits and also that src begins with, up to longest.
func span(src []byte, also string) int {
	src = src[:min(len(src), longest)]
	for i, c := range src {
		if !isAlnum(c) && strings.IndexByte(also, c) < 0 {
			return i
		}
	}
	return len(src)
}

func spanBack(src []byte) int {
	n := 0
	for n < len(src) && (isAlnum(src[len(src)-1-n]) || strings.IndexByte("_-", src[len(src)-1-n]) >= 0) {
		n++
	}
	return n
}

func isDigit(c byte) bool  { return c >= '0' && c <= '9' }
func isUpper(c byte) bool  { return c >= 'A' && c <= 'Z' }
func isLetter(c byte) bool { return isUpper(c) || c >= 'a' && c <= 'z' }
func isAlnum(c byte) bool  { return isDigit(c) || isLetter(c) }

// mixed says whether a text has both digits and letters.
func mixed(run []byte) bool {
	return slices.ContainsFunc(run, isDigit) && slices.ContainsFunc(run, isLetter)
}

// random tells the text of a generator from words: in it digits stand between
// letters, and small letters before capital ones, again and again.
func random(run []byte) bool {
	turns := 0
	for i := 1; i < len(run); i++ {
		a, b := run[i-1], run[i]
		switch {
		case isDigit(a) && isLetter(b), isLetter(a) && isDigit(b), isLetter(a) && !isUpper(a) && isUpper(b):
			turns++
		}
	}
	return mixed(run) && turns >= 5 && entropy(run) >= 3
}

// entropy is Shannon's, in bits per character of the text itself.
func entropy(run []byte) float64 {
	var counts [256]int
	for _, c := range run {
		counts[c]++
	}
	bits := 0.0
	for _, n := range counts {
		if n > 0 {
			p := float64(n) / float64(len(run))
			bits -= p * math.Log2(p)
		}
	}
	return bits
}

func placeholder(run []byte) bool {
	low := strings.ToLower(string(run))
	return slices.ContainsFunc(placeholders(), func(p string) bool { return strings.Contains(low, p) })
}

// place gives line and column of an offset.
func place(src []byte, at int) (line, col int) {
	start := bytes.LastIndexByte(src[:at], '\n') + 1
	return bytes.Count(src[:at], []byte("\n")) + 1, at - start + 1
}

// Mask gives a text without what [Find] takes for keys in it.
func Mask(text string) string {
	for _, f := range Find([]byte(text), false) {
		text = strings.ReplaceAll(text, f.Value, Hidden)
	}
	return text
}
