package cmd

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/importer"
	"github.com/promptgit/promptgit/internal/ui"
)

type importOptions struct {
	into   string
	suites string
	partly bool
	dryRun bool
	json   bool
}

func newImport(app *App) *cobra.Command {
	var o importOptions
	c := &cobra.Command{
		Use:     "import [SOURCE FILE...]",
		GroupID: groupStart,
		Short:   "Move prompts in from another tool, with their versions",
		Long: "Read what another tool keeps of prompts, and write prompts and suites as files of this repository.\n" +
			"Without arguments the sources are listed.\n\n" +
			"Where the files hold versions, each becomes a commit on top of HEAD, with the author, the time and\n" +
			"the message of the source, and labels become labels of promptgit. The commits are made first and the\n" +
			"branch is moved once, at the end; no hook runs, since they are history, and each says so in a\n" +
			"trailer Promptgit-Allow. Where there are no versions, the files are written and yours to commit.\n\n" +
			"Nothing that exists is overwritten. Another import of a newer export adds what is new." +
			exitStatus("0  done, or there is nothing new", "1  something of the user's is in the way; nothing was changed",
				"2  wrong flags or arguments, or no place for commits", "3  a file cannot be read, or holds what cannot be moved in; nothing was changed",
				"4  Git, or HEAD moved meanwhile"),
		Example: "  promptgit import\n  promptgit import langfuse prompts.json\n  promptgit import promptfoo promptfooconfig.yaml --dry-run",
		Args:    cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			switch len(args) {
			case 0:
				return listSources(app, o.json)
			case 1:
				source, err := sourceOf(args[0])
				if err != nil {
					return err
				}
				return usageHint("promptgit import "+source.Name+" "+source.Path, "which files of %s?", source.Name)
			}
			return runImport(cmd.Context(), app, args[0], args[1:], o)
		},
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
			if len(args) > 0 {
				return nil, cobra.ShellCompDirectiveDefault
			}
			return importer.Names(), cobra.ShellCompDirectiveNoFileComp
		},
	}
	c.Flags().StringVar(&o.into, "into", "prompts", "folder of the prompts, `DIR` from the root of the repository")
	c.Flags().StringVar(&o.suites, "suites", "suites", "folder of the suites, `DIR` from the root of the repository")
	c.Flags().BoolVar(&o.partly, "partly", false, "leave out the prompts that cannot be moved in, and tell which")
	c.Flags().BoolVar(&o.dryRun, "dry-run", false, "only print what would be made")
	c.Flags().BoolVar(&o.json, "json", false, "print one JSON document")
	return c
}

// sourceOf finds a source by the name that the user typed.
func sourceOf(name string) (importer.Source, error) {
	source, ok := importer.Find(name)
	if ok {
		return source, nil
	}
	hint := diag.DidYouMean(name, importer.Names())
	if hint == "" {
		hint = "sources are " + strings.Join(importer.Names(), ", ")
	}
	return source, usageHint(hint, "there is no source %q", name)
}

// listSources says what can be moved in.
func listSources(app *App, asJSON bool) error {
	if asJSON {
		doc := importSourcesJSON{Schema: "promptgit.import/v1", Sources: []importSourceJSON{}}
		for _, s := range importer.Sources() {
			doc.Sources = append(doc.Sources, importSourceJSON{Name: s.Name, Doc: s.Doc, Versions: s.Versions})
		}
		return ui.JSON(app.Out, doc)
	}
	t := &ui.Table{Header: []string{"SOURCE", "READS"}}
	for _, s := range importer.Sources() {
		t.Add(ui.Cell{Text: s.Name, Style: ui.Strong}, ui.Cell{Text: s.Doc})
	}
	if err := t.Write(app.Streams); err != nil {
		return err
	}
	_, err := fmt.Fprintln(app.Err, "\npromptgit import SOURCE FILE... moves prompts in; --dry-run shows what would be made")
	return err
}

func runImport(ctx context.Context, app *App, name string, args []string, o importOptions) error {
	source, err := sourceOf(name)
	if err != nil {
		return err
	}
	w, err := app.openWorkspace(ctx)
	if err != nil {
		return err
	}
	defer w.close()
	if w.repo.Top == "" {
		return usageHint("run it in a clone of this repository", "import needs a working tree")
	}
	j := &importJob{o: o, app: app, w: w, repo: w.repo, source: source, imported: map[gitops.OID]gitops.OID{}}
	if err = j.read(ctx, args); err != nil {
		return err
	}
	if o.dryRun {
		if err = j.plan(ctx); err != nil {
			return err
		}
		return j.print()
	}
	unlock, err := j.lock()
	if err != nil {
		return err
	}
	defer unlock()
	if err = j.plan(ctx); err != nil {
		return err
	}
	if err = j.apply(ctx); err != nil {
		return err
	}
	return j.print()
}

// lock keeps every other import of the repository away from its index and its
// working trees.
func (j *importJob) lock() (unlock func(), err error) {
	return lockFile(filepath.Join(j.repo.CommonDir, "promptgit", "import.lock"), "the imports")
}
