package apart

import (
	"cmp"
	"slices"
	"strings"

	"github.com/promptgit/promptgit/internal/tokens"
)

// edit replaces before[from:to] by text.
type edit struct {
	from, to int
	text     string
	hunk     int    // edits between the same two unchanged lines have the same
	owner    string // id of the variable in whose lines it stands, "" for none
}

// edits turns one version into another.
type edits struct {
	before string
	list   []edit // in the order of the text
}

// apply gives the older version with the chosen edits.
func (e edits) apply(chosen []bool) string {
	var b strings.Builder
	at := 0
	for i, x := range e.list {
		if !chosen[i] {
			continue
		}
		b.WriteString(e.before[at:x.from])
		b.WriteString(x.text)
		at = x.to
	}
	b.WriteString(e.before[at:])
	return b.String()
}

// ownerOf tells the variable of a stretch of one version.
type ownerOf func(from, to int) string

// lineEdits compares two versions line by line, each variable with itself.
func lineEdits(before, after string, ownerBefore, ownerAfter ownerOf) edits {
	e := edits{before: before}
	at, hunk := 0, 0
	was, is := stretches(before, ownerBefore), stretches(after, ownerAfter)
	compare := func(owner string, old, now []string) {
		for _, d := range tokens.Compare(old, now) {
			n := len(d.Token)
			switch d.Kind {
			case tokens.Equal:
				at, hunk = at+n, hunk+1
			case tokens.Removed:
				e.list = append(e.list, edit{from: at, to: at + n, hunk: hunk, owner: owner})
				at += n
			case tokens.Added:
				e.list = append(e.list, edit{from: at, to: at, text: d.Token, hunk: hunk, owner: owner})
			}
		}
	}
	for _, d := range tokens.Compare(ownersIn(was), ownersIn(is)) {
		switch d.Kind {
		case tokens.Equal:
			compare(d.Token, was[0].lines, is[0].lines)
			was, is = was[1:], is[1:]
		case tokens.Removed:
			compare(d.Token, was[0].lines, nil)
			was = was[1:]
		case tokens.Added:
			compare(d.Token, nil, is[0].lines)
			is = is[1:]
		}
	}
	e.settle()
	return e
}

// wholeEdits compares two versions line by line, whichever variables the lines
// belong to: lines that frame several stay where they are. cut says what a line is.
func wholeEdits(before, after string, ownerBefore, ownerAfter ownerOf, cut func(string) []string) edits {
	e := edits{before: before}
	at, in, hunk := 0, 0, 0 // places in the older and the newer version
	for _, d := range tokens.Compare(cut(before), cut(after)) {
		n := len(d.Token)
		switch d.Kind {
		case tokens.Equal:
			at, in, hunk = at+n, in+n, hunk+1
		case tokens.Removed:
			e.list = append(e.list, edit{from: at, to: at + n, hunk: hunk, owner: ownerBefore(at, at+n)})
			at += n
		case tokens.Added:
			e.list = append(e.list, edit{from: at, to: at, text: d.Token, hunk: hunk, owner: ownerAfter(in, in+n)})
			in += n
		}
	}
	e.settle()
	return e
}

// rows are the lines of a file as people see them, with the strings in them.
func rows(text string) []string { return slices.Collect(strings.Lines(text)) }

// single are the same edits, each by itself.
func (e edits) single() edits {
	e.list = slices.Clone(e.list)
	for i := range e.list {
		e.list[i].owner = ""
	}
	return e
}

// groups are the edits in the lines of one variable, and each edit that is of no
// line.
func (e edits) groups() [][]bool {
	owned := map[string]int{}
	var list [][]bool
	for i, x := range e.list {
		at, known := owned[x.owner]
		if !known || x.owner == "" {
			at = len(list)
			owned[x.owner] = at
			list = append(list, make([]bool, len(e.list)))
		}
		list[at][i] = true
	}
	return list
}

// settle puts the new lines of each hunk in their places.
func (e edits) settle() {
	for i := 0; i < len(e.list); {
		end := i
		for end < len(e.list) && e.list[end].hunk == e.list[i].hunk {
			end++
		}
		settle(e.list[i:end])
		i = end
	}
}

// stretch is the neighboring lines of one variable.
type stretch struct {
	owner string
	lines []string
}

func stretches(text string, owner ownerOf) []stretch {
	var list []stretch
	at := 0
	for _, l := range lines(text) {
		name := owner(at, at+len(l))
		at += len(l)
		if n := len(list); n == 0 || list[n-1].owner != name {
			list = append(list, stretch{owner: name})
		}
		last := &list[len(list)-1]
		last.lines = append(last.lines, l)
	}
	return list
}

func ownersIn(list []stretch) []string {
	names := make([]string, len(list))
	for i, s := range list {
		names[i] = s.owner
	}
	return names
}

// settle puts each new line of a hunk behind the last old one of the same
// variable, so that it stands there too while lines of other variables remain.
// Among themselves the new lines keep their order.
func settle(hunk []edit) {
	at := hunk[0].from
	for i := range hunk {
		x := &hunk[i]
		if x.text == "" {
			continue
		}
		for _, old := range hunk {
			if old.text == "" && old.owner == x.owner {
				at = max(at, old.to)
			}
		}
		x.from, x.to = at, at
	}
	slices.SortStableFunc(hunk, func(a, b edit) int { return cmp.Or(a.from-b.from, a.to-b.to) })
}

// refine cuts the edits of some hunks into words.
func (e edits) refine(coarse func(hunk int) bool) edits {
	fine := edits{before: e.before}
	for i := 0; i < len(e.list); {
		x := e.list[i]
		if !coarse(x.hunk) {
			fine.list = append(fine.list, x)
			i++
			continue
		}
		from, to := x.from, x.to
		var text strings.Builder
		for ; i < len(e.list) && e.list[i].hunk == x.hunk; i++ {
			to = max(to, e.list[i].to)
			text.WriteString(e.list[i].text)
		}
		fine.list = append(fine.list, wordEdits(e.before[from:to], text.String(), from, x.hunk)...)
	}
	return fine
}

// wordEdits compares two stretches word by word.
func wordEdits(before, after string, at, hunk int) []edit {
	var list []edit
	for _, d := range tokens.Compare(words(before), words(after)) {
		switch d.Kind {
		case tokens.Equal:
			at += len(d.Token)
		case tokens.Removed:
			list = append(list, edit{from: at, to: at + len(d.Token), hunk: hunk})
			at += len(d.Token)
		case tokens.Added:
			// What replaces a word goes with it.
			if n := len(list); n > 0 && list[n-1].to == at && !strings.Contains(list[n-1].text, "\n") {
				list[n-1].text += d.Token
				continue
			}
			list = append(list, edit{from: at, to: at, text: d.Token, hunk: hunk})
		}
	}
	return list
}

// words cuts a text into words, and single characters that are no part of one.
func words(text string) []string {
	var list []string
	start := 0
	for i, r := range text {
		word := r == '_' || r >= 0x80 || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
		if word {
			continue
		}
		if start < i {
			list = append(list, text[start:i])
		}
		list = append(list, text[i:i+1])
		start = i + 1
	}
	if start < len(text) {
		list = append(list, text[start:])
	}
	return list
}
