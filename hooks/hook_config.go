package hooks

import "context"

const byConfig = "git config"

// section is where an event's hook stands in Git's configuration. A hook has one
// command and the command is not told the event, so each event has its own.
func section(e Event) string { return "hook.promptgit-" + e.Name }

// installConfig sets the hook in Git's configuration, where it runs beside any
// hook file and whatever manages those. A hook that another tool already runs
// for us, and a file of ours from an older Git, must not run a second time.
func (i *Installer) installConfig(ctx context.Context, e Event) (Result, error) {
	r, ok, err := i.managed(ctx, e)
	if err != nil {
		return Result{}, err
	}
	if ok && r.State == Active {
		return r, nil
	}
	was, there, err := i.statusConfig(ctx, e)
	if err != nil {
		return Result{}, err
	}
	want := command(e, i.Program)
	r = Result{Event: e.Name, State: Active, By: byConfig, Path: section(e), Program: i.Program}
	if !ok {
		var removed Result
		if removed, err = i.removeFile(e); err != nil {
			return Result{}, err
		}
		r.Changed = removed.Changed
	}
	have, err := i.Settings.Values(ctx, section(e)+".command")
	if err != nil {
		return Result{}, err
	}
	if there && was.State == Active && len(have) == 1 && have[0] == want {
		return r, nil
	}
	r.Changed = true
	if err := i.Settings.RemoveSection(ctx, section(e)); err != nil {
		return Result{}, err
	}
	if err := i.Settings.Set(ctx, section(e)+".command", want); err != nil {
		return Result{}, err
	}
	return r, i.Settings.Set(ctx, section(e)+".event", e.Name)
}

func (i *Installer) removeConfig(ctx context.Context, e Event) (bool, error) {
	have, err := i.Settings.Values(ctx, section(e)+".command")
	if err != nil || len(have) == 0 {
		return false, err
	}
	return true, i.Settings.RemoveSection(ctx, section(e))
}

func (i *Installer) statusConfig(ctx context.Context, e Event) (Result, bool, error) {
	commands, err := i.Settings.Values(ctx, section(e)+".command")
	if err != nil || len(commands) == 0 {
		return Result{}, false, err
	}
	events, err := i.Settings.Values(ctx, section(e)+".event")
	if err != nil {
		return Result{}, false, err
	}
	enabled, err := i.Settings.Values(ctx, section(e)+".enabled")
	if err != nil {
		return Result{}, false, err
	}
	last := commands[len(commands)-1] // the last one counts
	r := Result{Event: e.Name, State: Active, By: byConfig, Path: section(e), Program: programOf(last)}
	switch {
	case len(events) == 0 || events[len(events)-1] != e.Name, len(enabled) > 0 && isFalse(enabled[len(enabled)-1]):
		r.State = Disabled
	case !runnable(r.Program):
		r.State = Broken
	}
	return r, true, nil
}

// isFalse reads a boolean as Git does.
func isFalse(s string) bool {
	switch s {
	case "false", "no", "off", "0", "":
		return true
	}
	return false
}
