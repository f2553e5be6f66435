package process

import (
	"errors"
	"strings"

	"mvdan.cc/sh/v3/expand"
	"mvdan.cc/sh/v3/syntax"
)

// errNoShell refuses what only a shell could do. The library panics on some of
// it and lets other parts, such as {1..999999999}, grow without bound, and a
// repository is read before it is trusted.
var errNoShell = errors.New("only words, quotes, $NAME and ${NAME:-default} are expanded")

// Split splits a command line into words as a shell would, with variables from
// getenv. What only a shell could do is an error.
func Split(line string, getenv func(string) string) ([]string, error) {
	var words []*syntax.Word
	for w, err := range syntax.NewParser().WordsSeq(strings.NewReader(line)) {
		if err != nil {
			return nil, err
		}
		if syntax.SplitBraces(w); !plainWord(w) {
			return nil, errNoShell
		}
		words = append(words, w)
	}
	return expand.Fields(&expand.Config{Env: expand.FuncEnviron(getenv)}, words...)
}

func plainWord(w *syntax.Word) bool {
	plain := true
	syntax.Walk(w, func(n syntax.Node) bool {
		switch n := n.(type) {
		case nil, *syntax.Word, *syntax.Lit, *syntax.SglQuoted, *syntax.DblQuoted:
		case *syntax.ParamExp:
			plain = plain && plainParam(n)
		default:
			plain = false
		}
		return plain
	})
	return plain
}

// plainParam says whether p is a variable, with a default at most.
func plainParam(p *syntax.ParamExp) bool {
	if p.Param == nil || !syntax.ValidName(p.Param.Value) || p.Excl || p.Length || p.Width ||
		p.Index != nil || p.Slice != nil || p.Repl != nil || p.Names != 0 {
		return false
	}
	return p.Exp == nil || p.Exp.Op == syntax.DefaultUnset || p.Exp.Op == syntax.DefaultUnsetOrNull
}
