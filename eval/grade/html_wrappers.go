package grade

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// wrappers says which of the elements that every document has were opened by a
// tag of their own. The tree does not tell: a late <body> only lends its
// attributes to the body that is there already.
type wrappers struct{ html, head, body bool }

// wrapperTags follows the stages of a document up to its body, as the HTML
// standard describes them (13.2.6.4.2 to 13.2.6.4.6).
func wrapperTags(src string) wrappers {
	r := wrapperReader{tokens: html.NewTokenizer(strings.NewReader(src))}
	for r.stage != inBody && r.next() {
		r.step()
	}
	return r.found
}

// withoutLent drops the attributes of <html> and <body>. A late one lends them
// to the element that is there already, for which the parser looks at each that
// it has: thousands of such tags would take minutes.
func withoutLent(src string) string {
	var b strings.Builder
	tokens := html.NewTokenizer(strings.NewReader(src))
	for {
		kind := tokens.Next()
		raw := tokens.Raw()
		if kind == html.StartTagToken || kind == html.SelfClosingTagToken {
			raw = slices.Clone(raw) // reading the name changes the text
			if name, attributes := tokens.TagName(); attributes && (string(name) == "html" || string(name) == "body") {
				b.WriteString("<" + string(name) + ">")
				continue
			}
		}
		b.Write(raw)
		if kind == html.ErrorToken {
			return b.String()
		}
	}
}

type stage int

const (
	beforeHTML stage = iota
	beforeHead
	inHead
	afterHead
	inBody
)

type wrapperReader struct {
	tokens *html.Tokenizer
	token  html.Token
	stage  stage
	found  wrappers
}

// next reads a token that matters: comments, doctypes and blanks do not.
func (r *wrapperReader) next() bool {
	for r.tokens.Next() != html.ErrorToken {
		r.token = r.tokens.Token()
		switch r.token.Type {
		case html.StartTagToken, html.SelfClosingTagToken, html.EndTagToken:
			return true
		case html.TextToken:
			if strings.Trim(r.token.Data, " \t\n\f\r") != "" {
				return true
			}
		default:
		}
	}
	return false
}

func (r *wrapperReader) opens(names ...string) bool {
	return r.token.Type != html.EndTagToken && r.token.Type != html.TextToken && slices.Contains(names, r.token.Data)
}

// step moves on by the token, through as many stages as it takes.
func (r *wrapperReader) step() {
	if r.token.Type == html.EndTagToken && !r.ends() {
		return
	}
	if r.stage == beforeHTML {
		r.stage = beforeHead
		if r.found.html = r.opens("html"); r.found.html {
			return
		}
	}
	if r.opens("html") {
		return
	}
	if r.stage == beforeHead {
		r.stage = inHead
		if r.found.head = r.opens("head"); r.found.head {
			return
		}
	}
	if r.opens("head") || r.metadata() {
		return
	}
	if r.stage == inHead {
		r.stage = afterHead
		if r.token.Type == html.EndTagToken && r.token.Data == "head" {
			return
		}
	}
	r.stage = inBody
	r.found.body = r.opens("body")
}

// ends says whether a closing tag moves on; others are ignored up to the body.
func (r *wrapperReader) ends() bool {
	switch r.token.Data {
	case "body", "html", "br":
		return true
	case "head":
		return r.stage != afterHead
	}
	return false
}

// metadata reads an element that may stand in the head, with its content.
func (r *wrapperReader) metadata() bool {
	name := r.token.Data
	switch {
	case r.opens("base", "basefont", "bgsound", "link", "meta"):
		return true
	case r.opens("noscript") && r.stage == inHead, r.opens("title", "noframes", "style", "script"):
		for r.tokens.Next() != html.ErrorToken {
			if r.token = r.tokens.Token(); r.token.Type == html.EndTagToken && r.token.Data == name {
				break
			}
		}
		return true
	case r.opens("template"):
		for depth := 1; depth > 0 && r.tokens.Next() != html.ErrorToken; {
			switch r.token = r.tokens.Token(); {
			case r.token.Data != "template":
			case r.token.Type == html.EndTagToken:
				depth--
			case r.token.Type == html.StartTagToken, r.token.Type == html.SelfClosingTagToken:
				depth++
			}
		}
		return true
	}
	return false
}
