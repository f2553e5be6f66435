package cmd

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/eval/provider"
	"github.com/promptgit/promptgit/internal/config"
	"github.com/promptgit/promptgit/internal/ui"
)

// takeProvider proposes the first provider of a promptfoo configuration as the one
// that answers, where it is one of promptgit's that needs nothing else.
func (w *workspace) takeProvider(s *eval.Suite, f *findings) {
	if f.provider != "" || len(s.Providers) == 0 {
		return
	}
	spec := s.Providers[0]
	known, found, err := provider.FromPromptfoo(spec.ID, w.app.Getenv)
	name := spec.ID
	switch {
	case err != nil:
		name = ""
	case found && (known.BaseURL != "" || known.Name != known.Type && known.Type != ""):
		name = ""
	case found:
		name = strings.TrimSuffix(known.Name+":"+known.Model, ":")
	}
	if _, _, err := provider.Split(name, nil, ""); name == "" || err != nil {
		f.notes = append(f.notes, fmt.Sprintf("the provider %s of %s was not taken over: name one in promptgit.yaml", spec.ID, s.Path))
		return
	}
	f.provider = name
	if spec.Config.Len() > 0 {
		var keys []string
		for key := range spec.Config.All() {
			keys = append(keys, key)
		}
		f.notes = append(f.notes, fmt.Sprintf("%s of the provider of %s was not taken over: prompts in files of their own set it in their front matter",
			strings.Join(keys, ", "), s.Path))
	}
}

// unnamed leaves out what a configuration names already. The defaults name no suite.
func (f findings) unnamed(c *config.Config) findings {
	known := func(e foundEntry) bool {
		if c.Path == "" && len(e.suites) > 0 {
			return false
		}
		if len(e.files) == 0 { // prompts inside of one file
			return c.Holds(strings.ReplaceAll(e.path, `\`, ""))
		}
		return !slices.ContainsFunc(e.files, func(file string) bool {
			_, is := c.Match(file)
			return !is && !c.Holds(file)
		})
	}
	f.entries = slices.DeleteFunc(slices.Clone(f.entries), known)
	f.perhaps = slices.DeleteFunc(slices.Clone(f.perhaps), known)
	return f
}

// line is the entry as it stands in the configuration.
func (e foundEntry) line() string {
	text := "- {path: " + quotedYAML(e.path)
	switch len(e.suites) {
	case 0:
	case 1:
		text += ", suite: " + quotedYAML(e.suites[0])
	default:
		var list []string
		for _, s := range e.suites {
			list = append(list, quotedYAML(s))
		}
		text += ", suite: [" + strings.Join(list, ", ") + "]"
	}
	return text + "}"
}

// quotedYAML is a text in the quotes of JSON, which YAML reads.
func quotedYAML(text string) string {
	raw, err := json.Marshal(text)
	if err != nil {
		return `""` // a string always has a form
	}
	return string(raw)
}

// propose shows what was found and gives the entries to write: on a terminal those
// that the user wants, elsewhere those that are certainly prompts.
func (f findings) propose(ctx context.Context, app *App) ([]foundEntry, error) {
	var chosen []foundEntry
	if len(f.entries) > 0 {
		f.show(app, "found  ", f.entries)
		if app.InTTY {
			if err := app.confirm(ctx, "name them as prompts in promptgit.yaml?"); err != nil && ctx.Err() != nil {
				return nil, err
			} else if err == nil {
				chosen = append(chosen, f.entries...)
			}
		} else {
			chosen = append(chosen, f.entries...)
		}
	}
	if len(f.perhaps) > 0 {
		f.show(app, "found  ", f.perhaps)
		if app.InTTY && app.confirm(ctx, "measure these instructions of agents as prompts, too?") == nil {
			chosen = append(chosen, f.perhaps...)
		} else if !app.InTTY {
			fmt.Fprintln(app.Out, "\nto measure instructions of agents as prompts, add to prompts in promptgit.yaml:")
			for _, e := range f.perhaps {
				fmt.Fprintln(app.Out, "  "+ui.Line(e.line()))
			}
		}
	}
	return chosen, ctx.Err()
}

func (f findings) show(app *App, word string, entries []foundEntry) {
	for _, e := range entries {
		fmt.Fprintln(app.Out, word+ui.Line(e.what))
	}
}

// tell says what was found beside a configuration that stays as it is.
func (f findings) tell(app *App) {
	all := append(slices.Clone(f.entries), f.perhaps...)
	if len(all) == 0 {
		return
	}
	f.show(app, "found  ", all)
	fmt.Fprintln(app.Out, "\nto make these prompts, add to prompts in promptgit.yaml:")
	for _, e := range all {
		fmt.Fprintln(app.Out, "  "+ui.Line(e.line()))
	}
}
