package script

import (
	"reflect"

	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/token"
)

// evenEquality turns `text == 42` round to `42 == text`, and the same with `!=`.
// The engine reads a text beside a whole number as a whole number only, so that
// "42.0" and "4.2e1" would not be equal to 42, unless the number stands on the
// left. A number has no effects, so that the order does not matter.
func evenEquality(tree *ast.Program) {
	seen := map[any]bool{}
	todo := []reflect.Value{reflect.ValueOf(tree.Body)} // a list and no recursion: expressions nest deeper than a stack may grow
	for len(todo) > 0 {
		v := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		switch v.Kind() {
		case reflect.Interface:
			todo = append(todo, v.Elem())
		case reflect.Pointer:
			if v.IsNil() || seen[v.Interface()] {
				continue
			}
			seen[v.Interface()] = true
			if b, ok := v.Interface().(*ast.BinaryExpression); ok && (b.Operator == token.EQUAL || b.Operator == token.NOT_EQUAL) && isNumber(b.Right) {
				b.Left, b.Right = b.Right, b.Left
			}
			todo = append(todo, v.Elem())
		case reflect.Slice:
			for i := range v.Len() {
				todo = append(todo, v.Index(i))
			}
		case reflect.Struct:
			for i := range v.NumField() {
				if v.Type().Field(i).IsExported() {
					todo = append(todo, v.Field(i))
				}
			}
		default: // texts, numbers and places hold no expression
		}
	}
}

// isNumber says whether an expression is a number as it is written.
func isNumber(e ast.Expression) bool {
	if u, ok := e.(*ast.UnaryExpression); ok && (u.Operator == token.MINUS || u.Operator == token.PLUS) {
		e = u.Operand
	}
	_, ok := e.(*ast.NumberLiteral)
	return ok
}
