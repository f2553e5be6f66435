package cmd

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/serve"
	"github.com/promptgit/promptgit/internal/ui"
)

type apiListJSON struct {
	Schema  string          `json:"schema"`
	Rev     *string         `json:"rev"` // HEAD, null before the first commit
	Prompts []apiPromptJSON `json:"prompts"`
}

type apiPromptJSON struct {
	Prompt string         `json:"prompt"`
	Blob   *string        `json:"blob"` // at HEAD, null where it is not there any more
	Labels []apiLabelJSON `json:"labels"`
}

type apiLabelJSON struct {
	Label      string      `json:"label"`
	Rev        *string     `json:"rev"` // null where only candidates are there
	Candidates []shareJSON `json:"candidates"`
}

// List gives the prompts of HEAD, and those that have a label.
func (a *api) List(ctx context.Context) (*serve.Release, error) {
	doc := apiListJSON{Schema: "promptgit.prompts/v1", Prompts: []apiPromptJSON{}}
	look, err := a.refs.all(ctx)
	if err != nil {
		return nil, err
	}
	head, ok, err := a.w.headOf(ctx, "")
	if err != nil {
		return nil, err
	}
	prompts := map[string]*apiPromptJSON{}
	at := func(name string) *apiPromptJSON {
		if prompts[name] == nil {
			prompts[name] = &apiPromptJSON{Prompt: name, Labels: []apiLabelJSON{}}
		}
		return prompts[name]
	}
	if ok {
		doc.Rev = new(string(head))
		files, unread := a.promptsAt(ctx, head)
		if unread != nil {
			return nil, unread
		}
		for _, f := range files {
			at(f.Path).Blob = new(string(f.ID))
		}
	}
	for _, s := range look.states {
		one := apiLabelJSON{Label: s.label, Candidates: []shareJSON{}}
		if s.commit != "" {
			one.Rev = new(string(s.commit))
		}
		for _, c := range s.candidates {
			one.Candidates = append(one.Candidates, shareJSON{string(c.commit), c.weight})
		}
		p := at(s.prompt)
		p.Labels = append(p.Labels, one)
	}
	for _, p := range prompts {
		doc.Prompts = append(doc.Prompts, *p)
	}
	slices.SortFunc(doc.Prompts, func(a, b apiPromptJSON) int { return strings.Compare(a.Prompt, b.Prompt) })
	var body bytes.Buffer
	if err = ui.JSON(&body, doc); err != nil {
		return nil, err
	}
	sum := sha256.Sum256(body.Bytes())
	return &serve.Release{ETag: hex.EncodeToString(sum[:]), Body: body.Bytes()}, nil
}

// promptsAt are the prompts of a commit, as its own configuration names them.
func (a *api) promptsAt(ctx context.Context, at gitops.OID) ([]gitops.File, error) {
	snap := a.w.repo.At(at)
	cfg, err := readConfig(ctx, snap)
	if err != nil {
		return nil, fmt.Errorf("at %s: %w", shortRev(string(at)), err)
	}
	files, err := snap.Files(ctx, cfg.Globs())
	if err != nil {
		return nil, err
	}
	if files, err = promptFiles(ctx, cfg, snap, files); err != nil {
		return nil, err
	}
	return slices.DeleteFunc(files, func(f gitops.File) bool {
		_, isPrompt := cfg.Match(f.Path)
		return !isPrompt
	}), nil
}

// apiBlobs are the blobs that are known to be prompts.
type apiBlobs struct {
	mu    sync.RWMutex
	known map[gitops.OID]bool
	head  gitops.OID // whose history they have, "" for none yet
	look  *refsLook
}

func (b *apiBlobs) add(ids ...gitops.OID) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.known == nil {
		b.known = map[gitops.OID]bool{}
	}
	for _, id := range ids {
		b.known[id] = true
	}
}

func (b *apiBlobs) has(id gitops.OID) bool {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return b.known[id]
}

// Text gives the file of a prompt that HEAD's history or a label has; no other blob of
// the repository is handed out.
func (a *api) Text(ctx context.Context, blob string) ([]byte, error) {
	id, ok := gitops.ParseOID(blob)
	if !ok {
		return nil, errNotServed("the id of a blob is 40 or 64 hex digits in lower case", "there is no such prompt")
	}
	if !a.known.has(id) {
		if err := a.learnBlobs(ctx); err != nil {
			return nil, err
		}
	}
	if !a.known.has(id) {
		return nil, errNotServed("", "no version of a prompt has the id %s", blob)
	}
	return a.w.repo.Blob(ctx, id)
}

// learnBlobs takes in the versions of HEAD's history and of the labels, once for each
// HEAD and each state of the labels.
func (a *api) learnBlobs(ctx context.Context) error {
	head, ok, err := a.w.headOf(ctx, "")
	if err != nil {
		return err
	}
	look, err := a.refs.all(ctx)
	if err != nil {
		return err
	}
	a.known.mu.RLock()
	fresh := a.known.head == head && a.known.look == look
	a.known.mu.RUnlock()
	if fresh {
		return nil
	}
	if ok {
		if err = a.learnHistory(ctx, head); err != nil {
			return err
		}
	}
	for _, s := range look.states {
		for _, at := range append([]candidate{{100, s.commit}}, s.candidates...) {
			if at.commit == "" {
				continue
			}
			files, err := a.w.repo.At(at.commit).Files(ctx, []string{gitops.QuoteGlob(s.prompt)})
			if err != nil {
				if isIncompleteStore(err) {
					continue
				}
				return err
			}
			for _, f := range files {
				a.known.add(f.ID)
			}
		}
	}
	a.known.mu.Lock()
	defer a.known.mu.Unlock()
	a.known.head, a.known.look = head, look
	return nil
}

func (a *api) learnHistory(ctx context.Context, head gitops.OID) error {
	cfg, err := readConfig(ctx, a.w.repo.At(head))
	if err != nil {
		return err
	}
	own := a.w.readBy(cfg)
	versions, err := a.w.repo.History(ctx, head, cfg.Globs(), gitops.HistoryOptions{})
	if err != nil {
		return err
	}
	for _, v := range versions {
		if v.Blob == "" || a.known.has(v.Blob) {
			continue
		}
		switch is, err := own.isPrompt(ctx, v.Commit.ID, v.Path); { // it may have been something else under another name
		case err != nil && !isIncompleteStore(err):
			return err
		case is:
			a.known.add(v.Blob)
		}
	}
	return nil
}
