package eval

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/value"
)

// scriptValue takes over a value that is a file of code, or a command. done is
// false for any other value.
func (p *suiteParser) scriptValue(at diag.Pos, a *Assertion) (done, ok bool) {
	text, isText := a.Value.(string)
	switch {
	case a.Type == Exec:
		if text == "" {
			p.errs.Add(at, "exec needs a command", "write value: ./check.sh --strict")
			return true, false
		}
		a.Script, a.Value = &Script{Language: Exec, Source: text, Inputs: p.filesOf(text), Pos: at}, nil
		p.needsTrust(*a.Script)
		return true, true
	case isText && isCode(text):
		a.Script, ok = p.codeFile(at, text, usedToAssert)
		a.Value = nil
		return true, ok
	case (a.Type == Python || a.Type == Ruby) && !isText:
		p.errs.Add(at, a.Type+" needs code as a text", "write it in quotes, or as a block after value: |")
		return true, false
	}
	return false, true
}

// filesOf is a hash over the files of the repository that the words of a command
// name, "" for none: what such a file does is part of the verdict. Commands run
// from the top of the repository.
func (p *suiteParser) filesOf(command string) string {
	var found []any
	for _, word := range strings.Fields(command) {
		file := path.Clean(strings.Trim(word, `"'`))
		if p.opts.Read == nil || path.IsAbs(file) || file == "." || strings.HasPrefix(file, "..") {
			continue
		}
		if src, err := p.opts.Read(file); err == nil {
			found = append(found, []any{file, string(src)})
		}
	}
	if found == nil {
		return ""
	}
	return digest(found)
}

// cellScript finishes an assertion whose cell holds code.
func (p *suiteParser) cellScript(at diag.Pos, a *Assertion) bool {
	if a.Type == JavaScript || a.Type == Python {
		a.Value = trimJS(a.Value.(string))
	}
	_, ok := p.scriptValue(at, a)
	return ok
}

// inPlace lists the code of Python and Ruby that stands in the suite itself.
// Where it is a template, whoever changes a var changes the code, so that all
// vars of its cases count with it, and the code that makes vars. An output that is
// stored as a var would be code of a model, and is refused.
func (p *suiteParser) inPlace(s *Suite) {
	type code struct{ language, source string }
	stored := storedNames(s)
	inputs := map[code]*strings.Builder{}
	var order []Script
	var visit func(c *Case, asserts []Assertion)
	visit = func(c *Case, asserts []Assertion) {
		for i := range asserts {
			a := &asserts[i]
			visit(c, a.Set)
			text, isText := a.Value.(string)
			if !isText || a.Type != Python && a.Type != Ruby {
				continue
			}
			key := code{a.Type, text}
			if inputs[key] == nil {
				inputs[key] = &strings.Builder{}
				order = append(order, Script{Language: a.Type, Source: text, Pos: a.Pos})
			}
			if isTemplate(text) {
				inputs[key].Write(value.Canonical(c.Vars))
				inputs[key].Write(value.Canonical(c.Code.makingVars()))
				p.modelCode(a, c, text, stored)
			}
		}
	}
	for i := range s.Cases {
		visit(&s.Cases[i], s.Cases[i].Asserts)
	}
	for _, script := range order {
		if vars := inputs[code{script.Language, script.Source}]; vars.Len() > 0 {
			for _, name := range slices.Sorted(maps.Keys(s.Env)) {
				fmt.Fprintf(vars, "%q=%q", name, s.Env[name])
			}
			script.Inputs = digest(vars.String())
		}
		p.needsTrust(script)
	}
}

// storedNames are the vars under which outputs are handed on in a suite.
func storedNames(s *Suite) []string {
	names := []string{conversationVar}
	for i := range s.Cases {
		if name := storedAs(&s.Cases[i]); name != "" {
			names = append(names, name)
		}
	}
	return names
}

// modelCode refuses a template of code that may hold what a model said, at first
// hand or through the template of a var.
func (p *suiteParser) modelCode(a *Assertion, c *Case, text string, stored []string) {
	templates := []string{text}
	for _, v := range c.Vars.All() {
		if raw := string(value.Canonical(v)); isTemplate(raw) {
			templates = append(templates, raw)
		}
	}
	for _, name := range stored {
		if slices.ContainsFunc(templates, func(t string) bool { return namesVar(t, name) }) {
			p.errs.Add(a.Pos, fmt.Sprintf("the output stored as %q would become code of %s", name, a.Type), "read it in the code, from context['vars']")
			return
		}
	}
}

// namesVar says whether a name stands between the first and the last tag of a
// template, where texts with braces in them cannot hide it.
func namesVar(template, name string) bool {
	begin, end := strings.Index(template, "{"), strings.LastIndex(template, "}")
	for begin >= 0 && begin < end {
		i := strings.Index(template[begin:end], name)
		if i < 0 {
			return false
		}
		begin += i + len(name)
		if !isWord(template[begin-len(name)-1]) && !isWord(template[begin]) {
			return true
		}
	}
	return false
}

func isTemplate(text string) bool {
	return strings.Contains(text, "{{") || strings.Contains(text, "{%") || strings.Contains(text, "{#")
}

// untransformable refuses the vars that transformVars would see in another form
// in promptfoo: before lists are multiplied and files are read.
func (p *suiteParser) untransformable(t testDraft) {
	if t.code.vars.given() == nil {
		return
	}
	fixed, _ := t.options.Get("disableVarExpansion")
	for name, v := range t.vars.All() {
		list, isList := v.([]any)
		text, isText := v.(string)
		switch {
		case isText && strings.HasPrefix(text, fileScheme):
			p.errs.Add(t.pos, fmt.Sprintf("transformVars over the var %q from a file is not supported in this version", name), "write its value in place")
		case isList && len(list) > 0 && fixed != true:
			if _, multiplied := list[0].(string); multiplied {
				p.errs.Add(t.pos, fmt.Sprintf("transformVars over the var %q, a list of texts, is not supported in this version", name),
					"set options.disableVarExpansion: true, or write the cases out")
			}
		}
	}
}
