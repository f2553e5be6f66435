package cmd

import "github.com/spf13/cobra"

func newSuite(app *App) *cobra.Command {
	c := &cobra.Command{
		Use:     "suite COMMAND",
		GroupID: groupJudge,
		Short:   "Look after the suites: new and hostile cases, coverage, their judges",
		Long: "A suite says how good a prompt is, so it must hold what happens to the prompt: cases that failed,\n" +
			"inputs that nobody thought of, and the requests that really come in. And its judges must be right." +
			exitStatus("0  done", "2  unknown command"),
		Example: "  promptgit suite stats\n  promptgit suite coverage traces.jsonl",
		Args:    cobra.ArbitraryArgs,
		RunE:    groupOnly,
	}
	c.AddCommand(
		newSuiteAdd(app),
		newSuiteEdge(app),
		newSuiteStats(app),
		newSuiteCoverage(app),
		newSuiteCheck(app),
	)
	return c
}
