package prompt

import "strings"

// tagKind is the sort of a template tag.
type tagKind byte

const (
	tagOutput    tagKind = '{' // {{ name }}
	tagStatement tagKind = '%' // {% if name %}
	tagComment   tagKind = '#' // {# never sent #}
)

// tag is one template tag: text[start:end], delimiters included.
type tag struct {
	kind       tagKind
	start, end int
}

// inner is what stands between the delimiters, without whitespace control.
func (t tag) inner(text string) string {
	s := text[t.start+2 : t.end-2]
	return strings.TrimSpace(strings.TrimSuffix(strings.TrimPrefix(s, "-"), "-"))
}

// templateTags finds the Nunjucks tags of text in order. What stands between
// raw (or verbatim) and its end is text; an opening without a closing is, too.
func templateTags(text string) []tag {
	var tags []tag
	unclosed := map[tagKind]bool{} // keeps a text full of "{{" linear
	endless := map[string]bool{}   // and one full of {% raw %}
	for at := 0; ; {
		open := strings.IndexByte(text[at:], '{')
		if open < 0 || at+open+1 >= len(text) {
			return tags
		}
		open += at
		kind := tagKind(text[open+1])
		closing := kind.closing()
		if closing == "" || unclosed[kind] {
			at = open + 1
			continue
		}
		size := strings.Index(text[open+2:], closing)
		if size < 0 {
			unclosed[kind] = true
			at = open + 2
			continue
		}
		t := tag{kind, open, open + 2 + size + 2}
		tags = append(tags, t)
		at = t.end
		if kind == tagStatement {
			at = skipRaw(text, t, endless)
		}
	}
}

func (k tagKind) closing() string {
	switch k {
	case tagOutput:
		return "}}"
	case tagStatement:
		return "%}"
	case tagComment:
		return "#}"
	}
	return ""
}

// skipRaw gives the place to go on reading after t: past its end tag where t
// opens a raw block. What has no end tag is noted in endless.
func skipRaw(text string, t tag, endless map[string]bool) int {
	word := t.inner(text)
	if word != "raw" && word != "verbatim" || endless[word] {
		return t.end
	}
	for at := t.end; ; {
		open := strings.Index(text[at:], "{%")
		if open < 0 {
			endless[word] = true
			return t.end
		}
		open += at
		size := strings.Index(text[open:], "%}")
		if size < 0 {
			endless[word] = true
			return t.end
		}
		end := tag{tagStatement, open, open + size + 2}
		if size >= 2 && end.inner(text) == "end"+word {
			return end.end
		}
		at = open + 2
	}
}

// gone stands in the place of a template comment until lines are split, so that
// a line that held nothing else can be told from a blank one.
const gone = '\x00'

// stripComments takes out what the template engine never sends, and keeps the
// line breaks so that lines keep their numbers.
func stripComments(text string) string {
	if !strings.Contains(text, "{#") {
		return text
	}
	var b strings.Builder
	at := 0
	for _, t := range templateTags(text) {
		if t.kind != tagComment || t.start < at {
			continue
		}
		before := text[at:t.start]
		if strings.HasPrefix(text[t.start+2:], "-") {
			before = strings.TrimRight(before, " \t")
		}
		b.WriteString(before)
		b.WriteByte(gone)
		for range strings.Count(text[t.start:t.end], "\n") {
			b.WriteString("\n\x00")
		}
		at = t.end
		if strings.HasSuffix(text[:t.end-2], "-") {
			at += len(text[at:]) - len(strings.TrimLeft(text[at:], " \t"))
		}
	}
	b.WriteString(text[at:])
	return b.String()
}
