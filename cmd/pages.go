package cmd

import (
	"context"
	"io"
	"path/filepath"
	"strings"
	"sync"

	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/page"
)

// pages tells what a repository knows, page by page: see [serve.Source]. It is
// asked by many at the same time and for long, so it keeps what was worked out for
// one [sight] of the repository, and looks anew where that moved.
type pages struct {
	app  *App // tells nothing: what a page must say stands on the page
	repo *gitops.Repo

	live  bool // the pages are served
	write bool // people may grade

	rev  string // whose history is told, "" for HEAD
	glob string // of the prompts that are told, "" for all
	rows int    // of a page of a list, 0 for [rowsPerPage]

	turn chan struct{} // held by who makes a sight or what belongs to one
	last *sight        // under turn

	outputs outputPlaces
	tallies tallies // under turn
	grading pageGrading
	warn    func(string) // tells the one who started it, nil where the pages are not served

	unwatched sync.Once // it was told that nothing is watched
}

// openPages finds the repository. The caller closes the pages.
func (a *App) openPages(ctx context.Context) (*pages, error) {
	quiet := *a
	quiet.Out, quiet.Err, quiet.quiet = io.Discard, io.Discard, true
	repo, err := quiet.openRepo(ctx)
	if err != nil {
		return nil, err
	}
	return &pages{app: &quiet, repo: repo, turn: make(chan struct{}, 1)}, nil
}

func (p *pages) close() { _ = p.repo.Close() } // reads only: nothing is lost

// take waits for its turn, unless ctx ends first.
func (p *pages) take(ctx context.Context) error {
	select {
	case p.turn <- struct{}{}:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

func (p *pages) give() { <-p.turn }

// frame is what stands around a page.
func (p *pages) frame(ctx context.Context, s *sight, q page.Query, title string) page.Frame {
	f := page.Frame{
		Title: title, Repository: repositoryName(p.repo), Head: string(s.head), Tool: p.app.tool(), Made: p.app.Now(),
		Query: q, Live: p.live, Write: p.write,
	}
	if p.live {
		f.Running = s.w.running(ctx)
	}
	if p.repo.Shallow {
		f.Notes = append(f.Notes, "this clone is shallow: what is older is not here (git fetch --unshallow)")
	}
	return f
}

// repositoryName is the name of the folder that the repository lies in.
func repositoryName(r *gitops.Repo) string {
	if name := filepath.Base(r.CommonDir); name != ".git" {
		return strings.TrimSuffix(name, ".git")
	}
	return filepath.Base(filepath.Dir(r.CommonDir))
}
