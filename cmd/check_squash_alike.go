package cmd

import (
	"context"
	"errors"
	"io/fs"
	"strings"

	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/hooks"
	"github.com/promptgit/promptgit/internal/config"
	"github.com/promptgit/promptgit/prompt"
)

// alike says whether a line of work, from base to end, changed a prompt as a step
// does: every variable, value for value, and what it does not spell out in the same
// files. What was there before the step already is no part of it.
func (s *squashes) alike(ctx context.Context, j *judged, p hooks.Prompt, base, end gitops.Snapshot) (bool, error) {
	changed, err := s.between(ctx, p, base, end)
	if err != nil {
		return false, err
	}
	wanted := map[string]int{}
	for _, c := range changed {
		wanted[changeText(c)]++
	}
	for _, c := range p.Changes {
		wanted[changeText(c)]--
		kind, path, _ := strings.Cut(c.ID, ":")
		if kind != string(prompt.KindPartial) && kind != "suite" {
			continue
		}
		same, err := sameFile(ctx, path, j.now, end)
		if err != nil || !same {
			return false, err
		}
	}
	for _, n := range wanted {
		if n != 0 {
			return false, nil
		}
	}
	return true, nil
}

// changeText is equal for equal changes of one prompt.
func changeText(c prompt.Change) string {
	return strings.Join([]string{c.ID, c.Change, c.Before, c.After}, "\x00")
}

func sameFile(ctx context.Context, path string, a, b gitops.Snapshot) (bool, error) {
	one, err := readOrNil(ctx, a, path)
	if err != nil {
		return false, err
	}
	other, err := readOrNil(ctx, b, path)
	return string(one) == string(other), err
}

// between compares a prompt, or the configuration, at two commits.
func (s *squashes) between(ctx context.Context, p hooks.Prompt, from, to gitops.Snapshot) ([]prompt.Change, error) {
	if p.Path == config.FileName {
		before, err := s.configAt(ctx, from)
		if err != nil || before == nil {
			return nil, err
		}
		after, err := s.configAt(ctx, to)
		if err != nil || after == nil {
			return nil, err
		}
		return configChanges(before, after), nil
	}
	was, err := s.versionAt(ctx, from, p.OldPath, p.Path)
	if err != nil || was == nil {
		return nil, err
	}
	is, err := s.versionAt(ctx, to, p.Path)
	if err != nil || is == nil {
		return nil, err
	}
	compared, err := s.compare(ctx, hooks.Prompt{Path: p.Path, Status: hooks.Modified}, *was, *is)
	if err != nil || compared.Exempt != "" {
		return nil, err
	}
	return hooks.Judge(hooks.Input{Prompts: []hooks.Prompt{compared}}).Prompts[0].Changes, nil
}

// versionAt is a prompt in a state, by the first of its names that is there; nil
// for none.
func (s *squashes) versionAt(ctx context.Context, at gitops.Snapshot, paths ...string) (*version, error) {
	for _, path := range paths {
		if path == "" {
			continue
		}
		src, err := readPrompt(ctx, at, path)
		if err == nil {
			return &version{at: at, path: path, blob: s.repo.HashBlob(src)}, nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
	}
	return nil, nil //nolint:nilnil // it is not there
}
