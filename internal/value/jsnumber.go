package value

import "math"

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
