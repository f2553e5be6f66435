package nunjucks

import (
	"math"
	"math/big"
	"strconv"
	"strings"

	"github.com/promptgit/promptgit/internal/value"
)

// numberMethod gives the method of a number by its name, nil for none.
func numberMethod(name string) method {
	var f func(r *run, n float64, args []any) any
	switch name {
	case "toFixed":
		f = func(r *run, n float64, args []any) any { return toFixed(n, r.digits(args, 0, 100)) }
	case "toString":
		f = func(r *run, n float64, args []any) any {
			base := r.integer(arg(args, 0))
			if base == 0 || base == 10 || math.IsNaN(n) || math.IsInf(n, 0) {
				return value.JSNumber(n)
			}
			if base < 2 || base > 36 || n != math.Trunc(n) || math.Abs(n) > 1<<53 {
				failf("toString takes a base from 2 to 36, for whole numbers")
			}
			return strconv.FormatInt(int64(n), int(base))
		}
	case "toPrecision":
		f = func(r *run, n float64, args []any) any {
			if arg(args, 0) == any(undefined{}) {
				return value.JSNumber(n)
			}
			return toPrecision(n, r.digits(args, 1, 100))
		}
	case "toLocaleString":
		f = func(_ *run, n float64, _ []any) any { return grouped(n) }
	case "valueOf":
		f = func(_ *run, n float64, _ []any) any { return n }
	default:
		return nil
	}
	return func(r *run, this any, args []any) any { return f(r, this.(float64), args) }
}

func (r *run) digits(args []any, lowest, highest float64) int {
	n := r.integer(arg(args, 0))
	if n < lowest || n > highest {
		failf("the number of digits must lie between %g and %g", lowest, highest)
	}
	return int(n)
}

// toFixed rounds half away from zero on the exact value of the double.
func toFixed(f float64, digits int) string {
	if math.Abs(f) >= 1e21 || math.IsNaN(f) {
		return value.JSNumber(f)
	}
	text := new(big.Rat).SetFloat64(f).FloatString(digits)
	if f == 0 {
		return strings.TrimPrefix(text, "-")
	}
	if f < 0 && !strings.HasPrefix(text, "-") {
		return "-" + text // -0.4 gives "-0"
	}
	return text
}

func toPrecision(f float64, digits int) string {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return value.JSNumber(f)
	}
	exponent := 0
	if f != 0 {
		e := strconv.FormatFloat(math.Abs(f), 'e', digits-1, 64)
		exponent, _ = strconv.Atoi(e[strings.IndexByte(e, 'e')+1:]) // FormatFloat writes a number there
	}
	if exponent < -6 || exponent >= digits {
		e := strconv.FormatFloat(f, 'e', digits-1, 64)
		mantissa, _, _ := strings.Cut(e, "e")
		return mantissa + "e" + sign(exponent) + strconv.Itoa(int(math.Abs(float64(exponent))))
	}
	return strconv.FormatFloat(f, 'f', digits-1-exponent, 64)
}

func sign(n int) string {
	if n < 0 {
		return "-"
	}
	return "+"
}

// grouped writes a number as toLocaleString does in English: commas between
// thousands, at most three digits after the point.
func grouped(f float64) string {
	if math.IsNaN(f) {
		return "NaN"
	}
	if math.IsInf(f, 0) {
		return strings.TrimSuffix(value.JSNumber(f), "Infinity") + "∞"
	}
	text := new(big.Rat).SetFloat64(math.Abs(f)).FloatString(3)
	whole, fraction, _ := strings.Cut(text, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if fraction = strings.TrimRight(fraction, "0"); fraction != "" {
		whole += "." + fraction
	}
	if f < 0 {
		return "-" + whole
	}
	return whole
}
