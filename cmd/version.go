package cmd

import (
	"fmt"
	"runtime"

	"github.com/spf13/cobra"

	"github.com/promptgit/promptgit/internal/ui"
)

func newVersion(app *App) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:     "version",
		GroupID: groupUpkeep,
		Short:   "Print the version",
		Long:    "Print the version of promptgit and of the Go release and platform it was built for." + exitStatus("0  done", "2  wrong flags"),
		Example: "  promptgit version\n  promptgit version --json",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			return runVersion(app, asJSON)
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON document")
	return c
}

type versionJSON struct {
	Schema   string `json:"schema"`
	Version  string `json:"version"`
	Go       string `json:"go"`
	Platform string `json:"platform"`
}

func runVersion(app *App, asJSON bool) error {
	platform := runtime.GOOS + "/" + runtime.GOARCH
	if asJSON {
		return ui.JSON(app.Out, versionJSON{"promptgit.version/v1", app.Version, runtime.Version(), platform})
	}
	_, err := fmt.Fprintf(app.Out, "promptgit %s (%s, %s)\n", app.Version, runtime.Version(), platform)
	return err
}
