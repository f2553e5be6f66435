package cmd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"github.com/promptgit/promptgit/internal/memo"
)

// mostComment is how many bytes are read: no service takes as much.
const mostComment = 16 << 20

func newCommentCommand(app *App) *cobra.Command {
	name := "gate"
	c := &cobra.Command{
		Use:     "comment [FILE]",
		GroupID: groupJudge,
		Short:   "Write a summary as the one comment of a pull request",
		Long: "Write the Markdown of FILE, or of standard input, as a comment of the pull request that a job of\n" +
			"GitHub Actions or GitLab CI is about. A later run writes over it, so that there is one comment of\n" +
			"each --name however often the job runs. A text that is too long for the service is cut between\n" +
			"two of its parts, and says so.\n\n" +
			"The token comes from GITHUB_TOKEN, with the permission pull-requests: write, or from GITLAB_TOKEN,\n" +
			"with the scope api. Give it to a job of its own: one that judges runs what the branch brings along." +
			exitStatus("0  the comment stands there", "2  wrong flags, no token, no pull request", "5  the service did not take it"),
		Example: "  promptgit comment promptgit-gate.md\n  promptgit check origin/main..HEAD --report markdown | promptgit comment --name check",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			file := "-"
			if len(args) == 1 {
				file = args[0]
			}
			return runComment(cmd.Context(), app, file, name)
		},
	}
	c.Flags().StringVar(&name, "name", name, "write over the comment `NAME` of earlier runs, and over no other")
	return c
}

// commentName is what a name may be: it stands in a hidden line of the comment.
var commentName = memo.Regexp(`^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`)

func runComment(ctx context.Context, app *App, file, name string) error {
	if !commentName().MatchString(name) {
		return usageHint("write letters, digits, dots, - and _, such as --name gate", "--name: %q is no name of a comment", name)
	}
	c, err := newComment(app, name)
	if err != nil {
		return err
	}
	text, err := commentText(app, file)
	if err != nil {
		return err
	}
	if err = c.write(ctx, text); err == nil {
		app.note("promptgit: note: the comment " + name + " stands in the pull request")
	}
	return err
}

// commentText reads what is to be written.
func commentText(app *App, file string) (string, error) {
	in := app.In
	if file != "-" {
		f, err := os.Open(app.path(file))
		if err != nil {
			return "", usagef("%w", err)
		}
		defer f.Close() //nolint:errcheck // it is only read
		in = f
	}
	raw, err := io.ReadAll(io.LimitReader(in, mostComment))
	switch {
	case err != nil:
		return "", fmt.Errorf("read the comment: %w", err)
	case !utf8.Valid(raw):
		return "", usageHint("a summary of promptgit is UTF-8", "%s is no text", file)
	case strings.TrimSpace(string(raw)) == "":
		return "", usageHint("promptgit gate --base main... --report markdown=FILE writes one", "there is nothing in %s", file)
	case strings.ContainsRune(string(raw), 0):
		return "", usagef("%w", errors.New("a comment holds no null byte"))
	}
	return string(raw), nil
}

// within cuts a text to so many bytes, after a line at which no folded part is
// open, and says so.
func within(text string, most int) string {
	const more = "\nThe rest is left out: it would be too long for a comment. The summary of the job has more.\n"
	if len(text) <= most {
		return text
	}
	var kept, open, at int
	for line := range strings.Lines(text) {
		if at += len(line); at > most-len(more) {
			break
		}
		for _, tag := range []string{"details", "pre"} {
			open += strings.Count(line, "<"+tag+">") - strings.Count(line, "</"+tag+">")
		}
		if open == 0 {
			kept = at
		}
	}
	return text[:kept] + more
}
