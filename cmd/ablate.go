package cmd

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/apart"
	"github.com/promptgit/promptgit/internal/stats"
	"github.com/promptgit/promptgit/prompt"
)

// mostCombined is the number of variables up to which all combinations are run.
const mostCombined = 4

// mostTaken is the number of variables up to which a combination is one number.
const mostTaken = 62

func newAblate(app *App) *cobra.Command {
	var o evalOptions
	var maxCost float64
	c := &cobra.Command{
		Use:     "ablate REV",
		GroupID: groupLook,
		Short:   "Say which variable of a commit did it",
		Long: "Take the variables of one commit apart, and judge their combinations on the same cases: all of\n" +
			"them up to four variables, beyond that each alone and the whole without each. The effect of a\n" +
			"variable is the mean, over cases, of the score with it minus the score without it, with a 95 %\n" +
			"interval over cases and an exact permutation test, corrected by Holm's method for the number of\n" +
			"variables. Suite, providers and configuration are those of the working tree. Nothing is recorded;\n" +
			"what was answered once is not asked again." +
			exitStatus("0  done", "1  the variables cannot be told apart", "2  wrong flags, or nothing to take apart", "3  a prompt, a suite or the configuration is invalid",
				"4  Git", "5  the provider, or a case that could not be judged", "130  interrupted; what is finished is kept"),
		Example: "  promptgit ablate HEAD\n  promptgit ablate HEAD~3 --repeat 3 --json",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.rev = args[0]
			if cmd.Flags().Changed("max-cost") {
				o.maxCost = &maxCost
			}
			if err := o.check(); err != nil {
				return err
			}
			if o.rev == "" || strings.Contains(o.rev, "..") {
				return usageHint("name one commit", "%q is no revision", o.rev)
			}
			return runAblate(cmd.Context(), app, o)
		},
	}
	f := c.Flags()
	f.StringVar(&o.prompt, "prompt", "", "the prompt that matches `GLOB`, where the commit changes several")
	f.StringVar(&o.suite, "suite", "", "judge by `FILE` instead of the configured suite")
	f.StringVar(&o.provider, "provider", "", "call provider `P`, such as openai:gpt-4.1-mini or exec:./model.sh")
	app.completesProvider(c)
	f.StringVar(&o.model, "model", "", "ask for model `M`")
	f.StringVar(&o.judge, "judge", "", "let provider `P` judge what asks a model, whatever the suite says")
	f.IntVar(&o.repeat, "repeat", 0, "`N` samples per case (default: the configuration's)")
	f.IntVarP(&o.jobs, "jobs", "j", 0, "`N` calls at once to each endpoint (default: the configuration's)")
	f.BoolVar(&o.noCache, "no-cache", false, "neither read nor write the response cache")
	f.Float64Var(&maxCost, "max-cost", 0, "stop before the run costs more than `USD`; the price of the model must be known")
	o.limitFlags(f)
	o.tape.flags(f)
	f.BoolVar(&o.json, "json", false, "print one JSON document")
	quietFlag(c, app)
	return c
}

// ablation is one prompt of one commit, taken apart.
type ablation struct {
	w      *workspace
	o      evalOptions
	job    *splitJob
	path   string
	parts  []int // of the plan, those that the prompt sees
	suite  *eval.Suite
	design stats.Design
	runs   []eval.Run
	result eval.Ablation
}

func runAblate(ctx context.Context, app *App, o evalOptions) error {
	app.jobs = o.jobs
	w, err := app.openWorkspace(ctx)
	if err != nil {
		return err
	}
	defer w.close()
	w.judge = o.judge
	if err = w.useCassette(o.tape); err != nil {
		return err
	}
	job, err := newSplitJob(ctx, app, w.repo, splitOptions{rev: o.rev})
	if err != nil {
		return err
	}
	a := &ablation{w: w, o: o, job: job}
	if err = a.choose(); err != nil {
		return err
	}
	columns, err := a.columns(ctx)
	if err != nil {
		return err
	}
	engine := w.engine(o)
	progress := app.follow(engine, "samples", 0)
	a.runs, err = engine.Run(ctx, columns)
	progress.end()
	if ended := w.cassette.close(false); err == nil {
		err = ended
	}
	if errors.Is(err, eval.ErrUnknownPrice) {
		return usageHint("run without --max-cost, or set the price in promptgit.yaml", "%w", err)
	}
	if err != nil {
		return err
	}
	a.result = eval.Ablate(a.runs, a.design)
	if err = a.print(); err != nil {
		return err
	}
	if a.result.LeftOut > 0 || a.result.Cases == 0 {
		return &exitError{Code: exitProvider}
	}
	return nil
}

// choose finds the prompt, and the parts that it sees.
func (a *ablation) choose() error {
	seen := map[string][]int{}
	var paths []string
	for i, p := range a.job.plan.Parts {
		for _, path := range p.Paths {
			if _, is := a.job.conf.Match(path); is {
				seen[path] = append(seen[path], i)
				paths = append(paths, path)
			}
		}
	}
	slices.Sort(paths)
	paths = a.w.pick(slices.Compact(paths), a.o.prompt)
	switch len(paths) {
	case 0:
		return usageHint("a first version, a deletion and a renaming have nothing to compare", "%s changes no variable of a prompt", shortRev(a.job.rev))
	case 1:
	default:
		return usageHint("name one with --prompt", "%s changes several prompts: %s", shortRev(a.job.rev), strings.Join(paths, ", "))
	}
	a.path = paths[0]
	if a.job.plan.InSteps(a.path) {
		return &exitError{
			Code: exitNo, Err: fmt.Errorf("the variables of %s stand only together in %s: not every combination of them is a prompt", a.path, shortRev(a.job.rev)),
			Hint: "judge them one after the other: promptgit split " + shortRev(a.job.rev) + ", and promptgit eval for the range that it makes",
		}
	}
	for i, p := range a.job.plan.Parts {
		partial := strings.HasPrefix(p.Changes[0].ID, string(prompt.KindPartial)+":")
		if slices.Contains(seen[a.path], i) || partial {
			a.parts = append(a.parts, i)
		}
	}
	if len(a.parts) > mostTaken {
		return usageHint("promptgit split makes a commit of each, to be judged one by one", "%s changes %d variables of %s, and ablate takes up to %d",
			shortRev(a.job.rev), len(a.parts), a.path, mostTaken)
	}
	a.design = stats.Factorial(len(a.parts))
	if len(a.parts) > mostCombined {
		a.design = stats.OneAtATime(len(a.parts))
	}
	return nil
}

// columns are the combinations, as the engine runs them.
func (a *ablation) columns(ctx context.Context) ([]eval.Column, error) {
	var columns []eval.Column
	for _, mask := range a.design.Masks {
		p, err := a.combination(ctx, mask)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", a.names(mask), err)
		}
		if a.suite == nil {
			if err = a.findSuite(ctx, p); err != nil {
				return nil, err
			}
		}
		target, err := a.w.target(ctx, p, a.o.provider, a.o.model)
		if err != nil {
			return nil, err
		}
		if a.suite, target, err = a.w.chain(ctx, a.suite, a.path, target, a.o.provider, a.o.model); err != nil {
			return nil, err
		}
		columns = append(columns, eval.Column{Prompt: p, Suite: a.suite, Target: target, Repeat: a.repeat()})
	}
	return columns, nil
}

func (a *ablation) repeat() int {
	b := evalBatch{w: a.w, o: a.o}
	return b.repeat(a.suite)
}

func (a *ablation) findSuite(ctx context.Context, p *prompt.Prompt) error {
	asked := a.o.suite
	if asked != "" {
		var err error
		if asked, err = a.w.findFile(ctx, asked); err != nil {
			return err
		}
	}
	files, err := a.w.suitesOf(ctx, &iteration{path: a.path, lineage: a.path, prompt: p}, asked)
	if err != nil {
		return err
	}
	if len(files) > 1 {
		return usageHint("name one with --suite", "several suites judge %s: %s", a.path, strings.Join(files, ", "))
	}
	a.suite, err = a.w.suite(ctx, files[0])
	return err
}

// combination is the prompt with the parts of a mask.
func (a *ablation) combination(ctx context.Context, mask int) (*prompt.Prompt, error) {
	on := make([]bool, len(a.job.plan.Parts))
	for j, part := range a.parts {
		on[part] = mask&(1<<j) != 0
	}
	state := a.job.plan.With(on)
	at := overState{state, a.w.repo.At(gitops.OID(a.job.rev))}
	return parsePromptText(ctx, a.w.config, at, a.path, state[a.path])
}

// overState is a snapshot with some files in another version.
type overState struct {
	files map[string][]byte
	gitops.Snapshot
}

// Read gives the version of a file that is laid over the snapshot.
func (s overState) Read(ctx context.Context, path string) ([]byte, error) {
	if src, ok := s.files[path]; ok {
		return src, nil
	}
	return s.Snapshot.Read(ctx, path)
}

// names says which variables a combination has.
func (a *ablation) names(mask int) string {
	if mask == 0 {
		return "before"
	}
	var ids []string
	for j := range a.parts {
		if mask&(1<<j) != 0 {
			ids = append(ids, a.part(j).Changes[0].ID)
		}
	}
	return "with " + strings.Join(ids, ", ")
}

func (a *ablation) part(j int) apart.Part { return a.job.plan.Parts[a.parts[j]] }
