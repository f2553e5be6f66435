package eval

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/promptgit/promptgit/internal/diag"
)

// cellForm is type, type:value, type(0.5):value, with or without "not-".
var cellForm = regexp.MustCompile(`(?s)^(not-)?(trajectory:[a-z-]+|[a-z0-9-]+)(?:\((\d+(?:\.\d+)?)\))?(?::(.*))?$`)

// thresholdCells are the types whose cells carry a threshold. Without one it is
// .75 (.8 for similar): promptfoo's table, whatever the type's own default is.
var thresholdCells = strings.Fields(`answer-relevance classifier context-faithfulness context-recall context-relevance
	cost latency levenshtein perplexity perplexity-score rouge-n similar starts-with`)

// cell reads a trimmed cell of an __expected column. A cell that begins with no
// known type is compared whole.
func (p *suiteParser) cell(at diag.Pos, text string) (Assertion, bool) {
	a := Assertion{Type: "equals", Value: text, Weight: 1, Pos: at}
	name, code, ok := cellAlias(text)
	if ok {
		a.Value = code
		return a, p.assertType(at, name, &a) && p.cellScript(at, &a)
	}
	if isCode(text) { // the language is the type
		a.Type = languages[extension(text)]
		_, fine := p.scriptValue(at, &a)
		return a, fine
	}
	if strings.HasPrefix(text, fileScheme) {
		var loaded bool
		a.Value, loaded = p.loaded(at, text)
		return a, loaded
	}
	m := cellForm.FindStringSubmatch(text)
	if m == nil {
		return a, true
	}
	base, rest := m[2], m[4]
	hasValue := strings.HasSuffix(text, ":"+rest)
	if !slices.Contains(promptfooTypes, base) && !slices.Contains(p.opts.Types, base) {
		p.misspelled(at, m[1]+base, hasValue)
		return a, true
	}
	if !p.assertType(at, m[1]+base, &a) {
		return a, false
	}
	a.Value = nil
	if hasValue {
		a.Value = trimJS(rest)
	}
	if done, fine := p.scriptValue(at, &a); done {
		return a, fine
	}
	if slices.Contains(thresholdCells, base) {
		threshold := .75
		if base == "similar" {
			threshold = .8
		}
		if m[3] != "" {
			threshold, _ = strconv.ParseFloat(m[3], 64) // digits, by the pattern
		}
		a.Threshold = &threshold
	}
	return a, p.cellValue(at, base, rest, &a)
}

// cellValue finishes the value by its type: lists are split here, schemas stay
// as they are written, files are read.
func (p *suiteParser) cellValue(at diag.Pos, base, rest string, a *Assertion) bool {
	var ok bool
	switch base {
	case "contains-any", "contains-all", "icontains-any", "icontains-all":
		if rest == "" {
			return true
		}
		list, err := SplitList(rest)
		if err != nil {
			p.errs.Add(at, fmt.Sprintf("%s: %v", base, err), `write fields that hold commas as "a, b", and quotes in them twice`)
			return false
		}
		items := make([]any, len(list))
		for i, item := range list {
			items[i] = item
		}
		a.Value, ok = p.loaded(at, items)
		return ok
	case "is-json", "contains-json":
		if a.Value != nil {
			a.Value = rest
		}
	}
	a.Value, ok = p.loaded(at, a.Value)
	return ok
}

// cellAlias knows the prefixes that stand for types which run code or a model.
func cellAlias(text string) (name, rest string, ok bool) {
	for prefix, name := range map[string]string{
		"javascript:": "javascript", "fn:": "javascript", "eval:": "javascript",
		"grade:": "llm-rubric", "llm-rubric:": "llm-rubric", "python:": "python",
	} {
		if rest, ok := strings.CutPrefix(text, prefix); ok {
			return name, rest, true
		}
	}
	return "", "", false
}

// misspelled warns of a cell that looks like an assertion and is compared whole.
func (p *suiteParser) misspelled(at diag.Pos, name string, hasValue bool) {
	if !hasValue {
		return
	}
	known := slices.Clone(p.opts.Types)
	for _, t := range p.opts.Types {
		known = append(known, "not-"+t)
	}
	if hint := diag.DidYouMean(name, known); hint != "" {
		p.warnings.Add(at, fmt.Sprintf("%q is no assertion type: the whole cell is compared", name), hint)
	}
}
