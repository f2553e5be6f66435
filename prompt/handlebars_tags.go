package prompt

import (
	"slices"
	"strings"

	"github.com/promptgit/promptgit/internal/memo"
)

// hbTag is one tag of a Handlebars template.
type hbTag struct {
	start, end int    // in the text, delimiters included
	kind       byte   // '!' comment, '#' or '^' block, '/' its end, '>' partial, 0 output
	words      string // what stands inside, without the mark of its kind
}

// handlebarsTags finds the tags of a text. An opening without a closing is
// text, which the library refuses when it renders.
func handlebarsTags(text string) []hbTag {
	var tags []hbTag
	unclosed := map[string]bool{} // keeps a text full of openings linear
	for at := 0; ; {
		open := strings.Index(text[at:], "{{")
		if open < 0 {
			return tags
		}
		open += at
		if open > 0 && text[open-1] == '\\' { // escaped: text
			at = open + 2
			continue
		}
		closing, skip := "}}", 2
		rest := strings.TrimPrefix(text[open+2:], "~")
		switch {
		case strings.HasPrefix(rest, "!--"):
			closing = "--}}"
			if unclosed[closing] {
				break
			}
			if end := strings.Index(text[open:], "--~}}"); end >= 0 && !strings.Contains(text[open:open+end], "--}}") {
				closing = "--~}}"
			}
		case strings.HasPrefix(rest, "{"):
			closing, skip = "}}}", 3
		}
		size := -1
		if !unclosed[closing] {
			size = strings.Index(text[open+skip:], closing)
		}
		if size < 0 {
			unclosed[closing] = true
			at = open + 2
			continue
		}
		t := hbTag{start: open, end: open + skip + size + len(closing)}
		inner := strings.TrimSpace(strings.Trim(text[open+skip:open+skip+size], "~"))
		if inner != "" && strings.IndexByte("!#^/>&", inner[0]) >= 0 {
			t.kind, inner = inner[0], strings.TrimSpace(strings.TrimLeft(inner[1:], "*>"))
		}
		if t.kind == '&' {
			t.kind = 0
		}
		t.words = inner
		tags = append(tags, t)
		at = t.end
	}
}

// stripHandlebars takes the comments out and keeps the line breaks.
func stripHandlebars(text string) string {
	if !strings.Contains(text, "!") {
		return text
	}
	var b strings.Builder
	at := 0
	for _, t := range handlebarsTags(text) {
		if t.kind != '!' {
			continue
		}
		b.WriteString(text[at:t.start])
		b.WriteByte(gone)
		for range strings.Count(text[t.start:t.end], "\n") {
			b.WriteString("\n\x00")
		}
		at = t.end
	}
	b.WriteString(text[at:])
	return b.String()
}

// hbWord is a string, a name with its path, or a sign.
var hbWord = memo.Regexp(`"[^"]*"|'[^']*'|[\w$@./\-\[\]]+=?|[()|]`)

// handlebarsVariables adds the free variables of a template. What a name means
// inside each or with depends on the data, so only the names of the outermost
// context are taken there: those of ../ and @root.
func handlebarsVariables(text string, free map[string]bool) {
	if !strings.Contains(text, "{{") {
		return
	}
	depth := 0
	var inside []bool
	for _, t := range handlebarsTags(text) {
		words := hbWord().FindAllString(t.words, -1)
		switch t.kind {
		case '!':
			continue
		case '/':
			if n := len(inside); n > 0 {
				if inside[n-1] {
					depth--
				}
				inside = inside[:n-1]
			}
			continue
		case '>':
			words = words[min(1, len(words)):]
		case '#', '^':
			if len(words) == 0 {
				continue // {{^}}, an else
			}
		}
		if strings.Contains(t.words, "{{") { // it was never closed: what stands there is no tag
			continue
		}
		call := t.kind == '#' || t.kind == '^' && len(words) > 1 || t.kind == 0 && len(words) > 1
		handlebarsNames(words, call, depth, free)
		if t.kind == '#' || t.kind == '^' {
			shifts := words[0] == "each" || words[0] == "with" || !slices.Contains(knownHelpers(), words[0])
			inside = append(inside, shifts)
			if shifts {
				depth++
			}
		}
	}
}

func handlebarsNames(words []string, call bool, depth int, free map[string]bool) {
	bound := false // behind "as |"
	for i, w := range words {
		switch {
		case w == "|" || w == "as" && i+1 < len(words) && words[i+1] == "|":
			bound = true
			continue
		case bound, w == "(", w == ")", strings.HasSuffix(w, "="), w[0] == '"' || w[0] == '\'':
			continue
		case (i == 0 && call || i > 0 && words[i-1] == "(") && slices.Contains(knownHelpers(), w):
			continue
		case w == "else", w == "this", w == "true", w == "false", w == "null", w == "undefined", w[0] >= '0' && w[0] <= '9', w[0] == '-':
			continue
		case i == 0 && slices.Contains([]string{"history", "role"}, w):
			continue
		case i == 0 && call && len(words) > 1 && words[1] != "as", i > 0 && words[i-1] == "(": // a helper that is unknown here
			continue
		}
		up := depth
		for {
			rest, ok := strings.CutPrefix(w, "../")
			if !ok {
				break
			}
			w, up = rest, up-1
		}
		if rest, ok := strings.CutPrefix(w, "@root."); ok {
			w, up = rest, 0
		}
		w = strings.TrimPrefix(strings.TrimPrefix(w, "this."), "./")
		name, _, _ := strings.Cut(w, ".")
		if name, _, _ = strings.Cut(name, "/"); name != "" && name[0] != '@' && up <= 0 {
			free[strings.Trim(name, "[]")] = true
		}
	}
}

// knownHelpers are the helpers that a template may call.
func knownHelpers() []string {
	return []string{
		"if", "unless", "each", "with", "lookup", "log",
		"role", "media", "history", "section", "json", "ifEquals", "unlessEquals",
	}
}
