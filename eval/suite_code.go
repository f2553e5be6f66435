package eval

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/promptgit/promptgit/internal/diag"
)

// languages are the file names' endings of code that can be run.
var languages = map[string]string{
	".js": JavaScript, ".mjs": JavaScript, ".cjs": JavaScript, ".py": Python, ".rb": Ruby,
}

// use says what a script is for: it decides the default names of functions and
// which languages may stand there.
type use struct {
	python, ruby string // default functions, "" where the language cannot stand
	data         bool
}

var (
	usedToAssert    = use{python: "get_assert", ruby: "get_assert"}
	usedToTransform = use{python: "get_transform"}
	usedToScore     = use{python: "func"}
	usedAsTests     = use{python: "generate_tests", data: true}
	usedAsVar       = use{python: "get_var"}
	usedAsPrompt    = use{python: noFunction}
)

// noFunction stands where a file of Python has no default function.
const noFunction = "?"

// isCode says whether a reference names a file of code, with or without the
// name of a function behind it.
func isCode(ref string) bool {
	return strings.HasPrefix(ref, fileScheme) && slices.Contains(codeFiles, extension(ref))
}

// codeFile reads a file of code that the suite names as file://PATH or
// file://PATH:FUNCTION and puts it on the list of what needs trust.
func (p *suiteParser) codeFile(at diag.Pos, ref string, u use) (*Script, bool) {
	name, function := strings.TrimPrefix(ref, fileScheme), ""
	if i := strings.LastIndexByte(name, ':'); i > 0 && slices.Contains(codeFiles, strings.ToLower(path.Ext(name[:i]))) {
		name, function = name[:i], name[i+1:]
	}
	ext := strings.ToLower(path.Ext(name))
	language := languages[ext]
	defaults := map[string]string{Python: u.python, Ruby: u.ruby}
	switch {
	case language == "" && strings.HasSuffix(ext, "ts"):
		p.errs.Add(at, name+": TypeScript is not supported in this version", "compile it and name the .js file")
		return nil, false
	case language == "", language != JavaScript && defaults[language] == "":
		p.errs.Add(at, fmt.Sprintf("%s: code in %s files is not supported here", name, ext), "use a .js or .py file")
		return nil, false
	}
	file, src, ok := p.read(at, name)
	if !ok {
		return nil, false
	}
	if function == "" {
		function = defaults[language]
	}
	s := Script{Language: language, Source: string(src), Path: file, Function: function, Data: u.data, Pos: at}
	p.needsTrust(s)
	return &s, true
}

// code reads a key that holds JavaScript in place, or names a file of code.
func (p *suiteParser) code(d *doc, n *yaml.Node, name string, u use) *Script {
	if n == nil {
		return nil
	}
	if n.Kind != yaml.ScalarNode {
		p.errs.Add(d.pos(n), fmt.Sprintf("%s must be code or the name of a file, not %s", name, kind(n)), "")
		return nil
	}
	return p.codeText(d.pos(n), n.Value, u)
}

func (p *suiteParser) codeText(at diag.Pos, text string, u use) *Script {
	switch {
	case strings.HasPrefix(text, fileScheme):
		s, _ := p.codeFile(at, text, u)
		return s
	case strings.HasPrefix(text, "package:"):
		p.errs.Add(at, text+": code from packages is not supported in this version", "write it in place or into a file")
		return nil
	}
	return &Script{Language: JavaScript, Source: FunctionBody(text), Pos: at}
}

// FunctionBody is the body of the function that code in place stands for: an
// expression on one line, else statements.
func FunctionBody(code string) string {
	if code == "" || strings.Contains(code, "\n") {
		return code
	}
	return "return " + code
}

// testCode reads the code among the options of a test, and its scoring
// function.
func (p *suiteParser) testCode(keys *keySet) testCode {
	var t testCode
	if n := keys.mapping("options"); n != nil {
		for _, e := range p.entries(keys.d, n) {
			switch e.name {
			case "transformVars":
				t.vars = p.code(keys.d, e.val, "options.transformVars", usedToTransform)
			case "transform":
				t.transform = p.code(keys.d, e.val, "options.transform", usedToTransform)
			case "postprocess":
				t.postprocess = p.code(keys.d, e.val, "options.postprocess", usedToTransform)
			}
		}
	}
	if n := keys.get("assertScoringFunction"); n != nil {
		if n.Kind == yaml.ScalarNode && isCode(n.Value) {
			t.scoring, _ = p.codeFile(keys.d.pos(n), n.Value, usedToScore)
		} else {
			p.errs.Add(keys.d.pos(n), "assertScoringFunction must name a file of code", "write file://score.js or file://score.py:function")
		}
	}
	return t
}

// needsTrust lists a script once.
func (p *suiteParser) needsTrust(s Script) {
	if !slices.ContainsFunc(p.scripts, func(other Script) bool { return other.Same(s) }) {
		p.scripts = append(p.scripts, s)
	}
}
