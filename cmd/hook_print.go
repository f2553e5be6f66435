package cmd

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/promptgit/promptgit/hooks"
	"github.com/promptgit/promptgit/internal/ui"
)

// writeHooks prints a row for each hook; what to do by hand follows on stderr.
func writeHooks(s ui.Streams, results []hooks.Result) error {
	t := &ui.Table{Header: []string{"HOOK", "STATE", "BY", "WHERE"}}
	for _, r := range results {
		by := r.By
		if r.Kept {
			by += ", after the hook that was here before"
		}
		t.Add(ui.Cell{Text: r.Event}, ui.Cell{Text: stateWord(r), Style: stateStyle(r.State)}, ui.Cell{Text: by}, ui.Cell{Text: filepath.ToSlash(r.Path)})
	}
	if err := t.Write(s); err != nil {
		return err
	}
	for _, r := range results {
		if r.Snippet != "" {
			fmt.Fprintf(s.Err, "%s manages the %s hook; add to %s:\n    %s\n", r.By, r.Event, r.Path, strings.ReplaceAll(strings.TrimRight(r.Snippet, "\n"), "\n", "\n    "))
		}
		if hint := stateHint(r); hint != "" {
			fmt.Fprintf(s.Err, "promptgit: hint: %s: %s\n", r.Event, ui.Clean(hint))
		}
	}
	return nil
}

// stateWord names what manages a hook where ours is not in it yet.
func stateWord(r hooks.Result) string {
	if r.State == hooks.Managed {
		return "managed by " + r.By
	}
	return string(r.State)
}

func stateStyle(state hooks.State) ui.Style {
	switch state {
	case hooks.Active:
		return ui.Good
	case hooks.Missing, hooks.Managed, hooks.Disabled:
		return ui.Warn
	case hooks.Broken, hooks.Edited:
		return ui.Bad
	}
	return ui.Plain
}

func stateHint(r hooks.Result) string {
	switch r.State {
	case hooks.Broken:
		return r.Program + " is gone; run: promptgit hook install"
	case hooks.Disabled:
		return "it is switched off in " + r.Path + "; run: promptgit hook install"
	case hooks.Edited:
		return "it was changed by hand and still runs; delete it and run promptgit hook install to have ours again"
	case hooks.Active, hooks.Missing, hooks.Managed:
	}
	return ""
}
