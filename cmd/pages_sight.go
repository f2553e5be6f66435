package cmd

import (
	"context"
	"crypto/sha256"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/config"
	"github.com/promptgit/promptgit/internal/serve"
)

// sight is the repository as it stood at one moment. What is read of it later is
// read from what cannot change: commits, and notes by their objects.
type sight struct {
	mark  [sha256.Size]byte // equal where nothing that a page tells has moved
	w     *workspace
	head  gitops.OID // "" without a commit
	paths []string   // prompts that head has

	prompts []*promptHistory // the order of the overview
	all     []logEntry       // every record of every iteration, nil until asked for

	naming map[string]eval.Record // by suite the record that names its clusters, nil until asked for
}

// promptHistory is what log tells of one prompt.
type promptHistory struct {
	path    string     // the newest
	entries []logEntry // newest first
	at      map[string]int
}

// sight looks at the repository, or gives what was seen before where nothing moved.
func (p *pages) sight(ctx context.Context) (*sight, error) {
	if err := p.take(ctx); err != nil {
		return nil, err
	}
	defer p.give()
	head, mark, err := p.mark(ctx)
	if err != nil {
		return nil, err
	}
	if p.last != nil && p.last.mark == mark {
		return p.last, nil
	}
	s, err := p.look(ctx, head)
	if err != nil {
		return nil, err
	}
	s.mark, p.last = mark, s
	return s, nil
}

// mark sums up all that decides what pages tell, but for the files of the working
// tree other than the configuration, and of what was kept outside of Git: those are
// read when they are told.
func (p *pages) mark(ctx context.Context) (head gitops.OID, mark [sha256.Size]byte, err error) {
	if p.rev != "" {
		head, err = p.repo.Resolve(ctx, p.rev)
	} else if head, err = p.repo.Head(ctx); errors.Is(err, gitops.ErrUnborn) {
		head, err = "", nil
	}
	if err != nil {
		return "", mark, err
	}
	sum := sha256.New()
	sum.Write([]byte(head + "\n"))
	refs, err := p.repo.Refs(ctx, "refs/")
	if err != nil {
		return "", mark, err
	}
	for _, ref := range refs {
		if ref.Name != gitops.ScoresRef && !strings.HasPrefix(ref.Name, "refs/remotes/") && !strings.HasPrefix(ref.Name, "refs/heads/") {
			sum.Write([]byte(string(ref.ID) + " " + ref.Name + "\n"))
		}
	}
	if shallow, err := os.ReadFile(filepath.Join(p.repo.CommonDir, "shallow")); err == nil {
		sum.Write(append(shallow, '\n'))
	}
	if p.repo.Top != "" { // else the configuration is that of head
		src, err := p.repo.Worktree().Read(ctx, config.FileName)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", mark, err
		}
		sum.Write(src)
	}
	return head, [sha256.Size]byte(sum.Sum(nil)), nil
}

// look reads what every page needs.
func (p *pages) look(ctx context.Context, head gitops.OID) (*sight, error) {
	s := &sight{head: head}
	var err error
	if s.w, err = p.workspace(ctx); err != nil || head == "" {
		return s, err
	}
	if s.paths, err = s.w.prompts(ctx, p.repo.At(head), ""); err != nil {
		return nil, err
	}
	entries, err := s.w.logRows(ctx, logOptions{rev: string(head), prompt: p.glob})
	if err != nil {
		return nil, err
	}
	s.prompts = byPrompt(entries)
	slices.SortStableFunc(s.prompts, func(a, b *promptHistory) int { return strings.Compare(a.path, b.path) })
	return s, nil
}

// workspace reads the configuration as it stands now.
func (p *pages) workspace(ctx context.Context) (*workspace, error) {
	w := &workspace{
		app: p.app, repo: p.repo, suites: map[string]*eval.Suite{}, targets: map[string]eval.Target{},
		judgeKeys: map[*eval.Suite]string{}, looks: true,
	}
	return w, w.load(ctx)
}

func byPrompt(entries []logEntry) []*promptHistory {
	known := map[string]*promptHistory{}
	var list []*promptHistory
	for _, e := range entries {
		h := known[e.lineage]
		if h == nil {
			h = &promptHistory{path: e.lineage, at: map[string]int{}}
			known[e.lineage], list = h, append(list, h)
		}
		if _, twice := h.at[e.json.Rev]; !twice {
			h.at[e.json.Rev] = len(h.entries)
		}
		h.entries = append(h.entries, e)
	}
	return list
}

// prompt gives the history of a prompt by its newest path, or by one that it had.
func (s *sight) prompt(path string) (*promptHistory, error) {
	for _, h := range s.prompts {
		if h.path == path {
			return h, nil
		}
	}
	for _, h := range s.prompts {
		if slices.ContainsFunc(h.entries, func(e logEntry) bool { return e.json.Prompt == path }) {
			return h, nil
		}
	}
	return nil, serve.ErrNotFound
}

// has says whether HEAD has the prompt.
func (s *sight) has(path string) bool { return slices.Contains(s.paths, path) }
