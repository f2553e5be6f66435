package value

import (
	"math"
	"strconv"
	"strings"
)

// JSNumber writes a number as JavaScript's String does; unlike JSON it has
// words for what is no number and for the infinities.
func JSNumber(f float64) string {
	switch {
	case math.IsNaN(f):
		return "NaN"
	case math.IsInf(f, 1):
		return "Infinity"
	case math.IsInf(f, -1):
		return "-Infinity"
	}
	return Number(f)
}

// ParseJSNumber reads a number as JavaScript's Number does: blank text is 0,
// 0x10 is 16, and what is no number is NaN.
func ParseJSNumber(s string) float64 {
	s = JSTrim(s)
	if s == "" {
		return 0
	}
	if len(s) > 2 && s[0] == '0' && strings.IndexByte("xXoObB", s[1]) >= 0 {
		if n, err := strconv.ParseUint(s, 0, 64); err == nil && !strings.Contains(s, "_") {
			return float64(n)
		}
		return math.NaN()
	}
	switch strings.TrimLeft(s, "+-") {
	case "Infinity":
		if len(s) <= len("+Infinity") {
			return math.Inf(1 - 2*strings.Count(s, "-"))
		}
	default:
		if strings.Trim(s, "0123456789+-.eE") == "" {
			if f, err := strconv.ParseFloat(s, 64); err == nil || math.IsInf(f, 0) {
				return f
			}
		}
	}
	return math.NaN()
}
