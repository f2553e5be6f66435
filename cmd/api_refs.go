package cmd

import (
	"context"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/promptgit/promptgit/gitops"
)

// apiRefs are the labels as they are now. Git is asked again as soon as the files
// behind the refs look different, so that a move is seen by the next request.
type apiRefs struct {
	w  *workspace
	mu sync.RWMutex
	at *refsLook
}

// refsLook is what one look at the refs found.
type refsLook struct {
	states []labelState
	stamp  *gitops.RefStamp
	of     map[string]*promptRefs
	when   atomic.Int64 // when it was last known to hold, in nanoseconds since 1970
}

// promptRefs are the labels of one prompt, and what shows a change of them.
type promptRefs struct {
	states []labelState
	stamp  *gitops.RefStamp
}

// all gives the labels of all prompts.
func (r *apiRefs) all(ctx context.Context) (*refsLook, error) {
	r.mu.RLock()
	look := r.at
	r.mu.RUnlock()
	if look != nil && look.stamp.Holds() {
		look.when.Store(time.Now().UnixNano()) //nolint:forbidigo // of this process
		return look, nil
	}
	return r.look(ctx, look)
}

// of gives the labels of a prompt.
func (r *apiRefs) of(ctx context.Context, prompt string) ([]labelState, error) {
	r.mu.RLock()
	look := r.at
	r.mu.RUnlock()
	if look != nil {
		if known := look.of[prompt]; known != nil && known.stamp.Holds() {
			look.when.Store(time.Now().UnixNano()) //nolint:forbidigo // of this process
			return known.states, nil
		}
	}
	look, err := r.all(ctx)
	if err != nil || look.of[prompt] == nil {
		return nil, err
	}
	return look.of[prompt].states, nil
}

// look asks git, once for all who wait for it.
func (r *apiRefs) look(ctx context.Context, seen *refsLook) (*refsLook, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.at != seen && r.at != nil && r.at.stamp.Holds() {
		return r.at, nil // somebody else did meanwhile
	}
	look := &refsLook{stamp: r.w.repo.StampRefs(gitops.LabelsRef, gitops.CandidatesRef), of: map[string]*promptRefs{}}
	look.when.Store(time.Now().UnixNano()) //nolint:forbidigo // of this process
	states, err := r.w.labelStates(context.WithoutCancel(ctx), "")
	if err != nil {
		return nil, err
	}
	look.states = states
	for _, s := range states {
		known := look.of[s.prompt]
		if known == nil {
			below := strings.TrimSuffix(labelRef(s.prompt, "x"), "x")
			known = &promptRefs{stamp: look.stamp.Below(below, gitops.CandidatesRef+strings.TrimPrefix(below, gitops.LabelsRef))}
			look.of[s.prompt] = known
		}
		known.states = append(known.states, s)
	}
	r.at = look
	return look, nil
}

// lookedUp is when that was.
func (r *apiRefs) lookedUp() time.Time {
	r.mu.RLock()
	defer r.mu.RUnlock()
	if r.at == nil {
		return time.Time{}
	}
	return time.Unix(0, r.at.when.Load())
}
