package formula

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"slices"
	"strconv"
)

var errNotReal = errors.New("the result is no real number")

// function is what a function of a formula computes.
type function func(args []float64) (float64, error)

func applyNode(f function, nodes []node) node {
	return func(scope map[string]float64) (float64, error) {
		args := make([]float64, len(nodes))
		for i, n := range nodes {
			var err error
			if args[i], err = n(scope); err != nil {
				return 0, err
			}
		}
		return f(args)
	}
}

func binaryNode(op string, l, r node) node {
	return applyNode(func(a []float64) (float64, error) { return compute(op, a[0], a[1]) }, []node{l, r})
}

func compute(op string, x, y float64) (float64, error) {
	switch op {
	case "+":
		return x + y, nil
	case "-":
		return x - y, nil
	case "*":
		return x * y, nil
	case "/":
		return x / y, nil
	case "%", "mod":
		return modulo(x, y), nil
	case "^":
		if x < 0 && y != math.Trunc(y) {
			return 0, errNotReal
		}
		return math.Pow(x, y), nil
	case "and":
		return truth(x != 0 && y != 0), nil
	case "or":
		return truth(x != 0 || y != 0), nil
	case "xor":
		return truth((x != 0) != (y != 0)), nil
	}
	same := nearly(x, y)
	switch op {
	case "==":
		return truth(same), nil
	case "!=":
		return truth(!same), nil
	case "<":
		return truth(x < y && !same), nil
	case ">":
		return truth(x > y && !same), nil
	case "<=":
		return truth(x <= y || same), nil
	}
	return truth(x >= y || same), nil
}

func truth(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}

// nearly is math.js's equality of numbers, with its relative and absolute
// tolerances.
func nearly(x, y float64) bool {
	if x == y {
		return true
	}
	if math.IsNaN(x) || math.IsNaN(y) || math.IsInf(x, 0) || math.IsInf(y, 0) {
		return false
	}
	return math.Abs(x-y) <= math.Max(1e-12*math.Max(math.Abs(x), math.Abs(y)), 1e-15)
}

// modulo has the sign of the divisor.
func modulo(x, y float64) float64 {
	if y == 0 {
		return x
	}
	return x - y*math.Floor(x/y)
}

func factorial(a []float64) (float64, error) {
	if a[0] < 0 || a[0] != math.Trunc(a[0]) {
		return 0, errors.New("a factorial is of a whole number from 0")
	}
	return math.Gamma(a[0] + 1), nil
}

// one makes a function of one number.
func one(f func(float64) float64) function {
	return func(a []float64) (float64, error) {
		if len(a) != 1 {
			return 0, fmt.Errorf("a function of one number got %d", len(a))
		}
		v := f(a[0])
		if math.IsNaN(v) && !math.IsNaN(a[0]) {
			return 0, errNotReal
		}
		return v, nil
	}
}

// several makes a function that takes from one to most numbers.
func several(most int, f func(a []float64) float64) function {
	return func(a []float64) (float64, error) {
		if len(a) == 0 || len(a) > most {
			return 0, fmt.Errorf("a function of up to %d numbers got %d", most, len(a))
		}
		v := f(a)
		if math.IsNaN(v) && !slices.ContainsFunc(a, math.IsNaN) {
			return 0, errNotReal
		}
		return v, nil
	}
}

// builtIn finds a function by its name, nil for none.
func builtIn(name string) function {
	if f := ofOneNumber()[name]; f != nil {
		return one(f)
	}
	switch name {
	case "round":
		return several(2, rounded)
	case "log":
		return several(2, func(a []float64) float64 {
			if len(a) == 2 {
				return math.Log(a[0]) / math.Log(a[1])
			}
			return math.Log(a[0])
		})
	case "pow", "add", "subtract", "multiply", "divide", "mod":
		op := map[string]string{"pow": "^", "add": "+", "subtract": "-", "multiply": "*", "divide": "/", "mod": "%"}[name]
		return func(a []float64) (float64, error) {
			if len(a) != 2 {
				return 0, fmt.Errorf("%s takes two numbers, not %d", name, len(a))
			}
			return compute(op, a[0], a[1])
		}
	case "hypot":
		return several(math.MaxInt, func(a []float64) float64 {
			sum := 0.0
			for _, x := range a {
				sum = math.Hypot(sum, x)
			}
			return sum
		})
	}
	if f := statistic(name); f != nil {
		return several(math.MaxInt, f)
	}
	return nil
}

func ofOneNumber() map[string]func(float64) float64 {
	return map[string]func(float64) float64{
		"abs": math.Abs, "ceil": math.Ceil, "floor": math.Floor, "fix": math.Trunc,
		"sign": func(x float64) float64 { return truth(x > 0) - truth(x < 0) },
		"sqrt": math.Sqrt, "cbrt": math.Cbrt,
		"square": func(x float64) float64 { return x * x },
		"cube":   func(x float64) float64 { return x * x * x },
		"exp":    math.Exp, "expm1": math.Expm1, "log1p": math.Log1p, "log2": math.Log2, "log10": math.Log10,
		"sin": math.Sin, "cos": math.Cos, "tan": math.Tan, "atan": math.Atan, "tanh": math.Tanh,
	}
}

// statistic finds a function over any number of values.
func statistic(name string) func(a []float64) float64 {
	total := func(a []float64) float64 {
		sum := 0.0
		for _, x := range a {
			sum += x
		}
		return sum
	}
	variance := func(a []float64) float64 {
		if len(a) == 1 {
			return 0
		}
		mean, sum := total(a)/float64(len(a)), 0.0
		for _, x := range a {
			sum += (x - mean) * (x - mean)
		}
		return sum / float64(len(a)-1)
	}
	switch name {
	case "max":
		return slices.Max[[]float64]
	case "min":
		return slices.Min[[]float64]
	case "sum":
		return total
	case "mean":
		return func(a []float64) float64 { return total(a) / float64(len(a)) }
	case "prod":
		return func(a []float64) float64 {
			product := 1.0
			for _, x := range a {
				product *= x
			}
			return product
		}
	case "median":
		return func(a []float64) float64 {
			sorted := slices.Sorted(slices.Values(a))
			return (sorted[(len(a)-1)/2] + sorted[len(a)/2]) / 2
		}
	case "variance":
		return variance
	case "std":
		return func(a []float64) float64 { return math.Sqrt(variance(a)) }
	}
	return nil
}

// rounded rounds half away from zero, to a number of decimals.
func rounded(a []float64) float64 {
	if len(a) == 1 {
		return math.Round(a[0])
	}
	if a[1] < 0 || a[1] > 15 || a[1] != math.Trunc(a[1]) {
		return math.NaN()
	}
	decimal, ok := new(big.Rat).SetString(strconv.FormatFloat(a[0], 'f', -1, 64)) // 1.005 is meant as it is written
	if !ok {
		return a[0]
	}
	v, err := strconv.ParseFloat(decimal.FloatString(int(a[1])), 64)
	if err != nil {
		return math.NaN()
	}
	return v
}
