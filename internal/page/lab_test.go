package page_test

import (
	"bytes"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/promptgit/promptgit/internal/page"
)

// views are all pages, empty.
func views() []page.View {
	return []page.View{
		&page.Overview{}, &page.History{}, &page.Detail{}, &page.Compare{}, &page.Matrix{}, &page.Suite{}, &page.Bisect{},
		&page.Search{}, &page.Grade{},
	}
}

// draw writes a page for a server.
func draw(tb testing.TB, v page.View) string {
	tb.Helper()
	var b bytes.Buffer
	if err := page.Write(&b, v, page.URLs{}); err != nil {
		tb.Fatalf("%s: %v", v.Kind(), err)
	}
	return b.String()
}

// tree reads a page as a browser does.
func tree(tb testing.TB, text string) *html.Node {
	tb.Helper()
	n, err := html.Parse(strings.NewReader(text))
	if err != nil {
		tb.Fatal(err)
	}
	return n
}

// elements are those of a name, all of them for "".
func elements(n *html.Node, name string) []*html.Node {
	var list []*html.Node
	for d := range n.Descendants() {
		if d.Type == html.ElementNode && (name == "" || d.Data == name) {
			list = append(list, d)
		}
	}
	return list
}

// attribute is "" where there is none.
func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// words is the text of an element, its blanks made one.
func words(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data + " ")
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}
