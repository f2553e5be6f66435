package parity

import "encoding/json"

// sentences are texts that share words.
func sentences() []string {
	return []string{
		"The cat sat on the mat.", "the cat sat on the mat", "A cat sat on a mat", "on the mat sat the cat", "the the the the", "the", "cat", "The dog lay on the rug, didn't it?", "I can't do that; you won't either.", "He said \"hello\" (twice).", "It costs $3.50, i.e. 50% off!", "well-known state-of-the-art",
		"gonna wanna cannot", "Dr. Smith's cat... sat", "a b c d", "a b c d e", "a b c", "a b", "a b c d a b c d", "d c b a", "On the door hangs a list of parcels which the courier always counts before the van leaves the yard", "On the door hangs a list of parcels that the courier will seldom count before Van leaves", "It is the longest list which keeps the careful courier always counting parcels at the door of the Yard",
		"naïve café", "naive cafe", "İstanbul ΟΔΥΣΣΕΥΣ", "i̇stanbul οδυσσευς", "你好 世界", "你好世界", "😀 🎉 😀", "tabs\tand\nlines", "non\u00a0breaking", "  spaces   around  ", "ends with dots...", "U.S.A. is a country.", "word", "word.", "word..", "Word", "1 2 3", "1,000 2.5", "-- & < > |", "e-mail me@example.com http://x.y/z?a=b",
	}
}

func thresholds(d *dice) []any {
	return []any{pick[any](d, 0, 1, 0.5, 0.1, 0.9, 0.25, 0.75, -1, 2, 1e-7)}
}

// overlapTests compare by n-grams.
func overlapTests(d *dice) []Test {
	var tests []Test
	for range 300 {
		typ := pick(d, "rouge-n", "bleu", "gleu")
		value, output := any(pick(d, sentences()...)), any(pick(d, sentences()...))
		switch d.IntN(6) {
		case 0:
			output = d.related(value.(string))
		case 1:
			output = value
		case 2:
			a, b := d.pair()
			value, output = a, b
		}
		if typ != "rouge-n" && d.one(4) {
			value = []any{value, pick(d, sentences()...), pick(d, sentences()...)}
		}
		var more []any
		if d.one(3) {
			more = append(more, "threshold", thresholds(d)[0])
		}
		tests = append(tests, test(output, assertion(d.not(typ), value, more...)))
	}
	for _, typ := range []string{"rouge-n", "bleu", "gleu"} {
		for _, v := range odd() {
			if d.one(2) {
				tests = append(tests, test(d.output(), assertion(d.not(typ), v)))
			}
		}
	}
	for range 4 {
		tests = append(tests, test(pick(d, sentences()...), assertion(d.not("meteor"), pick(d, sentences()...))))
	}
	return tests
}

// distanceTests count edits.
func distanceTests(d *dice) []Test {
	var tests []Test
	for range 90 {
		value, output := d.pair()
		if len(value) > 1_000 && len(output) > 1_000 {
			continue // would take promptfoo a while
		}
		var more []any
		if d.one(2) {
			more = append(more, "threshold", pick[any](d, 0, 1, 2, 3, 5, 0.5, -1, 100, json.RawMessage("2.0")))
		}
		tests = append(tests, test(output, assertion(d.not("levenshtein"), value, more...)))
	}
	for _, v := range odd() {
		tests = append(tests, test(d.output(), assertion(d.not("levenshtein"), v)))
	}
	return tests
}

// wordCountTests count words.
func wordCountTests(d *dice) []Test {
	counts := []any{
		0, 1, 2, 3, 5, 6, 9, -1, 2.5, 500, 2000, "3", " 3 ", "3.0", "1e0", "three", "", "0x3", "3 words", json.RawMessage("3.0"), nil, true,
		absent{},
		[]any{},
		[]any{3},
		[]any{1, 5},
		object{},
		object{"min": 1},
		object{"max": 3},
		object{"min": 2, "max": 4},
		object{"min": 4, "max": 2},
		object{"min": 3, "max": 3},
		object{"min": 0},
		object{"max": 0},
		object{"min": "1"},
		object{"min": nil, "max": 3},
		object{"max": 2.5},
		object{"minimum": 1},
		object{"min": -1, "max": 1e9},
	}
	var tests []Test
	for range 130 {
		tests = append(tests, test(d.output(), assertion(d.not("word-count"), pick(d, counts...))))
	}
	return tests
}
