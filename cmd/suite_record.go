package cmd

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/memo"
	"github.com/promptgit/promptgit/internal/suitefile"
	"github.com/promptgit/promptgit/internal/ui"
	"github.com/promptgit/promptgit/internal/value"
)

// recordedCases makes cases of what was answered in the record of a revision.
func (w *workspace) recordedCases(ctx context.Context, o suiteAddOptions, pair pairing) ([]suitefile.Case, error) {
	head, err := w.repo.Resolve(ctx, o.from)
	if err != nil {
		return nil, err
	}
	commit, err := w.repo.Commit(ctx, head)
	if err != nil {
		return nil, err
	}
	records, err := w.shown(ctx, head, showOptions{prompt: o.prompt})
	if err != nil {
		return nil, err
	}
	short := shortRev(string(head))
	if len(records) == 0 {
		return nil, &exitError{Code: exitNo, Err: fmt.Errorf("there is no record of %s", short), Hint: "promptgit eval " + short + " makes one"}
	}
	found, err := w.answered(records, pair, short)
	if err != nil {
		return nil, err
	}
	found, err = chosen(found, o, short)
	if err != nil {
		return nil, err
	}
	var cases []suitefile.Case
	seen := map[string]bool{}
	for _, r := range found {
		r.Vars = givenVars(r)
		inputs := string(value.Canonical(r.Vars))
		if seen[inputs] { // the assertions are the same for all
			continue
		}
		seen[inputs] = true
		cases = append(cases, regression(r, short, commit.Subject, pair.isTemplated()))
	}
	return cases, nil
}

// answered are the results of each case, of which one is kept: the first that
// failed, else the first. Two prompts of one suite share its cases.
func (w *workspace) answered(records []shownJSON, pair pairing, short string) ([]resultJSON, error) {
	var found []resultJSON
	kept := 0
	at := map[string]int{}
	for _, x := range records {
		if len(pair.prompts) > 0 && len(records) > 1 && !slices.Contains(promptPaths(pair), x.Prompt) {
			continue
		}
		if !x.Outputs {
			continue
		}
		kept++
		for _, r := range x.Results {
			key := cmp.Or(r.Case, resultName(r))
			i, seen := at[key]
			switch {
			case r.Error != "":
			case !seen:
				at[key], found = len(found), append(found, r)
			case found[i].Pass && !r.Pass:
				found[i] = r
			}
		}
	}
	if kept == 0 {
		return nil, &exitError{
			Code: exitNo, Err: fmt.Errorf("the outputs of %s are not in this clone", short),
			Hint: "promptgit eval " + short + " --refresh makes them again",
		}
	}
	return found, nil
}

func promptPaths(pair pairing) []string {
	var paths []string
	for _, p := range pair.prompts {
		paths = append(paths, p.Path)
	}
	return paths
}

func resultName(r resultJSON) string {
	r.Sample = 0
	return resultTitle(r)
}

// chosen are the results that the user asked for: what failed, where the only one
// needs no asking, or any by their names.
func chosen(found []resultJSON, o suiteAddOptions, short string) ([]resultJSON, error) {
	names, failed, failing := make([]string, len(found)), []string{}, []resultJSON{}
	for i, r := range found {
		names[i] = resultName(r)
		if !r.Pass {
			failed, failing = append(failed, names[i]), append(failing, r)
		}
	}
	switch {
	case len(o.cases) > 0:
		return named(found, names, failed, o.cases, short)
	case len(failed) == 0:
		return nil, &exitError{
			Code: exitNo, Err: fmt.Errorf("no case failed at %s", short),
			Hint: "promptgit log shows where cases failed; --case ID takes one that passed",
		}
	case o.failed, len(failed) == 1:
		return failing, nil
	}
	return nil, usageHint("choose with --case ID, or take all with --failed", "%s failed at %s: %s", plural(len(failed), "case"), short, strings.Join(failed, ", "))
}

func named(found []resultJSON, names, failed, asked []string, short string) ([]resultJSON, error) {
	var some []resultJSON
	for _, name := range asked {
		at := slices.Index(names, name)
		if at < 0 {
			hint := diag.DidYouMean(name, names)
			if hint == "" && len(failed) > 0 {
				hint = "failed: " + strings.Join(failed, ", ")
			}
			return nil, usageHint(hint, "no case that was judged at %s is named %q", short, name)
		}
		some = append(some, found[at])
	}
	return some, nil
}

// givenVars are the vars of a result without the outputs of steps, which the chain
// puts there.
func givenVars(r resultJSON) *value.Object {
	vars := r.Vars.Clone()
	for _, step := range r.Steps {
		vars.Delete(step.As)
	}
	return vars
}

var notInID = memo.Regexp(`[^\p{L}\p{N}]+`)

func regression(r resultJSON, short, subject string, templated bool) suitefile.Case {
	name := strings.ToLower(strings.Trim(notInID().ReplaceAllString(resultName(r), "-"), "-"))
	verdict := "failed"
	if r.Pass {
		verdict = "passed"
	}
	c := suitefile.Case{
		ID:          "regression-" + short + "-" + name,
		Description: fmt.Sprintf("%s at %s: %s", verdict, short, ui.Line(subject)),
		Tags:        []string{"regression"},
		Vars:        r.Vars,
		Metadata:    value.NewObject("from", short, verdict+"_output", shortOutput(r.Output)),
	}
	var why []string
	for _, a := range r.Asserts {
		if !a.Pass {
			why = append(why, "failed "+a.Type+": "+ui.Shorten(ui.Line(a.Reason), 160))
		}
	}
	c.Comment = strings.Join(append(why, outputComment("the output at "+short+" was:", r.Output)...), "\n")
	if !templated {
		c.ID, c.Description, c.Tags, c.Metadata = "", "", nil, nil
	}
	return c
}

// The most of an output that is put beside a case.
const (
	outputLines   = 12
	outputColumns = 160
)

// outputComment is an output as lines of a comment, without what a terminal or a
// YAML reader would stumble over.
func outputComment(title, output string) []string {
	lines := []string{title}
	for line := range strings.SplitSeq(strings.TrimSpace(output), "\n") {
		if len(lines) > outputLines {
			return append(lines, "  …")
		}
		lines = append(lines, "  "+ui.Shorten(ui.Line(line), outputColumns))
	}
	return lines
}

func shortOutput(output string) string {
	const most = 2000
	r := []rune(output)
	if len(r) > most {
		return string(r[:most]) + "…"
	}
	return output
}
