// Package man writes one manual page per command from the command tree, so that
// man promptgit-log says what promptgit log --help says. It serves the generator
// and is no part of the program.
package man

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/promptgit/promptgit/internal/docgen"
)

// date stands in every page: the day of the release, so that two runs of the
// generator give the same bytes.
const date = "2026-11-28"

// Pages gives the file name and the text of each visible command's page in roff
// with the macros of man(7).
func Pages(root *cobra.Command) map[string]string {
	pages := map[string]string{}
	var walk func(*cobra.Command)
	walk = func(c *cobra.Command) {
		if c.Hidden {
			return
		}
		pages[name(c)+".1"] = page(c)
		for _, sub := range c.Commands() {
			walk(sub)
		}
	}
	walk(root)
	return pages
}

// name is what the page of a command is called, as promptgit-suite-add.
func name(c *cobra.Command) string { return strings.ReplaceAll(c.CommandPath(), " ", "-") }

func page(c *cobra.Command) string {
	var b strings.Builder
	fmt.Fprintf(&b, ".TH %s 1 %s promptgit \"promptgit manual\"\n", escape(strings.ToUpper(name(c))), date)
	b.WriteString(".SH NAME\n")
	fill(&b, name(c)+" - "+lowerFirst(c.Short))
	fmt.Fprintf(&b, ".SH SYNOPSIS\n.B %s\n", escape(c.CommandPath()))
	if args := strings.TrimSpace(strings.TrimPrefix(c.UseLine(), c.CommandPath())); args != "" {
		fmt.Fprintln(&b, textLine(args))
	}
	about, status, _ := strings.Cut(c.Long, "\n\nEXIT STATUS\n")
	b.WriteString(".SH DESCRIPTION\n")
	paragraphs(&b, about)
	options(&b, c)
	if status != "" {
		b.WriteString(".SH EXIT STATUS\n")
		terms(&b, status)
	}
	if c.Example != "" {
		b.WriteString(".SH EXAMPLES\n")
		verbatim(&b, strings.Split(c.Example, "\n"))
	}
	seeAlso(&b, c)
	return b.String()
}

// options writes the flags in the groups of the help.
func options(b *strings.Builder, c *cobra.Command) {
	groups := docgen.Groups(c)
	if set := c.InheritedFlags(); set.HasAvailableFlags() {
		groups = append(groups, docgen.Group{Title: "Flags of every command", Flags: set})
	}
	if len(groups) > 0 {
		b.WriteString(".SH OPTIONS\n")
	}
	for _, g := range groups {
		if len(groups) > 1 {
			fmt.Fprintf(b, ".SS %s\n", escape(g.Title))
		}
		g.Flags.VisitAll(func(f *pflag.Flag) { option(b, f) })
	}
}

func option(b *strings.Builder, f *pflag.Flag) {
	if f.Hidden {
		return
	}
	value, usage := pflag.UnquoteUsage(f)
	label := "\\fB" + escape("--"+f.Name) + "\\fR"
	if f.Shorthand != "" {
		label = "\\fB" + escape("-"+f.Shorthand) + "\\fR, " + label
	}
	if value != "" {
		label += " \\fI" + escape(value) + "\\fR"
	}
	if f.DefValue != "" && !slices.Contains([]string{"false", "0", "0s", "[]"}, f.DefValue) {
		usage += " (default " + f.DefValue + ")"
	}
	fmt.Fprintf(b, ".TP\n%s\n", label)
	fill(b, usage)
}

// seeAlso names the pages of the command above and of those below.
func seeAlso(b *strings.Builder, c *cobra.Command) {
	pages := []string{"git"}
	if c.HasParent() {
		pages = append(pages, name(c.Parent()))
	}
	for _, sub := range c.Commands() {
		if !sub.Hidden {
			pages = append(pages, name(sub))
		}
	}
	b.WriteString(".SH SEE ALSO\n")
	for i, p := range pages {
		comma := ","
		if i == len(pages)-1 {
			comma = ""
		}
		fmt.Fprintf(b, ".BR %s (1)%s\n", escape(p), comma)
	}
}

func lowerFirst(s string) string { return strings.ToLower(s[:1]) + s[1:] }
