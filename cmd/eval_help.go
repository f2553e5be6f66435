package cmd

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/promptgit/promptgit/internal/docgen"
)

// groupFlags has the help of eval, which has very many flags, name them by what
// they are for.
func groupFlags(c *cobra.Command) {
	docgen.SetGroups(c,
		"What is judged: all since max-count prompt suite suite-rev case filter watch",
		"Who answers and judges: provider model judge matrix repeat",
		"Calls, and where they end: jobs max-calls max-cost max-time",
		"Answers that are kept: no-cache refresh cassette update-cassette prune-cassette record",
		"Parts of a run: shard shard-file no-outputs",
		"What is told: plan json output quiet git-bisect",
	)
	c.SetUsageFunc(groupedUsage)
}

// groupedUsage is what follows the long text in the help of a command whose flags
// are in groups.
func groupedUsage(c *cobra.Command) error {
	var b strings.Builder
	fmt.Fprintf(&b, "Usage:\n  %s\n\nExamples:\n%s\n", c.UseLine(), c.Example)
	for _, g := range docgen.Groups(c) {
		fmt.Fprintf(&b, "\n%s:\n%s", g.Title, g.Flags.FlagUsages())
	}
	fmt.Fprintf(&b, "\nGlobal Flags:\n%s", c.InheritedFlags().FlagUsages())
	_, err := c.OutOrStderr().Write([]byte(b.String()))
	return err
}
