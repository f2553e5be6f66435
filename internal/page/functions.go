package page

import "html/template"

// functions are what templates call beside the methods of their values.
func functions() template.FuncMap {
	return template.FuncMap{
		"score": scoreText, "interval": intervalText, "delta": deltaText, "deltarange": deltaRange, "p": pText,
		"percent": percent, "share": func(v float64) string { return percent(&v) }, "usd": usd, "span": span, "count": count, "plural": plural, "size": size,
		"day": day, "minute": minute, "stamp": stamp, "short": short,
		"verdict": verdictOf, "kind": func(s string) Kind { return Kind(s) }, "scale": scale,
	}
}

// sense is a verdict as it is shown: a class of ours, a shape and a word, so that
// color is never the only sign.
type sense struct{ Class, Shape, Word string }

// verdictOf shows a verdict; one that is not known is shown as it is written.
func verdictOf(word string) sense {
	switch word {
	case "better":
		return sense{"better", "▲", word}
	case "worse":
		return sense{"worse", "▼", word}
	case "same":
		return sense{"same", "=", word}
	}
	return sense{"unknown", "?", word}
}

// scale are the scores that a person gives with one click.
func scale() []int { return []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10} }
