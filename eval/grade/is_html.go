package grade

import (
	"fmt"
	"strings"

	"golang.org/x/net/html"

	"github.com/promptgit/promptgit/internal/value"
)

func isHTML() Type {
	return Type{
		Name:    "is-html",
		Doc:     "The whole output is HTML: it has an element that HTML knows, or one with a hyphen in its name, and no text outside of tags.",
		Example: "type: is-html\n",
		Since:   "0.2.0",
		New: matching(func(output string, _ any) (finding, error) {
			f := finding{want: "be HTML"}
			var err error
			f.note, err = htmlProblem(output)
			f.ok = f.note == ""
			return f, err
		}),
	}
}

// maxHTML is the length, in UTF-16 code units, from which on promptfoo takes
// nothing for HTML.
const maxHTML = 10 << 20

// htmlProblem says why an output is no HTML, "" where it is. The error says that
// it could not be found out.
func htmlProblem(output string) (string, error) {
	src := value.JSTrim(output)
	switch {
	case src == "":
		return "it is empty", nil
	case len(src) > maxHTML && cutUnits(src, 0, maxHTML) < len(src):
		return "it is longer than ten million characters", nil
	case len(src) >= len("<?xml") && strings.EqualFold(src[:len("<?xml")], "<?xml"):
		return "it is XML", nil
	}
	tags := wrapperTags(src)
	if tags.body {
		return "", nil
	}
	root, err := html.Parse(strings.NewReader(withoutLent(src)))
	if err != nil {
		return "", fmt.Errorf("the HTML cannot be read: %w", err)
	}
	if hasText(bodyOf(root)) {
		return "there is text outside of tags", nil
	}
	if tags.html || tags.head || hasKnownElement(root) {
		return "", nil
	}
	return "there is no element of HTML", nil
}

// bodyOf finds the body, nil in a document of frames.
func bodyOf(root *html.Node) *html.Node {
	for n := range root.Descendants() {
		if n.Type == html.ElementNode && n.Data == "body" {
			return n
		}
	}
	return nil
}

// hasText says whether text is an immediate child.
func hasText(n *html.Node) bool {
	if n == nil {
		return false
	}
	for child := range n.ChildNodes() {
		if child.Type == html.TextNode && value.JSTrim(child.Data) != "" {
			return true
		}
	}
	return false
}

// hasKnownElement leaves out html, head and body, which every tree has.
func hasKnownElement(root *html.Node) bool {
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if name := strings.ToLower(n.Data); strings.Contains(name, "-") || strings.Contains(htmlElements, " "+name+" ") {
			return true
		}
	}
	return false
}

// htmlElements are the elements that promptfoo takes for HTML; obsolete ones
// such as font and center are not among them.
const htmlElements = " a abbr address area article aside audio b base bdi bdo blockquote br button canvas caption cite " +
	"code col colgroup data datalist dd del details dfn dialog div dl dt em embed fieldset figcaption figure footer form h1 " +
	"h2 h3 h4 h5 h6 header hr i iframe img input ins kbd label legend li link main map mark math menu meta meter nav noscript " +
	"object ol optgroup option output p param picture pre progress q rp rt ruby s samp script section select slot small " +
	"source span strong style sub summary sup svg table tbody td template textarea tfoot th thead time title tr track u ul " +
	"var video wbr "
