package cmd

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/ui"
)

// exchange is what push and pull do with one remote.
type exchange struct {
	app    *App
	repo   *gitops.Repo
	remote string
	asks   gitops.Asking
	line   *ui.Progress
}

// openExchange opens the repository and finds the remote that the user named, or
// means. The caller ends it.
func (a *App) openExchange(ctx context.Context, args []string) (*exchange, error) {
	repo, err := a.openRepo(ctx)
	if err != nil {
		return nil, err
	}
	x := &exchange{app: a, repo: repo, asks: gitops.Asking(a.InTTY), line: ui.NewProgress(a.Streams)}
	if x.remote, err = remoteOf(ctx, repo, args); err != nil {
		return nil, errors.Join(err, repo.Close())
	}
	return x, nil
}

func (x *exchange) end() {
	x.line.Done()
	_ = x.repo.Close() // what was written is written
}

// remoteOf is the remote that the arguments name, or the default.
func remoteOf(ctx context.Context, repo *gitops.Repo, args []string) (string, error) {
	remotes, err := repo.Remotes(ctx)
	if err != nil {
		return "", err
	}
	switch {
	case len(remotes) == 0:
		return "", usageHint("git remote add origin URL", "this repository has no remote")
	case len(args) == 0:
		name, err := repo.DefaultRemote(ctx, remotes)
		if err == nil && name == "" {
			err = usageHint("name one: "+strings.Join(remotes, ", "), "this branch has no remote, and there are several")
		}
		return name, err
	case !slices.Contains(remotes, args[0]):
		hint := diag.DidYouMean(args[0], remotes)
		if hint == "" {
			hint = "there is: " + strings.Join(remotes, ", ") + "; git remote add NAME URL makes one"
		}
		return "", usageHint(hint, "unknown remote %q", args[0])
	}
	return args[0], nil
}

// came is what a remote had that was not here.
type came struct {
	notes  noteCounts
	blobs  map[gitops.OID]bool // with new records
	labels []labelMove
}

// fetch asks the remote and unites what it has with what is here.
func (x *exchange) fetch(ctx context.Context) (*came, error) {
	x.line.Show("fetching from %s ...", x.remote)
	if err := x.repo.FetchShared(ctx, x.remote, x.asks); err != nil {
		return nil, err
	}
	return x.unite(ctx)
}

// unite takes what was fetched into the own refs. One notes ref that cannot be read
// keeps none of the others back.
func (x *exchange) unite(ctx context.Context) (*came, error) {
	c := &came{notes: noteCounts{}, blobs: map[gitops.OID]bool{}}
	var failed []error
	for _, ref := range gitops.SharedNotes() {
		failed = append(failed, x.uniteNotes(ctx, ref, c))
		if err := ctx.Err(); err != nil {
			return c, err
		}
	}
	failed = append(failed, x.uniteLabels(ctx, c))
	return c, errors.Join(failed...)
}

func (x *exchange) uniteNotes(ctx context.Context, ref string, c *came) error {
	theirs, err := x.repo.Notes(gitops.TrackedNotes(x.remote, ref)).Tip(ctx)
	if err != nil || theirs == "" {
		return err
	}
	notes := x.repo.Notes(ref)
	ours, err := notes.Tip(ctx)
	if err != nil || ours == theirs {
		return err
	}
	if ours != "" {
		if old, failed := x.repo.IsAncestor(ctx, theirs, ours); failed != nil || old {
			return failed
		}
	}
	added, err := x.repo.NotesAt(ref, theirs).Added(ctx, ours)
	if err != nil {
		return err
	}
	if err := notes.Merge(ctx, theirs); err != nil {
		return err
	}
	c.notes.add(ref, added)
	if ref == gitops.ResultsRef {
		for blob := range maps.Keys(added) {
			c.blobs[blob] = true
		}
	}
	return nil
}

// uniteLabels does the same for labels and candidates.
func (x *exchange) uniteLabels(ctx context.Context, c *came) error {
	slots, err := x.repo.SharedSlots(ctx, x.remote)
	if err != nil {
		return err
	}
	united, err := x.repo.UniteSlots(ctx, x.remote, slots)
	if errors.Is(err, gitops.ErrRefMoved) { // somebody promotes here just now
		if slots, err = x.repo.SharedSlots(ctx, x.remote); err == nil {
			united, err = x.repo.UniteSlots(ctx, x.remote, slots)
		}
	}
	for _, u := range united {
		if u.Outcome != gitops.SlotOurs {
			c.labels = append(c.labels, pulledLabels(u)...)
		}
	}
	return err
}

// more adds what came in a later round.
func (c *came) more(later *came) {
	c.notes.more(later.notes)
	maps.Copy(c.blobs, later.blobs)
	c.labels = append(c.labels, later.labels...)
}
