package cmd

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/promptgit/promptgit/internal/suitefile"
	"github.com/promptgit/promptgit/internal/ui"
)

type suiteEdgeOptions struct {
	suite  string
	prompt string
	inputs []string
	write  bool
	suiteWriteOptions
}

func newSuiteEdge(app *App) *cobra.Command {
	var o suiteEdgeOptions
	c := &cobra.Command{
		Use:   "edge",
		Short: "Print or add cases with hostile inputs",
		Long: "Make a case for each input of the prompt and each hostile text: nothing, blanks, emoji, 10,000\n" +
			"words, eight languages, control and zero-width characters, HTML, template tags, injections and more.\n" +
			"One input is hostile at a time; the others are those of the first case that sets them. An input that\n" +
			"is the same in all cases is left alone, unless --input names it. An injection\n" +
			"asserts that the answer does not hold the word that it asks for, which does not stand in the input\n" +
			"itself. What a good answer to the others is depends on the task: these cases assert nothing and\n" +
			"always pass until you say so, and are named on stderr.\n\n" +
			"Without --write the cases are printed as YAML; with it they are added to the suite, long texts as\n" +
			"files in edge/ beside it. Cases that are there already are left alone." +
			exitStatus("0  done, also where nothing is new", "2  wrong flags, or a prompt without inputs", "3  a suite or a prompt is invalid", "4  Git, or the disk"),
		Example: "  promptgit suite edge\n  promptgit suite edge --prompt prompts/triage.md --write --dry-run",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return runSuiteEdge(cmd.Context(), app, o) },
	}
	f := c.Flags()
	f.BoolVar(&o.write, "write", false, "add the cases to the suite")
	f.StringArrayVar(&o.inputs, "input", nil, "make the input `NAME` hostile; may be repeated")
	f.StringVar(&o.suite, "suite", "", "the suite `FILE`, which is made where it is missing")
	f.StringVar(&o.prompt, "prompt", "", "the prompt that matches `GLOB`")
	f.StringArrayVar(&o.asserts, "assert", nil, "what every answer must be, `TYPE=VALUE`; may be repeated")
	f.BoolVar(&o.dryRun, "dry-run", false, "with --write, print what would change and write nothing")
	f.BoolVar(&o.json, "json", false, "with --write, print one JSON document")
	return c
}

func runSuiteEdge(ctx context.Context, app *App, o suiteEdgeOptions) error {
	if !o.write && (o.dryRun || o.json) {
		return usagef("--dry-run and --json belong to --write")
	}
	asserts, err := parseAsserts(o.asserts)
	if err != nil {
		return err
	}
	w, err := app.openWorkspace(ctx)
	if err != nil {
		return err
	}
	defer w.close()
	if o.write {
		if err = w.mustWrite(); err != nil {
			return err
		}
	}
	pair, err := w.edgePairing(ctx, o)
	if err != nil {
		return err
	}
	if len(asserts) > 0 && !pair.isTemplated() {
		return errNoOwnAsserts
	}
	a, err := w.newAddition(ctx, pair.suite)
	if err != nil {
		return err
	}
	pair.cases = a.old
	hostile, err := app.hostileInputs(pair, o.inputs)
	if err != nil {
		return err
	}
	m := edgeMaker{pair: pair, asserts: asserts, files: map[string]string{}, secret: secretLine(pair.prompts)}
	m.inline = !pair.isTemplated() || !o.write && !app.OutTTY
	a.cases, a.noAssert = m.all(hostile), true
	if len(a.cases) == 0 {
		fmt.Fprintf(app.Err, "promptgit: %s has them all\n", ui.Line(pair.suite))
		return nil
	}
	for name, text := range m.files {
		a.beside[inFolder(pair.suite, name)] = []byte(text)
	}
	if o.write {
		err = a.finish(ctx, o.suiteWriteOptions)
	} else {
		err = a.printYAML(ctx, len(m.files) > 0)
	}
	if err == nil {
		a.tellOpen(pair)
	}
	return err
}

// hostileInputs are the inputs that are made hostile: those asked for, else
// those that are not the same in all cases.
func (a *App) hostileInputs(pair pairing, asked []string) ([]string, error) {
	inputs := pair.inputs()
	if len(inputs) == 0 {
		return nil, usageHint("name a prompt with --prompt", "no prompt of %s uses an input", cmp.Or(pair.suite, "the suite"))
	}
	for _, name := range asked {
		if !slices.Contains(inputs, name) {
			return nil, usageHint("its inputs are "+strings.Join(inputs, ", "), "--input: no prompt of %s uses %q", cmp.Or(pair.suite, "the suite"), name)
		}
	}
	if len(asked) > 0 {
		return unique(asked), nil
	}
	varied := pair.varied()
	for _, name := range inputs {
		if !slices.Contains(varied, name) {
			fmt.Fprintf(a.Err, "promptgit: %s is the same in all cases and stays as it is; --input %s makes it hostile\n", ui.Line(name), ui.Line(name))
		}
	}
	return varied, nil
}

// edgePairing finds the suite; without one the cases can still be printed.
func (w *workspace) edgePairing(ctx context.Context, o suiteEdgeOptions) (pairing, error) {
	pair, err := w.pairing(ctx, o.suite, o.prompt)
	if err == nil || o.write || o.suite != "" {
		return pair, err
	}
	prompts, other := w.askedPrompts(ctx, o.prompt)
	if other != nil || len(prompts) != 1 {
		return pair, err
	}
	return pairing{prompts: prompts}, nil
}

// printYAML prints the cases. Where they fit into the suite, they are read in it,
// so that what its defaults assert is known.
func (a *addition) printYAML(ctx context.Context, files bool) error {
	app := a.w.app
	if a.suite != "" && !a.isNew && path.Ext(a.file) != ".csv" {
		if err := a.apply(ctx); err != nil {
			return err
		}
	}
	if _, err := io.WriteString(app.Out, app.shown(suitefile.YAML(a.cases))); err != nil {
		return err
	}
	if files {
		fmt.Fprintln(app.Err, "promptgit: the files with long texts are written by --write; in a pipe the texts are printed")
	}
	return nil
}

// tellOpen names the kinds of cases that assert nothing, or what they lack.
func (a *addition) tellOpen(pair pairing) {
	if open := a.unfilled(); len(open) > 0 {
		fmt.Fprintf(a.w.app.Err, "promptgit: the evaluators use %s, which you must add to the new entries: say there what a good answer is\n", ui.Line(strings.Join(open, ", ")))
	}
	var open []string
	n := 0
	for i, c := range a.cases {
		asserts := len(c.Asserts)
		if a.added != nil {
			asserts = len(a.added[i].Asserts)
		}
		if asserts > 0 {
			continue
		}
		n++
		if kind, _, _ := strings.Cut(c.Description, ":"); kind != "" && !slices.Contains(open, kind) {
			open = append(open, kind)
		}
	}
	if n == 0 {
		return
	}
	told := fmt.Sprintf("%d of %d cases assert nothing and always pass until you say what a good answer is", n, len(a.cases))
	if pair.isTemplated() {
		told += ": " + strings.Join(open, ", ")
	}
	fmt.Fprintln(a.w.app.Err, "promptgit: "+told)
}
