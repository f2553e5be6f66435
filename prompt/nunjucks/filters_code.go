package nunjucks

import (
	"regexp"
	"strings"

	"github.com/promptgit/promptgit/internal/value"
)

// codeFilter lists the filters that write or read another notation.
func codeFilter(name string) filterFunc {
	switch name {
	case "dump":
		return func(r *run, a []any) any { return r.dump(a[0], arg(a, 1)) }
	case "load":
		return func(r *run, a []any) any {
			v, err := value.DecodeJSON([]byte(r.str(a[0])))
			if err != nil {
				failf("load takes JSON: %v", err)
			}
			return intern(v)
		}
	case "escape", "e":
		return func(r *run, a []any) any {
			if s, ok := a[0].(*safe); ok {
				return s
			}
			return &safe{r.escaped(a[0])}
		}
	case "forceescape":
		return func(r *run, a []any) any { return &safe{r.escaped(a[0])} }
	case "safe":
		return func(r *run, a []any) any {
			switch v := a[0].(type) {
			case *safe:
				return v
			case nil, undefined:
				return &safe{}
			}
			return &safe{r.str(a[0])}
		}
	case "urlencode":
		return urlencodeFilter
	case "urlize":
		return urlizeFilter
	}
	return nil
}

func (r *run) escaped(v any) string {
	if isNil(v) {
		return ""
	}
	s := r.str(v)
	r.spend(len(s) / 16)
	return strings.NewReplacer("&", "&amp;", `"`, "&quot;", "'", "&#39;", "<", "&lt;", ">", "&gt;", `\`, "&#92;").Replace(s)
}

func urlencodeFilter(r *run, a []any) any {
	if s, ok := a[0].(string); ok {
		return percent(s)
	}
	var out []string
	if l, ok := a[0].(*array); ok {
		for _, x := range l.items {
			if isNil(x) {
				failf("urlencode takes a list of pairs, not of %s", describe(x))
			}
			out = append(out, percent(r.str(r.member(x, 0.0)))+"="+percent(r.str(r.member(x, 1.0))))
		}
	}
	for _, e := range entries(a[0]) {
		out = append(out, percent(r.str(e[0]))+"="+percent(r.str(e[1])))
	}
	return strings.Join(out, "&")
}

// percent is encodeURIComponent.
func percent(s string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(s) {
		c := s[i]
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-_.!~*'()", c) >= 0 {
			b.WriteByte(c)
			continue
		}
		b.WriteByte('%')
		b.WriteByte(hex[c>>4])
		b.WriteByte(hex[c&15])
	}
	return b.String()
}

var (
	bracketed = regexp.MustCompile(`^(?:\(|<|&lt;)?(.*?)(?:\.|,|\)|\n|&gt;)?$`)
	email     = regexp.MustCompile("(?i)^[\\w.!#$%&'*+\\-/=?^`{|}~]+@[a-z\\d\\-]+(\\.[a-z\\d\\-]+)+$")
	domain    = regexp.MustCompile(`\.(?:org|net|com)(?::|/|$)`)
)

// urlizeFilter makes links of the addresses in a text.
func urlizeFilter(r *run, a []any) any {
	s := mustText(a[0], "urlize")
	most := length(s)
	if n := arg(a, 1); n != any(undefined{}) {
		most = int(max(0, min(r.integer(n), float64(most))))
	}
	rel := ""
	if arg(a, 2) == true {
		rel = ` rel="nofollow"`
	}
	var b strings.Builder
	last := 0
	for _, m := range append(whiteSpaces.FindAllStringIndex(s, -1), []int{len(s), len(s)}) {
		b.WriteString(link(s[last:m[0]], most, rel) + s[m[0]:m[1]])
		last = m[1]
		r.spend(4)
	}
	return b.String()
}

func link(word string, most int, rel string) string {
	if word == "" {
		return ""
	}
	address := bracketed.FindStringSubmatch(word)[1]
	short := cut(address, 0, min(most, length(address)))
	anchor := func(href, rel, text string) string { return `<a href="` + href + `"` + rel + `>` + text + `</a>` }
	switch {
	case strings.HasPrefix(address, "http://"), strings.HasPrefix(address, "https://"):
		return anchor(address, rel, short)
	case strings.HasPrefix(address, "www."):
		return anchor("http://"+address, rel, short)
	case email.MatchString(address):
		return anchor("mailto:"+address, "", address)
	case domain.MatchString(address):
		return anchor("http://"+address, rel, short)
	}
	return word
}
