package grade

import (
	"errors"
	"fmt"
	"math"
	"strings"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/value"
)

func wordCount() Type {
	return Type{
		Name: "word-count",
		Doc: "The output has as many words as the value, or a number from min to max (either may be left out): " +
			"runs of what is no white space, of which a no-break space is and a zero-width space is not.",
		Example: "type: word-count\nvalue: {min: 20, max: 50}\n",
		Since:   "0.2.0",
		New:     looking(lookAtWords),
	}
}

func lookAtWords(_ eval.Assertion, in eval.GradeInput) (fact, error) {
	n := 0
	for range strings.FieldsFuncSeq(in.Answer.Output, value.JSSpace) {
		n++
	}
	f, err := matchCount(float64(n), in.Value)
	f.got = fmt.Sprintf("it has %d", n)
	return f, err
}

var errWordCount = errors.New("the value must be a number, or have min or max")

func matchCount(n float64, v any) (fact, error) {
	switch v := v.(type) {
	case *value.Object:
		return matchRange(n, v)
	case string:
		if math.IsNaN(value.ParseJSNumber(v)) {
			return fact{}, errWordCount
		}
	case int64, float64:
	default:
		return fact{}, errWordCount
	}
	return fact{ok: n == jsNumber(v), want: "have " + brief(v) + " words"}, nil
}

func matchRange(n float64, v *value.Object) (fact, error) {
	least, hasLeast := v.Get("min")
	most, hasMost := v.Get("max")
	switch {
	case hasLeast && hasMost && !atMost(least, most):
		return fact{}, fmt.Errorf("min %s is more than max %s", quote(text(least)), quote(text(most)))
	case hasLeast && hasMost:
		return fact{
			ok:   atMost(least, n) && atMost(n, most),
			want: fmt.Sprintf("have %s to %s words", brief(least), brief(most)),
		}, nil
	case hasLeast:
		return fact{ok: atMost(least, n), want: fmt.Sprintf("have at least %s words", brief(least))}, nil
	case hasMost:
		return fact{ok: atMost(n, most), want: fmt.Sprintf("have at most %s words", brief(most))}, nil
	}
	return fact{}, errWordCount
}

// brief shows a bound: plain where it is a number.
func brief(v any) string {
	switch v.(type) {
	case int64, float64:
		return text(v)
	}
	return quote(text(v))
}
