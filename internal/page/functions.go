package page

import (
	"fmt"
	"html/template"
)

// functions are what templates call beside the methods of their values.
func functions() template.FuncMap {
	return template.FuncMap{
		"score": scoreText, "interval": intervalText, "delta": deltaText, "deltarange": deltaRange, "p": pText,
		"percent": percent, "share": func(v float64) string { return percent(&v) }, "usd": usd, "span": span,
		"spanof": func(ms *int64) string { return span(*ms) }, "count": count, "plural": plural, "size": size,
		"two": func(v float64) string { return scoreText(&v) }, "one": func(v *float64) string { return fmt.Sprintf("%.1f", *v) },
		"deref": func(n *int) int { return *n }, "less": func(a, b int) int { return a - b },
		"day": day, "minute": minute, "stamp": stamp, "short": short, "trend": trendText,
		"verdict": verdictOf, "outcome": func(o any) sense { return outcomeOf(Outcome(fmt.Sprint(o))) }, "heat": heat, "progress": progressText,
		"scorebar": scoreBar, "deltabar": deltaBar, "reach": func(list []Metric) float64 { return reachOf(list...) }, "nilrange": func() *[2]float64 { return nil },
		"column": heading, "rest": restOf, "metricchoice": metricChoice, "orders": orders, "casechoice": caseChoice, "pick": pick,
		"side": sideOf, "wholebar": wholeBar, "answer": endOf, "belief": beliefOf,
		"encoded":  EncodeName,
		"verdicts": func() []string { return []string{"better", "worse", "same", "unknown"} },
		"tenths":   func() []int { return []int{1, 2, 3, 4, 5, 6, 7, 8, 9} },
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

// outcomeOf shows how a case ended.
func outcomeOf(o Outcome) sense {
	switch o {
	case Passed:
		return sense{"pass", "✓", "pass"}
	case Failed:
		return sense{"fail", "✕", "fail"}
	case NotJudged:
		return sense{"error", "!", "error"}
	case NotAsked:
		return sense{"na", "–", "not asked"}
	}
	return sense{"na", "", string(o)}
}

// heat is a class for a score, in ten steps.
func heat(v *float64) string {
	if !finite(v) {
		return "heat"
	}
	return fmt.Sprintf("heat h%d", min(max(int(*v*10), 0), 9))
}
