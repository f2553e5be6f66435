package cmd

import (
	"context"
	"errors"
	"slices"
	"strconv"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/prompt"
)

// suitesToCheck are the one that the user named, or all that judge a prompt; with
// the prompts that each of them judges.
func (w *workspace) suitesToCheck(ctx context.Context, asked string) (suites []string, prompts map[string][]*prompt.Prompt, err error) {
	files, err := w.prompts(ctx, w.now, "")
	if err != nil {
		return nil, nil, err
	}
	prompts = map[string][]*prompt.Prompt{}
	for _, file := range files {
		p, err := parsePrompt(ctx, w.config, w.now, file)
		if err != nil {
			if asked != "" {
				continue // another prompt's mistake
			}
			return nil, nil, err
		}
		own, err := w.suitesOf(ctx, &iteration{prompt: p, path: file, lineage: file}, "")
		if err != nil && !errors.Is(err, errNoSuite) {
			return nil, nil, err
		}
		for _, s := range own {
			prompts[s] = append(prompts[s], p)
			if !slices.Contains(suites, s) {
				suites = append(suites, s)
			}
		}
	}
	if asked != "" {
		file, err := w.findFile(ctx, asked)
		return []string{file}, prompts, err
	}
	return suites, prompts, nil
}

// askedBy is the prompt that the labeled outputs answer: the one that the user
// named, or the only one that the suite judges, else an empty one.
func (w *workspace) askedBy(ctx context.Context, named string, own []*prompt.Prompt) (*prompt.Prompt, error) {
	if named != "" {
		p, _, err := w.findPrompt(ctx, runOptions{file: named})
		return p, err
	}
	if len(own) == 1 {
		return own[0], nil
	}
	return prompt.Inline("no prompt", ""), nil
}

// suiteCheck is one suite whose labels are compared with its judges' verdicts.
type suiteCheck struct {
	suite  *eval.Suite
	labels []eval.Labeled
	asked  *prompt.Prompt

	run eval.Run
}

// judge lets each labeled assertion judge alone the recorded output of its case.
func (c *suiteCheck) judge(ctx context.Context, engine *eval.Engine) error {
	some := *c.suite
	some.Cases, some.Steps = nil, nil // only recorded outputs are judged here
	for i, l := range c.labels {
		one := *l.Case
		a := *l.Assert
		a.Weight = 1 // with weight 0 everything would pass
		one.Index, one.Key, one.Threshold, one.Repeat = i, strconv.Itoa(i), nil, 1
		one.Asserts = []eval.Assertion{a}
		some.Cases = append(some.Cases, one)
	}
	runs, err := engine.Run(ctx, []eval.Column{{
		Prompt: c.asked, Suite: &some, Repeat: 1, Target: eval.Target{Provider: "recorded", Free: true},
	}})
	if err == nil {
		c.run = runs[0]
	}
	return err
}
