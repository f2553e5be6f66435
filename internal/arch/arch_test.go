package arch_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/promptgit/promptgit/"

// everything marks the one package that wires all the others.
const everything = "*"

// allowed is the map of ARCHITECTURE.md: for each package, the packages of this
// module that it may import.
var allowed = map[string][]string{
	"client":                    {},
	"cmd":                       {everything},
	"cmd/promptgit":             {"cmd"},
	"prompt":                    {"prompt/nunjucks", "internal/diag", "internal/memo", "internal/value"},
	"prompt/nunjucks":           {"internal/diag", "internal/value"},
	"eval":                      {"prompt", "prompt/nunjucks", "internal/diag", "internal/formula", "internal/stats", "internal/value", "internal/xlsx"},
	"eval/grade":                {"eval", "prompt", "internal/diag", "internal/memo", "internal/mysql", "internal/value", "internal/xmltext"},
	"eval/provider":             {"eval", "prompt", "prompt/nunjucks", "internal/diag", "internal/memo", "internal/process", "internal/value"},
	"gitops":                    {},
	"hooks":                     {"prompt", "templates", "internal/diag"},
	"templates":                 {},
	"internal/advise":           {"eval", "internal/stats"},
	"internal/apart":            {"prompt", "hooks", "internal/tokens"},
	"internal/arch":             {},
	"internal/badge":            {},
	"internal/bench":            {"gitops", "internal/bisect", "internal/browser"},
	"internal/bisect":           {},
	"internal/browser":          {},
	"internal/cache":            {"eval"},
	"internal/cassette":         {"eval", "prompt", "internal/value"},
	"internal/config":           {"prompt", "internal/diag", "internal/value"},
	"internal/coverage":         {},
	"internal/diag":             {},
	"internal/formula":          {},
	"internal/docgen":           {},
	"internal/drift":            {"internal/stats"},
	"internal/docgen/gen":       {"cmd", "internal/config", "internal/docgen", "internal/docgen/man", "internal/docgen/recording", "internal/ui"},
	"internal/docgen/man":       {"internal/docgen"},
	"internal/docgen/recording": {},
	"internal/dotenv":           {"internal/diag"},
	"internal/edge":             {},
	"internal/importer":         {"prompt", "internal/diag", "internal/memo", "internal/secret", "internal/suitefile", "internal/value", "internal/xlsx"},
	"internal/index":            {},
	"internal/hostile":          {},
	"internal/lint":             {"eval", "prompt", "internal/diag", "internal/memo", "internal/stats"},
	"internal/llmtest":          {},
	"internal/mcpenv":           {},
	"internal/memo":             {},
	"internal/owners":           {"internal/diag"},
	"internal/page":             {"templates"},
	"internal/parity":           {},
	"internal/parity/run":       {"internal/parity"},
	"internal/process":          {"internal/memo"},
	"internal/sdkbodies":        {},
	"internal/secret":           {},
	"internal/serve":            {"internal/page"},
	"internal/review":           {"internal/value"},
	"internal/script":           {"eval", "internal/memo", "internal/process", "internal/value"},
	"internal/mysql":            {"internal/value"},
	"internal/spool":            {},
	"internal/stats":            {"internal/memo"},
	"internal/suitefile":        {"prompt", "internal/diag", "internal/value"},
	"internal/tokens":           {},
	"internal/trace":            {"internal/value"},
	"internal/trust":            {},
	"internal/ui":               {"internal/diag"},
	"internal/value":            {"internal/diag"},
	"internal/watch":            {},
	"internal/xlsx":             {"internal/value"},
	"internal/xmltext":          {"internal/value"},
}

func TestImportsPointOneWay(t *testing.T) {
	t.Parallel()
	root := filepath.Join("..", "..")
	seen := map[string]bool{}
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(p, ".go") || strings.HasSuffix(p, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), p, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, p)
		if err != nil {
			return err
		}
		from := path.Dir(filepath.ToSlash(rel))
		may, known := allowed[from]
		seen[from] = true
		if !known {
			t.Errorf("%s: package %q is not in the allowed table", rel, from)
		}
		for _, imp := range file.Imports {
			to, err := strconv.Unquote(imp.Path.Value)
			if err != nil {
				return err
			}
			in, ours := strings.CutPrefix(to, module)
			if ours && !slices.Contains(may, everything) && !slices.Contains(may, in) {
				t.Errorf("%s: %s may not import %s", rel, from, in)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for from := range allowed {
		if !seen[from] {
			t.Errorf("package %q is in the allowed table and does not exist", from)
		}
	}
}
