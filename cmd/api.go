package cmd

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"sync"
	"time"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/config"
	"github.com/promptgit/promptgit/internal/memo"
	"github.com/promptgit/promptgit/internal/serve"
	"github.com/promptgit/promptgit/internal/ui"
)

// api hands versions of prompts to programs. Where a label is, it looks up for every
// request; what a commit holds never changes, and is kept ready to be sent.
type api struct {
	w    *workspace // of no working tree: every version goes by its own commit
	refs apiRefs

	mu    sync.RWMutex
	ready map[readyKey]*serve.Release
	size  int // bytes of the bodies

	known apiBlobs
}

// readyKey is what a body depends on.
type readyKey struct {
	commit        gitops.OID
	prompt, label string
	weight        int
}

// mostReady bounds the bodies that are kept, in bytes.
const mostReady = 64 << 20

// newAPI answers for a repository until it is closed.
func (a *App) newAPI(repo *gitops.Repo) *api {
	w := &workspace{
		app: a, repo: repo, now: repo.Empty(), config: config.Default(),
		suites: map[string]*eval.Suite{}, targets: map[string]eval.Target{}, judgeKeys: map[*eval.Suite]string{},
	}
	return &api{w: w, refs: apiRefs{w: w}, ready: map[readyKey]*serve.Release{}}
}

// errNotServed says that nothing is there under an address.
func errNotServed(hint, format string, args ...any) error {
	return &exitError{Code: exitNo, Err: fmt.Errorf(format, args...), Hint: hint}
}

// Find gives a version of a prompt.
func (a *api) Find(ctx context.Context, q serve.ReleaseQuery) (*serve.Release, error) {
	if q.Label != "" {
		return a.atLabel(ctx, q)
	}
	at, forever, err := a.commitOf(ctx, q.Rev)
	if err != nil {
		return nil, err
	}
	found, err := a.prepared(ctx, readyKey{at, q.Prompt, "", 0})
	if err == nil && forever {
		copied := *found
		copied.Forever = true
		found = &copied
	}
	return found, err
}

func (a *api) atLabel(ctx context.Context, q serve.ReleaseQuery) (*serve.Release, error) {
	states, err := a.refs.of(ctx, q.Prompt)
	if err != nil {
		return nil, err
	}
	var others []string
	for i := range states {
		s := &states[i]
		if s.label != q.Label {
			others = append(others, s.label)
			continue
		}
		at, weight := s.choose(q.User)
		if at == "" {
			return nil, errNotServed("a user may get a candidate: add user=ID", "%s of %s is nowhere but at a candidate", q.Label, q.Prompt)
		}
		return a.prepared(ctx, readyKey{at, q.Prompt, q.Label, weight})
	}
	if len(others) > 0 {
		return nil, errNotServed("it has "+someOf(others, shownFailures), "%s has no label %s", q.Prompt, q.Label)
	}
	return nil, errNotServed("promptgit promote gives it one", "%s has no label %s", q.Prompt, q.Label)
}

// plainRev are the revisions that may be asked for: no search, no path, no date.
var plainRev = memo.Regexp(`^[0-9A-Za-z][0-9A-Za-z._/+-]{0,199}(?:[~^][0-9]{0,9}){0,9}$`)

// commitOf is the commit of a revision, HEAD's for "", and whether it is that forever.
func (a *api) commitOf(ctx context.Context, rev string) (at gitops.OID, forever bool, err error) {
	if rev == "" {
		var ok bool
		if at, ok, err = a.w.headOf(ctx, ""); err == nil && !ok {
			err = errNotServed("name a label", "there is no commit yet")
		}
		return at, false, err
	}
	if !plainRev().MatchString(rev) {
		return "", false, &serve.QueryError{Field: "rev", Err: errors.New("it takes the id of a commit, or the name of a branch or a tag")}
	}
	at, err = a.w.repo.Resolve(ctx, rev)
	var unknown *gitops.UnknownRevisionError
	if errors.As(err, &unknown) || isIncompleteStore(err) {
		return "", false, errNotServed("", "there is no revision %s here", rev)
	}
	return at, string(at) == rev, err
}

// prepared gives a version ready to be sent.
func (a *api) prepared(ctx context.Context, key readyKey) (*serve.Release, error) {
	a.mu.RLock()
	found := a.ready[key]
	a.mu.RUnlock()
	if found != nil {
		return found, nil
	}
	it, own, err := a.w.committed(ctx, key.commit, key.prompt)
	if err == nil && key.label == "" {
		var is bool
		if is, err = own.isPrompt(ctx, key.commit, key.prompt); err == nil && !is {
			err = fs.ErrNotExist // files that are no prompts are nobody's business
		}
	}
	var odd *gitops.NotFileError
	if errors.Is(err, fs.ErrNotExist) || errors.As(err, &odd) {
		return nil, errNotServed("/api/v1/prompts lists those that there are", "there is no prompt %s in %s", key.prompt, shortRev(string(key.commit)))
	}
	if err != nil {
		return nil, err
	}
	g := newGotten(it, own)
	g.label, g.weight = key.label, key.weight
	var body bytes.Buffer
	if err = ui.JSON(&body, g.document()); err != nil {
		return nil, err
	}
	found = &serve.Release{ETag: g.etag(), Rev: string(key.commit), Weight: key.weight, Body: body.Bytes()}
	if !strings.Contains(key.prompt, "#") { // a prompt inside a file hands out no other part of it
		a.known.add(it.blob)
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.size += body.Len(); a.size > mostReady {
		a.ready, a.size = map[readyKey]*serve.Release{}, body.Len()
	}
	a.ready[key] = found
	return found, nil
}

// Checked tells when the labels were last looked up.
func (a *api) Checked(ctx context.Context) (time.Time, error) {
	if _, _, err := a.w.headOf(ctx, ""); err != nil {
		return a.refs.lookedUp(), err
	}
	_, err := a.refs.all(ctx)
	return a.refs.lookedUp(), err
}
