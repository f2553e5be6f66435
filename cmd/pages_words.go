package cmd

import (
	"github.com/promptgit/promptgit/internal/page"
	"github.com/promptgit/promptgit/internal/tokens"
)

// wordEffort is how much comparing one page may take: the time grows with the square
// of the words that differ.
const wordEffort = 64 << 20

// wordDiffer compares texts for one page. What would take too long is told as all
// gone and all new but for how it begins and ends.
type wordDiffer struct{ left int }

func newWordDiffer() *wordDiffer { return &wordDiffer{wordEffort} }

func (d *wordDiffer) words(before, after string) []page.Word {
	if before == after {
		return []page.Word{{Kind: page.Both, Text: after}}
	}
	was, now := splitWords(before), splitWords(after)
	same, end := 0, 0
	for same < min(len(was), len(now)) && was[same] == now[same] {
		same++
	}
	for end < min(len(was), len(now))-same && was[len(was)-1-end] == now[len(now)-1-end] {
		end++
	}
	differ := len(was) + len(now) - 2*(same+end)
	if effort := differ * differ; effort <= d.left {
		d.left -= effort
		list, _ := tokens.Texts(before, after, splitWords)
		return pageWords(aligned(list))
	}
	var list []tokens.Diff
	add := func(kind tokens.Kind, words []string) {
		for _, word := range words {
			list = append(list, tokens.Diff{Kind: kind, Token: word})
		}
	}
	add(tokens.Equal, was[:same])
	add(tokens.Removed, was[same:len(was)-end])
	add(tokens.Added, now[same:len(now)-end])
	add(tokens.Equal, was[len(was)-end:])
	return pageWords(list)
}

func pageWords(list []tokens.Diff) []page.Word {
	var words []page.Word
	for kind, text := range runs(list) {
		word := page.Word{Kind: page.Both, Text: text}
		switch kind {
		case tokens.Removed:
			word.Kind = page.Gone
		case tokens.Added:
			word.Kind = page.Added
		case tokens.Equal:
		}
		words = append(words, word)
	}
	return words
}
