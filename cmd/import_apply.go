package cmd

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/ui"
)

// apply makes what is planned: commits, then the working tree, the index and HEAD,
// then the files without versions and the labels.
func (j *importJob) apply(ctx context.Context) error {
	if len(j.commits) > 0 {
		if err := j.commit(ctx); err != nil {
			return err
		}
	}
	ctx = context.WithoutCancel(ctx)
	for _, f := range j.files {
		if f.kept {
			continue
		}
		if err := j.create(f.path, f.src); err != nil {
			return err
		}
	}
	return j.label(ctx)
}

// commit makes the commits and moves HEAD to the last one. What it put into the
// working tree and the index is taken back where HEAD moved meanwhile.
func (j *importJob) commit(ctx context.Context) error {
	var commits []gitops.NewCommit
	for _, c := range j.commits {
		author := gitops.Signature{Name: ui.Line(c.version.Author), Email: ui.Line(c.version.Email), When: c.version.Time}
		commits = append(commits, gitops.NewCommit{Files: map[string][]byte{c.prompt.Path: c.version.Src}, Message: j.message(c), Author: author})
	}
	ids, err := j.repo.Stack(ctx, j.head, commits)
	if err != nil {
		return err
	}
	made := map[string]gitops.OID{}
	for i := range j.commits {
		c := &j.commits[i]
		c.id = ids[i]
		made[c.prompt.Path+"\x00"+c.version.ID] = ids[i]
	}
	for i := range j.labels {
		l := &j.labels[i]
		l.commit = cmp.Or(made[l.prompt+"\x00"+l.version], l.commit)
	}
	if err = ctx.Err(); err != nil {
		return err
	}
	ctx = context.WithoutCancel(ctx) // an interrupt must not leave open whether it was done
	undo := map[string]func() error{}
	err = j.put(ctx, undo)
	if err == nil {
		err = j.repo.MoveHead(ctx, ids[len(ids)-1], j.head, fmt.Sprintf("promptgit import %s: %s", j.source.Name, plural(len(ids), "commit")))
	}
	if err == nil {
		return nil
	}
	if failed := j.takeBack(ctx, undo); failed != nil {
		return errors.Join(err, failed)
	}
	var conflict *gitops.RefConflictError
	if errors.As(err, &conflict) {
		return &exitError{Code: exitGit, Err: fmt.Errorf("nothing was changed: %w", err), Hint: "look at git log, and run it again"}
	}
	return err
}

// put brings the files to their last version in the working tree, and then in the
// index. After a crash the same import goes on from there.
func (j *importJob) put(ctx context.Context, undo map[string]func() error) error {
	var now []gitops.File
	for _, end := range j.ends {
		have, err := j.worktreeFile(ctx, end.path)
		if err != nil {
			return err
		}
		switch {
		case have == nil:
			if err = j.create(end.path, end.src); err != nil {
				return err
			}
			undo[end.path] = func() error { return os.Remove(j.onDisk(end.path)) }
		case j.repo.HashBlob(have) == end.now:
			undo[end.path] = func() error { return nil }
		default:
			if err = replaceFile(j.onDisk(end.path), end.src, false); err != nil {
				return err
			}
			undo[end.path] = func() error { return replaceFile(j.onDisk(end.path), have, false) }
		}
		now = append(now, gitops.File{Path: end.path, ID: end.now, Mode: gitops.ModeFile})
	}
	return j.repo.UpdateIndex(ctx, now)
}

// takeBack undoes what put did, except for files that HEAD has by now, as when a
// commit of another process took them along.
func (j *importJob) takeBack(ctx context.Context, undo map[string]func() error) error {
	head, err := j.repo.Head(ctx)
	now := j.repo.Empty()
	if err == nil {
		now = j.repo.At(head)
	}
	var was []gitops.File
	var errs []error
	for _, end := range j.ends {
		if src, err := now.Read(ctx, end.path); undo[end.path] == nil || err == nil && j.repo.HashBlob(src) == end.now {
			continue
		}
		errs = append(errs, undo[end.path]())
		was = append(was, gitops.File{Path: end.path, ID: end.was, Mode: gitops.ModeFile})
	}
	if len(was) > 0 {
		errs = append(errs, j.repo.UpdateIndex(ctx, was))
	}
	return errors.Join(errs...)
}

func (j *importJob) onDisk(file string) string {
	return filepath.Join(j.repo.Top, filepath.FromSlash(file))
}

// create writes a file that is not there.
func (j *importJob) create(file string, src []byte) error {
	if err := j.repo.CheckNewFile(file); err != nil {
		return err
	}
	written, err := writeNew(j.repo.Top, file, src)
	if err == nil && !written {
		err = fmt.Errorf("%s was written by another process meanwhile", file)
	}
	return err
}
