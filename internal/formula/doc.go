// Package formula computes the derived metrics of a suite: expressions over
// numbers by name with the meaning that math.js 15 gives to its operators and
// functions, as far as they give real numbers.
//
//	f, err := formula.Parse("correct / __count")
//	v, err := f.Eval(map[string]float64{"correct": 3, "__count": 4})
package formula
