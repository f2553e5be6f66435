package cmd

import (
	"iter"
	"strings"
	"unicode/utf8"

	"github.com/promptgit/promptgit/internal/tokens"
	"github.com/promptgit/promptgit/internal/ui"
)

// marked shows a stretch of a word diff: removed words in [-brackets-] and added
// ones in {+braces+}, as git does, so that it reads without color too.
func marked(kind tokens.Kind, text string) string {
	switch kind {
	case tokens.Removed:
		return ui.Paint(ui.Bad, "[-"+text+"-]")
	case tokens.Added:
		return ui.Paint(ui.Good, "{+"+text+"+}")
	case tokens.Equal:
	}
	return text
}

// wordLine is a word diff on one line, for a list of changes: long stretches are
// cut, those that both texts have down to the words beside a difference.
func wordLine(before, after string) string {
	const shown, most = 60, 160 // runes of a stretch, and of the line
	before, after = ui.Line(before), ui.Line(after)
	if before == after { // it stands elsewhere
		return ui.Shorten(after, shown)
	}
	var b strings.Builder
	width, left := 0, 0
	list := tokens.Readable(splitWords(before), splitWords(after))
	for _, d := range list {
		left += len(d.Token)
	}
	for kind, text := range runs(list) {
		if width > most {
			return b.String() + "…"
		}
		first := b.Len() == 0
		left -= len(text)
		if kind == tokens.Equal {
			text = beside(text, first, left == 0)
		} else {
			text = ui.Shorten(text, shown)
		}
		width += utf8.RuneCountInString(text)
		b.WriteString(marked(kind, text))
	}
	return b.String()
}

// beside cuts a stretch that did not change to the words beside the changes: at
// its start where it is not the first, at its end where it is not the last.
func beside(text string, first, last bool) string {
	const kept = 24
	r := []rune(text)
	if len(r) <= 2*kept {
		return text
	}
	head, tail := "", ""
	if !first {
		head = wholeWords(string(r[:kept]), false)
	}
	if !last {
		tail = wholeWords(string(r[len(r)-kept:]), true)
	}
	return head + "…" + tail
}

// wholeWords drops the word that a cut went through.
func wholeWords(text string, atStart bool) string {
	if atStart {
		if _, rest, ok := strings.Cut(text, " "); ok {
			return " " + rest
		}
		return text
	}
	if at := strings.LastIndexByte(text, ' '); at > 0 {
		return text[:at+1]
	}
	return text
}

// runs joins neighbors of a kind.
func runs(list []tokens.Diff) iter.Seq2[tokens.Kind, string] {
	return func(yield func(tokens.Kind, string) bool) {
		for i := 0; i < len(list); {
			var text strings.Builder
			kind := list[i].Kind
			for ; i < len(list) && list[i].Kind == kind; i++ {
				text.WriteString(list[i].Token)
			}
			if !yield(kind, text.String()) {
				return
			}
		}
	}
}

// splitWords cuts a text into words and the white space between them.
func splitWords(s string) []string {
	var list []string
	start, blank := 0, false
	for i, r := range s {
		now := r == ' ' || r == '\n' || r == '\t'
		if i > start && now != blank {
			list = append(list, s[start:i])
			start = i
		}
		blank = now
	}
	if start < len(s) {
		list = append(list, s[start:])
	}
	return list
}
