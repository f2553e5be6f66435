package docgen

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// Pages gives the file name and the text of each visible command's page, and of
// the index.
func Pages(root *cobra.Command) map[string]string {
	pages := map[string]string{}
	var index strings.Builder
	index.WriteString("# Commands\n\nMade from the program's own help by `make generate`.\n\n")
	walk(root, func(c *cobra.Command) {
		pages[fileName(c)] = page(c)
		fmt.Fprintf(&index, "- [%s](%s): %s\n", c.CommandPath(), fileName(c), c.Short)
	})
	pages["README.md"] = index.String()
	return pages
}

func walk(c *cobra.Command, visit func(*cobra.Command)) {
	if c.Hidden {
		return
	}
	visit(c)
	for _, sub := range c.Commands() {
		walk(sub, visit)
	}
}

func fileName(c *cobra.Command) string {
	return strings.ReplaceAll(c.CommandPath(), " ", "_") + ".md"
}

func page(c *cobra.Command) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n%s.\n\n", c.CommandPath(), c.Short)
	if c.Runnable() {
		fmt.Fprintf(&b, "    %s\n\n", c.UseLine())
	}
	about, status, _ := strings.Cut(c.Long, "\n\nEXIT STATUS\n")
	if about != "" {
		fmt.Fprintf(&b, "%s\n\n", about)
	}
	if c.Example != "" {
		fmt.Fprintf(&b, "## Examples\n\n```sh\n%s\n```\n\n", unindent(c.Example))
	}
	for _, g := range Groups(c) {
		flags(&b, g.Title, g.Flags)
	}
	flags(&b, "Flags of every command", c.InheritedFlags())
	if status != "" {
		fmt.Fprintf(&b, "## Exit status\n\n```\n%s\n```\n", unindent(status))
	}
	return strings.TrimRight(b.String(), "\n") + "\n"
}

func flags(b *strings.Builder, title string, set *pflag.FlagSet) {
	if set.HasAvailableFlags() {
		fmt.Fprintf(b, "## %s\n\n```\n%s```\n\n", title, set.FlagUsages())
	}
}

func unindent(s string) string {
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		lines[i] = strings.TrimPrefix(l, "  ")
	}
	return strings.Join(lines, "\n")
}
