package hooks

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
)

// State is how an event's hook stands.
type State string

// The states of a hook.
const (
	Active   State = "active"
	Missing  State = "missing"
	Managed  State = "managed"  // by another tool, in which ours is not named yet
	Disabled State = "disabled" // switched off in Git's configuration
	Broken   State = "broken"   // the program that it runs is gone
	Edited   State = "edited"   // ours, changed by hand
)

// Result is how the hook of one event stands, after what was done.
type Result struct {
	Event   string
	State   State
	By      string // "git config", "hook file", or the name of what manages the hooks
	Path    string // the file, or the section of Git's configuration
	Program string // that it runs, where known
	Kept    bool   // a foreign hook is kept and runs first
	Snippet string // what to add to Path by hand
	Changed bool   // by this call
}

// Installer installs the hooks of a repository: all of Events, or of ServerEvents
// in a bare one.
type Installer struct {
	Place
	Program  string // absolute path of promptgit
	Settings Settings
	Tracker  Tracker
}

// ConflictError says that a hook file cannot be replaced or taken away without
// losing something.
type ConflictError struct {
	Path   string
	Reason string
	Advice string // what to type
}

func (e *ConflictError) Error() string { return e.Path + ": " + e.Reason }

// Hint says what to type.
func (e *ConflictError) Hint() string { return e.Advice }

// Install sets up every hook: in Git's configuration where Git is new enough,
// else as a file that runs a foreign hook first, never both. Where something else manages
// the hooks nothing is changed. Installing twice changes nothing; another
// Program updates what we wrote. Results are in the order of Events; what could
// not be installed comes as joined ConflictErrors.
func (i *Installer) Install(ctx context.Context) ([]Result, error) {
	if i.noFolder() && !i.ConfigHooks {
		return nil, noFolderError(i.Place)
	}
	return i.each(func(e Event) (Result, error) {
		if i.ConfigHooks {
			return i.installConfig(ctx, e)
		}
		removed, err := i.removeConfig(ctx, e)
		if err != nil {
			return Result{}, err
		}
		r, ok, err := i.managed(ctx, e)
		if err == nil && !ok {
			r, err = i.installFile(e)
		}
		r.Changed = r.Changed || removed
		return r, err
	})
}

// Uninstall takes away what Install set up and puts foreign hooks back.
func (i *Installer) Uninstall(ctx context.Context) ([]Result, error) {
	return i.each(func(e Event) (Result, error) {
		removed, err := i.removeConfig(ctx, e)
		if err != nil {
			return Result{}, err
		}
		r, ok, err := i.managed(ctx, e)
		if err != nil {
			return Result{}, err
		}
		if !ok || r.State != Active {
			r, err = i.removeFile(e)
		}
		r.Changed = r.Changed || removed
		return r, err
	})
}

// Status says how every hook stands and changes nothing.
func (i *Installer) Status(ctx context.Context) ([]Result, error) {
	return i.each(func(e Event) (Result, error) {
		if i.ConfigHooks {
			if r, ok, err := i.statusConfig(ctx, e); ok || err != nil {
				return r, err
			}
		}
		if r, ok, err := i.managed(ctx, e); ok || err != nil {
			return r, err
		}
		return i.statusFile(e)
	})
}

// Runs says whether Git starts our hook of an event, also where it finds the program
// on PATH alone. A manager's file may name the hook on a machine where the manager
// has not set up its own yet.
func (i *Installer) Runs(ctx context.Context, event string) bool {
	results, err := i.Status(ctx)
	if err != nil {
		return false
	}
	at := slices.IndexFunc(results, func(r Result) bool { return r.Event == event && (r.State == Active || r.State == Broken) })
	if at < 0 || results[at].By == byConfig {
		return at >= 0
	}
	info, err := os.Stat(filepath.Join(i.HooksDir, event))
	return err == nil && info.Mode().IsRegular() && (info.Mode()&0o111 != 0 || runtime.GOOS == "windows")
}

func (i *Installer) each(do func(Event) (Result, error)) ([]Result, error) {
	var (
		results []Result
		errs    []error
	)
	events := Events()
	if i.Top == "" {
		events = ServerEvents()
	}
	for _, e := range events {
		r, err := do(e)
		if err != nil {
			errs = append(errs, fmt.Errorf("%s hook: %w", e.Name, err))
			continue
		}
		results = append(results, r)
	}
	return results, errors.Join(errs...)
}

// runnable says whether a recorded program is still there.
func runnable(program string) bool {
	info, err := os.Stat(program)
	return err == nil && !info.IsDir() && filepath.IsAbs(program)
}
