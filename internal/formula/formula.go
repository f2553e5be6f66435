package formula

import (
	"errors"
	"fmt"
	"math"
)

// Formula is the expression of a derived metric: numbers, metrics by name, and
// what math.js means by its operators and functions, as far as it gives real
// numbers. True is 1 and false is 0.
type Formula struct{ root node }

// node gives the value of a part of a formula.
type node func(scope map[string]float64) (float64, error)

// ErrNoFormula says that a text is no expression that can be read here.
var ErrNoFormula = errors.New("not an expression")

// Parse reads an expression; the error is ErrNoFormula with what is wrong
// and where.
func Parse(text string) (*Formula, error) {
	if len(text) > maxFormula {
		return nil, fmt.Errorf("%w: longer than %d bytes", ErrNoFormula, maxFormula)
	}
	list, err := tokens(text)
	if err != nil {
		return nil, err
	}
	p := &parser{tokens: list}
	root, err := p.expression(0)
	if err == nil && p.next().kind != endToken {
		err = p.unexpected()
	}
	if err != nil {
		return nil, err
	}
	return &Formula{root}, nil
}

const maxFormula = 10_000

// Eval gives the value over numbers by name. A name that is missing and a result
// that is no finite real number are errors.
func (f *Formula) Eval(scope map[string]float64) (float64, error) {
	v, err := f.root(scope)
	if err == nil && (math.IsNaN(v) || math.IsInf(v, 0)) {
		err = fmt.Errorf("the result is %v, which is no finite number", v)
	}
	return v, err
}

// formulaConstants are names that stand for numbers where no metric has them.
var formulaConstants = map[string]float64{
	"pi": math.Pi, "PI": math.Pi, "tau": 2 * math.Pi, "e": math.E, "E": math.E, "phi": math.Phi, "Infinity": math.Inf(1), "true": 1, "false": 0,
	"SQRT2": math.Sqrt2, "SQRT1_2": math.Sqrt2 / 2, "LN2": math.Ln2, "LN10": math.Ln10, "LOG2E": math.Log2E, "LOG10E": math.Log10E,
}

func nameNode(name string) node {
	return func(scope map[string]float64) (float64, error) {
		if v, ok := scope[name]; ok {
			return v, nil
		}
		if v, ok := formulaConstants[name]; ok {
			return v, nil
		}
		return 0, fmt.Errorf("there is no metric %q", name)
	}
}
