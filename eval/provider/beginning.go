package provider

import (
	"strings"

	"github.com/promptgit/promptgit/internal/process"
)

// beginning is the first of a text, on one line and in whole words, for errors.
// Keys that are known are taken out of the text before; a word that would be cut
// is left out, since it may be another one, which only those who see all of it can
// hide.
func beginning(text string) string {
	const most = 200
	start := strings.Join(strings.Fields(upTo(text, most)), " ")
	if len(text) > most {
		start = strings.TrimSpace(start + " ...")
	}
	return start
}

// upTo gives at most so many bytes of a text, without a word that goes on behind
// them.
func upTo(text string, most int) string {
	if len(text) <= most {
		return strings.ToValidUTF8(text, "")
	}
	end := most
	for process.InKey(text[end]) && end > 0 && process.InKey(text[end-1]) {
		end--
	}
	return strings.ToValidUTF8(text[:end], "")
}
