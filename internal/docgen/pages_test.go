package docgen_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"mvdan.cc/sh/v3/shell"

	promptgit "github.com/promptgit/promptgit/cmd"
	"github.com/promptgit/promptgit/internal/docgen"
)

// visible lists the commands that help shows, the root first.
func visible(c *cobra.Command) []*cobra.Command {
	list := []*cobra.Command{c}
	for _, sub := range c.Commands() {
		if !sub.Hidden {
			list = append(list, visible(sub)...)
		}
	}
	return list
}

func TestEveryCommandIsDocumented(t *testing.T) {
	t.Parallel()
	root := promptgit.NewRoot(&promptgit.App{})
	pages := docgen.Pages(root)
	for _, c := range visible(root) {
		name := c.CommandPath()
		page, ok := pages[strings.ReplaceAll(name, " ", "_")+".md"]
		if !ok {
			t.Errorf("%s has no page", name)
		}
		if !strings.Contains(pages["README.md"], "["+name+"]") {
			t.Errorf("the index does not list %s", name)
		}
		if c.Short == "" || strings.HasSuffix(c.Short, ".") || strings.Contains(c.Short, "\n") {
			t.Errorf("%s: the short text %q is not one line without a full stop", name, c.Short)
		}
		about, status, _ := strings.Cut(c.Long, "\n\nEXIT STATUS\n")
		if about == "" {
			t.Errorf("%s: there is no long text before EXIT STATUS", name)
		}
		if !strings.HasPrefix(strings.TrimSpace(status), "0 ") {
			t.Errorf("%s: EXIT STATUS does not begin with 0", name)
		}
		if !strings.Contains(page, "## Exit status") || !strings.Contains(page, "## Examples") {
			t.Errorf("%s: the page has no examples or no exit status:\n%s", name, page)
		}
		if len(strings.Split(c.Example, "\n")) < 2 {
			t.Errorf("%s: fewer than two examples", name)
		}
		for line := range strings.SplitSeq(about+"\n"+c.Example, "\n") {
			if len(line) > 100 {
				t.Errorf("%s: a line of help is wider than 100 columns: %q", name, line)
			}
		}
	}
}

func TestEveryFlagSaysWhatItTakes(t *testing.T) {
	t.Parallel()
	for _, c := range visible(promptgit.NewRoot(&promptgit.App{})) {
		c.LocalFlags().VisitAll(func(f *pflag.Flag) {
			value, usage := pflag.UnquoteUsage(f)
			if usage == "" {
				t.Errorf("%s --%s says nothing", c.CommandPath(), f.Name)
			}
			if f.Value.Type() != "bool" && value != strings.ToUpper(value) {
				t.Errorf("%s --%s: the value is called %q; name it in backquotes", c.CommandPath(), f.Name, value)
			}
		})
	}
}

// TestEveryExampleParses gives each example line to the flags and arguments of
// the command that it names.
func TestEveryExampleParses(t *testing.T) {
	t.Parallel()
	for _, c := range visible(promptgit.NewRoot(&promptgit.App{})) {
		own := 0
		for line := range strings.SplitSeq(c.Example, "\n") {
			words := commandLine(t, line)
			if words[0] != "promptgit" {
				continue // shows what another program then does
			}
			root := promptgit.NewRoot(&promptgit.App{}) // flags remember what they were given
			found, rest, err := root.Find(words[1:])
			if err != nil {
				t.Errorf("%s: %v", line, err)
				continue
			}
			if err := found.ParseFlags(rest); err != nil {
				t.Errorf("%s: %v", line, err)
			}
			if err := found.ValidateArgs(found.Flags().Args()); err != nil {
				t.Errorf("%s: %v", line, err)
			}
			if found.HasSubCommands() && found.Flags().NArg() > 0 {
				t.Errorf("%s: no such command", line)
			}
			if found.CommandPath() == c.CommandPath() || !c.HasParent() || c.HasSubCommands() {
				own++
			}
		}
		if own == 0 {
			t.Errorf("%s: no example shows the command itself", c.CommandPath())
		}
	}
}

// commandLine splits the first command of a line into words, as a shell would.
func commandLine(t *testing.T, line string) []string {
	t.Helper()
	for _, end := range []string{" > ", " | ", " || ", " && "} {
		line, _, _ = strings.Cut(line, end)
	}
	words, err := shell.Fields(line, func(string) string { return "" })
	if err != nil || len(words) == 0 {
		t.Fatalf("%q: no command (%v)", line, err)
	}
	return words
}

func TestAPageHoldsWhatTheHelpSays(t *testing.T) {
	t.Parallel()
	root := &cobra.Command{Use: "tool", Short: "A tool", Run: func(*cobra.Command, []string) {}}
	root.PersistentFlags().StringP("directory", "C", "", "start in `DIR`")
	sub := &cobra.Command{
		Use: "cut REV", Short: "Cut it", Long: "Cut it in two.\n\nEXIT STATUS\n  0  done\n  1  too hard",
		Example: "  tool cut HEAD\n  tool cut -n 3 HEAD", Run: func(*cobra.Command, []string) {},
	}
	sub.Flags().IntP("pieces", "n", 2, "`N` pieces")
	hidden := &cobra.Command{Use: "secret", Hidden: true, Run: func(*cobra.Command, []string) {}}
	root.AddCommand(sub, hidden)
	pages := docgen.Pages(root)
	if _, ok := pages["tool_secret.md"]; ok {
		t.Error("a hidden command has a page")
	}
	want := "# tool cut\n\nCut it.\n\n    tool cut REV [flags]\n\nCut it in two.\n\n" +
		"## Examples\n\n```sh\ntool cut HEAD\ntool cut -n 3 HEAD\n```\n\n" +
		"## Flags\n\n```\n  -n, --pieces N   N pieces (default 2)\n```\n\n" +
		"## Flags of every command\n\n```\n  -C, --directory DIR   start in DIR\n```\n\n" +
		"## Exit status\n\n```\n0  done\n1  too hard\n```\n"
	if diff := cmp.Diff(want, pages["tool_cut.md"]); diff != "" {
		t.Errorf("page (-want +got):\n%s", diff)
	}
}
