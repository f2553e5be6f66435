// Package tokens compares two texts that were cut into words, lines or anything
// else. It does not cut them.
package tokens

import "github.com/sergi/go-diff/diffmatchpatch"

// Kind says where a token stands.
type Kind int8

// The kinds of tokens.
const (
	Equal Kind = iota // in both texts
	Removed
	Added
)

// Diff is one token of the way from one text to the other.
type Diff struct {
	Kind  Kind
	Token string
}

// Compare gives the shortest way from before to after that it finds, by Myers'
// algorithm, the same on every machine. Each different token stands for one
// character of the texts that go-diff compares.
func Compare(before, after []string) []Diff { return compare(before, after, false) }

// Readable is Compare for people: it leaves out matches that are too short to
// help a reader.
func Readable(before, after []string) []Diff { return compare(before, after, true) }

func compare(before, after []string, readable bool) []Diff {
	known := map[string]rune{}
	names := map[rune]string{}
	encode := func(list []string) []rune {
		runes := make([]rune, 0, len(list))
		for _, s := range list {
			r, ok := known[s]
			if !ok {
				if r = rune(len(known)); r >= 0xd800 { // surrogates are no runes
					r += 0x800
				}
				known[s], names[r] = r, s
			}
			runes = append(runes, r)
		}
		return runes
	}
	dmp := diffmatchpatch.New()
	dmp.DiffTimeout = 0 // no answer may depend on the machine
	diffs := dmp.DiffMainRunes(encode(before), encode(after), false)
	if readable {
		diffs = dmp.DiffCleanupSemantic(diffs)
	}
	var list []Diff
	for _, d := range diffs {
		kind := Equal
		switch d.Type {
		case diffmatchpatch.DiffDelete:
			kind = Removed
		case diffmatchpatch.DiffInsert:
			kind = Added
		case diffmatchpatch.DiffEqual:
		}
		for _, r := range d.Text {
			list = append(list, Diff{kind, names[r]})
		}
	}
	return list
}
