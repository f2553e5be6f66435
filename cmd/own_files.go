package cmd

import (
	"context"
	"errors"
	"io/fs"
	"path"
	"strings"

	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/config"
	"github.com/promptgit/promptgit/prompt"
)

// ownFiles are the files of a state that promptgit save and undo work on: the
// prompts, what they include, their suites with the files in the folder of a suite
// that it reads, whatever lies under suites/, and promptgit.yaml. What cannot be
// parsed counts by its name.
type ownFiles map[string]bool

// isSuiteFile says of a name that a suite or a file of cases can have it.
func isSuiteFile(name string) bool {
	switch path.Ext(name) {
	case ".yaml", ".yml", ".csv", ".jsonl", ".json", ".xlsx":
		return strings.HasPrefix(name, "suites/")
	}
	return false
}

// has says whether a file is one of these, or one by its name.
func (o ownFiles) has(conf *config.Config, name string) bool {
	_, is := conf.Match(name)
	return is || o[name] || isSuiteFile(name) || name == config.FileName
}

// noting is a snapshot that notes which files are read, where wanted says so.
type noting struct {
	gitops.Snapshot
	own    ownFiles
	wanted func(name string) bool
}

func (n noting) Read(ctx context.Context, name string) ([]byte, error) {
	if n.wanted(name) {
		n.own[name] = true
	}
	return n.Snapshot.Read(ctx, name)
}

// addOwnFiles adds those of a state.
func addOwnFiles(ctx context.Context, own ownFiles, snap gitops.Snapshot, conf *config.Config) error {
	files, err := snap.Files(ctx, conf.Globs())
	if err == nil {
		files, err = promptFiles(ctx, conf, snap, files)
	}
	if err != nil {
		return err
	}
	done := map[string]bool{} // suites
	for _, f := range files {
		entry, is := conf.Match(f.Path)
		if !is {
			continue
		}
		if file := prompt.FileOf(f.Path); conf.Holds(file) {
			own[file] = true
		}
		src, err := readPrompt(ctx, snap, f.Path)
		if err != nil {
			if hardError(err) == nil || errors.Is(err, fs.ErrNotExist) {
				continue // a link, or gone meanwhile
			}
			return err
		}
		every := noting{snap, own, func(string) bool { return true }}
		p, err := prompt.Parse(f.Path, src, prompt.Options{
			Role: entry.Role, Partly: true, Read: func(name string) ([]byte, error) { return every.Read(ctx, name) },
		})
		if err != nil && hardError(err) != nil {
			return err
		}
		names := conf.Suites(f.Path, func(name string) bool {
			_, missing := snap.Read(ctx, name)
			return missing == nil
		})
		if err == nil && len(p.Suites) > 0 {
			names = p.Suites
		}
		for _, name := range names {
			if done[name] {
				continue
			}
			done[name], own[name] = true, true
			beside := noting{snap, own, func(read string) bool { return strings.HasPrefix(read, path.Dir(name)+"/") }}
			if _, err := readSuite(ctx, beside, name, suiteOptions(ctx, beside)); err != nil && hardError(err) != nil {
				return err
			}
		}
	}
	return ctx.Err()
}
