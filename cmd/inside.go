package cmd

import (
	"context"
	"errors"
	"io/fs"

	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/config"
	"github.com/promptgit/promptgit/prompt"
)

// readPrompt reads the file of a prompt. For FILE#NAME, where no file is called so,
// that is all of FILE, which [prompt.Parse] takes with that path; it is
// [fs.ErrNotExist] where FILE has no such prompt.
func readPrompt(ctx context.Context, snap gitops.Snapshot, path string) ([]byte, error) {
	src, err := snap.Read(ctx, path)
	file, name, inner := prompt.SplitPath(path)
	if !inner || !errors.Is(err, fs.ErrNotExist) {
		return src, err
	}
	whole, failed := snap.Read(ctx, file)
	if errors.Is(failed, fs.ErrNotExist) {
		return nil, err
	}
	if failed != nil {
		return nil, failed
	}
	if _, ok := prompt.FindInner(file, name, whole); !ok {
		return nil, err
	}
	return whole, nil
}

// textIn is what a file says of a prompt.
func textIn(path string, src []byte) string {
	if file, name, inner := prompt.SplitPath(path); inner {
		if in, ok := prompt.FindInner(file, name, src); ok {
			return in.Text
		}
	}
	return string(src)
}

// promptFiles replaces the files that hold prompts by these.
func promptFiles(ctx context.Context, conf *config.Config, snap gitops.Snapshot, files []gitops.File) ([]gitops.File, error) {
	var all []gitops.File
	for i, f := range files {
		if !conf.Holds(f.Path) {
			if all != nil {
				all = append(all, f)
			}
			continue
		}
		if all == nil {
			all = append([]gitops.File{}, files[:i]...)
		}
		src, err := snap.Read(ctx, f.Path)
		if err != nil {
			return nil, err
		}
		for _, h := range heldIn(f.Path, src) {
			f.Path = h.in(files[i].Path)
			all = append(all, f)
		}
	}
	if all == nil { // as a rule
		return files, nil
	}
	return all, nil
}

// held is a prompt of a file that may hold several.
type held struct {
	name string // "" for the file itself
	text string // of one inside of it
}

// heldIn are the prompts of a file: itself, or those inside of it.
func heldIn(file string, src []byte) []held {
	list, holds := prompt.Inners(file, src)
	if !holds {
		return []held{{text: string(src)}}
	}
	prompts := make([]held, len(list))
	for i, in := range list {
		prompts[i] = held{in.Name, in.Text}
	}
	return prompts
}

// in is the path of the prompt in a file.
func (h held) in(file string) string {
	if h.name == "" {
		return file
	}
	return prompt.InnerPath(file, h.name)
}

// holdsPrompts says whether a file is no prompt and may have some inside of it.
func (w *workspace) holdsPrompts(file string, src []byte) bool {
	if !w.config.Holds(file) {
		return false
	}
	_, holds := prompt.Inners(file, src)
	return holds
}
