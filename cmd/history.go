package cmd

import (
	"context"
	"errors"
	"fmt"

	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/ui"
	"github.com/promptgit/promptgit/prompt"
)

// iteration is a commit in which a prompt's content differs from that of each
// of its parents.
type iteration struct {
	commit  gitops.Commit
	path    string // at this commit
	lineage string // the newest path of the same prompt
	blob    gitops.OID
	prompt  *prompt.Prompt
	broken  error      // the prompt could not be parsed: prompt is its plain text
	key     string     // prompt_key
	prev    *iteration // what its parent held, nil for a first version
	changes []prompt.Change
}

// history lists the iterations of the prompts asked for that are reachable from
// head, newest first. Deletions are none. A version that cannot be parsed is
// kept as plain text.
func (w *workspace) history(ctx context.Context, head gitops.OID, asked string) ([]*iteration, error) {
	versions, err := w.repo.History(ctx, head, w.globs(asked), gitops.HistoryOptions{})
	if err != nil {
		return nil, err
	}
	wanted := w.lineages(versions, asked)
	var list []*iteration
	var ids []gitops.OID
	for _, v := range versions {
		if wanted[v.Lineage] && v.Blob != "" {
			list = append(list, &iteration{commit: v.Commit, path: v.Path, lineage: v.Lineage, blob: v.Blob})
			ids = append(ids, v.Blob)
		}
	}
	if len(list) == 0 && asked != "" {
		return nil, usageHint("a glob counts from the root of the repository, or from the folder you are in",
			"no prompt in the history of %s matches %q", shortRev(string(head)), asked)
	}
	texts, err := w.repo.Blobs(ctx, ids)
	if err != nil {
		return nil, err
	}
	for _, it := range list {
		if err := w.read(ctx, it, texts[it.blob]); err != nil {
			return nil, err
		}
	}
	link(list, versions)
	return list, nil
}

// lineages are the prompts whose history was asked for, by their newest path.
func (w *workspace) lineages(versions []gitops.Version, asked string) map[string]bool {
	var paths []string
	for _, v := range versions {
		paths = append(paths, v.Path, v.Lineage)
	}
	picked := map[string]bool{}
	for _, p := range w.pick(paths, asked) {
		picked[p] = true
	}
	wanted := map[string]bool{}
	for _, v := range versions {
		if picked[v.Path] || picked[v.Lineage] {
			wanted[v.Lineage] = true
		}
	}
	return wanted
}

// read parses the prompt of an iteration as the configuration of today says,
// so that a history is judged by one yardstick.
func (w *workspace) read(ctx context.Context, it *iteration, src []byte) error {
	p, err := parsePromptText(ctx, w.config, w.repo.At(it.commit.ID), it.path, src)
	if err != nil {
		if hard := hardError(err); hard != nil {
			return hard
		}
		it.broken = err
		p = prompt.ParseText(it.path, src, w.options(it.path))
	}
	it.prompt, it.key = p, p.Key()
	return nil
}

func (w *workspace) options(path string) prompt.Options {
	entry, _ := w.config.Match(path)
	return prompt.Options{Role: entry.Role}
}

// hardError gives an error that is not about the content of an input file.
func hardError(err error) error {
	if exitCode(context.Background(), err) == exitInput {
		return nil
	}
	return err
}

// link finds for each iteration the one before it: the nearest older version of
// the same prompt whose content its parent holds.
func link(list []*iteration, versions []gitops.Version) {
	olds := map[[2]string][]gitops.OID{}
	for _, v := range versions {
		olds[[2]string{string(v.Commit.ID), v.Path}] = v.Olds
	}
	byLineage := map[string][]*iteration{}
	for i := len(list) - 1; i >= 0; i-- {
		it := list[i]
		older := byLineage[it.lineage]
		it.prev = before(older, olds[[2]string{string(it.commit.ID), it.path}])
		if it.prev != nil {
			it.changes = prompt.Compare(it.prev.prompt, it.prompt)
		}
		byLineage[it.lineage] = append(older, it)
	}
}

// before gives the older version that a parent holds. Where no parent has the
// prompt, it came back after a deletion: then the last one before counts.
func before(older []*iteration, parents []gitops.OID) *iteration {
	gone := true
	for _, id := range parents {
		for i := len(older) - 1; i >= 0; i-- {
			if older[i].blob == id {
				return older[i]
			}
		}
		gone = gone && id == ""
	}
	if gone && len(older) > 0 {
		return older[len(older)-1]
	}
	return nil
}

// warnBroken tells on stderr which versions could not be parsed.
func (w *workspace) warnBroken(list []*iteration) {
	for _, it := range list {
		if it.broken != nil {
			fmt.Fprintf(w.app.Err, "promptgit: warning: %s: %s\n", shortRev(string(it.commit.ID)), ui.Line(it.broken.Error()))
		}
	}
}

// headOf resolves a revision, HEAD where none is given. ok is false in a
// repository without commits.
func (w *workspace) headOf(ctx context.Context, rev string) (id gitops.OID, ok bool, err error) {
	if rev != "" {
		id, err = w.repo.Resolve(ctx, rev)
		return id, err == nil, err
	}
	id, err = w.repo.Head(ctx)
	if errors.Is(err, gitops.ErrUnborn) {
		return "", false, nil
	}
	return id, err == nil, err
}
