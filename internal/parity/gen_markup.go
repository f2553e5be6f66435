package parity

import (
	"strconv"
	"strings"
)

// xmlTests ask for well-formed documents and for elements by their path.
func xmlTests(d *dice) []Test {
	documents := []string{
		"<a/>", "<a></a>", "<a>text</a>", " <a/>\n", "<a/><b/>", "<a></b>", "<a>", "</a>", "<a", "a", "", "<>", "< a/>", "<a b=1/>", "<a b='1'/>", `<a b="1" b="2"/>`, `<a b="<"/>`, `<a b="&lt;"/>`, "<a b/>", "<a>&amp;</a>", "<a>&nbsp;</a>", "<a>& b</a>", "<a>&#65;&#x42;</a>", "<a>&#0;</a>", "<a>&x;</a>",
		"<a>]]></a>", "<a><![CDATA[<b>]]></a>", "<a><!-- c --></a>", "<a><!-- a -- b --></a>", "<!-- c --><a/>", "<a/><!-- c -->", "<a/>text", "text<a/>", "<?xml version=\"1.0\"?><a/>", " <?xml version=\"1.0\"?><a/>", "<?xml version='1.1' encoding='UTF-8'?><a/>", "<?xml?><a/>", "<a><?php echo 1 ?></a>", "<!DOCTYPE a><a/>", "<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>",
		"<x:a/>", "<x:a xmlns:x='u'/>", "<a xmlns='u'><b/></a>", "<a xmlns:x=''/>", "<a xml:lang='en'/>", "<a x:b='1'/>", "<é>ß</é>", "<1a/>", "<a-b.c_d/>", "<a:b:c/>", "<A></a>", "<a>\x00</a>", "<a>\u0085\u2028</a>", "\ufeff<a/>", "<a>😀</a>", "<ａ/>",
		"<l><i>1</i><i>2</i></l>", "<r><a><b>1</b></a></r>", "<r><a/><a><b/></a></r>", "<mail><topic>T</topic><mood>calm</mood></mail>", "<p>one <b>bold</b> two</p>", "<br>", "<p>a<br>b</p>", "```xml\n<a/>\n```", "Here it is: <a><b/></a> done", "<a><b></a></b>", "1 < 2 and 3 > 2", "if a<b then c>d", "<think>x</think><answer>y</answer>",
		"<a>" + strings.Repeat("<b>", 300) + strings.Repeat("</b>", 300) + "</a>", "<a>" + strings.Repeat("x", 9_000) + "</a>", strings.Repeat("<", 3_000),
	}
	values := []any{
		absent{}, absent{}, absent{}, nil, "", "a", "a.b", "r.a.b", "l.i", "l.i.1", "l.i.2", "a,b", "r.a , r.b", "mail.topic,mail.mood", "mail.none", ",", ".", "a.", []any{"a"}, []any{"r.a.b", "r.a"}, []any{}, []any{1}, object{"requiredElements": []string{"a"}}, object{"requiredElements": []string{"l.i"}}, object{"requiredElements": "a"}, object{}, 5, true, "p.b", "x:a", "é",
	}
	var tests []Test
	for range 190 {
		output := any(pick(d, documents...))
		switch d.IntN(8) {
		case 0:
			output = d.output()
		case 1:
			output = d.related(output.(string))
		case 2:
			output = d.element(3)
		}
		tests = append(tests, test(output, assertion(d.not(pick(d, "is-xml", "contains-xml")), pick(d, values...))))
	}
	return tests
}

// element writes an element with random attributes and children, one in five of
// them broken.
func (d *dice) element(depth int) string {
	name := pick(d, "a", "b", "c", "item", "r")
	var b strings.Builder
	b.WriteString("<" + name)
	if d.one(3) {
		b.WriteString(` n="` + strconv.Itoa(d.IntN(9)) + `"`)
	}
	b.WriteString(">")
	for range d.IntN(4) {
		if depth > 0 && d.one(2) {
			b.WriteString(d.element(depth - 1))
		} else {
			b.WriteString(pick(d, "text", " ", "&amp;", "<!-- c -->", "<d/>", "<![CDATA[x]]>", "1"))
		}
	}
	if !d.one(15) {
		b.WriteString("</" + name + ">")
	}
	return b.String()
}

// htmlTests ask for HTML, of which anything is some.
func htmlTests(d *dice) []Test {
	outputs := []string{
		"<p>x</p>", "<b>b</b>", "text <b>b</b>", "<b>b</b> text", "<!DOCTYPE html><html><body><p>x</p></body></html>", "<!doctype html>", "<html></html>", "<html>", "<body>", "<head><title>t</title></head>", "<div><p>x</div>", "<br>", "<br/>", "<hr>text", "<img src=x>", "<IMG SRC='x'>", "<x-y>z</x-y>", "<my-element></my-element>", "<foo>x</foo>", "<foo/>", "<p", "<p>", "</p>", "p>", "<>", "< p>x</p>", "<p >x</p >",
		"<?xml version='1.0'?><html/>", "<?xml version='1.0'?><p/>", "<div><svg><path/></svg></div>", "<math><mi>x</mi></math>", "<!-- c -->", "<!-- c --><p>x</p>", "<p>x</p><!-- c -->", "&amp;", "a &lt; b", "&nbsp;&copy;", "&unknown;", "&#65;", "a & b", "1 < 2 and 3 > 2", "if a<b then c>d", "x <y> z", "<a@example.com>", "<https://example.com>", "<3", "List<String> x", "std::vector<int>",
		"<ul><li>1<li>2</ul>", "<table><tr><td>1</table>", "<td>1</td>", "<script>1 < 2</script>", "<style>p{}</style>", "<textarea><p></textarea>", "<p title=\"a>b\">x</p>", "<a href='https://x.y'>link</a>", "class=\"x\"", "<span class=x", "href=\"x\" alt='y'", "**bold**", "```html\n<p>x</p>\n```", "Here: <div class=\"x\">y</div>", "<p>x</p> <p>y</p>\n", "\n<p>x</p>\n", "<P>X</P>", "<h1>T</h1><h7>x</h7>", "<center>x</center>", "<blink>x</blink>", "<input disabled>", "<p>😀é\u00a0</p>", "\ufeff<p>x</p>", "<p>\x00</p>", "<![CDATA[x]]>", "<template><p>x</p></template>", "<frameset></frameset>", "<option>1", "<tr><td>x</td></tr>", "<h1>", "<a>", "{\"a\":\"<p>x</p>\"}", "<think>x</think>", "<answer>", "a<br>b", "a<br>b<i>c</i>",
		strings.Repeat("<div>", 300), "<p>" + strings.Repeat("x ", 4_000) + "</p>", strings.Repeat("<", 3_000), "",
	}
	var tests []Test
	for _, output := range outputs {
		tests = append(tests, test(output, assertion(d.not("is-html"), absent{})), test(output, assertion(d.not("contains-html"), absent{})))
	}
	for range 24 {
		value := any(absent{})
		if d.one(3) {
			value = pick(d, odd()...)
		}
		tests = append(tests, test(d.output(), assertion(d.not(pick(d, "is-html", "contains-html")), value)))
	}
	for range 16 {
		tests = append(tests, test(d.element(2), assertion(d.not(pick(d, "is-html", "contains-html")), absent{})))
	}
	return tests
}
