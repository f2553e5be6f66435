package formula

import (
	"fmt"
	"math"
)

// parser reads tokens by the precedence of operators in math.js.
type parser struct {
	tokens []token
	at     int
	depth  int
}

const maxFormulaDepth = 200

// Precedences of binary operators, from the loosest.
const (
	conditionalLevel = iota
	orLevel
	xorLevel
	andLevel
	compareLevel
	addLevel
	multiplyLevel
)

func (p *parser) next() token { return p.tokens[p.at] }

func (p *parser) take(text string) bool {
	if t := p.next(); t.kind != numberToken && t.text == text && t.kind != endToken {
		p.at++
		return true
	}
	return false
}

func (p *parser) unexpected() error {
	t := p.next()
	if t.kind == endToken {
		return fmt.Errorf("%w: it ends too early", ErrNoFormula)
	}
	return fmt.Errorf("%w: unexpected %q at byte %d", ErrNoFormula, t.text, t.at+1)
}

// enter bounds how deep a formula is nested: the parser recurses.
func (p *parser) enter() error {
	p.depth++
	if p.depth > maxFormulaDepth {
		return fmt.Errorf("%w: nested deeper than %d levels", ErrNoFormula, maxFormulaDepth)
	}
	return nil
}

// expression reads operators of a level and of all that bind closer.
func (p *parser) expression(level int) (node, error) {
	if level > multiplyLevel {
		return p.unary()
	}
	if level == conditionalLevel {
		return p.conditional()
	}
	left, err := p.expression(level + 1)
	for err == nil {
		op := p.next()
		if op.kind == numberToken || binaryLevel[op.text] != level {
			return left, nil
		}
		if level == compareLevel {
			return p.comparison(left)
		}
		p.at++
		var right node
		if right, err = p.expression(level + 1); err == nil {
			left = binaryNode(op.text, left, right)
		}
	}
	return nil, err
}

var binaryLevel = map[string]int{
	"or": orLevel, "xor": xorLevel, "and": andLevel, "==": compareLevel, "!=": compareLevel, "<": compareLevel, ">": compareLevel,
	"<=": compareLevel, ">=": compareLevel, "+": addLevel, "-": addLevel, "*": multiplyLevel, "/": multiplyLevel, "%": multiplyLevel,
	"mod": multiplyLevel,
}

// comparison reads a chain such as a < b <= c, which holds where each part does.
func (p *parser) comparison(left node) (node, error) {
	var all node
	for op := p.next(); op.kind == signToken && binaryLevel[op.text] == compareLevel; op = p.next() {
		p.at++
		right, err := p.expression(compareLevel + 1)
		if err != nil {
			return nil, err
		}
		one := binaryNode(op.text, left, right)
		if all == nil {
			all = one
		} else {
			all = binaryNode("and", all, one)
		}
		left = right
	}
	return all, nil
}

func (p *parser) conditional() (node, error) {
	if err := p.enter(); err != nil {
		return nil, err
	}
	defer func() { p.depth-- }()
	test, err := p.expression(orLevel)
	if err != nil || !p.take("?") {
		return test, err
	}
	yes, err := p.conditional()
	if err == nil && !p.take(":") {
		err = p.unexpected()
	}
	if err != nil {
		return nil, err
	}
	no, err := p.conditional()
	return func(scope map[string]float64) (float64, error) {
		v, failed := test(scope)
		switch {
		case failed != nil:
			return 0, failed
		case v != 0 && !math.IsNaN(v):
			return yes(scope)
		}
		return no(scope)
	}, err
}

// unary reads signs and "not", which bind less than a power: -2^2 is -4.
func (p *parser) unary() (node, error) {
	if err := p.enter(); err != nil {
		return nil, err
	}
	defer func() { p.depth-- }()
	for _, sign := range []string{"-", "+", "not"} {
		if p.take(sign) {
			x, err := p.unary()
			return applyNode(func(args []float64) (float64, error) {
				switch sign {
				case "-":
					return -args[0], nil
				case "not":
					return truth(args[0] == 0), nil
				}
				return args[0], nil
			}, []node{x}), err
		}
	}
	return p.power()
}

func (p *parser) power() (node, error) {
	base, err := p.postfix()
	if err != nil || !p.take("^") {
		return base, err
	}
	exponent, err := p.unary() // from the right, with a sign: 2^-1
	return binaryNode("^", base, exponent), err
}

func (p *parser) postfix() (node, error) {
	x, err := p.primary()
	for err == nil && p.next().text == "!" {
		p.at++
		x = applyNode(factorial, []node{x})
	}
	return x, err
}

func (p *parser) primary() (node, error) {
	t := p.next()
	switch {
	case t.kind == numberToken:
		p.at++
		return func(map[string]float64) (float64, error) { return t.number, nil }, nil
	case t.kind == nameToken && (binaryLevel[t.text] == 0 || t.text == "mod" && p.tokens[p.at+1].text == "("):
		p.at++
		if p.take("(") {
			return p.call(t)
		}
		return nameNode(t.text), nil
	case p.take("("):
		x, err := p.conditional()
		if err == nil && !p.take(")") {
			err = p.unexpected()
		}
		return x, err
	}
	return nil, p.unexpected()
}

// call reads the arguments of a function; a list stands for its items.
func (p *parser) call(name token) (node, error) {
	f := builtIn(name.text)
	if f == nil {
		return nil, fmt.Errorf("%w: the function %q at byte %d is not supported", ErrNoFormula, name.text, name.at+1)
	}
	args, err := p.items(")")
	if err != nil {
		return nil, err
	}
	return applyNode(f, args), nil
}

func (p *parser) items(closing string) ([]node, error) {
	if err := p.enter(); err != nil {
		return nil, err
	}
	defer func() { p.depth-- }()
	var items []node
	for !p.take(closing) {
		if len(items) > 0 && !p.take(",") {
			return nil, p.unexpected()
		}
		if p.take("[") {
			list, err := p.items("]")
			if err != nil {
				return nil, err
			}
			items = append(items, list...)
			continue
		}
		x, err := p.conditional()
		if err != nil {
			return nil, err
		}
		items = append(items, x)
	}
	return items, nil
}
