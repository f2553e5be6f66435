package parity

func tableHeader(more ...string) []string {
	return append([]string{"out", "name", "__providerOutput", "__expected", "__expected2", "__threshold", "__metric"}, more...)
}

// tableTests are rows of a CSV file.
func tableTests(d *dice) []Test { return rows(d, 200, nil) }

// thresholdTests are rows that give their first assertion a threshold, since
// promptfoo does not read an empty one.
func thresholdTests(d *dice) []Test { return rows(d, 60, []string{"0", "0.5", "3", "1"}) }

func rows(d *dice, n int, own []string) []Test {
	cells := []struct{ cell, typ string }{
		{"Paris", "equals"},
		{" Paris ", "equals"},
		{"equals:Paris", "equals"},
		{"equals: Paris ", "equals"},
		{"not-equals:Paris", "not-equals"},
		{"equals:", "equals"},
		{"equals", "equals"},
		{"contains:aris", "contains"},
		{"contains: aris", "contains"},
		{"Contains:aris", "equals"},
		{"contain:aris", "equals"},
		{"icontains:PARIS", "icontains"},
		{"not-icontains:x", "not-icontains"},
		{"contains", "contains"},
		{"contains:", "contains"},
		{"contains-any:Rome, Paris", "contains-any"},
		{"contains-all:a,i", "contains-all"},
		{`contains-any:"a, b",Paris`, "contains-any"},
		{"contains-any:", "contains-any"},
		{"icontains-all:A,PARIS", "icontains-all"},
		{"contains-any:,", "contains-any"},
		{"not-contains-any:x,y", "not-contains-any"},
		{"not-contains-all:P,x", "not-contains-all"},
		{"starts-with:Pa", "starts-with"},
		{"starts-with(0.5):Pa", "starts-with"},
		{"regex:^P.*s$", "regex"},
		{"regex:(", "regex"},
		{"regex: P", "regex"},
		{"not-regex:x", "not-regex"},
		{"regex:a:b", "regex"},
		{"is-json", "is-json"},
		{"not-is-json", "not-is-json"},
		{`is-json:{"type":"object"}`, "is-json"},
		{"is-json:", "is-json"},
		{"contains-json", "contains-json"},
		{`contains-json:{"required":["a"]}`, "contains-json"},
		{`equals:{"a":1}`, "equals"},
		{"levenshtein:Paris", "levenshtein"},
		{"levenshtein:Pariss", "levenshtein"},
		{"levenshtein(2):Parisss", "levenshtein"},
		{"levenshtein(1.5):Paris!", "levenshtein"},
		{"not-levenshtein(1):xyz", "not-levenshtein"},
		{"rouge-n:Paris", "rouge-n"},
		{"rouge-n(0.5):Paris is", "rouge-n"},
		{"bleu:Paris", "bleu"},
		{"bleu(0.9):Paris is", "bleu"},
		{"gleu(0.1):Paris is", "gleu"},
		{"word-count:1", "word-count"},
		{"word-count", "word-count"},
		{"latency(60000)", "latency"},
		{"cost(1)", "cost"},
		{"cost", "cost"},
		{"cost:5", "cost"},
		{"is-refusal", "is-refusal"},
		{"not-is-refusal", "not-is-refusal"},
		{"finish-reason:stop", "finish-reason"},
		{"tool-call-f1:a,b", "tool-call-f1"},
		{"perplexity(5)", "perplexity"},
		{"is-xml", "is-xml"},
		{"contains-xml:a.b", "contains-xml"},
		{"is-html", "is-html"},
		{"contains-html", "contains-html"},
		{"is-sql", "is-sql"},
		{"contains-sql", "contains-sql"},
		{"guardrails", "guardrails"},
		{"javascript:output.length > 2", "javascript"},
		{"fn:output === 'Paris'", "javascript"},
		{"eval:1", "javascript"},
		{"javascript: 0.5", "javascript"},
		{"contains:{{name}}", "contains"},
		{"{{name}}", "equals"},
		{"equals(0.5):Paris", "equals"},
		{"contains(x):Paris", "equals"},
		{"contains (0.5): Paris", "equals"},
		{"a:b", "equals"},
		{"https://x.y", "equals"},
		{"not-:x", "equals"},
		{"not-Paris", "equals"},
		{"NOT-equals:Paris", "equals"},
		{"contains:a\nb", "contains"},
		{"contains:Par\"is", "contains"},
		{"contains:\u00a0Paris\u00a0", "contains"},
		{"😀", "equals"},
		{"", ""},
		{" ", ""},
		{"not-contains:İ", "not-contains"},
		{"contains-any(0.5):Paris", "contains-any"},
	}
	outputs := []string{"Paris", " Paris", "Paris is nice", "paris", `{"a":1}`, "<a><b/></a>", "SELECT 1", "a, b", "😀", "a\nb", "", "Pariss", "a:b", "Sorry, I cannot", "i̇", "x"}
	var tests []Test
	for range n {
		one, two := pick(d, cells...), pick(d, cells...)
		if !d.one(4) {
			two.cell, two.typ = "", ""
		}
		var threshold, metric string
		if d.one(5) {
			threshold = pick(d, "0", "0.5", "1", " 0.5 ", "5e-1")
		}
		if d.one(5) {
			metric = pick(d, "tone", "{{name}}")
		}
		t := Test{Cells: []string{"", pick(d, "Paris", "x y"), pick(d, outputs...), one.cell, two.cell, threshold, metric}}
		if own != nil {
			t.Cells = append(t.Cells, pick(d, own...))
		}
		for _, typ := range []string{one.typ, two.typ} {
			if typ != "" {
				t.Types = append(t.Types, typ)
			}
		}
		tests = append(tests, t)
	}
	return tests
}
