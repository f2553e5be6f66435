package cmd

import (
	"context"
	"slices"

	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/prompt"
)

// inside replaces the changes of files that hold prompts by those of these prompts. A
// change around them is none of theirs. files are the paths that were replaced.
func (c *checker) inside(ctx context.Context, changes []gitops.Change) (all []gitops.Change, files []string, err error) {
	all = changes
	for i, ch := range changes {
		holds := c.conf.Holds(ch.Path) || ch.OldPath != "" && c.conf.Holds(ch.OldPath)
		if !holds || ch.Status == 'U' {
			if len(files) > 0 {
				all = append(all, ch)
			}
			continue
		}
		if len(files) == 0 {
			all = slices.Clone(changes[:i])
		}
		files = append(files, ch.Path)
		own, err := c.insideOf(ctx, ch)
		if err != nil {
			return nil, nil, err
		}
		all = append(all, own...)
	}
	return all, files, nil
}

// insideOf are the changes of the prompts of one file.
func (c *checker) insideOf(ctx context.Context, ch gitops.Change) ([]gitops.Change, error) {
	now, err := c.heldAt(ctx, ch.Path, ch.New)
	if err != nil {
		return nil, err
	}
	olds := make([][]held, len(ch.Olds))
	for i, id := range ch.Olds {
		if olds[i], err = c.heldAt(ctx, ch.OldPaths[i], id); err != nil {
			return nil, err
		}
	}
	var list []gitops.Change
	for i, was := range oldOf(now, olds) {
		if one, changed := heldChange(ch, now[i], was); changed {
			list = append(list, one)
		}
	}
	for i, was := range olds {
		for _, h := range heldNoMore(was, now) {
			path := h.in(ch.OldPaths[i])
			if slices.ContainsFunc(list, func(x gitops.Change) bool { return x.Path == path }) {
				continue
			}
			list = append(list, gitops.Change{Status: 'D', Path: path, Olds: ch.Olds, OldPaths: ch.OldPaths})
		}
	}
	return list, nil
}

// heldChange is what a change of a file is for a prompt of it, which in each parent
// was what was says, nil for none. It is false for one that is as in some parent.
func heldChange(ch gitops.Change, h held, was []*held) (gitops.Change, bool) {
	one := gitops.Change{
		Status: 'A', Path: h.in(ch.Path), New: ch.New, Mode: ch.Mode,
		Olds: make([]gitops.OID, len(was)), OldPaths: make([]string, len(was)),
	}
	same, moved := false, false
	for i, old := range was {
		if old == nil {
			continue
		}
		one.Olds[i], one.OldPaths[i] = ch.Olds[i], old.in(ch.OldPaths[i])
		same = same || old.text == h.text
		if one.Status == 'A' {
			one.Status = 'M'
		}
		if one.OldPaths[i] != one.Path {
			moved = true
			one.Status, one.OldPath = 'R', one.OldPaths[i]
		}
	}
	return one, moved || !same
}

// heldAt are the prompts in a version of a file, none where it is not there. What is
// no part of a file stands for itself by its id.
func (c *checker) heldAt(ctx context.Context, file string, id gitops.OID) ([]held, error) {
	switch {
	case id == "":
		return nil, nil
	case !c.conf.Holds(file):
		return []held{{text: string(id)}}, nil
	}
	src, err := c.blob(ctx, id)
	if err != nil {
		return nil, err
	}
	list := heldIn(file, src)
	for i := range list {
		if list[i].name == "" {
			list[i].text = string(id)
		}
	}
	return list, nil
}

// fileOf is the file of a prompt, which may stand inside of it.
func (c *checker) fileOf(path string) string {
	if file, _, inner := prompt.SplitPath(path); inner && c.conf.Holds(file) {
		return file
	}
	return path
}

// content stands for what a prompt says in a version of its file.
func (c *checker) content(ctx context.Context, path string, id gitops.OID) (gitops.OID, error) {
	file, name, inner := prompt.SplitPath(path)
	if !inner || !c.conf.Holds(file) || id == "" {
		return id, nil
	}
	src, err := c.blob(ctx, id)
	if err != nil {
		return "", err
	}
	if in, ok := prompt.FindInner(file, name, src); ok {
		return gitops.OID("\x00" + in.Text), nil
	}
	return "", nil
}
