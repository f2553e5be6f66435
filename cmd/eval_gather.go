package cmd

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/value"
)

// evalBatch is everything that one eval command judges.
type evalBatch struct {
	w       *workspace
	o       evalOptions
	items   []*evalItem // newest first
	history []*iteration
	known   *recordSet
	inline  bool // a promptfoo configuration run as it stands: nothing is recorded
	broken  error
}

// evalItem is one version of a prompt under one suite and one target.
type evalItem struct {
	rev     string // 40 hex digits or more, or "worktree"
	it      *iteration
	suite   *eval.Suite
	target  eval.Target
	repeat  int
	applies func(*eval.Case) bool
	newest  bool         // the newest version of its prompt that is judged
	same    []*iteration // other iterations with the same content

	run    *eval.Run    // what was judged now, nil where a record was used again
	record *eval.Record // the record of this version
}

// gather finds what is to be judged and what is known of it already.
func (w *workspace) gather(ctx context.Context, o evalOptions) (*evalBatch, error) {
	b := &evalBatch{w: w, o: o}
	if o.suite != "" {
		file, err := w.findFile(ctx, o.suite)
		if err != nil {
			return nil, err
		}
		b.o.suite, o.suite = file, file
	}
	if o.suite != "" && o.rev == "" && !o.all && o.prompt == "" {
		done, err := b.gatherInline(ctx)
		if done || err != nil {
			return b, err
		}
	}
	var err error
	switch {
	case o.all, strings.Contains(o.rev, ".."):
		err = b.gatherHistory(ctx)
	case o.rev != "":
		err = b.gatherRevision(ctx)
	default:
		err = b.gatherWorktree(ctx)
	}
	if err != nil {
		return nil, err
	}
	return b, b.reuse(ctx)
}

func (b *evalBatch) gatherWorktree(ctx context.Context) error {
	return b.gatherSnapshot(ctx, b.w.now, b.w.now.Name(), gitops.Commit{})
}

func (b *evalBatch) gatherRevision(ctx context.Context) error {
	id, err := b.w.repo.Resolve(ctx, b.o.rev)
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
	if len(files) == 0 {
		return errNothing("prompt", "promptgit init writes a starter prompt; promptgit.yaml says where prompts lie")
	}
	var problems diag.Errors
	for _, file := range files {
		err := b.addFile(ctx, snap, rev, commit, file)
		var found diag.Errors
		if errors.As(err, &found) {
			problems = append(problems, found...)
			continue
		}
		if err != nil {
			return err
		}
	}
	return problems.Err()
}

func (b *evalBatch) addFile(ctx context.Context, snap gitops.Snapshot, rev string, commit gitops.Commit, file string) error {
	src, err := snap.Read(ctx, file)
	if err != nil {
		return err
	}
	p, err := parsePromptText(ctx, b.w.config, snap, file, src)
	if err != nil {
		return err
	}
	it := &iteration{commit: commit, path: file, lineage: file, blob: b.w.repo.HashBlob(src), prompt: p, key: p.Key()}
	return b.add(ctx, rev, it, nil)
}

// gatherHistory takes the distinct versions of a range or of everything.
func (b *evalBatch) gatherHistory(ctx context.Context) error {
	spec, head, err := b.span(ctx)
	if err != nil {
		return err
	}
	b.history, err = b.w.history(ctx, head, b.o.prompt)
	if err != nil {
		return err
	}
	b.w.warnBroken(b.history)
	uses := usedInputs(b.history)
	first := map[string]*evalItem{}
	newest := map[string]*iteration{}
	for _, it := range b.history {
		if spec != nil && !spec[it.commit.ID] {
			continue
		}
		if it.broken != nil {
			b.broken = errors.Join(b.broken, it.broken)
			continue
		}
		if newest[it.lineage] == nil {
			newest[it.lineage] = it
		}
		if same := first[it.lineage+"\x00"+it.key]; same != nil {
			same.same = append(same.same, it)
			continue
		}
		from := len(b.items)
		if err := b.add(ctx, string(it.commit.ID), it, applies(newest[it.lineage], it, uses)); err != nil {
			return err
		}
		if len(b.items) > from {
			first[it.lineage+"\x00"+it.key] = b.items[from]
		}
	}
	if len(b.items) == 0 {
		if b.broken != nil {
			return b.broken
		}
		return errNothing("iteration of a prompt in that range", "promptgit log lists the iterations")
	}
	return nil
}

// span gives the head to start from and, for a range, the commits in it.
func (b *evalBatch) span(ctx context.Context) (map[gitops.OID]bool, gitops.OID, error) {
	if b.o.all {
		head, ok, err := b.w.headOf(ctx, "")
		if err == nil && !ok {
			err = errNothing("commit", "commit a prompt first, or run promptgit eval for the working tree")
		}
		return nil, head, err
	}
	span, err := b.w.repo.ResolveRange(ctx, b.o.rev)
	if err != nil {
		return nil, "", err
	}
	commits, err := b.w.repo.Commits(ctx, span)
	if err != nil {
		return nil, "", err
	}
	in := map[gitops.OID]bool{}
	for _, id := range commits {
		in[id] = true
	}
	return in, span.To, nil
}

// add puts one version on the list, once per suite that judges it.
func (b *evalBatch) add(ctx context.Context, rev string, it *iteration, applies func(*eval.Case) bool) error {
	target, err := b.w.target(ctx, it.prompt, b.o.provider, b.o.model)
	if err != nil {
		return err
	}
	suites, err := b.w.suitesOf(ctx, it.prompt, b.o.suite)
	if err != nil {
		return err
	}
	for _, file := range suites {
		s, err := b.w.suite(ctx, file)
		if err != nil {
			return err
		}
		if s, err = b.narrow(s); err != nil {
			return err
		}
		b.items = append(b.items, &evalItem{
			rev: rev, it: it, suite: s, target: target, applies: applies,
			repeat: b.repeat(s), newest: b.isNewest(it),
		})
	}
	return nil
}

func (b *evalBatch) isNewest(it *iteration) bool {
	return !slices.ContainsFunc(b.items, func(x *evalItem) bool { return x.newest && x.it != it && x.it.lineage == it.lineage })
}

func (b *evalBatch) repeat(s *eval.Suite) int {
	switch {
	case b.o.repeat > 0:
		return b.o.repeat
	case s.Repeat > 0:
		return s.Repeat
	}
	return max(b.w.config.Eval.Repeat, 1)
}

// narrow keeps the cases that --filter and --case ask for.
func (b *evalBatch) narrow(s *eval.Suite) (*eval.Suite, error) {
	if !b.o.partial() {
		return s, nil
	}
	some := *s
	some.Cases = nil
	for _, c := range s.Cases {
		if b.wants(&c) {
			some.Cases = append(some.Cases, c)
		}
	}
	if len(some.Cases) == 0 {
		var names []string
		for i := range s.Cases {
			names = append(names, s.Cases[i].Name())
		}
		hint := "promptgit eval without --filter and --case lists them all"
		if len(b.o.cases) > 0 {
			if near := diag.DidYouMean(b.o.cases[0], names); near != "" {
				hint = near
			}
		}
		return nil, usageHint(hint, "no case of %s is asked for", s.Path)
	}
	return &some, nil
}

func (b *evalBatch) wants(c *eval.Case) bool {
	if len(b.o.cases) > 0 && !slices.Contains(b.o.cases, c.ID) && !slices.Contains(b.o.cases, c.Name()) {
		return false
	}
	return strings.Contains(c.ID+"\n"+c.Description+"\n"+strings.Join(c.Tags, "\n"), b.o.filter)
}

// usedInputs tells for each iteration which inputs it or any version before it
// used.
func usedInputs(history []*iteration) map[*iteration]map[string]bool {
	used := map[*iteration]map[string]bool{}
	for i := len(history) - 1; i >= 0; i-- {
		it := history[i]
		set := map[string]bool{}
		if it.prev != nil {
			for name := range used[it.prev] {
				set[name] = true
			}
		}
		for _, name := range it.prompt.Uses() {
			set[name] = true
		}
		used[it] = set
	}
	return used
}

// applies says which cases a version can be asked: not those that set an input
// which only later versions know, though the newest one uses it.
func applies(newest, it *iteration, used map[*iteration]map[string]bool) func(*eval.Case) bool {
	var later []string
	for _, name := range newest.prompt.Uses() {
		if !used[it][name] {
			later = append(later, name)
		}
	}
	if len(later) == 0 {
		return nil
	}
	return func(c *eval.Case) bool {
		return !slices.ContainsFunc(later, func(name string) bool { return has(c.Vars, name) })
	}
}

func has(vars *value.Object, name string) bool {
	_, ok := vars.Get(name)
	return ok
}

// reuse looks up the records that exist already.
func (b *evalBatch) reuse(ctx context.Context) error {
	var all []*iteration
	all = append(all, b.history...)
	for _, x := range b.items {
		all = append(all, x.it)
	}
	var err error
	b.known, err = b.w.records(ctx, blobsOf(all))
	if err != nil || b.inline || b.o.partial() || b.o.noCache || b.o.refresh {
		return err
	}
	for _, x := range b.items {
		if x.rev == "worktree" {
			continue
		}
		x.record = b.known.of(x.it, x.filter(true))
		if x.record != nil && x.record.Reps < x.repeat {
			x.record = nil
		}
	}
	return nil
}

// filter finds records of the same question.
func (x *evalItem) filter(complete bool) eval.RecordFilter {
	return eval.RecordFilter{
		SuiteKey: x.suite.Key(), Provider: x.target.Provider, Model: x.target.Model, Complete: complete,
	}
}
