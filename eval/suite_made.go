package eval

import (
	"errors"
	"fmt"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/value"
)

// ErrNotRun is what [SuiteOptions].Run gives for code that may not run yet: what
// the code would make is left out, and the suite is Unmade.
var ErrNotRun = errors.New("not run")

// maker is code that makes tests and was not run: it stands where they would.
type maker struct {
	path    string
	content *value.Object // what decides what it makes
}

// unmadeTests names a maker with the hash of what decides its tests, what they
// would inherit included.
func unmadeTests(s *Suite, m *maker, inherits *Case) string {
	return m.path + ": " + digest([]any{m.content, caseContent(s, inherits)})[:8]
}

// madeTests are the tests that a file of code makes: a list, of one or of as many
// tests. Given settings, as in {path: file://tests.js, config: {...}}, go to its
// function.
func (p *suiteParser) madeTests(at diag.Pos, ref string, settings any) []testDraft {
	s, ok := p.codeFile(at, ref, usedAsTests)
	if !ok {
		return nil
	}
	var args []Arg
	if settings != nil {
		args = []Arg{{"config", settings}}
	}
	v, err := any(nil), ErrNotRun
	if p.opts.Run != nil {
		v, err = p.opts.Run(*s, args...)
	}
	list, isList := v.([]any)
	switch {
	case errors.Is(err, ErrNotRun):
		return []testDraft{{pos: at, maker: &maker{s.Path, value.NewObject("code", s.content(), "config", settings)}}}
	case err != nil:
		p.errs.Add(at, fmt.Sprintf("%s made no tests: %v", s.Path, err), "")
		return nil
	case !isList:
		p.errs.Add(at, s.Path+" made no list of tests", "let it give a list of {vars, assert}")
		return nil
	}
	root, err := jsonNode(s.Path, []byte(compactJSON(jsonData(list))), 0)
	if err != nil {
		p.add(err, at)
		return nil
	}
	onOneLine(root)
	return p.testList(&doc{path: s.Path, root: root}, root, false)
}

// onOneLine takes the places from nodes that stand in no file.
func onOneLine(n *yaml.Node) {
	n.Line, n.Column = 0, 0
	for _, c := range n.Content {
		onOneLine(c)
	}
}

// testsAt reads the tests of {path: FILE}, or those that code makes with the config
// beside its path.
func (p *suiteParser) testsAt(d *doc, n *yaml.Node) []testDraft {
	keys := p.keys(d, n, "file of tests", []string{"config", "path"})
	ref := fileScheme + strings.TrimPrefix(keys.text("path"), fileScheme)
	if !isCode(ref) {
		if keys.get("config") != nil {
			p.errs.Add(keys.pos("config"), "only code takes a config", "name a .js or .py file, or remove it")
		}
		return p.tests(d, child(n, "path"))
	}
	var config any
	if c := keys.get("config"); c != nil {
		config = p.value(d, c)
	}
	return p.madeTests(keys.pos("path"), ref, config)
}
