package value_test

import (
	"math"
	"testing"

	"github.com/promptgit/promptgit/internal/value"
)

func TestTextIsReadAsANumberAsJavaScriptDoes(t *testing.T) {
	t.Parallel()
	nan, inf := math.NaN(), math.Inf(1)
	for text, want := range map[string]float64{
		"": 0, " \u00a0\ufeff\n": 0, " 5 ": 5, "+5": 5, "-.5": -0.5, "5.": 5, "1e3": 1000, "1e999": inf, "-1e999": -inf,
		"0x1F": 31, "0b101": 5, "0o17": 15, "017": 17, "Infinity": inf, "-Infinity": -inf, "+Infinity": inf,
		"inf": nan, "NaN": nan, "nan": nan, "1_000": nan, "0x_1": nan, "-0x1": nan, "0x1p4": nan, "+-Infinity": nan,
		"--5": nan, "1e": nan, ".": nan, "5 5": nan, "\u200b5": nan, "５": nan, "5,0": nan,
	} {
		if got := value.ParseJSNumber(text); got != want && !(math.IsNaN(got) && math.IsNaN(want)) {
			t.Errorf("%q: want %v, got %v", text, want, got)
		}
	}
}

func TestWhiteSpaceIsWhatJavaScriptTrims(t *testing.T) {
	t.Parallel()
	if got := value.JSTrim("\ufeff\u00a0 \v\u2028a b\u3000\u202f\t"); got != "a b" {
		t.Errorf("got %q", got)
	}
	for _, kept := range []string{"\u200b", "\u0085", "\u180e", "\u2060"} {
		if got := value.JSTrim(kept); got != kept {
			t.Errorf("%+q is no white space, got %+q", kept, got)
		}
	}
}
