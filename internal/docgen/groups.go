package docgen

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// groupsKey is where a command keeps the groups of its flags.
const groupsKey = "flag groups"

// Group is a heading of the help, and the flags that stand under it.
type Group struct {
	Title string
	Flags *pflag.FlagSet
}

// SetGroups parts the flags of a command that has many. Each row is a title, a
// colon and the names of flags: "Calls: jobs max-time".
func SetGroups(c *cobra.Command, rows ...string) {
	c.Annotations = map[string]string{groupsKey: strings.Join(rows, "\n")}
}

// Groups are a command's own flags: those without a group of their own, such as
// --help, stand at the end under "Flags".
func Groups(c *cobra.Command) []Group {
	var list []Group
	taken := map[string]bool{}
	for row := range strings.SplitSeq(c.Annotations[groupsKey], "\n") {
		title, names, _ := strings.Cut(row, ":")
		g := newGroup(title)
		for name := range strings.FieldsSeq(names) {
			if f := c.NonInheritedFlags().Lookup(name); f != nil {
				g.Flags.AddFlag(f)
				taken[name] = true
			}
		}
		list = append(list, g)
	}
	rest := newGroup("Flags")
	c.NonInheritedFlags().VisitAll(func(f *pflag.Flag) {
		if !taken[f.Name] {
			rest.Flags.AddFlag(f)
		}
	})
	return slices.DeleteFunc(append(list, rest), func(g Group) bool { return !g.Flags.HasAvailableFlags() })
}

func newGroup(title string) Group {
	return Group{title, pflag.NewFlagSet(title, pflag.ContinueOnError)}
}
