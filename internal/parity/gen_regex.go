package parity

import "strings"

// regexTests hold patterns of JavaScript without flags to texts that they
// nearly match.
func regexTests(d *dice) []Test {
	pairs := []struct {
		pattern string
		outputs []string
	}{
		{`^\d+$`, []string{"42", "4 2", "٣", "42\n", "0"}},
		{`\w+@\w+\.com`, []string{"me@example.com", "é@é.com", "@.com"}},
		{`^.$`, []string{"a", "😀", "\n", "é", "e\u0301", "\u2028"}},
		{`^..$`, []string{"😀", "ab", "a"}},
		{`a.b`, []string{"a\nb", "a\rb", "a b", "a\u2028b", "a\u0085b"}},
		{`a[^]b`, []string{"a\nb", "ab"}},
		{`a[\s\S]b`, []string{"a\nb", "ab"}},
		{`[]`, []string{"", "a"}},
		{`[^]`, []string{"", "a"}},
		{`(?i)paris`, []string{"Paris", "(?i)paris"}},
		{`(?i:paris)`, []string{"PARIS", "paris"}},
		{`(?s)a.b`, []string{"a\nb"}},
		{`(?m)^b`, []string{"a\nb"}},
		{`^b`, []string{"a\nb", "b"}},
		{`a$`, []string{"a\nb", "a", "a\n"}},
		{`\Aa\z`, []string{"a", "Aaz"}},
		{`\Z`, []string{"Z", "a"}},
		{`(?<y>\d{4})-(?<m>\d\d)`, []string{"2024-01", "x"}},
		{`(?P<y>\d)`, []string{"1"}},
		{`(\w)\1`, []string{"book", "bok"}},
		{`(?<c>\w)\k<c>`, []string{"book", "bok"}},
		{`\k<c>`, []string{"k<c>", "x"}},
		{`(?<c>a)\k<d>`, []string{"a"}},
		{`\1(a)`, []string{"a", "aa"}},
		{`(a)?\1b`, []string{"b", "aab"}},
		{`\2`, []string{"\x02", "2"}},
		{`\8`, []string{"8"}},
		{`(?=a)a`, []string{"a"}},
		{`(?!a)\w`, []string{"b", "a"}},
		{`(?<=\$)\d+`, []string{"$5", "5"}},
		{`(?<!\$)\b\d+`, []string{"$5", "5"}},
		{`(?=a)*b`, []string{"b"}},
		{`(?<=a)*`, []string{"a"}},
		{`(`, []string{"("}},
		{`)`, []string{")"}},
		{`[`, []string{"["}},
		{`]`, []string{"]"}},
		{`{`, []string{"{"}},
		{`}`, []string{"}"}},
		{`a{,2}`, []string{"a{,2}", "aa"}},
		{`a{2,1}`, []string{"aa"}},
		{`x{2`, []string{"x{2", "xx"}},
		{`*a`, []string{"a"}},
		{`a**`, []string{"a"}},
		{`a++`, []string{"a"}},
		{`a*+`, []string{"a"}},
		{`+`, []string{"+"}},
		{`?`, []string{"?"}},
		{`\`, []string{"\\"}},
		{`[z-a]`, []string{"b"}},
		{`[\w-z]`, []string{"-", "!"}},
		{`[a-\d]`, []string{"-", "5"}},
		{`[\b]`, []string{"\b", "b"}},
		{`\bParis\b`, []string{"in Paris.", "Parisian", "éParis"}},
		{`\Bé`, []string{"é", "aé"}},
		{`\d`, []string{"５", "5"}},
		{`\s`, []string{"\u00a0", "\ufeff", "\u200b", "\u2028", "\u0085", "a", "\v"}},
		{`\w`, []string{"é", "_", "ſ"}},
		{`\W`, []string{"é", "a", ""}},
		{`\h`, []string{"h", " "}},
		{`\p{L}`, []string{"é", "p{L}", "pL"}},
		{`\u00e9`, []string{"é", "e"}},
		{`\u{1F600}`, []string{"😀", "u"}},
		{`\x41`, []string{"A"}},
		{`\x4`, []string{"x4"}},
		{`\u00`, []string{"u00"}},
		{`\cA`, []string{"\x01", "cA"}},
		{`\c`, []string{"\\c", "c"}},
		{`\0`, []string{"\x00", "0"}},
		{`\01`, []string{"\x01"}},
		{`\101`, []string{"A"}},
		{`\/`, []string{"/"}},
		{`/a/i`, []string{"A", "/a/i"}},
		{`\-`, []string{"-"}},
		{`\e`, []string{"e", "\x1b"}},
		{`\Q.\E`, []string{"Q.E", "."}},
		{`[😀]`, []string{"😀", "🙁", "a"}},
		{`😀{2}`, []string{"😀😀", "😀"}},
		{`^[^a]$`, []string{"😀", "b"}},
		{`[À-ÿ]`, []string{"é", "e"}},
		{`(?:)`, []string{"", "a"}},
		{`|a`, []string{"", "b"}},
		{`a||b`, []string{"c"}},
		{`^$`, []string{"", "\n", " "}},
		{`^\s*$`, []string{"", " \n\u00a0", "a"}},
		{`(a|ab)(c|bcd)(d*)`, []string{"abcd"}},
		{`(?:a|b)+?c`, []string{"abac"}},
		{`(a*)*b`, []string{strings.Repeat("a", 20) + "b", "b"}},
		{`[[:alpha:]]`, []string{":]", "a]", "a"}},
		{`[a&&b]`, []string{"&", "c"}},
		{`(?#x)a`, []string{"a"}},
		{`(?>a)`, []string{"a"}},
		{`(?<>a)`, []string{"a"}},
		{`(?<1a>a)`, []string{"a"}},
		{`(?<a>x)|(?<a>y)`, []string{"y"}},
		{`a{0}`, []string{""}},
		{`a{99999999999}`, []string{"a"}},
		{`^(?:\+?1[-. ]?)?\(?\d{3}\)?[-. ]?\d{3}[-. ]?\d{4}$`, []string{"(555) 123-4567", "555-1234"}},
		{"a\nb", []string{"a\nb", "anb"}},
		{`#a`, []string{"#a"}},
		{` a `, []string{" a ", "a"}},
		{`{{out}}`, []string{"x"}},
		{`\{\{`, []string{"{{"}},
		{`\d{3}`, []string{"123", "12"}},
		{`ſ`, []string{"s", "ſ"}},
		{`K`, []string{"k", "K"}},
		{`^\S{3,}$`, []string{"😀a", "ab", "abc"}},
	}
	var tests []Test
	for _, p := range pairs {
		for _, output := range p.outputs {
			tests = append(tests, test(output, assertion(d.not("regex"), p.pattern)))
		}
	}
	for range 40 {
		value, output := d.pair()
		tests = append(tests, test(output, assertion(d.not("regex"), value)))
	}
	for _, v := range odd() {
		tests = append(tests, test(d.output(), assertion(d.not("regex"), v)))
	}
	return tests
}
