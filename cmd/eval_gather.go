package cmd

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/spool"
	"github.com/promptgit/promptgit/internal/ui"
)

// evalBatch is everything that one eval command judges.
type evalBatch struct {
	w       *workspace
	o       evalOptions
	items   []*evalItem // newest first, the variants of one version side by side
	columns int         // of the run, also those that are too many to be items
	history []*iteration
	head    gitops.OID // of the history of a range, "" for none
	known   *recordSet
	inline  bool // a promptfoo configuration run as it stands: nothing is recorded

	recorded error        // why the file of --record could not be written
	before   *eval.Engine // that ran last, and whose budget goes on, nil for none

	narrowing     narrowing
	problems      diag.Errors // of prompts and suites
	unsuited      []error     // prompts that no suite judges
	leftOut       error       // why a version of the history is not judged
	newestLeftOut bool        // it is the newest of its prompt
	warnings      []string
	spool         *spool.Spool    // of the results, nil where nothing is judged
	noticed       map[string]bool // suites whose own prompts were told to be ignored
}

// evalItem is one version of a prompt under one suite and one target.
type evalItem struct {
	rev   string // 40 hex digits or more, or "worktree"
	it    *iteration
	suite *eval.Suite
	question
	repeat    int
	seen      int // see [eval.Column]
	applies   func(*eval.Case) bool
	code      *eval.Script // that makes the prompt
	transform *eval.Script // of the provider of a promptfoo configuration,
	label     string       // and the label of its prompt
	newest    bool         // the newest version of its prompt that is judged
	same      []*iteration // other iterations with the same content

	run     *eval.Run // what was judged now, nil where a record was used again
	results entries   // its results, in order
	outputs entries   // the same without those that were not judged because of an interrupt
	whole   func(n int) (resultJSON, error)
	sum     *eval.Sum    // of the run, see summed
	key     string       // of the suite, see suiteKey
	record  *eval.Record // the record of this version
	kept    []resultJSON // outputs of a record that is used again
	best    bool         // of the variants of its version, see [eval.Best]

	joined *eval.JoinedRun // what the files of its shards came to, nil where it was judged here
	place  shardPlace
}

// gather finds what is to be judged and what is known of it already.
func (w *workspace) gather(ctx context.Context, o evalOptions) (*evalBatch, error) {
	b := &evalBatch{w: w, o: o, narrowing: narrowing{filter: o.filter, cases: o.cases}, noticed: map[string]bool{}}
	if o.suite != "" {
		file, err := w.findFile(ctx, o.suite)
		if err != nil {
			return nil, err
		}
		b.o.suite, o.suite = file, file
	}
	if o.suite != "" && o.rev == "" && !o.ranged() && o.prompt == "" {
		done, err := b.gatherInline(ctx)
		if done && len(o.matrix.axes) > 0 {
			err = usageHint("judge the prompts of the repository by it: name them with --prompt", "%s: %w", o.suite, errMatrixInline)
		}
		if done || err != nil {
			return b, err
		}
	}
	var err error
	switch {
	case o.ranged():
		err = b.gatherHistory(ctx)
	case o.rev != "":
		err = b.gatherRevision(ctx, o.rev)
	default:
		err = b.gatherWorktree(ctx)
	}
	if err != nil {
		return nil, err
	}
	return b, b.reuse(ctx)
}

// gatherWorktree takes the working tree, or HEAD where there is none.
func (b *evalBatch) gatherWorktree(ctx context.Context) error {
	if b.w.repo.Top == "" {
		return b.gatherRevision(ctx, "HEAD")
	}
	return b.gatherSnapshot(ctx, b.w.worktree(), gitops.WorktreeName, gitops.Commit{})
}

func (b *evalBatch) gatherRevision(ctx context.Context, rev string) error {
	id, err := b.w.repo.Resolve(ctx, rev)
	if err != nil {
		return err
	}
	commit, err := b.w.repo.Commit(ctx, id)
	if err != nil {
		return err
	}
	return b.gatherSnapshot(ctx, b.w.repo.At(id), string(id), commit)
}

func (b *evalBatch) gatherSnapshot(ctx context.Context, snap gitops.Snapshot, rev string, commit gitops.Commit) error {
	files, err := b.w.prompts(ctx, snap, b.o.prompt)
	if err != nil {
		return err
	}
	before, err := b.versionsBefore(ctx, commit.ID)
	if err != nil {
		return err
	}
	for _, file := range files {
		from := len(b.items)
		it, err := b.iteration(ctx, snap, commit, file, before[file])
		if err == nil {
			err = b.add(ctx, rev, it, it, nil)
		}
		if err != nil && !b.collect(err) {
			return err
		}
		for _, x := range b.items[from:] {
			if own := before[file]; own != nil && own.key == it.key && own.commit.ID != commit.ID {
				x.same = []*iteration{own} // where this version was made
			}
		}
	}
	return b.gathered(errNothing("prompt", "promptgit init writes a starter prompt; promptgit.yaml says where prompts lie"))
}

// collect keeps a problem that stands beside those of other prompts.
func (b *evalBatch) collect(err error) bool {
	list := diagnostics(err)
	b.problems = appendNew(b.problems, list...)
	return len(list) > 0 || errors.Is(err, errNoSuite)
}

// gathered is the outcome of gathering: an error where some input is invalid or
// nothing is to be judged, for which nothing is the last explanation.
func (b *evalBatch) gathered(nothing error) error {
	if err := b.problems.Err(); err != nil {
		return err
	}
	if err := errors.Join(b.narrowing.missed(), b.bounded()); err != nil {
		return err
	}
	if len(b.items) == 0 {
		return cmp.Or(b.narrowing.none(), b.leftOut, first(b.unsuited), nothing)
	}
	for _, err := range b.unsuited {
		b.warnings = append(b.warnings, err.Error())
	}
	for _, x := range b.items {
		for _, d := range x.it.prompt.Warnings {
			if x.newest {
				b.warnings = append(b.warnings, d.Error())
			}
		}
	}
	b.warnings = append(b.warnings, b.o.matrix.warnings()...)
	for i, text := range b.warnings {
		if !slices.Contains(b.warnings[:i], text) {
			fmt.Fprintln(b.w.app.Err, "promptgit: warning:", ui.Line(text))
		}
	}
	return nil
}

func first(errs []error) error {
	if len(errs) == 0 {
		return nil
	}
	return errs[0]
}

// iteration makes one of a file of a snapshot. The newest committed version,
// nil for none, leads to the one before it.
func (b *evalBatch) iteration(ctx context.Context, snap gitops.Snapshot, commit gitops.Commit, file string, newest *iteration) (*iteration, error) {
	src, err := readPrompt(ctx, snap, file)
	if err != nil {
		return nil, err
	}
	p, err := parsePromptText(ctx, b.w.config, snap, file, src)
	if err != nil {
		return nil, err
	}
	it := &iteration{commit: commit, path: file, lineage: file, blob: b.w.repo.HashBlob(src), prompt: p, key: p.Key()}
	if it.prev = newest; newest != nil && it.inside() && it.sameAs(newest) {
		it.blob = newest.blob // a record stands where the version was made, whatever changed around it since
	}
	for it.prev != nil && it.prev.key == it.key {
		it.prev = it.prev.prev
	}
	return it, nil
}

// versionsBefore finds the newest committed version of each prompt, to compare
// with: at a commit, or at HEAD for the working tree, where a walk over the
// history is worth its time only if something was ever recorded.
func (b *evalBatch) versionsBefore(ctx context.Context, at gitops.OID) (map[string]*iteration, error) {
	if at == "" {
		records, err := b.w.repo.ReadRef(ctx, gitops.ResultsRef)
		if err != nil || records == "" {
			return nil, err
		}
	}
	head, ok, err := b.w.headOf(ctx, string(at))
	if err != nil || !ok {
		return nil, err
	}
	if b.history, ok = b.w.past.at(head, b.w.config); !ok {
		b.history, err = b.w.history(ctx, head, b.o.prompt)
		if exitCode(ctx, err) == exitUsage || isIncompleteStore(err) {
			return nil, nil // a new prompt, or a clone without old versions: nothing to compare with
		}
		b.w.past.keep(head, b.w.config, b.history, err)
	}
	newest := map[string]*iteration{}
	for _, it := range b.history {
		if newest[it.lineage] == nil {
			newest[it.lineage] = it
		}
	}
	return newest, err
}
