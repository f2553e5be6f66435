package eval

import (
	"bytes"
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt"
)

// tests reads `tests:`: a list, or the name of a file. Only a file named alone
// gives its tests the description "Row #N", as in promptfoo.
func (p *suiteParser) tests(d *doc, n *yaml.Node) []testDraft {
	if n.Kind == yaml.SequenceNode {
		return p.testList(d, n, true)
	}
	if n.Kind == yaml.ScalarNode {
		tests := p.testFiles(d.pos(n), n.Value)
		if ext := extension(n.Value); ext == ".json" || ext == ".jsonl" {
			for i := range tests {
				if tests[i].description == "" {
					tests[i].description = fmt.Sprintf("Row #%d", i+1)
				}
			}
		}
		return tests
	}
	if isTestsFile(n) {
		return p.testsAt(d, n)
	}
	p.errs.Add(d.pos(n), "tests must be a list or the name of a file, not "+kind(n), "write tests: file://cases.csv, or a list of cases with vars and assert")
	return nil
}

// testList reads a list of tests, and of names of files where they may stand.
func (p *suiteParser) testList(d *doc, n *yaml.Node, names bool) []testDraft {
	var tests []testDraft
	for _, item := range n.Content {
		item = d.deref(p, item)
		switch {
		case item.Kind == yaml.ScalarNode && names && item.Value != "":
			tests = append(tests, p.testFiles(d.pos(item), item.Value)...)
		case names && isTestsFile(item):
			tests = append(tests, p.testsAt(d, item)...)
		default:
			tests = append(tests, p.test(d, item))
		}
	}
	return tests
}

// isTestsFile says whether a mapping names a file of tests, or code that makes
// them, and is no test itself.
func isTestsFile(n *yaml.Node) bool {
	return n.Kind == yaml.MappingNode && child(n, "path") != nil && child(n, "vars") == nil
}

// testFiles reads the tests of the files that a reference names.
func (p *suiteParser) testFiles(at diag.Pos, ref string) []testDraft {
	if strings.Contains(strings.TrimPrefix(ref, fileScheme), "://") {
		p.errs.Add(at, ref+": tests from the network are not supported in this version", "download them into a .csv or .jsonl file")
		return nil
	}
	if code := fileScheme + strings.TrimPrefix(ref, fileScheme); isCode(code) {
		return p.madeTests(at, code, nil)
	}
	var tests []testDraft
	for _, one := range p.match(at, ref) {
		if file, sheet, ok := spreadsheet(one); ok {
			if name, src, ok := p.bytes(at, file); ok {
				tests = append(tests, p.xlsxTests(name, sheet, src)...)
			}
			continue
		}
		switch ext := extension(one); ext {
		case ".csv", ".json", ".jsonl", ".yaml", ".yml":
			if file, src, ok := p.read(at, one); ok {
				tests = append(tests, p.testsIn(file, src)...)
			}
		default:
			p.errs.Add(at, fmt.Sprintf("%s: tests in %q files are not supported in this version", one, ext), testsHint(ext))
		}
	}
	return tests
}

func testsHint(ext string) string {
	switch {
	case slices.Contains(otherSpreadsheets, ext):
		return "save it as .xlsx or as CSV UTF-8"
	case ext == "":
		return "name its files by a pattern such as cases/*.yaml"
	}
	return "use .csv, .xlsx, .jsonl, .json or .yaml"
}

// testsIn reads a file of tests by its extension.
func (p *suiteParser) testsIn(file string, src []byte) []testDraft {
	switch strings.ToLower(path.Ext(file)) {
	case ".csv":
		return p.csvTests(file, src)
	case ".jsonl":
		return p.jsonLines(file, src)
	}
	d, ok := p.document(file, src)
	if !ok || d.root == nil {
		return nil
	}
	defer p.varsIn(file)()
	root := d.deref(p, p.inline(d, d.root))
	if root.Kind == yaml.SequenceNode {
		return p.testList(d, root, false)
	}
	return []testDraft{p.test(d, root)}
}

func (p *suiteParser) jsonLines(file string, src []byte) []testDraft {
	defer p.varsIn(file)()
	lines := bytes.Split(bytes.TrimPrefix(src, []byte("\ufeff")), []byte("\n"))
	tests := make([]testDraft, 0, len(lines))
	for i, line := range lines {
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		root, err := jsonNode(file, line, i)
		if err != nil {
			p.add(err, diag.Pos{Path: file, Line: i + 1})
			continue
		}
		d := &doc{path: file, root: root, origin: p.origin}
		tests = append(tests, p.test(d, p.inline(d, root)))
	}
	return tests
}

// testDraft is one entry of tests before defaults and expansion.
type testDraft struct {
	pos         diag.Pos
	id          string
	description string
	tags        []string
	split       string
	cluster     string
	vars        *value.Object
	turns       []prompt.Message
	asserts     []Assertion
	threshold   *float64
	options     *value.Object
	metadata    *value.Object
	prompts     []string
	providers   []string
	output      *string
	structured  bool // output is the JSON of what is no text
	code        testCode
	judges      *Judges // who judges, nil where the test does not say
	label       *Label
	rubric      string // the judge's prompt, "" where the test does not say
	maker       *maker // code that would make tests in place of this one, nil for a test
}

var testKeys = []string{
	"assert", "assertScoringFunction", "cluster", "description", "id", "label", "messages", "metadata", "options", "prompts", "provider",
	"providerOutput", "providers", "split", "tags", "threshold", "vars",
}

func (p *suiteParser) test(d *doc, n *yaml.Node) testDraft {
	p.externalParts(d, n)
	keys := p.keys(d, n, "test", testKeys)
	t := testDraft{
		pos:         d.pos(n),
		id:          keys.text("id"),
		description: keys.text("description"),
		tags:        keys.list("tags"),
		split:       keys.text("split"),
		cluster:     p.cluster(keys),
		vars:        p.vars(keys),
		turns:       p.turns(keys),
		asserts:     p.asserts(keys, true),
		threshold:   keys.number("threshold"),
		options:     p.testOptions(keys),
		metadata:    keys.object("metadata"),
		prompts:     keys.list("prompts"),
		providers:   keys.list("providers"),
		code:        p.testCode(keys),
		label:       p.label(keys),
	}
	t.judges, t.rubric = p.testJudges(keys)
	t.output, t.structured = p.output(keys)
	if len(keys.entries) == 0 && n.Kind == yaml.MappingNode {
		p.errs.Add(t.pos, "a test without vars, assert or anything else", "give it vars, or remove it")
	}
	p.checkTest(keys, t)
	if t.split != "" && t.split != "holdout" {
		p.errs.Add(keys.pos("split"), fmt.Sprintf("unknown split %q", t.split), "the only one is: holdout")
	}
	if keys.get("provider") != nil {
		p.errs.Add(keys.pos("provider"), "provider of a test is not supported in this version", "remove it; it would change what is judged")
	}
	return t
}

// varsIn lets the names of files of vars start from the folder of a file of
// tests until the function that it gives is called.
func (p *suiteParser) varsIn(file string) (done func()) {
	before := p.varsDir
	p.varsDir = path.Dir(file)
	return func() { p.varsDir = before }
}

// vars reads a mapping, or files that hold one.
func (p *suiteParser) vars(keys *keySet) *value.Object {
	n := keys.get("vars")
	if n == nil || n.Kind == yaml.MappingNode {
		return p.mappingVars(keys, n)
	}
	vars := &value.Object{}
	suiteDir := p.dir
	p.dir = cmp.Or(p.varsDir, p.dir)
	defer func() { p.dir = suiteDir }()
	for _, name := range keys.list("vars") {
		if strings.HasPrefix(name, fileScheme) {
			p.warnings.Add(keys.pos("vars"), name+" is read, but promptfoo would read nothing", "write the path alone, without file://")
		}
		for _, ref := range p.match(keys.pos("vars"), name) {
			v, ok := p.data(keys.pos("vars"), ref)
			o, isObject := v.(*value.Object)
			if ok && !isObject {
				p.errs.Add(keys.pos("vars"), ref+" holds no mapping of vars", "write name: value in it")
			}
			for k, x := range o.All() {
				vars.Set(k, x)
			}
		}
	}
	return vars
}

func (p *suiteParser) mappingVars(keys *keySet, n *yaml.Node) *value.Object {
	if n == nil {
		return nil
	}
	vars := &value.Object{}
	for _, e := range p.entries(keys.d, n) {
		vars.Set(e.name, p.value(keys.d, e.val))
		p.checkVar(keys.d.pos(e.key), e.name)
		p.checkScalar(keys.d.pos(e.val), e.val)
		if e.name == "assert" && e.val.Kind == yaml.SequenceNode {
			p.warnings.Add(keys.d.pos(e.key), "assert is a var here, not an assertion", "indent it less, to stand beside vars")
		}
	}
	return vars
}

// output is the recorded answer of a test; a value that is not a text is
// structured, and graded as its JSON.
func (p *suiteParser) output(keys *keySet) (output *string, structured bool) {
	n := keys.get("providerOutput")
	if n == nil {
		return nil, false
	}
	switch v := p.value(keys.d, n); v {
	case nil, "", false, int64(0), 0.0: // promptfoo calls the provider then
		return nil, false
	default:
		text, ok := v.(string)
		if !ok {
			text = compactJSON(v)
		}
		return &text, !ok
	}
}
