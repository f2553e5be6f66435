package eval

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

var stepKeys = []string{"as", "assert", "prompt"}

// steps reads the chain of prompts of a suite, and the assertions on what its
// steps give, which every case has.
func (p *suiteParser) steps(keys *keySet) ([]Step, []Assertion) {
	n := keys.get("steps")
	if n == nil {
		return nil, nil
	}
	if n.Kind != yaml.SequenceNode || len(n.Content) == 0 {
		keys.wrong(n, "steps", "a list of steps, each {prompt, as}")
		return nil, nil
	}
	var steps []Step
	var asserts []Assertion
	for _, item := range n.Content {
		item = keys.d.deref(p, item)
		one := p.keys(keys.d, item, "step", stepKeys)
		step := Step{Path: p.stepPath(one), As: one.text("as"), Pos: keys.d.pos(item)}
		if step.As == "" {
			step.As = strings.Map(wordRune, strings.SplitN(path.Base(step.Path), ".", 2)[0])
		}
		switch {
		case step.Path == "":
			continue
		case !plainName(step.As):
			p.errs.Add(step.Pos, fmt.Sprintf("a template cannot name the output %q of a step", step.As), "give it a name of letters, digits and underscores with as:")
		case slices.ContainsFunc(steps, func(s Step) bool { return s.As == step.As }):
			p.errs.Add(step.Pos, fmt.Sprintf("two steps give %q", step.As), "give one of them another name with as:")
		case slices.ContainsFunc(steps, func(s Step) bool { return s.Path == step.Path }):
			p.errs.Add(step.Pos, step.Path+" stands in two steps", "a prompt can be one step only")
		}
		p.stepPrompt(&step)
		for _, a := range p.asserts(one, true) {
			asserts = append(asserts, p.ofStep(a, step.As))
		}
		steps = append(steps, step)
	}
	return steps, asserts
}

// wordRune makes a name that templates can use of a file's.
func wordRune(r rune) rune {
	if r < 0x80 && r != '$' && !isWord(byte(r)) {
		return '_'
	}
	return r
}

// stepPath is a path from the root of the repository, or a file:// reference from
// the folder of the suite.
func (p *suiteParser) stepPath(keys *keySet) string {
	name := keys.text("prompt")
	if name == "" {
		p.errs.Add(keys.at, "a step without a prompt", "write prompt: prompts/NAME.md")
		return ""
	}
	file, err := path.Clean(name), error(nil)
	if strings.HasPrefix(name, fileScheme) {
		file, err = p.resolve(name)
	} else if path.IsAbs(name) || file == ".." || strings.HasPrefix(file, "../") {
		err = fmt.Errorf("%s is outside the repository", name)
	}
	if err != nil {
		p.errs.Add(keys.pos("prompt"), err.Error(), "name the prompt by its path from the root of the repository")
		return ""
	}
	return file
}

// stepPrompt reads the prompt of a step, for those who judge.
func (p *suiteParser) stepPrompt(step *Step) {
	if p.opts.Prompt == nil {
		return
	}
	var err error
	step.Prompt, err = p.opts.Prompt(step.Path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		p.errs.Add(step.Pos, "there is no prompt "+step.Path, "paths of steps start from the root of the repository")
	case err != nil:
		p.add(err, step.Pos)
	case Talks(step.Prompt):
		p.errs.Add(step.Pos, step.Path+" uses "+conversationVar+", which no step has", "judge it alone")
	}
}

// ofStep is an assertion, with those in it, on the output of a step. It counts
// for the metric of that name where it names none.
func (p *suiteParser) ofStep(a Assertion, as string) Assertion {
	if Compares(a.Type) {
		p.errs.Add(a.Pos, a.Type+" compares whole outputs and not those of steps", "write it into assert: of the tests")
	}
	a.Step = as
	if a.Metric == "" {
		a.Metric = as
	}
	for i := range a.Set {
		a.Set[i].Step = as
	}
	return a
}

// stepVars refuses vars that hide the output of a step.
func (p *suiteParser) stepVars(steps []Step, tests []testDraft) {
	for _, t := range tests {
		for _, s := range steps {
			if _, hides := t.vars.Get(s.As); hides {
				p.errs.Add(t.pos, fmt.Sprintf("the var %q is the output of a step", s.As), "rename the var, or the output with as:")
			}
		}
		if t.output != nil && len(steps) > 0 {
			p.errs.Add(t.pos, "a recorded output cannot be judged under steps, whose outputs are not recorded", "leave out providerOutput")
		}
	}
}
