package cmd

import (
	"github.com/spf13/cobra"

	"github.com/promptgit/promptgit/internal/diag"
)

func newCompletion(app *App) *cobra.Command {
	shells := []string{"bash", "zsh", "fish", "powershell"}
	return &cobra.Command{
		Use:     "completion SHELL",
		GroupID: groupUpkeep,
		Short:   "Print the completion script of a shell",
		Long: "Print a script that completes commands and flags in bash, zsh, fish or powershell. Load it from\n" +
			"the shell's start-up file." + exitStatus("0  done", "2  unknown shell"),
		Example: "  promptgit completion bash > ~/.local/share/bash-completion/completions/promptgit\n" +
			"  promptgit completion zsh > \"${fpath[1]}/_promptgit\"",
		Args:      cobra.ExactArgs(1),
		ValidArgs: shells,
		RunE: func(cmd *cobra.Command, args []string) error {
			root := cmd.Root()
			switch args[0] {
			case "bash":
				return root.GenBashCompletionV2(app.Out, true)
			case "zsh":
				return root.GenZshCompletion(app.Out)
			case "fish":
				return root.GenFishCompletion(app.Out, true)
			case "powershell":
				return root.GenPowerShellCompletionWithDesc(app.Out)
			}
			return usageHint(diag.DidYouMean(args[0], shells), "unknown shell %q", args[0])
		},
	}
}
