package cmd

import (
	"iter"
	"slices"
	"strings"
	"unicode"

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
	const shown, most = 60, 160 // columns of a stretch, and of the line
	was, now := ui.Line(before), ui.Line(after)
	switch {
	case before == after: // it stands elsewhere
		return ui.Shorten(now, shown)
	case slices.Equal(strings.Fields(before), strings.Fields(after)):
		return blankLine(before, after)
	case was == now:
		return ui.Shorten(now, shown) + " (characters that are not shown differ)"
	}
	list := aligned(firstWords(splitWords(was), splitWords(now)))
	left := 0
	for _, d := range list {
		left += len(d.Token)
	}
	var b strings.Builder
	width, removed := 0, ""
	for kind, text := range runs(list) {
		if width > most {
			return b.String() + "…"
		}
		first := b.Len() == 0
		left -= len(text)
		switch kind {
		case tokens.Equal:
			text = beside(text, first, left == 0)
		case tokens.Removed:
			// What replaces it comes next, and both are cut alike.
			removed = text
			continue
		case tokens.Added:
			removed, text = pair(removed, text, shown)
		}
		if removed != "" {
			width += ui.Width(removed)
			b.WriteString(marked(tokens.Removed, removed))
			removed = ""
		}
		width += ui.Width(text)
		b.WriteString(marked(kind, text))
	}
	if removed != "" {
		removed, _ = pair(removed, "", shown)
		b.WriteString(marked(tokens.Removed, removed))
	}
	return b.String()
}

// firstWords compares two texts up to where a line is full in any case: the time
// that a comparison takes grows with the square of what differs.
func firstWords(was, now []string) []tokens.Diff {
	const most = 2000 // tokens of each from the first difference on
	same := 0
	for same < min(len(was), len(now)) && was[same] == now[same] {
		same++
	}
	if len(was)-same <= most && len(now)-same <= most {
		return tokens.Readable(was, now)
	}
	list := tokens.Readable(was[:min(len(was), same+most)], now[:min(len(now), same+most)])
	end := len(list) // a difference there may be only the cut
	for end > 0 && list[end-1].Kind != tokens.Equal {
		end--
	}
	if end > same {
		list = list[:end]
	}
	return list
}

// pair cuts what went and what came to a width, from where they begin to differ.
func pair(removed, added string, width int) (was, now string) {
	was, now = ui.Shorten(removed, width), ui.Shorten(added, width)
	if removed == "" || added == "" || was == removed && now == added {
		return was, now
	}
	const kept = 12
	r, a := []rune(removed), []rune(added)
	same := 0
	for same < min(len(r), len(a)) && r[same] == a[same] {
		same++
	}
	if same <= width/2 { // the difference shows
		return was, now
	}
	return ui.Shorten("…"+string(r[same-kept:]), width), ui.Shorten("…"+string(a[same-kept:]), width)
}

// blankLine shows the first line of which only the white space differs, with
// signs in its place.
func blankLine(before, after string) string {
	was, now := strings.Split(before, "\n"), strings.Split(after, "\n")
	at := 0
	for at < min(len(was), len(now)) && was[at] == now[at] {
		at++
	}
	line := func(list []string) string {
		if at >= len(list) {
			return "¶"
		}
		text := strings.NewReplacer(" ", "·", "\t", "→", "\u00a0", "⍽").Replace(list[at]) + "¶"
		return ui.Shorten(ui.Line(text), 60)
	}
	return "white space: " + marked(tokens.Removed, line(was)) + marked(tokens.Added, line(now))
}

// aligned moves each stretch that went or came to where a line, an item or a
// sentence begins, where it could as well stand there: of the same two texts,
// "- one\n{+- two\n+}- three" reads better than "- one\n- {+two\n- +}three".
func aligned(list []tokens.Diff) []tokens.Diff {
	for from := 1; from < len(list); from++ {
		if list[from].Kind == tokens.Equal || list[from-1].Kind != tokens.Equal {
			continue
		}
		to := from
		for to < len(list) && list[to].Kind == list[from].Kind {
			to++
		}
		if to < len(list) && list[to].Kind != tokens.Equal { // one replaces the other
			from = to
			continue
		}
		best, start := beginning(list[from-1].Token, list[from].Token), from
		for at := from - 1; at > 0 && list[at].Kind == tokens.Equal && list[at].Token == list[at+to-from].Token; at-- {
			if score := beginning(list[at-1].Token, list[at].Token); score > best {
				best, start = score, at
			}
		}
		kind, size := list[from].Kind, to-from
		for at := start; at < to; at++ { // the tokens stay, and only what they are moves
			if list[at].Kind = tokens.Equal; at < start+size {
				list[at].Kind = kind
			}
		}
		from = to - 1
	}
	return list
}

// beginning says how well a stretch begins with a token behind another.
func beginning(before, token string) int {
	switch {
	case strings.Contains(before, "\n"):
		return 3
	case token == "-" || token == "*" || token == "#":
		return 2
	case len(before) > 1 && strings.ContainsRune(".!?:", rune(before[len(before)-1])):
		return 1
	}
	return 0
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

// splitWords cuts a text into words and the white space between them. In scripts
// that put no space between words each letter is one.
func splitWords(s string) []string {
	const blank, word, alone = 1, 2, 3
	var list []string
	start, last := 0, 0
	for i, r := range s {
		kind := word
		switch {
		case r == ' ' || r == '\n' || r == '\t':
			kind = blank
		case unicode.Is(unicode.M, r) && last == alone: // it belongs to the letter before
			continue
		case r >= 0x0e00 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar),
			r >= 0x3000 && r <= 0x303f, r >= 0xff00 && r <= 0xff65: // CJK and full-width punctuation
			kind = alone
		}
		if i > start && (kind != last || kind == alone) {
			list = append(list, s[start:i])
			start = i
		}
		last = kind
	}
	if start < len(s) {
		list = append(list, s[start:])
	}
	return list
}
