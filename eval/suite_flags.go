package eval

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/promptgit/promptgit/internal/diag"
)

// Options of a run that a file may hold, evaluateOptions and commandLineOptions:
// those that act, those that choose or change what is judged and are refused,
// those that are left out with a warning, and those that only show or store.
var (
	actingRun  = []string{"cache", "maxConcurrency", "repeat"}
	refusedRun = []string{
		"extension", "filterErrorsOnly", "filterFailing", "filterFailingOnly", "filterFirstN", "filterMetadata", "filterPattern",
		"filterPrompts", "filterProviders", "filterRange", "filterSample", "filterSampleSeed", "filterTargets", "promptPrefix",
		"promptSuffix", "var", "vars", "assertions", "modelOutputs", "prompts", "providers", "tests", "grader",
	}
	ignoredRun = map[string]string{
		"delay":         "calls slow down by themselves where the server asks for it; -j 1 makes them one at a time",
		"envPath":       "set the environment before the run, as with: set -a; . ./.env",
		"maxEvalTimeMs": "stop a run with a signal; what is finished stays",
		"output":        "use --output FILE",
		"retryErrors":   "run it again: only what could not be judged is asked again",
		"timeoutMs":     "set eval.timeout in promptgit.yaml",
		"watch":         "run it again; answers come from the cache",
	}
	silentRun = []string{
		"config", "description", "eventSource", "generateSuggestions", "interactiveProviders", "isRedteam", "noShare",
		"progressBar", "progressCallback", "repeatIndex", "share", "showProgressBar", "silent", "suggestionsCount", "table",
		"tableCellMaxLength", "tags", "verbose", "write",
	}
)

// runOptions reads what the file asks of a run; commandLineOptions wins, as a
// flag would.
func (p *suiteParser) runOptions(keys *keySet, suite *Suite) {
	for _, name := range []string{"evaluateOptions", "commandLineOptions"} {
		n := keys.mapping(name)
		if n == nil {
			continue
		}
		flags := &keySet{p: p, d: keys.d, at: keys.d.pos(n), entries: p.entries(keys.d, n)}
		p.checkRun(flags, name)
		suite.Repeat = cmp.Or(flags.count("repeat"), suite.Repeat)
		suite.Jobs = cmp.Or(flags.count("maxConcurrency"), suite.Jobs)
		if n := flags.get("cache"); n != nil && n.Kind == yaml.ScalarNode {
			suite.NoCache = n.Value == "false"
		}
	}
}

func (p *suiteParser) checkRun(flags *keySet, name string) {
	for _, e := range flags.entries {
		at, hint := flags.d.pos(e.key), ignoredRun[e.name]
		switch {
		case slices.Contains(actingRun, e.name), slices.Contains(silentRun, e.name):
		case slices.Contains(refusedRun, e.name):
			use := "remove it"
			if strings.HasPrefix(e.name, "filter") {
				use = "remove it, and choose cases with --filter TEXT or --case ID"
			}
			p.errs.Add(at, fmt.Sprintf("%s of %s is not supported in this version: it would change what is judged", e.name, name), use)
		case hint != "":
			p.warnings.Add(at, fmt.Sprintf("%s of %s is ignored", e.name, name), hint)
		default:
			known := slices.Concat(actingRun, refusedRun, silentRun)
			p.warnings.Add(at, fmt.Sprintf("unknown key %q in %s is ignored", e.name, name), diag.DidYouMean(e.name, known))
		}
	}
}
