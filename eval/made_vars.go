package eval

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/value"
)

// VarCode is a var that a file of code makes for each prompt.
type VarCode struct {
	Name   string
	Script *Script
}

// varCode finds the vars of a case that are files of code.
func (p *suiteParser) varCode(at diag.Pos, vars *value.Object) []VarCode {
	var list []VarCode
	for name, v := range vars.All() {
		if ref, isText := v.(string); isText && isCode(ref) {
			if s, ok := p.codeFile(at, ref, usedAsVar); ok {
				list = append(list, VarCode{name, s})
			}
		}
	}
	return list
}

// madeVars is the case with the vars that its code makes, itself where it has
// none. As in promptfoo the code gets the var's name, the prompt, the other vars
// and the provider, and gives {output} or {error}.
func (e *Engine) madeVars(ctx context.Context, c *Case, col Column) (*Case, error) {
	if len(c.Code.Made) == 0 {
		return c, nil
	}
	if e.Scripts == nil {
		return nil, errNoScripts
	}
	with := *c
	with.Vars = c.Vars.Clone()
	one := Sample{Case: c, Column: &col}
	raw, _ := one.promptDocument().Get("raw")
	for _, made := range c.Code.Made {
		args := []Arg{{"varName", made.Name}, {"prompt", raw}, {"vars", with.Vars}, {"provider", one.provider()}}
		if made.Script.Language == Python {
			args = args[:3]
		}
		v, err := e.Scripts.Run(ctx, *made.Script, args...)
		if err == nil {
			v, err = madeOutput(v, made.Script.Language)
		}
		if err != nil {
			return nil, fmt.Errorf("var %s: %s: %w", made.Name, made.Script.Path, err)
		}
		with.Vars.Set(made.Name, v)
	}
	return &with, nil
}

func madeOutput(v any, language string) (any, error) {
	o, _ := v.(*value.Object)
	if problem, _ := o.Get("error"); problem != nil && problem != "" && problem != false {
		return nil, fmt.Errorf("it gave the error %v", problem)
	}
	output, _ := o.Get("output")
	text, isText := output.(string)
	switch {
	case output == nil, output == "", output == false, output == int64(0):
		return nil, errors.New("it gave no {output}")
	case language == Python && !isText:
		return nil, errors.New("its output is no text")
	case language == Python:
		return strings.TrimFunc(text, SpaceJS), nil
	}
	return jsonData(output), nil
}
