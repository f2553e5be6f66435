package script

import (
	"errors"
	"fmt"
	"strings"

	"github.com/dop251/goja"
	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/parser"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/memo"
)

// programKey tells compiled programs apart: by the names of their parameters
// and their text.
type programKey struct{ name, params, source string }

// moduleParams are what a CommonJS module sees.
const moduleParams = "exports,require,module,__filename,__dirname"

// program compiles a script as one function expression: code in place is its
// body, a file is the body of a module.
func (r *Runtime) program(s eval.Script, args []eval.Arg) (*goja.Program, error) {
	key := programKey{name: s.Path, source: s.Source}
	if s.Path != "" {
		key.params = moduleParams
	} else {
		names := make([]string, 0, len(args)+1)
		for _, a := range args {
			names = append(names, a.Name)
		}
		key.params = strings.Join(append(names, "process"), ",")
	}
	return r.programs.Get(key, func() (*goja.Program, error) { return compile(key) })
}

// maxSource bounds the code of a file or in place, in bytes: what a parser would
// take for nested without end is shorter than what ends this process.
const maxSource = 1 << 20

func compile(k programKey) (*goja.Program, error) {
	source, strict := k.source, false
	if len(source) > maxSource || levels(source) > maxLevels {
		return nil, errors.New("the code is longer than 1 MiB, or nested deeper than 10,000 brackets: leave out what is not needed to judge")
	}
	if k.name != "" {
		var err error
		if source, strict, err = commonJS(k.source); err != nil {
			return nil, fmt.Errorf("%s: %w", k.name, err)
		}
	}
	source, refused := unicodeClasses(source)
	if refused != nil {
		return nil, refused
	}
	open := "(function(" + k.params + "){"
	if strict {
		open = "(function(" + k.params + "){'use strict';"
	}
	// Source maps would be read from files.
	tree, err := parser.ParseFile(nil, k.name, open+source+"\n})", 0, parser.WithDisableSourceMaps)
	if refused := beyond(source); err != nil && refused != nil {
		return nil, refused
	}
	if err != nil {
		return nil, syntaxError(err, len(open))
	}
	if !oneFunction(tree) { // a brace too many would end the function and begin another
		return nil, &eval.ThrownError{Message: "SyntaxError: unexpected token '}'"}
	}
	evenEquality(tree)
	program, err := goja.CompileAST(tree, false)
	if refused := beyond(source); err != nil && refused != nil {
		return nil, refused
	}
	if err != nil {
		return nil, syntaxError(err, len(open))
	}
	return program, nil
}

var dynamicImport = memo.Regexp(`(^|[^.\w$])import\s*\(`)

// beyond looks in a source that the engine calls wrong for the syntax that Node
// knows and the engine does not: a syntax error would be a fail.
func beyond(source string) *eval.RefusedError {
	if dynamicImport().MatchString(source) {
		return &eval.RefusedError{What: "import()", Hint: pureHint}
	}
	for _, p := range patterns(source) {
		flags := source[p[1]:]
		if i := strings.IndexAny(flags[:len(flags)-len(strings.TrimLeft(flags, "dgimsuvy"))], "dv"); i >= 0 {
			return &eval.RefusedError{What: "the flag " + flags[i:i+1] + " of a regular expression", Hint: "write it without"}
		}
	}
	return nil
}

func oneFunction(tree *ast.Program) bool {
	if len(tree.Body) != 1 {
		return false
	}
	statement, ok := tree.Body[0].(*ast.ExpressionStatement)
	if !ok {
		return false
	}
	_, ok = statement.Expression.(*ast.FunctionLiteral)
	return ok
}

// syntaxError says where the code is wrong, in lines and columns of the code
// itself.
func syntaxError(err error, opened int) error {
	var list parser.ErrorList
	if errors.As(err, &list) && len(list) > 0 {
		first := list[0]
		column := first.Position.Column
		if first.Position.Line == 1 {
			column -= opened
		}
		return &eval.ThrownError{Message: fmt.Sprintf("SyntaxError: %s (line %d, column %d)", first.Message, first.Position.Line, max(column, 1))}
	}
	var compiler *goja.CompilerSyntaxError
	if errors.As(err, &compiler) {
		return &eval.ThrownError{Message: "SyntaxError: " + compiler.Message}
	}
	return &eval.ThrownError{Message: err.Error()}
}
