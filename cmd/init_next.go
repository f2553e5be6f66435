package cmd

import (
	"context"
	"errors"
	"fmt"
	"path"
	"strings"

	"github.com/promptgit/promptgit/internal/ui"
)

// starterPrompt is the prompt that init writes where there is none.
const starterPrompt = "prompts/sort.md"

// initNext says what is left to do before a score means something: a suite for
// prompts without one, and a model in place of the stand-in.
func initNext(ctx context.Context, app *App) error {
	w, err := app.openWorkspace(ctx)
	if err != nil {
		return err
	}
	defer w.close()
	files, err := w.prompts(ctx, w.now, "")
	if err != nil {
		return err
	}
	var unsuited []string
	standIn := false
	for _, file := range files {
		p, err := parsePrompt(ctx, w.config, w.now, file)
		if err != nil {
			continue // eval and check say what is wrong with it
		}
		if _, err = w.suitesOf(ctx, &iteration{path: file, lineage: file, prompt: p}, ""); errors.Is(err, errNoSuite) {
			unsuited = append(unsuited, file)
		}
		standIn = standIn || p.Model == "" && w.config.Provider == "demo" && file != starterPrompt
	}
	fmt.Fprintln(app.Err, "\nnext:")
	if len(unsuited) > 0 {
		fmt.Fprintln(app.Err, "  "+w.suiteStep(ctx, unsuited))
	}
	if standIn {
		fmt.Fprintln(app.Err, "  name a model in promptgit.yaml: its provider demo is a stand-in that only sorts messages")
	}
	fmt.Fprintln(app.Err, "  git add . && git commit, then promptgit eval HEAD for the first score")
	fmt.Fprintln(app.Err, "  change one section of a prompt, commit, promptgit eval HEAD, and look at promptgit log")
	return nil
}

// suiteStep says how prompts come by a suite. A configuration of promptfoo is one.
func (w *workspace) suiteStep(ctx context.Context, unsuited []string) string {
	for _, name := range []string{"promptfooconfig.yaml", "promptfooconfig.yml", "promptfooconfig.json"} {
		if _, err := w.now.Read(ctx, name); err == nil && !w.config.Holds(name) {
			return "let " + name + " judge: write suite: " + name + " beside the path of prompts in promptgit.yaml"
		}
	}
	file := unsuited[0]
	name := strings.TrimPrefix(file, "prompts/")
	step := "write suites/" + strings.TrimSuffix(name, path.Ext(name)) + ".yaml with a few cases for " + file
	if name == file {
		step = "write suites/NAME.yaml with a few cases for " + file + " and name it in promptgit.yaml"
	}
	if more := len(unsuited) - 1; more > 0 {
		step += fmt.Sprintf("; %s more without a suite", plural(more, "prompt"))
	}
	return ui.Line(step)
}
