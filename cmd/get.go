package cmd

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/promptgit/promptgit/internal/ui"
	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt"
)

type getOptions struct {
	name   string // PROMPT, PROMPT@LABEL or PROMPT@REV
	user   string
	render bool
	vars   []string
	json   bool
}

func newGet(app *App) *cobra.Command {
	var o getOptions
	c := &cobra.Command{
		Use:     "get PROMPT[@LABEL|@REV]",
		GroupID: groupShare,
		Short:   "Print what a label of a prompt has: messages, model and settings",
		Long: "Print a committed version of a prompt as a program wants it: its messages without front matter and\n" +
			"with partials in place, and with --json its model, settings, tools and schemas too. What follows the\n" +
			"@ is a label, or where there is none of that name a revision; without it HEAD's version is printed.\n" +
			"The version is read by the configuration of its own commit: nothing of the working tree counts.\n\n" +
			"Where a candidate stands beside the label (promote --weight), --user ID decides who gets it: of\n" +
			"100 equal parts, a user falls into the one that the first 8 bytes of SHA-256(PROMPT 0 LABEL 0 ID)\n" +
			"modulo 100 name, and those below the weight get the candidate. So a user always gets the same\n" +
			"version, and a larger weight only adds users. Without --user it is the label's own version.\n\n" +
			"The messages are templates; --render -v fills them in." +
			exitStatus(
				"0  done",
				"1  the label is not there",
				"2  wrong flags or arguments",
				"3  the prompt or the configuration of that commit is invalid",
				"4  Git"),
		Example: "  promptgit get prompts/triage.md@production\n" +
			"  promptgit get prompts/triage.md@production --user 4711 --json\n" +
			"  promptgit get prompts/triage.md@v1.4 --render -v ticket='My parcel is late'",
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.name = args[0]
			if len(o.vars) > 0 && !o.render {
				return usageHint("add --render", "-v fills in what --render prints")
			}
			if cmd.Flags().Changed("user") && o.user == "" {
				return usagef("--user: the id is empty")
			}
			return runGet(cmd.Context(), app, o)
		},
	}
	f := c.Flags()
	f.StringVar(&o.user, "user", "", "what the user `ID` gets, where a candidate has a share of them")
	f.BoolVar(&o.render, "render", false, "fill in the templates")
	f.StringArrayVarP(&o.vars, "var", "v", nil, "set an input of the template for --render, `KEY=VALUE`; may be repeated")
	f.BoolVar(&o.json, "json", false, "print one JSON document")
	quietFlag(c, app)
	return c
}

// getJSON is a version of a prompt for programs. Of the fields below partials only a
// rendering depends.
type getJSON struct {
	Schema    string           `json:"schema"`
	Prompt    string           `json:"prompt"`
	Label     *string          `json:"label"`  // null where it was asked for by a revision
	Weight    *int             `json:"weight"` // of the candidate that this is, null for the label's own version
	Rev       string           `json:"rev"`
	Blob      string           `json:"blob"`
	PromptKey string           `json:"prompt_key"`
	ETag      string           `json:"etag"`  // without quotes: the blob, or where the file is not all of it a hash
	Model     *string          `json:"model"` // as written, null where the prompt names none
	Params    *value.Object    `json:"params"`
	Messages  []prompt.Message `json:"messages"`
	Tools     any              `json:"tools"`
	Input     any              `json:"input_schema"`
	Output    any              `json:"output_schema"`
	Inputs    []getInputJSON   `json:"inputs"`
	Format    string           `json:"format"`
	Template  string           `json:"template"` // the engine of the messages: nunjucks, handlebars, literal or none
	Source    *string          `json:"source"`   // the template of the whole prompt where that makes the messages, else null
	Partials  []getPartialJSON `json:"partials"` // that the messages still include, as only their engine can
	Rendered  bool             `json:"rendered"`
}

type getInputJSON struct {
	Name    string  `json:"name"`
	Type    *string `json:"type"`
	Default any     `json:"default"`
}

type getPartialJSON struct {
	Name string `json:"name"` // by which it is included
	Path string `json:"path"`
	Text string `json:"text"`
}

func runGet(ctx context.Context, app *App, o getOptions) error {
	vars, err := app.parseVars(o.vars)
	if err != nil {
		return err
	}
	w, err := app.openWorkspace(ctx)
	if err != nil {
		return err
	}
	defer w.close()
	found, err := w.get(ctx, o.name, o.user)
	if err != nil {
		return err
	}
	doc := found.document()
	if o.render {
		doc.Messages, err = found.it.prompt.Render(ctx, vars, prompt.RenderOptions{Env: prompt.NewEnv(app.envMap())})
		if err != nil {
			return err
		}
		doc.Rendered, doc.Partials = true, []getPartialJSON{}
	}
	if o.json {
		return ui.JSON(app.Out, doc)
	}
	for i, m := range doc.Messages {
		if i > 0 {
			fmt.Fprintln(app.Out)
		}
		if _, err = fmt.Fprintf(app.Out, "%s\n%s\n", ui.Paint(ui.Strong, m.Role+":"), app.shown(m.Text)); err != nil {
			return err
		}
	}
	app.note("promptgit: " + ui.Line(doc.settings()))
	return nil
}

// settings are the version, the model and its settings on one line.
func (d *getJSON) settings() string {
	text := d.Prompt
	if d.Label != nil {
		text += "@" + *d.Label
	}
	text += " is " + shortRev(d.Rev)
	if d.Weight != nil {
		text += fmt.Sprintf(", the candidate of %d %%", *d.Weight)
	}
	var settings []string
	if d.Model != nil {
		settings = append(settings, "model "+*d.Model)
	}
	for name, v := range d.Params.All() {
		settings = append(settings, name+" "+string(value.Canonical(v)))
	}
	if len(settings) > 0 {
		text += ": " + strings.Join(settings, ", ")
	}
	return text
}
