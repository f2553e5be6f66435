package formula_test

import (
	"encoding/json"
	"errors"
	"math"
	"os"
	"strings"
	"testing"

	"github.com/promptgit/promptgit/internal/formula"
)

func formulaScope() map[string]float64 {
	return map[string]float64{"a": 2.5, "b": 4, "c": 0.75, "zero": 0, "neg": -3, "__count": 4, "f_1": 1, "Größe": 9}
}

// The values are those of math.js 15.2.0, null where it gives no finite number.
func TestFormulasGiveTheNumbersOfMathJS(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("testdata/mathjs.json")
	if err != nil {
		t.Fatal(err)
	}
	var rows [][2]any
	if err := json.Unmarshal(raw, &rows); err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		text, _ := row[0].(string)
		want, has := row[1].(float64)
		f, err := formula.Parse(text)
		var got float64
		if err == nil {
			got, err = f.Eval(formulaScope())
		}
		if (err == nil) != has || has && math.Abs(got-want) > 1e-12*math.Max(1, math.Abs(want)) {
			t.Errorf("%s: want %v, got %v, %v", text, row[1], got, err)
		}
	}
	if len(rows) < 300 {
		t.Errorf("only %d rows", len(rows))
	}
}

func TestWhatAFormulaCannotSayHereIsRefused(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"a b", "2a", "x = 3", "a # comment", "5%", "larger(b, a)", "a.b", "'text'", "[a]", "a ? b", "sum(a,)", "1 +", ")", "",
		strings.Repeat("(", 1000) + "a" + strings.Repeat(")", 1000), strings.Repeat("-", 5000) + "a", strings.Repeat("sum(", 500),
		strings.Repeat("a ? ", 400), strings.Repeat("1+", 6000) + "1",
	} {
		if _, err := formula.Parse(text); !errors.Is(err, formula.ErrNoFormula) {
			t.Errorf("%.30s: got %v", text, err)
		}
	}
}

func FuzzFormulas(f *testing.F) {
	for _, seed := range []string{"a + b / __count", "-2^2!", "a < b < c ? 1 : mean([a, b])", "1e309", "not a mod b", "(((", "a..b", "\xff"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		formula, err := formula.Parse(text)
		if err != nil {
			return
		}
		v, err := formula.Eval(formulaScope())
		if err == nil && (math.IsNaN(v) || math.IsInf(v, 0)) {
			t.Errorf("%q gave %v", text, v)
		}
	})
}
