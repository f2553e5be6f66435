package prompt

import (
	"slices"
	"strings"

	"github.com/promptgit/promptgit/internal/diag"
)

// checkHandlebars refuses by name what the library would render as nothing or
// wrongly, in a message and in what it includes.
func checkHandlebars(p *Prompt, m Message) error {
	errs := checkHandlebarsTags(p.Path, m)
	for _, part := range p.Partials {
		errs = append(errs, checkHandlebarsTags(part.Path, Message{Text: part.Text, Line: 1})...)
	}
	return errs.Err()
}

func checkHandlebarsTags(file string, m Message) diag.Errors {
	var errs diag.Errors
	for _, t := range handlebarsTags(m.Text) {
		words := hbWord().FindAllString(t.words, -1)
		if len(words) == 0 || t.kind == '!' || t.kind == '/' {
			continue
		}
		pos := diag.Pos{Path: file, Line: m.Line, Col: 1}
		if !m.Flat {
			before := m.Text[:t.start]
			pos.Line += strings.Count(before, "\n")
			pos.Col = t.start - strings.LastIndexByte(before, '\n')
		}
		if problem, hint := handlebarsProblem(t, words, m.Text[t.start:t.end]); problem != "" {
			errs.Add(pos, problem, hint)
		}
	}
	return errs
}

// handlebarsProblem says what is wrong with one tag, "" for nothing.
func handlebarsProblem(t hbTag, words []string, text string) (problem, hint string) {
	called := t.kind == 0 && len(words) > 1 || t.kind == '#' && len(words) > 1 && words[1] != "as"
	loops := words[0] == "each" || words[0] == "with"
	switch {
	case t.kind == '#' && strings.IndexAny(text, "*>") == len("{{#"):
		return "a partial that is written in place is not supported in this version", "write it into a file _name.prompt and include it by {{> name}}"
	case called && words[0] != "else" && words[0] != "(" && !slices.Contains(knownHelpers(), words[0]):
		return unknownHelper(words[0])
	case loops && len(words) > 1 && words[1] == "(":
		return words[0] + " over the answer of a helper is not supported in this version", "give the value a name of its own in the case"
	case words[0] == "each" && strings.Count(strings.Join(words, " "), "|") == 2 && len(words[slices.Index(words, "|"):]) > 3:
		return "each with a second block parameter is not supported in this version", "write @index or @key"
	}
	for i, w := range words[1:] {
		if words[i] == "(" && w != "(" && !slices.Contains(knownHelpers(), w) {
			return unknownHelper(w)
		}
	}
	return "", ""
}

func unknownHelper(name string) (problem, hint string) {
	hint = diag.DidYouMean(name, knownHelpers())
	if hint == "" {
		hint = "the helpers are " + strings.Join(knownHelpers(), ", ")
	}
	return "unknown helper " + name, hint
}
