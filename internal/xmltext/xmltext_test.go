package xmltext_test

import (
	"strings"
	"testing"

	"github.com/promptgit/promptgit/internal/xmltext"
)

// The verdicts themselves are recorded in eval/grade/testdata/promptfoo.
func TestAnErrorSaysWhatIsWrongAndWhere(t *testing.T) {
	t.Parallel()
	for doc, want := range map[string]string{
		"<a>\n<b></a>":                       "line 2: </a> closes no element that is open",
		"<a p:x='1'/>":                       "the prefix p is not declared",
		"<a x='1' x='2'/>":                   "the attribute x is given twice",
		"<a/><b/>":                           "more than one root",
		"<a>\n\n\x01</a>":                    "line 3: the character U+0001 is not allowed",
		"<!DOCTYPE a [<!ENTITY b 'c'>]><a/>": "internal subset",
		"<a>&nbsp;</a>":                      "&nbsp; is not defined",
		"<a>":                                "<a> is not closed",
		"":                                   "there is no root element",
		" <?xml version='1.0'?><a/>":         "very beginning",
		"<a xmlns:p='http://www.w3.org/2000/xmlns/'/>": "cannot stand for the namespace",
	} {
		if err := xmltext.WellFormed(doc); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: want %q, got %v", doc, want, err)
		}
	}
}

func TestPathsLeadToElementsAttributesAndText(t *testing.T) {
	t.Parallel()
	root, err := xmltext.Read(`<?xml version="1.0"?><order id="7">x<item>a</item><item><name/></item></order>`)
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]bool{
		"order": true, "order.item": true, "order.item.0": true, "order.item.1.name": true, "order.item.2": false,
		"order.item.01": false, "order.item.name": false, "order.item.0.name": false, "order.@_id": true,
		"order.@_no": false, "order.#text": true, "?xml.@_version": true, "": false, "item": false,
	} {
		if got := root.Has(path); got != want {
			t.Errorf("%q: got %v", path, got)
		}
	}
}

// Entities that expand to each other are not expanded at all, and depth costs
// no stack.
func TestHostileXMLIsReadToTheEnd(t *testing.T) {
	t.Parallel()
	const many = 100_000
	bomb := "<a><!DOCTYPE a [<!ENTITY b '" + strings.Repeat("x", 9000) + "'>" +
		strings.Repeat("<!ENTITY c '&b;&b;&b;&b;'>", 900) + "]>" + strings.Repeat("&c;", many) + "</a>"
	for _, src := range []string{
		bomb, strings.Repeat("<a>", many) + strings.Repeat("</a>", many), strings.Repeat("<a/>", many),
		strings.Repeat("<p><a/><a/>", many), strings.Repeat("<p><a/></x>", many), strings.Repeat("<", many),
		"<a>" + strings.Repeat("<p:b xmlns:p='u'>", many), "<a" + strings.Repeat(" b='1'", many) + "/>",
		strings.Repeat(`<a "`, many), strings.Repeat("<!--", many),
	} {
		if err := xmltext.WellFormed(src); err == nil && !strings.HasPrefix(src, "<a>") {
			t.Errorf("%.20s is well-formed", src)
		}
		xmltext.Find(src, func(fragment string) (bool, bool) {
			_, err := xmltext.Read(fragment)
			return err == nil, false
		})
	}
}

func FuzzXML(f *testing.F) {
	for _, src := range []string{
		`<?xml version="1.1" encoding="UTF-8"?><!DOCTYPE a SYSTEM "x"><a xmlns:p="u" p:b='1'>&amp;&#65;<![CDATA[x]]><!--c--></a>`,
		"text <a><b/></a> <c", "<a><!DOCTYPE b [<!ENTITY c 'd'>]></a>", "\ufeff<a/>", "<a>\xff</a>", "<![x]]>", "<?>",
	} {
		f.Add(src)
	}
	f.Fuzz(func(t *testing.T, src string) {
		strict := xmltext.WellFormed(src)
		root, err := xmltext.Read(src)
		if (root == nil) != (err != nil) {
			t.Fatalf("%v with error %v", root, err)
		}
		if strict == nil && xmltext.WellFormed(src+"\n<!-- c -->") != nil {
			t.Fatal("a comment behind a document makes it malformed")
		}
		if strict == nil && xmltext.WellFormed(src+"<a/>") == nil {
			t.Fatal("a document has two roots")
		}
		xmltext.Find(src, func(fragment string) (bool, bool) {
			if !strings.Contains(src, fragment) || !strings.HasPrefix(fragment, "<") || !strings.HasSuffix(fragment, ">") {
				t.Fatalf("%q is no fragment", fragment)
			}
			_, err := xmltext.Read(fragment)
			return err == nil, false
		})
	})
}
