package cmd

import (
	"context"
	"strings"

	"github.com/spf13/cobra"
)

type checkOptions struct {
	rev     string // "" for what is staged
	json    bool
	explain bool
	reports []string // FORMAT or FORMAT=FILE
}

func newCheck(app *App) *cobra.Command {
	var opts checkOptions
	c := &cobra.Command{
		Use:     "check [REV | A..B]",
		GroupID: groupJudge,
		Short:   "Say which variables a commit changes, and whether it may",
		Long: "Count the variables that changed: in what is staged, in one commit, or in each commit of a range.\n" +
			"A commit that changes more than policy.max_variables is refused, since its score could not say\n" +
			"which change did what. The pre-commit hook asks the same question; in CI, check the range, which\n" +
			"also sees what hooks do not: merges, rebases and commits made with --no-verify.\n\n" +
			"A commit that adds a key of a model's API, or another that looks made, to a prompt, a suite, the\n" +
			"configuration, a cassette or a .env file is refused too (policy.secrets).\n\n" +
			"The policy is that of HEAD, for a range that of A, for a commit that of its first parent. A trailer\n" +
			"\"Promptgit-Allow: REASON\" in its message exempts a commit." +
			exitStatus("0  every commit keeps the policy, or its mode is warn", "1  a commit changes too many variables, or adds a key",
				"2  wrong flags", "3  the configuration is invalid", "4  Git, or an unknown revision"),
		Example: "  promptgit check\n  promptgit check HEAD --explain\n  promptgit check main..HEAD --json\n  promptgit check main..HEAD --report github --report sarif=promptgit.sarif",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 1 {
				if err := checkSpec(args[0]); err != nil {
					return err
				}
				opts.rev = args[0]
			}
			return runCheck(cmd.Context(), app, opts)
		},
	}
	c.Flags().BoolVar(&opts.json, "json", false, "print one JSON document")
	reportFlag(c, &opts.reports)
	c.Flags().BoolVar(&opts.explain, "explain", false, "also list the components that were seen in each prompt")
	return c
}

// checkSpec refuses what an unset variable of a script leaves behind, which
// would check nothing and pass.
func checkSpec(rev string) error {
	from, _, isRange := strings.Cut(rev, "..")
	switch {
	case rev == "":
		return usageHint("leave it out to check what is staged", "the revision is empty")
	case strings.Contains(rev, "..."):
		return usageHint("write A..B", "%q is not a range", rev)
	case isRange && from == "":
		return usageHint("write A..B, as in HEAD~3..HEAD", "%q is a range without a beginning", rev)
	}
	return nil
}

func runCheck(ctx context.Context, app *App, opts checkOptions) error {
	asked, err := requests(opts.reports, opts.json)
	if err != nil {
		return err
	}
	repo, err := app.openRepo(ctx)
	if err != nil {
		return err
	}
	defer repo.Close() //nolint:errcheck // nothing was written
	app.tellNews(repo)
	var answer *checked
	switch {
	case opts.rev == "":
		answer, err = checkStaged(ctx, app, repo)
	case strings.Contains(opts.rev, ".."):
		answer, err = checkRange(ctx, app, repo, opts.rev)
	default:
		answer, err = checkRevision(ctx, app, repo, opts.rev)
	}
	if err != nil {
		return err
	}
	printWarnings(app, answer.warnings)
	took, err := app.writeReports(asked, answer.report(app.Version))
	switch {
	case err != nil:
	case opts.json:
		err = writeCheckJSON(app.Out, answer, opts.explain)
	case !took:
		err = writeCheck(app.Streams, answer, opts)
	}
	if err == nil && answer.refuses() {
		return errNo
	}
	return err
}
