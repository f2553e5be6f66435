package eval

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt"
)

// promptCode reads a prompt that a function of a file makes.
func (p *suiteParser) promptCode(at diag.Pos, one InlinePrompt) []InlinePrompt {
	errs, scripts := p.errs, p.scripts
	p.errs = nil
	ref := fileScheme + strings.TrimPrefix(one.Raw, fileScheme)
	s, ok := p.codeFile(at, ref, usedAsPrompt)
	if ok && s.Language == Python && s.Function == noFunction {
		p.errs.Add(at, s.Path+": a prompt of Python without the name of a function is not supported in this version", "write "+one.Raw+":function")
		ok = false
	}
	p.own = append(p.own, p.errs...)
	p.errs, p.scripts = errs, scripts
	if !ok {
		return nil
	}
	if one.Label == "" {
		one.Label = strings.TrimPrefix(one.Raw, fileScheme)
	}
	one.Raw, one.Path, one.Code = s.Source, s.Path, s
	return []InlinePrompt{one}
}

// madePrompt is the prompt that the code of a column makes of the vars: a text,
// or messages as data. It is rendered like any other.
func (e *Engine) madePrompt(ctx context.Context, col Column, c *Case) (*prompt.Prompt, error) {
	if col.Code == nil {
		return col.Prompt, nil
	}
	if e.Scripts == nil {
		return nil, errNoScripts
	}
	one := Sample{Case: c, Column: &col}
	v, err := e.Scripts.Run(ctx, *col.Code, Arg{"input", value.NewObject(
		"vars", prompt.ResolveVars(c.Vars), "provider", one.provider(), "config", value.NewObject(),
	)})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", col.Code.Path, err)
	}
	text := ""
	switch v := v.(type) {
	case string:
		text = v
	case *value.Object:
		text = compactJSON(jsonData(v))
		if inner, given := v.Get("prompt"); given {
			var isText bool
			if text, isText = inner.(string); !isText {
				text = compactJSON(inner)
			}
		}
		if config, _ := v.Get("config"); config != nil {
			return nil, fmt.Errorf("%s: a config made by a prompt is not supported in this version", col.Code.Path)
		}
	case []any:
		text = compactJSON(jsonData(v))
	default:
		return nil, errors.New(col.Code.Path + " gave neither a text nor messages")
	}
	made := prompt.Inline(col.Prompt.Path, text)
	made.Params = col.Prompt.Params
	return made, nil
}
