package cmd

import (
	"context"
	"errors"
	"time"

	"github.com/spf13/cobra"
)

type evalOptions struct {
	rev      string // "", REV or A..B
	all      bool
	prompt   string
	suite    string
	suiteRev string
	provider string
	model    string
	judge    string
	repeat   int
	jobs     int
	filter   string
	cases    []string
	noCache  bool
	refresh  bool
	rebase   bool // what is judged is the baseline that drift starts from
	maxCost  *float64
	limitOptions
	recordOptions
	sinceOptions
	json   bool
	output string
	bisect bool // --git-bisect
	shardOptions

	tape   cassetteOptions
	matrix matrixOptions
	watch  bool
	plan   bool

	oldest time.Time // kept answers from before are asked for again, zero for all that are kept
}

func newEval(app *App) *cobra.Command {
	var o evalOptions
	var maxCost float64
	c := &cobra.Command{
		Use:     "eval [REV | A..B]",
		GroupID: groupJudge,
		Short:   "Run the suite and record the scores",
		Long: "Judge prompts by their suites: those of the working tree, of a revision, of a range, or with\n" +
			"--all every iteration that has no record yet. For a commit the record is kept as a Git note of\n" +
			"the prompt's content, so that it survives amend, rebase and squash; for the working tree it is\n" +
			"only printed. The configuration, the suite and the providers are those of the working tree.\n\n" +
			"A..B is what B has and A has not. --since ends at HEAD: after a revision, as in REV..HEAD, or\n" +
			"after a date of the committer, as git log --since takes it. What has a record is shown and not\n" +
			"judged again; a range that touches no prompt exits 0.\n\n" +
			"--matrix model=a,b temperature=0,0.7 asks every version in every combination (at most 1000\n" +
			"columns), without changing the prompt: the records are variants, which count as no score of a\n" +
			"version. Exit 1 then means that no variant of the newest version is good enough.\n\n" +
			"--plan counts the calls, estimates tokens, cost and time, and says what the suite can detect, before\n" +
			"anything is spent: it needs no key, calls nobody and writes nothing. Exit 1 then means that the run\n" +
			"would pass --max-calls or --max-cost.\n\n" +
			"A run of some cases (--case, --filter) is printed and not recorded. Without an answer that can be\n" +
			"judged a case is an error: it never lowers a score, and the exit code is 5.\n\n" +
			"With --suite FILE alone, a promptfoo configuration that has its own prompts and providers is\n" +
			"run as it stands, without records." +
			exitStatus(
				"0    every case of the newest version passed, or its score reached gate.min_score",
				"1    it did not",
				"2    wrong flags",
				"3    a prompt, a suite or the configuration is invalid",
				"4    Git",
				"5    a case could not be judged, or the provider cannot be used",
				"125  with --git-bisect: this revision cannot be judged",
				"130  interrupted; what was finished is kept"),
		Example: "  promptgit eval --prompt prompts/triage.md\n" +
			"  promptgit eval --all --provider exec:./model.sh --json\n" +
			"  promptgit eval --since v1.0 --matrix temperature=0,0.7",
		Args: o.revisionArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if args = o.matrix.take(args); len(args) == 1 {
				o.rev = args[0]
			}
			if cmd.Flags().Changed("max-cost") {
				o.maxCost = &maxCost
			}
			if err := o.check(); err != nil {
				return o.skip(cmd.Context(), err)
			}
			if o.watch {
				return watchEval(cmd.Context(), app, o)
			}
			return runEval(cmd.Context(), app, o)
		},
	}
	f := c.Flags()
	f.BoolVar(&o.all, "all", false, "every iteration up to HEAD that has no record")
	f.StringVar(&o.prompt, "prompt", "", "only prompts that match `GLOB`")
	f.StringVar(&o.suite, "suite", "", "judge by `FILE` instead of the configured suites")
	f.StringVar(&o.suiteRev, "suite-rev", "", "take suites and configuration from `REV`")
	f.StringVar(&o.provider, "provider", "", "call provider `P`, such as openai:gpt-4.1-mini or exec:./model.sh")
	app.completesProvider(c)
	f.StringVar(&o.model, "model", "", "ask for model `M`")
	f.StringVar(&o.judge, "judge", "", "let provider `P` judge what asks a model, whatever the suite says")
	f.IntVar(&o.repeat, "repeat", 0, "`N` samples per case (default: the configuration's)")
	f.IntVarP(&o.jobs, "jobs", "j", 0, "`N` calls at once to each endpoint (default: the configuration's)")
	f.StringVar(&o.filter, "filter", "", "only cases whose id, description or tag holds `TEXT`")
	f.StringArrayVar(&o.cases, "case", nil, "only the case with this `ID`; may be repeated")
	f.BoolVar(&o.noCache, "no-cache", false, "neither read nor write the response cache")
	f.BoolVar(&o.refresh, "refresh", false, "call again and write the cache without reading it")
	f.Float64Var(&maxCost, "max-cost", 0, "stop before the run costs more than `USD`; the model must have a known price")
	o.limitFlags(f)
	f.BoolVar(&o.json, "json", false, "print one JSON document")
	o.recordFlags(c)
	quietFlag(c, app)
	f.StringVar(&o.output, "output", "", "write the JSON document to `FILE`, outputs included")
	o.tape.flags(f)
	f.BoolVar(&o.tape.prune, "prune-cassette", false, "remove from the cassette what this run did not ask for")
	o.shardFlags(f)
	f.BoolVar(&o.bisect, "git-bisect", false, "exit 0, 1 or 125, for git bisect run")
	o.sinceFlags(f)
	o.matrix.flags(f)
	f.BoolVar(&o.plan, "plan", false, "print what would be asked and what it would cost, and ask nothing")
	f.BoolVar(&o.watch, "watch", false, "judge the working tree again whenever it changes, until Ctrl-C")
	groupFlags(c)
	return c
}

func (o *evalOptions) check() error {
	switch {
	case o.all && o.rev != "":
		return usagef("--all takes no revision: give one or the other")
	case o.noCache && o.refresh:
		return usagef("--no-cache and --refresh exclude each other")
	case o.repeat < 0:
		return usagef("--repeat takes a number from 1 on")
	case o.jobs < 0:
		return usagef("-j takes a number from 1 on")
	case o.maxCost != nil && !(*o.maxCost >= 0): // nor is it NaN
		return usagef("--max-cost takes an amount from 0 on")
	}
	if err := o.checkShard(o.bisect); err != nil {
		return err
	}
	if o.tape.prune && (o.tape.dir == "" || o.partial() || o.prompt != "" || o.on()) {
		return usagef("--prune-cassette takes a whole run with --cassette, without --case, --filter, --prompt and --shard")
	}
	return errors.Join(o.tape.check(o.refresh), o.checkSince(), o.checkMatrix(), o.checkWatch(), o.checkPlan(), askedGlob(o.prompt))
}

// partial says that only some cases are judged, so that nothing is recorded.
func (o evalOptions) partial() bool { return o.filter != "" || len(o.cases) > 0 }

func runEval(ctx context.Context, app *App, o evalOptions) error {
	app.jobs = o.jobs
	w, err := app.openWorkspace(ctx)
	if err != nil {
		return o.skip(ctx, err)
	}
	defer w.close()
	w.judge, w.plans = o.judge, o.plan
	if err = w.useCassette(o.tape); err != nil {
		return o.skip(ctx, err)
	}
	if err = w.pinSuites(ctx, o.suiteRev); err != nil {
		return o.skip(ctx, err)
	}
	if !o.plan {
		w.writeWaiting(ctx)
	}
	batch, err := w.gather(ctx, o)
	if err != nil {
		return o.skip(ctx, err)
	}
	if o.plan {
		return batch.foresee(ctx)
	}
	return o.skip(ctx, batch.run(ctx))
}

// run judges, records and prints. An interrupt records and prints what was
// finished before it, and what could not be recorded is printed all the same:
// it was paid for.
func (b *evalBatch) run(ctx context.Context) error {
	defer b.close()
	if b.o.on() {
		return b.runShard(ctx)
	}
	runErr := b.execute(ctx)
	if runErr != nil && ctx.Err() == nil {
		return runErr
	}
	recordErr := b.record(ctx)
	b.markBest()
	ended := b.w.cassette.close(b.o.tape.prune && runErr == nil && b.judged())
	if err := errors.Join(recordErr, b.print(ctx.Err() == nil), b.recorded, ended); err != nil {
		return err
	}
	if runErr != nil {
		return runErr
	}
	return b.verdict()
}

// skip turns whatever is neither a good nor a bad score into 125 under
// --git-bisect, so that git skips the revision instead of calling it bad. An
// interrupt is none: it ends the search.
func (o evalOptions) skip(ctx context.Context, err error) error {
	var exit *exitError
	if !o.bisect || err == nil || ctx.Err() != nil || errors.As(err, &exit) && exit.Code == exitNo {
		return err
	}
	if exit != nil && exit.Err == nil {
		return &exitError{Code: exitSkip}
	}
	return &exitError{Code: exitSkip, Err: err, Hint: hintOf(err)}
}

// pinSuites takes suites and configuration from a revision instead of the
// working tree.
func (w *workspace) pinSuites(ctx context.Context, rev string) error {
	if rev == "" {
		return nil
	}
	id, err := w.repo.Resolve(ctx, rev)
	if err != nil {
		return err
	}
	w.now = w.repo.At(id)
	w.config, err = readConfig(ctx, w.now)
	return err
}

// close gives back what the results are kept in.
func (b *evalBatch) close() {
	if b.spool != nil {
		b.spool.Close()
	}
}
