package grade

import (
	"strings"

	"github.com/promptgit/promptgit/internal/memo"
)

func containsHTML() Type {
	return Type{
		Name:    "contains-html",
		Doc:     "The output shows at least two points of HTML: opening and closing tag, doctype, known tag 2 each; one of the tags alone, self-closing tag, entity, comment, attribute 1 each.",
		Example: "type: contains-html\n",
		Since:   "0.2.0",
		New: matching(func(output string, _ any) (finding, error) {
			return finding{ok: htmlPoints(output) >= 2, want: "contain HTML"}, nil
		}),
	}
}

var (
	htmlOpening     = memo.Regexp(`<[a-zA-Z][a-zA-Z0-9-]*(?:` + jsSpace + `[^>]*)?>`)
	htmlClosing     = memo.Regexp(`</[a-zA-Z][a-zA-Z0-9-]*` + jsSpaces + `>`)
	htmlSelfClosing = memo.Regexp(`<[a-zA-Z][a-zA-Z0-9-]*(?:` + jsSpace + `[^>]*)?/>`)
	htmlEntity      = memo.Regexp(`&(?:#(?:[0-9]+|x[0-9a-fA-F]+)|[a-zA-Z]+);`)
	htmlDoctype     = memo.Regexp(`<!doctype` + jsSpace + jsSpaces + `html`)
	htmlComment     = memo.Regexp(`<!--[^-]*(?:-[^-]+)*-->`)
	htmlAttribute   = memo.Regexp(jsSpace + `[a-zA-Z-]+=` + jsSpaces + `["'][^"']*["']`)
	htmlKnown       = memo.Regexp(`<(?:a|body|br|button|div|form|h[1-6r]|head|html|img|input|li|link|meta|ol|p|script|span|style|table|` +
		`t[dhr]|ul)\b`)
)

// htmlPoints adds up what speaks for HTML in a text.
func htmlPoints(s string) int {
	if len(s) > maxHTML && cutUnits(s, 0, maxHTML) < len(s) {
		return 0
	}
	points := 0
	add := func(n int, found bool) {
		if found {
			points += n
		}
	}
	add(1, htmlEntity().MatchString(s))
	add(1, htmlAttribute().MatchString(s))
	if !strings.Contains(s, "<") {
		return points
	}
	lower := asciiLower(s)
	add(1, htmlOpening().MatchString(s))
	add(1, htmlClosing().MatchString(s))
	add(1, htmlSelfClosing().MatchString(s))
	add(1, htmlComment().MatchString(s))
	add(2, htmlDoctype().MatchString(lower))
	add(2, htmlKnown().MatchString(lower))
	return points
}
