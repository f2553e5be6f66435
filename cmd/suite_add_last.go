package cmd

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/suitefile"
	"github.com/promptgit/promptgit/internal/ui"
	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt"
)

// lastPairing finds the suite of the prompt that was run last. Where it has none
// yet, that is suites/NAME.yaml, which is made.
func (w *workspace) lastPairing(ctx context.Context, r lastRun, suite string) (pairing, error) {
	p, err := parsePrompt(ctx, w.config, w.now, r.Prompt)
	if errors.Is(err, fs.ErrNotExist) {
		return pairing{}, &exitError{
			Code: exitNo, Err: fmt.Errorf("%s, which was run last, is not here any more", r.Prompt),
			Hint: "run the prompt again, by the name that it has now",
		}
	}
	if err != nil {
		return pairing{}, err
	}
	if p.Key() != r.PromptKey {
		fmt.Fprintf(w.app.Err, "promptgit: warning: %s was changed since it was run; the output beside the case is that of the version before\n", ui.Line(r.Prompt))
	}
	if suite != "" {
		pair, wrong := w.pairing(ctx, suite, "")
		pair.prompts = []*prompt.Prompt{p}
		return pair, wrong
	}
	found, err := w.suitesOf(ctx, &iteration{path: r.Prompt, lineage: r.Prompt, prompt: p}, "")
	switch {
	case errors.Is(err, errNoSuite):
		return w.firstSuite(ctx, p)
	case err != nil:
		return pairing{}, err
	case len(found) > 1:
		return pairing{}, usageHint("name one with --suite FILE", "%s has several suites: %s", r.Prompt, strings.Join(found, ", "))
	}
	return pairing{suite: found[0], prompts: []*prompt.Prompt{p}}, nil
}

// firstSuite is the suite that is made for a prompt without one. Where its name
// does not lead to it, the prompt or promptgit.yaml must name it.
func (w *workspace) firstSuite(ctx context.Context, p *prompt.Prompt) (pairing, error) {
	name := strings.TrimPrefix(p.Path, "prompts/")
	for ext := path.Ext(name); ext != "" && path.Base(name) != ext; ext = path.Ext(name) {
		name = strings.TrimSuffix(name, ext)
	}
	file := "suites/" + name + ".yaml"
	finds := w.config.Suites(p.Path, func(path string) bool { return path == file })
	if len(finds) == 1 && finds[0] == file {
		return pairing{suite: file, prompts: []*prompt.Prompt{p}}, nil
	}
	if _, err := w.now.Read(ctx, file); err == nil {
		return pairing{}, usageHint("add to it with --suite "+shellWord(file)+", or to another one", "no suite judges %s, and %s is there for something else", p.Path, file)
	}
	fmt.Fprintf(w.app.Err, "promptgit: hint: %s is not found by the name of %s: write \"suite: %s\" into the front matter of the prompt, or into its entry of promptgit.yaml\n",
		ui.Line(file), ui.Line(p.Path), ui.Line(file))
	return pairing{suite: file, prompts: []*prompt.Prompt{p}}, nil
}

// lastCase makes a case of the last run.
func lastCase(r lastRun, pair pairing) suitefile.Case {
	vars := r.Vars
	if pair.isTemplated() {
		vars, _ = verbatim(vars).(*value.Object)
	}
	if !pair.isTemplated() {
		return suitefile.Case{Vars: vars, Comment: strings.Join(outputComment("the output was:", r.Output), "\n")}
	}
	sum := sha256.Sum256(value.Canonical(r.Vars))
	said := "answered by " + r.Provider
	if r.Model != "" {
		said += ":" + r.Model
	}
	if r.Simulated {
		said += ", simulated"
	}
	return suitefile.Case{
		ID: "run-" + hex.EncodeToString(sum[:4]), Description: "run on " + r.Time.UTC().Format("2006-01-02") + ", " + ui.Line(said), Tags: []string{"run"},
		Vars: vars, Comment: strings.Join(outputComment("the output was:", r.Output), "\n"), Metadata: value.NewObject("run_output", shortOutput(r.Output)),
	}
}

// freeID gives an id that no case has: the same input can be asked for several
// things.
func freeID(old []eval.Case, id string) string {
	taken := func(id string) bool {
		return id != "" && slices.ContainsFunc(old, func(c eval.Case) bool { return c.ID == id })
	}
	found := id
	for n := 2; taken(found); n++ {
		found = fmt.Sprintf("%s-%d", id, n)
	}
	return found
}
