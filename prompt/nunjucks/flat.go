package nunjucks

// flat is an expression as JavaScript source would have it: operands and
// operators in a row, not yet grouped. Nunjucks parses with precedences of its
// own but then prints JavaScript without parentheses, so `not a == b` means
// (not a) == b and `1 + 2 ~ 3` is "33"; grouping the row again gives the same.
type flat []item

// item is an operand or, where x is nil, an operator.
type item struct {
	x     expr
	op    string
	unary bool
	pos   int
}

func operand(x expr) flat { return flat{{x: x}} }

func prefix(op string, pos int, f flat) flat {
	return append(flat{{op: op, unary: true, pos: pos}}, f...)
}

func infix(l flat, op string, pos int, r flat) flat {
	return append(append(l, item{op: op, pos: pos}), r...)
}

// levels are the precedences of JavaScript's binary operators.
func level(op string) int {
	switch op {
	case "||":
		return 1
	case "&&":
		return 2
	case "==", "!=", "===", "!==":
		return 3
	case "<", ">", "<=", ">=":
		return 4
	case "+", "-":
		return 5
	case "*", "/", "%":
		return 6
	}
	return 0
}

// group builds the tree of a row.
func (f flat) group() expr {
	if len(f) == 1 {
		return f[0].x
	}
	g := &grouper{row: f}
	return g.binary(1)
}

type grouper struct {
	row flat
	i   int
}

func (g *grouper) binary(lowest int) expr {
	left := g.prefixed()
	for g.i < len(g.row) {
		it := g.row[g.i]
		lv := level(it.op)
		if lv < lowest {
			break
		}
		g.i++
		right := g.binary(lv + 1)
		if lv <= 2 {
			left = &logic{or: it.op == "||", l: left, r: right}
		} else {
			left = &binary{op: it.op, l: left, r: right}
		}
	}
	return left
}

func (g *grouper) prefixed() expr {
	it := g.row[g.i]
	g.i++
	if it.x != nil {
		return it.x
	}
	if g.i < len(g.row) && it.op != "!" && g.row[g.i].unary && g.row[g.i].op == it.op {
		fail(it.pos, "two signs in a row", "put the inner one in parentheses") // JavaScript reads -- and ++
	}
	return &unary{op: it.op, x: g.prefixed()}
}
