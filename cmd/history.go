package cmd

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/config"
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
	reads   []string     // the files that it includes or tries to
	broken  error        // the prompt could not be parsed: prompt is its plain text
	key     string       // prompt_key
	also    []gitops.OID // other blobs with the same version: files around it
	content string       // equal for equal content: the blob or the text inside of it, with the key where the prompt includes files
	olds    []string     // the content in each parent, "" where it has none
	from    []*iteration // what its parents held, none for a first version
	prev    *iteration   // the first of these
	changes []prompt.Change
	inner   *innerPlace // of a version inside a squash, nil for one that a commit made
}

// inside says whether the prompt is a part of its file.
func (it *iteration) inside() bool { return it.prompt.File() != it.prompt.Path }

// sameAs says whether two versions of a prompt are one: for a part of a file, whatever
// stands around it.
func (it *iteration) sameAs(other *iteration) bool {
	return it.key == other.key && (it.blob == other.blob || it.inside() && other.inside())
}

// madeBy says whether an iteration of the history made the version that stands at a
// revision. A part of a file can stand under another name since.
func (it *iteration) madeBy(h *iteration) bool {
	return h.key == it.key && (h.path == it.path || it.inside() && h.lineage == it.lineage)
}

// history lists the iterations of the prompts asked for that are reachable from
// head, newest first. Deletions are none. A version that cannot be parsed is
// kept as plain text.
func (w *workspace) history(ctx context.Context, head gitops.OID, asked string) ([]*iteration, error) {
	return w.historyWhile(ctx, head, asked, func([]gitops.OID) {})
}

// historyWhile calls listed with the blobs of nearly all iterations as soon as they
// are listed, before any is read.
func (w *workspace) historyWhile(ctx context.Context, head gitops.OID, asked string, listed func([]gitops.OID)) ([]*iteration, error) {
	pick := func(paths []string) []string { return w.pick(paths, asked) }
	list, err := w.historyListed(ctx, head, w.globs(asked), pick, listed)
	if err == nil && len(list) == 0 && asked != "" {
		return nil, usageHint("a glob counts from the root of the repository, or from the folder you are in",
			"no prompt in the history of %s matches %q", shortRev(string(head)), asked)
	}
	return list, err
}

// historyOf lists the iterations of the files that match the globs and that
// pick takes for prompts, by one of their names.
func (w *workspace) historyOf(ctx context.Context, head gitops.OID, globs []string, pick func([]string) []string) ([]*iteration, error) {
	return w.historyListed(ctx, head, globs, pick, func([]gitops.OID) {})
}

func (w *workspace) historyListed(ctx context.Context, head gitops.OID, globs []string, pick func([]string) []string, listed func([]gitops.OID)) ([]*iteration, error) {
	found, err := w.repo.History(ctx, head, config.WithFiles(globs), gitops.HistoryOptions{Moves: true})
	if err != nil {
		return nil, err
	}
	versions, also, err := w.throughFiles(ctx, found)
	if err != nil {
		return nil, err
	}
	wanted := lineages(versions, pick)
	paths := map[string][]string{} // by lineage
	var list []*iteration
	var ids []gitops.OID
	for _, v := range versions {
		if !wanted[v.Lineage] {
			continue
		}
		paths[v.Lineage] = append(paths[v.Lineage], v.Path)
		if v.Blob != "" && !slices.Contains(v.olds, v.content) {
			it := newIteration(v)
			it.also = also[[2]string{v.Lineage, v.content}]
			list = append(list, it)
			ids = append(ids, v.Blob)
		}
	}
	listed(blobsOf(list))
	texts, err := w.repo.Blobs(ctx, ids)
	if err != nil {
		return nil, err
	}
	err = parallel(len(list), func() func(int) error {
		return func(i int) error {
			it := list[i]
			return w.read(ctx, w.repo.At(it.commit.ID), it, texts[it.blob])
		}
	})
	if err != nil {
		return nil, err
	}
	if list, err = w.throughPartials(ctx, head, list, paths); err != nil {
		return nil, err
	}
	return list, link(list)
}

func newIteration(v heldVersion) *iteration {
	return &iteration{commit: v.Commit, path: v.Path, lineage: v.Lineage, blob: v.Blob, content: v.content, olds: v.olds}
}

// lineages are the prompts whose history was asked for, by their newest path.
func lineages(versions []heldVersion, pick func([]string) []string) map[string]bool {
	var paths []string
	for _, v := range versions {
		paths = append(paths, v.Path, v.Lineage)
	}
	picked := map[string]bool{}
	for _, p := range pick(paths) {
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
// so that a history is judged by one yardstick. What it includes comes from snap.
func (w *workspace) read(ctx context.Context, snap gitops.Snapshot, it *iteration, src []byte) error {
	opts := w.options(it.path)
	opts.Read = func(file string) ([]byte, error) {
		it.reads = append(it.reads, file)
		return snap.Read(ctx, file)
	}
	p, err := prompt.Parse(it.path, src, opts)
	if err != nil {
		if hard := hardError(err); hard != nil {
			return hard
		}
		it.broken = err
		opts.Partly = true // it can be compared, though not run
		if p, err = prompt.Parse(it.path, src, opts); err != nil {
			p = prompt.ParseText(it.path, src, w.options(it.path))
		}
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

// link finds for each iteration those before it: the nearest older versions of
// the same prompt whose content its parents hold.
func link(list []*iteration) error {
	byLineage := map[string]*olderVersions{}
	for _, it := range slices.Backward(list) {
		older := byLineage[it.lineage]
		if older == nil {
			older = &olderVersions{byContent: map[string]*iteration{}}
			byLineage[it.lineage] = older
		}
		if it.from = older.before(it.olds); len(it.from) > 0 {
			it.prev = it.from[0]
		}
		older.last, older.byContent[it.content] = it, it
	}
	return parallel(len(list), func() func(int) error {
		return func(i int) error {
			if it := list[i]; it.prev != nil {
				it.changes = prompt.Compare(it.prev.prompt, it.prompt)
			}
			return nil
		}
	})
}

// olderVersions are those of one prompt, the nearest of equal ones.
type olderVersions struct {
	byContent map[string]*iteration
	last      *iteration
}

// before gives the older versions that the parents hold. Where no parent has the
// prompt, it came back after a deletion: then the last one before counts.
func (o *olderVersions) before(parents []string) []*iteration {
	var from []*iteration
	gone := true
	for _, content := range parents {
		if it := o.byContent[content]; it != nil {
			from = append(from, it)
		}
		gone = gone && content == ""
	}
	if gone && o.last != nil {
		from = append(from, o.last)
	}
	return from
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
