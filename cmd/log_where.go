package cmd

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/vm"

	"github.com/promptgit/promptgit/internal/diag"
)

// whereRow is what a condition can name of a row. A number that a row does not
// have is NaN, of which every comparison is false; a text is "".
type whereRow struct {
	Score     float64              `expr:"score"`
	Low       float64              `expr:"low"` // ends of the interval
	High      float64              `expr:"high"`
	Delta     float64              `expr:"delta"`
	P         float64              `expr:"p"`
	Verdict   string               `expr:"verdict"`
	Passed    float64              `expr:"passed"`
	Failed    float64              `expr:"failed"`
	Errors    float64              `expr:"errors"`
	Total     float64              `expr:"total"`
	Quality   float64              `expr:"quality"`
	Cost      float64              `expr:"cost"` // in USD
	Tokens    float64              `expr:"tokens"`
	Latency   float64              `expr:"latency"` // median, in ms
	Author    string               `expr:"author"`
	Subject   string               `expr:"subject"`
	Prompt    string               `expr:"prompt"`
	Suite     string               `expr:"suite"`
	Model     string               `expr:"model"`
	Provider  string               `expr:"provider"`
	Simulated bool                 `expr:"simulated"`
	Judged    bool                 `expr:"judged"` // it has a record
	Date      string               `expr:"date"`   // 2026-11-01, as it is shown
	Time      string               `expr:"time"`   // 2026-11-01T09:30:00Z
	Rev       string               `expr:"rev"`
	Labels    []string             `expr:"labels"`
	Metric    func(string) float64 `expr:"metric"`
	Changes   func(string) bool    `expr:"changes"` // a variable, by its id or a part of it
	Fails     func(string) bool    `expr:"fails"`   // a case, by its id
}

const whereHint = `a condition is like 'score < 0.9 && changes("Tone")'; promptgit log --help lists what it can name`

// whereLong, whereNodes: what a condition may be, so that it ends soon with little
// memory whatever it says. It cannot loop within a loop, name an intermediate
// value or make a list.
const (
	whereLong  = 4096
	whereNodes = 1000
)

// condition is a compiled --where.
type condition struct {
	text    string
	program *vm.Program
	metrics []string // that it names
}

// newCondition compiles a condition. What is wrong with it is a *filterError with
// a column.
func newCondition(text string) (*condition, error) {
	if len(text) > whereLong {
		return nil, &filterError{"where", fmt.Errorf("the condition has %d bytes, at most %d are read", len(text), whereLong), ""}
	}
	c := &condition{text: text}
	rules := &whereRules{}
	options := []expr.Option{
		expr.Env(whereRow{}), expr.AsBool(), expr.MaxNodes(whereNodes), expr.DisableAllBuiltins(), expr.Patch(rules),
		expr.Function(fnDiffers, differs, new(func(float64, float64) bool)),
		expr.Function(fnAbsent, absent, new(func(float64) bool)),
		expr.Function(fnElse, orElse, new(func(float64, float64) float64)),
	}
	for _, name := range whereFunctions() {
		options = append(options, expr.EnableBuiltin(name))
	}
	var err error
	c.program, err = expr.Compile(text, options...)
	if rules.err != nil {
		err = rules.err.Bind(file.NewSource(text))
	}
	if err != nil {
		return nil, whereError(err)
	}
	c.metrics = rules.metrics
	return c, nil
}

// whereFunctions are the functions of the language that stay: none looks at a
// clock, and none makes more than it is given.
func whereFunctions() []string {
	return []string{"abs", "all", "any", "ceil", "count", "floor", "len", "lower", "max", "min", "none", "one", "round", "trim", "upper"}
}

// holds asks the condition of a row.
func (c *condition) holds(e logEntry) (bool, error) {
	out, err := expr.Run(c.program, e.whereRow())
	if err != nil {
		return false, whereError(err).Err
	}
	return out == true, nil
}

func (e logEntry) whereRow() whereRow {
	j := e.json
	low, high := math.NaN(), math.NaN()
	if j.Interval != nil {
		low, high = j.Interval[0], j.Interval[1]
	}
	row := whereRow{
		Score: orNaN(j.Score), Low: low, High: high, Delta: orNaN(j.Delta), P: orNaN(j.PValue), Verdict: orEmpty(j.Verdict),
		Passed: orNaN(j.Passed), Total: orNaN(j.Total), Failed: math.NaN(), Errors: math.NaN(),
		Quality: orNaN(j.Quality), Cost: orNaN(j.CostUSD), Tokens: orNaN(j.Tokens), Latency: orNaN(j.LatencyP50),
		Author: j.Author, Subject: j.Subject, Prompt: j.Prompt, Rev: j.Rev, Labels: e.labels,
		Suite: orEmpty(j.Suite), Model: orEmpty(j.Model), Provider: orEmpty(j.Provider), Simulated: j.Simulated, Judged: j.Record != nil,
		Date: e.time.Format("2006-01-02"), Time: e.time.UTC().Format("2006-01-02T15:04:05Z"),
		Metric: func(name string) float64 {
			for _, d := range j.Dimensions {
				if d.Name == name {
					return orNaN(d.Score)
				}
			}
			return math.NaN()
		},
		Changes: func(part string) bool {
			return slices.ContainsFunc(j.Changes, func(id string) bool { return strings.Contains(strings.ToLower(id), strings.ToLower(part)) })
		},
		Fails: func(id string) bool { return slices.Contains(j.Failed, id) },
	}
	if row.Judged {
		row.Failed, row.Errors = float64(e.failed), float64(e.errors)
	}
	return row
}

func orNaN[N int | int64 | float64](v *N) float64 {
	if v == nil {
		return math.NaN()
	}
	return float64(*v)
}

// whereError words what the language says, with the column, counted from 1.
func whereError(err error) *filterError {
	var at *file.Error
	if !errors.As(err, &at) {
		text := strings.Replace(err.Error(), "expected bool, but got", "a condition is true or false, not", 1)
		return &filterError{"where", errors.New(whereWords(text)), whereHint}
	}
	place := fmt.Sprintf("column %d", at.Column+1)
	if at.Line > 1 {
		place = fmt.Sprintf("line %d, %s", at.Line, place)
	}
	hint, text := whereHint, at.Message
	if name, ok := strings.CutPrefix(text, "unknown name "); ok {
		text = fmt.Sprintf("a row has no %q", name)
		if suggestion := diag.DidYouMean(name, whereNames()); suggestion != "" {
			hint = suggestion
		} else {
			hint = "a condition can name " + strings.Join(whereNames(), ", ")
		}
	}
	return &filterError{"where", fmt.Errorf("%s: %s", place, whereWords(text)), hint}
}

func whereWords(text string) string {
	return strings.NewReplacer("unexpected token EOF", "something is missing at the end", "float64", "number", "mismatched types", "different types").Replace(text)
}

// whereNames are the variables and the functions, sorted.
func whereNames() []string {
	names := whereFunctions()
	for _, field := range reflect.VisibleFields(reflect.TypeFor[whereRow]()) {
		names = append(names, field.Tag.Get("expr"))
	}
	slices.Sort(names)
	return names
}

// whereRules refuses what could take long, and gives comparisons with what is not
// there their meaning.
type whereRules struct {
	metrics []string
	err     *file.Error
}

// The functions that stand for operators. Nobody can type their names.
const (
	fnDiffers = "a != b"
	fnAbsent  = "a == nil"
	fnElse    = "a ?? b"
)

// Visit sees each node after those below it.
func (r *whereRules) Visit(node *ast.Node) {
	switch n := (*node).(type) {
	case *ast.VariableDeclaratorNode:
		r.refuse(n, "let is not supported here")
	case *ast.PredicateNode:
		if deepPredicate(n.Node) {
			r.refuse(n, "a loop within a loop is not supported here")
		}
	case *ast.CallNode:
		if name, ok := n.Callee.(*ast.IdentifierNode); ok && name.Value == "metric" && len(n.Arguments) == 1 {
			if literal, ok := n.Arguments[0].(*ast.StringNode); ok {
				r.metrics = append(r.metrics, literal.Value)
			}
		}
	case *ast.BinaryNode:
		r.binary(node, n)
	}
}

func (r *whereRules) binary(node *ast.Node, n *ast.BinaryNode) {
	left, right := n.Left, n.Right
	if _, ok := left.(*ast.NilNode); ok {
		left, right = right, left
	}
	_, withNil := right.(*ast.NilNode)
	call := func(name string, args ...ast.Node) ast.Node {
		return &ast.CallNode{Callee: &ast.IdentifierNode{Value: name}, Arguments: args}
	}
	switch {
	case n.Operator == "..":
		r.refuse(n, "a range is not supported here; write score >= 0.5 && score <= 0.9")
	case n.Operator == "??" && isNumber(n.Left) && isNumber(n.Right):
		ast.Patch(node, call(fnElse, n.Left, n.Right))
		(*node).SetType(reflect.TypeFor[float64]())
	case (n.Operator == "==" || n.Operator == "!=") && withNil && isNumber(left):
		ast.Patch(node, call(fnAbsent, left))
		if n.Operator == "!=" {
			ast.Patch(node, &ast.UnaryNode{Operator: "!", Node: *node})
		}
		(*node).SetType(reflect.TypeFor[bool]())
	case (n.Operator == "==" || n.Operator == "!=") && withNil && left.Type() == reflect.TypeFor[string]():
		ast.Patch(node, &ast.BinaryNode{Operator: n.Operator, Left: left, Right: &ast.StringNode{}})
	case n.Operator == "!=" && isNumber(n.Left) && isNumber(n.Right):
		ast.Patch(node, call(fnDiffers, n.Left, n.Right))
		(*node).SetType(reflect.TypeFor[bool]())
	}
}

func (r *whereRules) refuse(n ast.Node, why string) {
	if r.err == nil {
		r.err = &file.Error{Location: n.Location(), Message: why}
	}
}

func isNumber(n ast.Node) bool {
	t := n.Type()
	return t != nil && (t.Kind() == reflect.Float64 || t.Kind() == reflect.Int)
}

// deepPredicate says whether there is a predicate below a node.
func deepPredicate(n ast.Node) bool {
	found := false
	ast.Walk(&n, visitor(func(node *ast.Node) {
		_, ok := (*node).(*ast.PredicateNode)
		found = found || ok
	}))
	return found
}

type visitor func(*ast.Node)

func (v visitor) Visit(node *ast.Node) { v(node) }

func differs(args ...any) (any, error) {
	a, b := asFloat(args[0]), asFloat(args[1])
	return a < b || a > b, nil
}

func absent(args ...any) (any, error) { return math.IsNaN(asFloat(args[0])), nil }

func orElse(args ...any) (any, error) {
	if a := asFloat(args[0]); !math.IsNaN(a) {
		return a, nil
	}
	return asFloat(args[1]), nil
}

func asFloat(v any) float64 {
	switch v := v.(type) {
	case float64:
		return v
	case int:
		return float64(v)
	}
	return math.NaN()
}
