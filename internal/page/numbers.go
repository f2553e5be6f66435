package page

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// none stands where there is no value.
const none = "–"

// scoreText has two digits.
func scoreText(v *float64) string {
	if v == nil {
		return none
	}
	return fmt.Sprintf("%.2f", *v)
}

// intervalText shows both ends within [0, 1], where scores lie, or whole where its
// middle is out of that: code may give any score.
func intervalText(v *[2]float64) string {
	if v == nil {
		return ""
	}
	from, to := clip(v, 0, 1)
	return fmt.Sprintf("[%.2f, %.2f]", from, to)
}

func clip(v *[2]float64, least, most float64) (from, to float64) {
	from, to = v[0], v[1]
	if middle := (from + to) / 2; middle >= least && middle <= most {
		from, to = max(from, least), min(to, most)
	}
	return from, to
}

// deltaText is a difference with its sign.
func deltaText(v *float64) string {
	if v == nil {
		return none
	}
	if text := fmt.Sprintf("%+.2f", *v); text != "-0.00" {
		return text
	}
	return "+0.00"
}

// deltaRange shows both ends with their signs.
func deltaRange(v *[2]float64) string {
	if v == nil {
		return ""
	}
	from, to := clip(v, -1, 1)
	return fmt.Sprintf("[%+.2f, %+.2f]", from, to)
}

// pText is a p value with its name.
func pText(v *float64) string {
	switch {
	case v == nil:
		return ""
	case *v < 0.001:
		return "p < 0.001"
	}
	return fmt.Sprintf("p %.3f", *v)
}

// percent is a share of 1.
func percent(v *float64) string {
	switch {
	case v == nil:
		return none
	case *v > 0 && *v < 0.01:
		return "< 1 %"
	case *v > 0.99 && *v < 1:
		return "> 99 %"
	}
	return fmt.Sprintf("%.0f %%", 100**v)
}

// usd is an amount, to the digit that matters; a price that nobody knows is not 0.
func usd(v *float64) string {
	switch {
	case v == nil:
		return none
	case *v == 0:
		return "$0"
	case *v < 0.01:
		return fmt.Sprintf("$%.5f", *v)
	case *v < 1:
		return fmt.Sprintf("$%.3f", *v)
	}
	return fmt.Sprintf("$%.2f", *v)
}

// span is a time that a call took, in milliseconds.
func span(ms int64) string {
	switch {
	case ms < 1000:
		return strconv.FormatInt(ms, 10) + " ms"
	case ms < 60_000:
		return fmt.Sprintf("%.1f s", float64(ms)/1000)
	}
	return fmt.Sprintf("%d min %d s", ms/60_000, ms/1000%60)
}

// count groups the digits of a number.
func count(n int) string {
	text := strconv.Itoa(n)
	from := 0
	if n < 0 {
		from = 1
	}
	for at := len(text) - 3; at > from; at -= 3 {
		text = text[:at] + "," + text[at:]
	}
	return text
}

// plural is a number with its noun.
func plural(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return count(n) + " " + noun
}

// size is a number of bytes.
func size(n int) string {
	switch {
	case n < 1000:
		return plural(n, "byte")
	case n < 1_000_000:
		return fmt.Sprintf("%.1f kB", float64(n)/1e3)
	}
	return fmt.Sprintf("%.1f MB", float64(n)/1e6)
}

// day is the date of a time, in the zone that it was written in.
func day(t time.Time) string {
	if t.IsZero() {
		return none
	}
	return t.Format("2006-01-02")
}

// minute is a time of day with its date.
func minute(t time.Time) string {
	if t.IsZero() {
		return none
	}
	return t.Format("2006-01-02 15:04")
}

// stamp is a time for programs.
func stamp(t time.Time) string { return t.Format(time.RFC3339) }

// short is the start of a commit id; what is none stays as it is.
func short(rev string) string {
	const length = 7
	if len(rev) < 40 || strings.Trim(rev, "0123456789abcdef") != "" {
		return rev
	}
	return rev[:length]
}
