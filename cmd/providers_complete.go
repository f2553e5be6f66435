package cmd

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/promptgit/promptgit/eval/provider"
)

// completeProviders names the providers to the shell. Those that take a command
// or a model are followed by a colon.
func (a *App) completeProviders(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	names := map[string]provider.Spec{}
	if w, done, err := a.openSomewhere(cmd.Context()); err == nil {
		names = w.named()
		done()
	}
	var list []string
	for _, name := range provider.Names(names) {
		if strings.HasPrefix(name, typed) {
			list = append(list, name)
		}
	}
	return list, cobra.ShellCompDirectiveNoFileComp
}

// completesProvider lets the shell complete the flag --provider of a command.
func (a *App) completesProvider(c *cobra.Command) {
	_ = c.RegisterFlagCompletionFunc("provider", func(cmd *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
		return a.completeProviders(cmd, nil, typed)
	}) // fails for no flag of c only
}
