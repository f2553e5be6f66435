package cmd

import (
	"github.com/spf13/cobra"

	"github.com/promptgit/promptgit/internal/config"
	"github.com/promptgit/promptgit/internal/diag"
)

func newSchema(app *App) *cobra.Command {
	names := []string{"config"}
	return &cobra.Command{
		Use:     "schema NAME",
		GroupID: groupUpkeep,
		Short:   "Print a JSON Schema",
		Long: "Print the JSON Schema of a file that promptgit reads, for editors and validators. NAME is config\n" +
			"(promptgit.yaml)." + exitStatus("0  done", "2  unknown name"),
		Example:   "  promptgit schema config\n  promptgit schema config > promptgit.schema.json",
		Args:      cobra.ExactArgs(1),
		ValidArgs: names,
		RunE: func(_ *cobra.Command, args []string) error {
			if args[0] != "config" {
				return usageHint(diag.DidYouMean(args[0], names), "unknown schema %q", args[0])
			}
			_, err := app.Out.Write(config.JSONSchema())
			return err
		},
	}
}
