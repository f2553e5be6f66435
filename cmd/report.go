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
)

// reportFile is one format of the report command: a document about a history.
type reportFile struct {
	Name  string
	Doc   string
	File  string // it is written to by default, "" for standard output
	Write func(ctx context.Context, w io.Writer, p *pages, o reportOptions) (reportTold, error)
}

// reportFiles is the one list of them; the first is the default. Formats of what a
// check found are in reports.
func reportFiles() []reportFile {
	return []reportFile{
		{"html", "one page with everything, for a browser; it needs no network", "promptgit-report.html", writeReportHTML},
		{"markdown", "a table of the prompts, for the summary of a job", "", writeReportSummary},
		{"badge", "an SVG with the score of a prompt, or how many are good", "", writeReportBadge},
		{"junit", "JUnit XML, one test for each case of the newest records", "", writeReportCases},
		{"json", "what log --json tells, prompt by prompt", "", writeReportJSON},
	}
}

// reportTold is what a report holds.
type reportTold struct{ Prompts, Iterations, Older, Outputs int }

type reportOptions struct {
	rev     string
	prompt  string
	max     int
	format  string
	output  string
	outputs string
}

// The values of --outputs.
const (
	outputsAll    = "all"
	outputsFailed = "failed"
	outputsNone   = "none"
)

func newReport(app *App) *cobra.Command {
	var o reportOptions
	c := &cobra.Command{
		Use:     "report [REV]",
		GroupID: groupLook,
		Short:   "Write one file that shows histories, comparisons and cases",
		Long: "Write a file that a browser shows without a network and without promptgit: the prompts with their\n" +
			"trends, each history with its chart, the suite through the versions, the models side by side, and\n" +
			"each iteration compared with the one before it: what changed, word by word, which cases flipped,\n" +
			"and what failed. Nothing in it is loaded from elsewhere, and no output can run in it.\n\n" +
			"Outputs can hold private data, and who gets the file gets them: how many it holds is said on stderr.\n" +
			"--outputs failed (the default) holds those of cases that flipped or began to fail, and of the newest\n" +
			"iteration all; --outputs all holds every one, and none holds none. Equal ones stand there once.\n\n" +
			"The formats, of which all but html go to standard output unless -o names a file:",
		Example: "  promptgit report\n  promptgit report --format badge --prompt prompts/triage.md -o triage.svg\n  promptgit report --prompt prompts/triage.md --outputs none -o -",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 1 {
				o.rev = args[0]
			}
			format, err := o.check(cmd.Flags().Changed("output"))
			if err != nil {
				return err
			}
			return runReport(cmd.Context(), app, o, format)
		},
	}
	f := c.Flags()
	f.StringVar(&o.prompt, "prompt", "", "only prompts that match `GLOB`")
	f.IntVarP(&o.max, "max-count", "n", 200, "at most the newest `N` iterations of a prompt, 0 for all")
	var names []string
	for _, r := range reportFiles() {
		names = append(names, r.Name)
		c.Long += fmt.Sprintf("\n  %-9s %s", r.Name, r.Doc)
	}
	c.Long += exitStatus("0  done", "2  wrong flags, or nothing to report", "3  the configuration is invalid", "4  Git", "130  interrupted; no file is written")
	f.StringVar(&o.format, "format", names[0], "`FORMAT` of the file: "+strings.Join(names, ", "))
	f.StringVarP(&o.output, "output", "o", "", "write to `FILE`, - for standard output; by default "+reportFiles()[0].File)
	f.StringVar(&o.outputs, "outputs", outputsFailed, "`WHICH` outputs it holds: all, failed or none")
	completes(c, "format", names...)
	completes(c, "outputs", outputsAll, outputsFailed, outputsNone)
	return c
}

func (o reportOptions) check(output bool) (reportFile, error) {
	var names []string
	for _, r := range reportFiles() {
		if r.Name == o.format {
			switch {
			case o.max < 0:
				return r, usagef("-n takes a number from 0 on")
			case output && o.output == "":
				return r, usageHint("leave out -o, or name a file", "-o: no file is named")
			case o.outputs != outputsAll && o.outputs != outputsFailed && o.outputs != outputsNone:
				return r, usageHint("it is all, failed or none", "--outputs: unknown value %q", o.outputs)
			}
			return r, askedGlob(o.prompt)
		}
		names = append(names, r.Name)
	}
	hint := diag.DidYouMean(o.format, names)
	if hint == "" {
		hint = "the formats are " + strings.Join(names, ", ")
	}
	return reportFile{}, usageHint(hint, "--format: unknown format %q", o.format)
}

// reportMaxBytes is how large a report may become: a browser shows no larger one.
const reportMaxBytes = 64 << 20

func runReport(ctx context.Context, app *App, o reportOptions, format reportFile) error {
	p, err := app.openPages(ctx)
	if err != nil {
		return err
	}
	defer p.close()
	p.rev, p.glob, p.rows = o.rev, o.prompt, 1<<30
	out := boundedBuffer{left: reportMaxBytes}
	told, err := format.Write(ctx, &out, p, o)
	if errors.Is(err, errReportLarge) {
		return usageHint("tell less: --prompt GLOB, -n N, --outputs failed or none", "the report would be larger than %d MiB", reportMaxBytes>>20)
	}
	if err != nil {
		return err
	}
	file := o.output
	if file == "" {
		file = format.File
	}
	if file == "" || file == "-" {
		_, err = app.Out.Write(out.Bytes())
		file = ""
	} else {
		err = writeWhole(app.path(file), out.Bytes())
	}
	if err != nil {
		return fmt.Errorf("write the report: %w", err)
	}
	app.printTold(told, file, out.Len())
	return nil
}

// printTold says what the report holds, as it may hold what is private.
func (a *App) printTold(told reportTold, file string, size int) {
	text := fmt.Sprintf("%s of %s", plural(told.Iterations, "iteration"), plural(told.Prompts, "prompt"))
	if told.Older > 0 {
		text += fmt.Sprintf(", without %d older ones (-n)", told.Older)
	}
	if file != "" {
		text = fmt.Sprintf("wrote %s, %s: %s", file, sizeText(size), text)
	}
	fmt.Fprintln(a.Err, text)
	if told.Outputs > 0 {
		fmt.Fprintf(a.Err, "it holds %s of models, which can hold private data; --outputs none leaves them out\n", plural(told.Outputs, "output"))
	}
}

var errReportLarge = errors.New("the report is too large")

// boundedBuffer takes so many bytes.
type boundedBuffer struct {
	bytes.Buffer
	left int
}

func (b *boundedBuffer) Write(p []byte) (int, error) {
	if b.left -= len(p); b.left < 0 {
		return 0, errReportLarge
	}
	return b.Buffer.Write(p)
}
