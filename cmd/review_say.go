package cmd

import (
	"context"
	"fmt"
	"strings"

	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/review"
	"github.com/promptgit/promptgit/internal/ui"
)

// sayings are what a review came to.
type sayings struct {
	stored   []review.Review
	repeated []string // prompts of which the reviewer says the same already
	own      []string // prompts that the reviewer made, which are not theirs to approve
}

// say stores the verdict of the user on every version of the subject, in one update.
func (s *reviewSubject) say(ctx context.Context, o reviewOptions) (*sayings, error) {
	if len(s.pairs) == 0 {
		return nil, usagef("no prompt changed in %s", o.what)
	}
	if o.line > 0 && len(s.pairs) > 1 {
		return nil, usagef("--line is for one prompt, and %s match", plural(len(s.pairs), "prompt"))
	}
	now := s.w.app.Now()
	who := s.w.repo.Identity(ctx, now)
	if strings.HasSuffix(who.Email, "@localhost") {
		return nil, usageHint("git config user.name NAME, git config user.email EMAIL", "git does not know who you are, and a review needs a name")
	}
	said := &sayings{}
	batch := gitops.Batch{Lines: map[gitops.OID][]string{}}
	for _, p := range s.pairs {
		a, err := s.by.approvals(ctx, p.b.reviewed())
		if err != nil {
			return nil, err
		}
		r := review.New(newID(now), now, who.Name, who.Email, o.verdict, o.text)
		r.Path, r.PromptKey, r.Commit, r.Authors = p.b.path, p.b.key, string(p.b.commit.ID), a.Authors
		r.Line, r.Tool = o.line, s.w.app.tool()
		if problem := r.Problem(); problem != "" {
			return nil, usagef("the review cannot be stored: %s", problem)
		}
		mine, err := s.mine(ctx, a, r)
		if err != nil {
			return nil, err
		}
		if mine {
			said.own = append(said.own, p.b.path)
			continue
		}
		if s.repeats(a, r) {
			said.repeated = append(said.repeated, p.b.path)
			continue
		}
		if err = s.keep(ctx, p.b, o); err != nil {
			return nil, err
		}
		said.stored = append(said.stored, r)
		batch.Lines[p.b.blob] = append(batch.Lines[p.b.blob], r.Encode())
		batch.Keep = append(batch.Keep, p.b.blob)
	}
	if len(said.stored) == 0 {
		return said, nil
	}
	batch.Message = fmt.Sprintf("promptgit: %s by %s: %s", o.verdict, ui.Line(who.Name), someOf(reviewedPaths(said.stored), 3))
	return said, s.w.repo.Notes(gitops.ReviewsRef).Append(ctx, batch)
}

// mine says whether a review would approve what its reviewer made.
func (s *reviewSubject) mine(ctx context.Context, a *approvals, r review.Review) (bool, error) {
	if r.Verdict != review.Approve {
		return false, nil
	}
	if err := s.by.canonical(ctx, []string{r.Email}); err != nil {
		return false, err
	}
	for _, author := range a.Authors {
		if author == s.by.who(r.Email) {
			return true, nil
		}
	}
	return false, nil
}

// repeats says whether the reviewer's standing word is the same.
func (s *reviewSubject) repeats(a *approvals, r review.Review) bool {
	for _, list := range [][]opinion{a.Approved, a.Requested, a.Comments} {
		for _, o := range list {
			if o.who == s.by.who(r.Email) && !o.Trailer && o.Verdict == r.Verdict && o.Text == r.Text && o.Line == r.Line {
				return true
			}
		}
	}
	return false
}

// keep stores the blob of a version that is in no commit, and refuses a line that
// the prompt has not.
func (s *reviewSubject) keep(ctx context.Context, it *iteration, o reviewOptions) error {
	if o.worktree {
		if err := s.w.storeFile(ctx, it, true); err != nil {
			return err
		}
	}
	content, err := s.w.repo.Blob(ctx, it.blob)
	if err != nil {
		return err
	}
	if lines := strings.Count(strings.TrimSuffix(string(content), "\n"), "\n") + 1; o.line > lines {
		return usagef("--line %d: %s has %s", o.line, ui.Line(it.path), plural(lines, "line"))
	}
	return nil
}

func reviewedPaths(list []review.Review) []string {
	var paths []string
	for _, r := range list {
		paths = append(paths, r.Path)
	}
	return paths
}

// storeFile gives a version of the working tree the blob that git add would make of it,
// and stores that where it is to be kept.
func (w *workspace) storeFile(ctx context.Context, it *iteration, keep bool) error {
	content, err := readPrompt(ctx, w.repo.Worktree(), it.path)
	if err != nil {
		return err
	}
	blob, err := w.repo.BlobOf(ctx, it.prompt.File(), content, keep)
	if err == nil && keep && blob != it.blob {
		err = fmt.Errorf("%s changed while it was reviewed", it.path)
	}
	it.blob = blob
	return err
}
