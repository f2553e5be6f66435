package cmd

import (
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/ui"
)

// The groups in which help lists the commands.
const (
	groupStart  = "start"
	groupJudge  = "judge"
	groupLook   = "look"
	groupShare  = "share"
	groupUpkeep = "upkeep"
)

// commands is the one list of commands, in the order of help.
func commands(app *App) []*cobra.Command {
	return []*cobra.Command{
		newDemo(app),
		newInit(app),
		newImport(app),
		newCheck(app),
		newSave(app),
		newUndo(app),
		newSplit(app),
		newLint(app),
		newSuite(app),
		newHook(app),
		newEval(app),
		newGate(app),
		newCommentCommand(app),
		newGrade(app),
		newRun(app),
		newRender(app),
		newList(app),
		newLog(app),
		newShow(app),
		newDiff(app),
		newReport(app),
		newServe(app),
		newBisect(app),
		newDrift(app),
		newAdvise(app),
		newAblate(app),
		newReview(app),
		newPush(app),
		newPull(app),
		newPromote(app),
		newRollback(app),
		newLabels(app),
		newGet(app),
		newExport(app),
		newNotes(app),
		newCache(app),
		newTrust(app),
		newProviders(app),
		newTextconv(app),
		newMCP(app),
		newSchema(app),
		newCompletion(app),
		newVersion(app),
	}
}

// NewRoot builds the command tree.
func NewRoot(app *App) *cobra.Command {
	var dir, color string
	root := &cobra.Command{
		Use:   "promptgit",
		Short: "Version, judge and bisect prompts in a Git repository",
		Long: "promptgit turns a Git repository of prompts into a measured experiment: each commit is an\n" +
			"iteration that changes one variable, a suite scores it, the score is kept as a Git note,\n" +
			"and bisect finds the iteration that broke something." +
			exitStatus(
				"0    done",
				"1    it worked, and the answer is no: refused, failed, undecided, no record",
				"2    wrong flags or arguments, or nothing to work on",
				"3    a prompt, a suite or the configuration is invalid",
				"4    Git, or the disk below it",
				"5    the provider: no key, not allowed, no answer",
				"130  interrupted"),
		Example:       "  promptgit demo\n  promptgit init",
		Args:          cobra.ArbitraryArgs,
		SilenceErrors: true,
		SilenceUsage:  true,
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error {
			return app.start(cmd, dir, color)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return cmd.Help()
			}
			return unknownCommand(cmd, args[0])
		},
	}
	root.SetOut(app.Out)
	root.SetErr(app.Err)
	root.SetIn(app.In)
	root.CompletionOptions.DisableDefaultCmd = true
	root.SetHelpCommand(newHelp())
	root.PersistentFlags().StringVarP(&dir, "directory", "C", "", "run as if started in `DIR`")
	root.PersistentFlags().StringVar(&color, "color", "auto", "color output, `WHEN` is auto, always or never")
	completes(root, "color", string(ui.ColorAuto), string(ui.ColorAlways), string(ui.ColorNever))
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return usageHint(cmd.CommandPath()+" --help lists the flags", "%w", err)
	})
	root.AddGroup(
		&cobra.Group{ID: groupStart, Title: "Start:"},
		&cobra.Group{ID: groupJudge, Title: "Change and judge:"},
		&cobra.Group{ID: groupLook, Title: "Look and find:"},
		&cobra.Group{ID: groupShare, Title: "Share and release:"},
		&cobra.Group{ID: groupUpkeep, Title: "Upkeep:"},
	)
	for _, c := range commands(app) {
		usageArgs(c)
		root.AddCommand(c)
	}
	return root
}

// start applies the flags that every command takes.
func (a *App) start(cmd *cobra.Command, dir, color string) error {
	c, err := ui.ParseColor(color)
	if err != nil {
		return usagef("%w", err)
	}
	a.Streams = a.WithColor(c, a.Env)
	a.command = strings.TrimPrefix(cmd.CommandPath(), cmd.Root().Name()+" ")
	if f := cmd.Flags().Lookup("json"); f != nil && f.Value.String() == "true" {
		a.json = true
	}
	if dir == "" {
		return nil
	}
	a.Dir = a.path(dir)
	if info, err := os.Stat(a.Dir); err != nil || !info.IsDir() {
		return usagef("-C: %s is not a directory", a.Dir)
	}
	return nil
}

// usageArgs turns what cobra says of wrong arguments into a usage error, for
// the command and those below it.
func usageArgs(c *cobra.Command) {
	if check := c.Args; check != nil {
		c.Args = func(cmd *cobra.Command, args []string) error {
			if err := check(cmd, args); err != nil {
				return usageHint("usage: "+cmd.UseLine(), "%w", err)
			}
			return nil
		}
	}
	for _, sub := range c.Commands() {
		usageArgs(sub)
	}
}

func unknownCommand(parent *cobra.Command, name string) error {
	var names []string
	for _, c := range parent.Commands() {
		if !c.Hidden {
			names = append(names, c.Name())
		}
	}
	hint := diag.DidYouMean(name, names)
	if hint == "" {
		hint = parent.CommandPath() + " --help lists the commands"
	}
	return usageHint(hint, "unknown command %q", strings.TrimSpace(parent.CommandPath()+" "+name))
}

// newHelp is what people type who do not think of --help.
func newHelp() *cobra.Command {
	return &cobra.Command{
		Use: "help [COMMAND]", Short: "Print the help of a command", GroupID: groupUpkeep, Hidden: true,
		RunE: func(cmd *cobra.Command, args []string) error {
			c := cmd.Root()
			for _, name := range args {
				at := slices.IndexFunc(c.Commands(), func(sub *cobra.Command) bool { return sub.Name() == name })
				if at < 0 {
					return unknownCommand(c, name)
				}
				c = c.Commands()[at]
			}
			return c.Help()
		},
	}
}

// completes names the values of a flag to the shell.
func completes(c *cobra.Command, flag string, values ...string) {
	_ = c.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp)) // fails for no flag of c only
}

// exitStatus writes the section that ends every command's help.
func exitStatus(rows ...string) string {
	return "\n\nEXIT STATUS\n  " + strings.Join(rows, "\n  ")
}
