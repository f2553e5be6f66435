package eval

import (
	"fmt"
	"slices"

	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/value"
)

// Options of a test: those that act here, those that [suiteParser.testJudges]
// reads or that say nothing here, and those that are code (see testCode).
var (
	actingOptions = []string{"prefix", "suffix", "disableVarExpansion", "disableDefaultAsserts", "repeat", "storeOutputAs"}
	inertOptions  = []string{"runSerially", "disableConversationVar", "provider", "rubricPrompt", "factuality"}
	codeOptions   = []string{"transform", "postprocess", "transformVars"}
)

// maxRepeat bounds the samples of a case: all are laid out before the first call.
const maxRepeat = 10_000

func (p *suiteParser) testOptions(keys *keySet) *value.Object {
	n := keys.mapping("options")
	if n == nil {
		return nil
	}
	known := slices.Concat(actingOptions, inertOptions, codeOptions)
	for _, e := range p.entries(keys.d, n) {
		if slices.Contains(known, e.name) {
			continue
		}
		if hint := diag.DidYouMean(e.name, known); hint != "" {
			p.errs.Add(keys.d.pos(e.key), "unknown option "+e.name, hint)
		} else {
			p.warnings.Add(keys.d.pos(e.key), "unknown option "+e.name+" is ignored", "parameters of the model belong to the prompt")
		}
	}
	o, _ := p.value(keys.d, n).(*value.Object)
	for _, name := range []string{"prefix", "suffix", "storeOutputAs"} {
		v, given := o.Get(name)
		if _, text := v.(string); given && v != nil && !text {
			p.errs.Add(keys.pos("options"), "options."+name+" must be a text", "write it in quotes")
		}
	}
	if v, ok := o.Get("repeat"); ok {
		if times, whole := v.(int64); !whole || times < 1 || times > maxRepeat {
			p.errs.Add(keys.pos("options"), fmt.Sprintf("options.repeat must be a whole number from 1 to %d", maxRepeat), "")
		}
	}
	return o
}
