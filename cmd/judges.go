package cmd

import (
	"context"
	"fmt"
	"strings"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/eval/grade"
	"github.com/promptgit/promptgit/eval/provider"
	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/config"
	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/value"
)

// suiteOptions are those of a suite of a snapshot.
func suiteOptions(ctx context.Context, snap gitops.Snapshot) eval.SuiteOptions {
	types := grade.All()
	return eval.SuiteOptions{
		Read:   func(p string) ([]byte, error) { return snap.Read(ctx, p) },
		Glob:   func(pattern string) ([]string, error) { return matching(ctx, snap, pattern) },
		Types:  types.Names(),
		Judged: types.Judged(),
	}
}

// judges says who judges where a suite names nobody: what the user asked for,
// and the configuration.
func (w *workspace) judges() *eval.JudgeOptions {
	c := w.config.Judge
	o := &eval.JudgeOptions{Votes: c.Votes, Optional: w.looks, Default: eval.Judges{ByTask: map[eval.Task]*eval.ProviderSpec{}}}
	if w.judge != "" {
		o.Asked = &eval.ProviderSpec{ID: w.judge, Config: judgeParams(c)}
	}
	for task, spec := range map[eval.Task]eval.ProviderSpec{
		eval.Chat:     {ID: c.Provider, Pos: c.At, Config: judgeParams(c)},
		eval.Embed:    {ID: c.Embedding, Pos: c.EmbeddingAt},
		eval.Classify: {ID: c.Classification, Pos: c.ClassificationAt},
		eval.Moderate: {ID: c.Moderation, Pos: c.ModerationAt},
	} {
		if spec.ID != "" {
			o.Default.ByTask[task] = &spec
		}
	}
	return o
}

// judgeParams are what every question to the judge is sent with.
func judgeParams(c config.Judge) *value.Object {
	if c.Temperature == nil {
		return nil
	}
	return value.NewObject("temperature", *c.Temperature)
}

// openJudge makes a judge ready to be asked. What the user typed is trusted, a
// command or a URL of the repository must be.
func (w *workspace) openJudge(_ context.Context, spec eval.ProviderSpec) (eval.Target, *value.Object, error) {
	if spec.ID == w.judge && spec.Pos == (diag.Pos{}) {
		_, params, err := w.inlineConfig(spec)
		if err != nil {
			return eval.Target{}, nil, err
		}
		t, err := w.openTyped(spec.ID)
		return t, params, err
	}
	t, params, err := w.openSpec(judgeOf(spec), "")
	if err == nil {
		err = w.mustTrust(t)
	}
	return t, params, err
}

// judgeOf is a judge that a suite or the configuration names. A suite names it as
// promptfoo does, and its env block may name the server.
func judgeOf(spec eval.ProviderSpec) suiteProvider {
	one := suiteProvider{spec: spec, read: provider.JudgeFromPromptfoo}
	if spec.Pos.Path != config.FileName {
		one.suite = &eval.Suite{Path: spec.Pos.Path, Env: spec.Env}
	}
	return one
}

// sameJudges says whether a record was judged by those who would judge now. The
// suite's key knows them by name only.
func (w *workspace) sameJudges(ctx context.Context, s *eval.Suite, r *eval.Record) bool {
	if r.Judges == nil || r.Judges.Key == "" {
		return true
	}
	key, err := w.judgesKey(ctx, s)
	return err == nil && key == r.Judges.Key
}

// judgesKey is the key of those who would judge by a suite now.
func (w *workspace) judgesKey(ctx context.Context, s *eval.Suite) (string, error) {
	if key, known := w.judgeKeys[s]; known {
		return key, nil
	}
	var targets []eval.Target
	for _, spec := range s.Judges() {
		t, _, err := w.openJudge(ctx, spec)
		if err != nil {
			return "", err
		}
		targets = append(targets, t)
	}
	w.judgeKeys[s] = eval.JudgesKey(targets)
	return w.judgeKeys[s], nil
}

// openTyped opens a provider of the command line. A name of the configuration is
// still the repository's.
func (w *workspace) openTyped(id string) (eval.Target, error) {
	named := w.named()
	name, model, err := provider.Split(id, named, w.config.Provider)
	if err != nil {
		return eval.Target{}, err
	}
	_, _, bare := provider.Split(id, named, "")
	ours := configured(named, name) || bare != nil
	deps := w.typedDeps()
	if ours {
		deps = w.deps()
	}
	t, err := w.open(name, model, named, deps)
	if err == nil && ours {
		err = w.mustTrust(t)
	}
	return t, err
}

// judgesLine is what judging took, in words.
func judgesLine(j *eval.Judging) string {
	line := "judges: " + plural(j.Asked, "question")
	if j.Calls+j.Cached > 0 { // a record does not tell
		line += fmt.Sprintf(", %d from the cache", j.Cached)
	}
	line += fmt.Sprintf(", cost %s, %d tokens", dollars(j.CostUSD), j.Tokens)
	if len(j.Models) > 0 {
		line += ", answered by " + strings.Join(j.Models, ", ")
	}
	return line
}
