package cmd

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/ui"
)

// exportFormat is a format in which prompts, suites and scores leave.
type exportFormat struct {
	Name   string
	Doc    string
	Binary bool // it is nothing for a terminal
	Write  func(ctx context.Context, out io.Writer, p *pages, x *exported) (exportTold, error)
}

// exportFormats is the one list of them.
func exportFormats() []exportFormat {
	return []exportFormat{
		{"promptfoo", "a configuration that promptfoo runs: prompts, models, tests", false, exportPromptfoo},
		{"csv", "the cases of a suite as promptfoo's table", false, exportCSV},
		{"xlsx", "a spreadsheet: cases, iterations with their scores, results of the newest", true, exportXLSX},
		{"json", "prompts with all versions, scores and labels, and the suites", false, exportJSON},
	}
}

// exportTold is what an export holds, and what it could not take along.
type exportTold struct {
	Prompts, Versions, Cases int
	Lost                     []string
}

type exportOptions struct {
	prompt   string
	suite    string
	provider string
	output   string
	outputs  string
	raw      bool
}

func newExport(app *App) *cobra.Command {
	var o exportOptions
	c := &cobra.Command{
		Use:     "export FORMAT",
		GroupID: groupShare,
		Short:   "Hand prompts, suites and scores to other tools",
		Long: "Write prompts, suites and scores in a format that other tools read, to standard output or to the\n" +
			"file of -o. Prompts and suites are those of the working tree (of HEAD in a bare repository),\n" +
			"versions and scores those of HEAD's history. What a format has no place for is told on stderr; where\n" +
			"a case would be judged otherwise than here, nothing is written.\n\nThe formats:",
		Example: "  promptgit export promptfoo -o promptfooconfig.yaml\n  promptgit export xlsx -o prompts.xlsx\n  promptgit export csv --suite suites/triage.yaml",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			format, err := exportOf(args[0])
			if err != nil {
				return err
			}
			switch {
			case cmd.Flags().Changed("output") && o.output == "":
				return usageHint("leave out -o, or name a file", "-o: no file is named")
			case o.outputs != outputsAll && o.outputs != outputsFailed && o.outputs != outputsNone:
				return usageHint("it is all, failed or none", "--outputs: unknown value %q", o.outputs)
			case format.Binary && (o.output == "" || o.output == "-") && app.OutTTY:
				return usageHint("-o FILE."+format.Name+" writes a file", "%s is nothing for a terminal", format.Name)
			}
			if err := askedGlob(o.prompt); err != nil {
				return err
			}
			return runExport(cmd.Context(), app, o, format)
		},
	}
	var names []string
	for _, f := range exportFormats() {
		names = append(names, f.Name)
		c.Long += fmt.Sprintf("\n  %-9s  %s", f.Name, f.Doc)
	}
	c.Long += exitStatus("0  done", "1  a case cannot be written so that it is judged as here", "2  wrong flags, or nothing to export",
		"3  a prompt, a suite or the configuration is invalid", "4  Git, or the disk")
	c.ValidArgs = names
	f := c.Flags()
	f.StringVar(&o.prompt, "prompt", "", "only prompts that match `GLOB`")
	f.StringVar(&o.suite, "suite", "", "the cases of the suite `FILE`, where prompts have several")
	f.StringVar(&o.provider, "provider", "", "who answers in promptfoo, the `ID` that it has there; by default as here")
	f.StringVarP(&o.output, "output", "o", "", "write to `FILE`, - for standard output")
	f.StringVar(&o.outputs, "outputs", outputsFailed, "`WHICH` outputs xlsx holds: all, failed or none; they can be private")
	f.BoolVar(&o.raw, "raw", false, "csv for programs: leave cells as they are that a spreadsheet would run as formulas")
	completes(c, "outputs", outputsAll, outputsFailed, outputsNone)
	return c
}

func exportOf(name string) (exportFormat, error) {
	var names []string
	for _, f := range exportFormats() {
		if f.Name == name {
			return f, nil
		}
		names = append(names, f.Name)
	}
	hint := diag.DidYouMean(name, names)
	if hint == "" {
		hint = "formats are " + strings.Join(names, ", ")
	}
	return exportFormat{}, usageHint(hint, "there is no format %q", name)
}

func runExport(ctx context.Context, app *App, o exportOptions, format exportFormat) error {
	p, err := app.openPages(ctx)
	if err != nil {
		return err
	}
	defer p.close()
	p.glob, p.rows = o.prompt, 1<<30
	var out bytes.Buffer
	x, err := p.exported(ctx, o)
	if err != nil {
		return err
	}
	told, err := format.Write(ctx, &out, p, x)
	if err != nil {
		return err
	}
	if o.output == "" || o.output == "-" {
		_, err = app.Out.Write(out.Bytes())
	} else {
		err = writeWhole(app.path(o.output), out.Bytes())
	}
	if err != nil {
		return err
	}
	for _, text := range told.Lost {
		fmt.Fprintln(app.Err, "promptgit: warning:", ui.Line(text))
	}
	if o.output != "" && o.output != "-" {
		fmt.Fprintf(app.Err, "wrote %s: %s\n", ui.Line(o.output), told)
	}
	return nil
}

func (t exportTold) String() string {
	var parts []string
	for _, n := range []struct {
		count int
		word  string
	}{{t.Prompts, "prompt"}, {t.Versions, "version"}, {t.Cases, "case"}} {
		if n.count > 0 {
			parts = append(parts, plural(n.count, n.word))
		}
	}
	return strings.Join(parts, ", ")
}

// exported are the prompts to write: those of the working tree, parsed, with the
// suites that judge them.
type exported struct {
	o       exportOptions
	w       *workspace
	prompts []*iteration
	suites  []string            // paths, each once
	judged  map[string][]string // by prompt the suites that judge it
}

// exported reads what the user asked for. A prompt without a suite has none.
func (p *pages) exported(ctx context.Context, o exportOptions) (*exported, error) {
	w, err := p.workspace(ctx)
	if err != nil {
		return nil, err
	}
	files, err := w.prompts(ctx, w.now, o.prompt)
	if err != nil {
		return nil, err
	}
	if len(files) == 0 {
		return nil, errNothing("prompt", "write prompts/NAME.md")
	}
	x := &exported{o: o, w: w, judged: map[string][]string{}}
	var problems diag.Errors
	for _, file := range files {
		parsed, err := parsePrompt(ctx, w.config, w.now, file)
		var more diag.Errors
		switch {
		case errors.As(err, &more):
			problems = append(problems, more...)
			continue
		case err != nil:
			return nil, err
		}
		it := &iteration{path: file, lineage: file, prompt: parsed}
		suites, err := w.suitesOf(ctx, it, o.suite)
		if err != nil && !errors.Is(err, errNoSuite) {
			return nil, err
		}
		x.prompts = append(x.prompts, it)
		x.judged[file] = suites
		x.suites = unique(append(x.suites, suites...))
	}
	return x, problems.Err()
}

// suite is the one suite whose cases a table holds.
func (x *exported) suite() (string, error) {
	switch len(x.suites) {
	case 1:
		return x.suites[0], nil
	case 0:
		return "", usageHint("--suite FILE names one", "%w %s", errNoSuite, ui.Line(x.prompts[0].path))
	}
	return "", usageHint("--suite "+shellWord(x.suites[0])+", or --prompt GLOB", "a table holds the cases of one suite, and there are %d", len(x.suites))
}
