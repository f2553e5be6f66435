package eval

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt"
)

// maxCases bounds what a few lists of vars may multiply to.
const maxCases = 1_000_000

var tooManyCases = fmt.Sprintf("the suite has more than %d cases", maxCases)

// SuiteOptions are what the parser of a suite cannot know.
type SuiteOptions struct {
	// Types are the assertion types that can be judged, without "not-".
	Types []string
	// Judged are those of them that ask models.
	Judged map[string]JudgeType
	// Judge says who judges where the suite does not. Nil is for readers that
	// judge nothing: no judge is required then.
	Judge *JudgeOptions
	// Read gives the content of a file by its path from the root of the
	// repository, which that path never leaves. Nil means that no file can be
	// read.
	Read func(path string) ([]byte, error)
	// Run runs the code of files that make tests, or gives ErrNotRun. Nil is for
	// readers that run nothing.
	Run func(s Script, args ...Arg) (any, error)
	// Glob lists the files that a pattern matches, sorted, by paths from the
	// root of the repository. Nil means that patterns are refused.
	Glob func(pattern string) ([]string, error)
	// Env is what {{ env.NAME }} gives in the file, under its own env block, where
	// it is not rendered for each case. Nil leaves such templates as they are
	// written.
	Env *value.Object
	// Prompt gives a prompt of the repository by its path from the root, for the
	// steps of a chain. Nil is for readers that judge nothing.
	Prompt func(path string) (*prompt.Prompt, error)
	// Standing is for a file that is run as it stands if it has prompts: then Env
	// is filled in everywhere.
	Standing bool
}

// ParseSuite reads a suite: promptfoo's configuration format, or a bare list of
// tests in YAML, JSON, JSON lines, CSV or XLSX, told apart by the extension of path
// (from the root of the repository); or the testData and evaluators of a GitHub
// Models file. All problems come back at once as
// diag.Errors with positions.
//
// What promptfoo would act on and this version does not is an error when it
// could change a verdict, and a warning otherwise.
func ParseSuite(path string, src []byte, opts SuiteOptions) (*Suite, error) {
	p := newSuiteParser(path, opts)
	suite := &Suite{Path: path}
	if prompt.IsGitHubModels(path) {
		suite.Cases = p.githubCases(src)
	} else {
		suite.Cases = p.expand(suite, p.file(suite, src))
	}
	p.twice(suite.Cases)
	setCaseKeys(suite)
	p.inPlace(suite)
	suite.Scripts = p.scripts
	suite.Warnings = p.warnings
	suite.OwnErr = p.own.Err()
	if err := p.errs.Err(); err != nil {
		return nil, err
	}
	return suite, nil
}

// suiteParser collects the problems of a suite and of the files it names.
type suiteParser struct {
	opts     SuiteOptions
	path     string
	dir      string                // what relative paths start from, as in promptfoo
	varsDir  string                // what the names of files of vars start from, "" for dir
	files    map[string][]byte     // read so far
	origin   map[*yaml.Node]string // see doc
	named    []string              // top-level keys that references name
	block    map[string]string     // the file's env block
	environ  *value.Object         // what {{ env.NAME }} gives in the file, see fillEnv
	fillAll  bool                  // also in what is rendered for each case
	errs     diag.Errors
	own      diag.Errors // of the file's own prompts and providers
	warnings diag.Errors
	scripts  []Script                // of files and commands so far, see needsTrust
	judges   map[string]ProviderSpec // the file's own providers by label and by id
	told     map[diag.Pos]bool       // assertions of which it was said that they cannot be judged
}

func newSuiteParser(file string, opts SuiteOptions) *suiteParser {
	return &suiteParser{opts: opts, path: file, dir: path.Dir(file), files: map[string][]byte{}, origin: map[*yaml.Node]string{}}
}

// file reads the suite itself: bare tests, or a configuration.
func (p *suiteParser) file(suite *Suite, src []byte) []testDraft {
	at := diag.Pos{Path: p.path, Line: 1, Col: 1}
	switch ext := strings.ToLower(path.Ext(p.path)); {
	case ext == ".xlsx":
		return p.someTests(at, p.xlsxTests(p.path, "", src))
	case slices.Contains(otherSpreadsheets, ext):
		p.errs.Add(at, "suites in "+ext+" files are not supported", testsHint(ext))
		return nil
	case !p.isText(p.path, src):
		return nil
	}
	if ext := strings.ToLower(path.Ext(p.path)); ext == ".csv" || ext == ".jsonl" {
		return p.someTests(at, p.testsIn(p.path, src))
	}
	d, ok := p.document(p.path, src)
	if !ok {
		return nil
	}
	if d.root == nil {
		p.errs.Add(at, "the suite is empty", "add tests:, a list of cases with vars and assert")
		return nil
	}
	root := d.deref(p, d.root)
	if root.Kind == yaml.SequenceNode {
		return p.someTests(at, p.testList(d, root, true))
	}
	return p.config(suite, d, root)
}

func (p *suiteParser) someTests(at diag.Pos, tests []testDraft) []testDraft {
	if len(tests) == 0 && len(p.errs) == 0 {
		p.errs.Add(at, "the suite has no tests", "add at least one case")
	}
	return tests
}

var suiteKeys = []string{
	"assertionTemplates", "author", "commandLineOptions", "defaultTest", "derivedMetrics", "description", "env",
	"evaluateOptions", "extensions", "metadata", "metrics", "nunjucksFilters", "outputPath", "plugins", "prompts", "providers",
	"redteam", "scenarios", "sharing", "steps", "strategies", "tags", "targets", "tests", "tracing", "writeLatestResults", "$schema",
}

func (p *suiteParser) config(suite *Suite, d *doc, root *yaml.Node) []testDraft {
	keys := p.keys(d, root, "suite", slices.Concat(suiteKeys, p.named))
	suite.Description = keys.text("description")
	suite.Env = p.env(keys)
	p.block = suite.Env
	suite.Metrics = p.metrics(keys)
	suite.Derived = p.derived(keys)
	suite.Filters = p.filters(keys)
	p.runOptions(keys, suite)
	suite.Prompts = p.prompts(keys)
	suite.Providers = p.providers(keys)
	p.judges = byName(suite.Providers)
	p.unsupported(keys)
	steps, stepAsserts := p.steps(keys)
	suite.Steps = steps

	fallback := p.defaultTest(keys)
	var tests []testDraft
	if n := keys.get("tests"); n != nil {
		tests = p.tests(d, n)
	}
	scenarios := keys.get("scenarios")
	if scenarios != nil {
		tests = append(tests, p.scenarios(d, scenarios)...)
	}
	if len(tests) == 0 && scenarios == nil && len(p.errs) == 0 {
		if len(suite.Prompts) == 0 && fallback == nil {
			p.errs.Add(d.pos(root), "the suite has no tests", "add tests:, a list of cases with vars and assert")
		}
		tests = []testDraft{{pos: d.pos(root)}} // promptfoo judges each prompt once, without vars
	}
	p.checkIDs(tests)
	for i := range tests {
		tests[i] = tests[i].under(fallback)
		tests[i].asserts = slices.Concat(stepAsserts, tests[i].asserts)
	}
	p.stepVars(steps, tests)
	if keys.get("prompts") == nil && len(suite.Providers) > 0 && hasVar(tests, "prompt") { // as promptfoo does
		suite.Prompts = []InlinePrompt{{Raw: "{{prompt}}", Label: "{{prompt}}"}}
	}
	p.checkReferences(suite, tests)
	return tests
}

func hasVar(tests []testDraft, name string) bool {
	return slices.ContainsFunc(tests, func(t testDraft) bool {
		_, has := t.vars.Get(name)
		return has
	})
}

func (p *suiteParser) env(keys *keySet) map[string]string {
	block := keys.object("env")
	if block.Len() == 0 {
		return nil
	}
	env := make(map[string]string, block.Len())
	for k, v := range block.All() {
		if text, ok := v.(string); ok {
			env[k] = text
			continue
		}
		env[k] = string(value.Canonical(v))
	}
	return env
}

func (p *suiteParser) metrics(keys *keySet) map[string]Metric {
	n := keys.mapping("metrics")
	if n == nil {
		return nil
	}
	metrics := map[string]Metric{}
	for _, e := range p.entries(keys.d, n) {
		m := p.keys(keys.d, e.val, "metric", []string{"weight"})
		weight := 1.0
		if w := m.number("weight"); w != nil {
			weight = *w
		}
		switch {
		case weight < 0:
			p.errs.Add(keys.d.pos(e.val), "the weight of a metric is negative", "give 0 or more")
		case weight > maxWeight:
			p.errs.Add(keys.d.pos(e.val), "the weight of a metric is too large", tooHeavy)
		}
		metrics[e.name] = Metric{Weight: weight}
	}
	return metrics
}

// unsupported names the top-level keys that promptfoo acts on and we do not.
func (p *suiteParser) unsupported(keys *keySet) {
	for _, name := range []string{"extensions", "plugins", "redteam", "strategies"} {
		if n := keys.get(name); n != nil {
			p.errs.Add(keys.pos(name), name+" is not supported in this version", "remove it; it would change what is judged")
		}
	}
	if keys.get("outputPath") != nil {
		p.warnings.Add(keys.pos("outputPath"), "outputPath is ignored", "use --output FILE")
	}
	if keys.get("tracing") != nil {
		p.warnings.Add(keys.pos("tracing"), "tracing is ignored", "no trace is recorded here")
	}
	if keys.get("providers") != nil && keys.get("targets") != nil {
		p.warnings.Add(keys.pos("providers"), "providers are ignored, since there are targets", "keep one of them")
	}
}
