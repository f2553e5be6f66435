package cmd

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/ui"
	"github.com/promptgit/promptgit/internal/value"
)

// gatherHistory takes the distinct versions of a range or of everything. All
// versions of a prompt are judged by the suites of its newest one. A version
// that cannot be asked, such as one for a provider that is gone, does not keep
// the others from being judged.
func (b *evalBatch) gatherHistory(ctx context.Context) error {
	spec, head, err := b.span(ctx)
	if err != nil {
		return err
	}
	b.head = head
	b.history, err = b.w.history(ctx, head, b.o.prompt)
	if err != nil {
		return err
	}
	uses := usedInputs(b.history)
	first := map[string][]*evalItem{}
	newest := map[string]*iteration{}
	tried := map[string]bool{}
	within := false
	for _, it := range b.history {
		if spec != nil && !spec[it.commit.ID] {
			continue
		}
		within = true
		if it.broken != nil {
			b.leaveOut(it, it.broken, !tried[it.lineage])
			tried[it.lineage] = true
			continue
		}
		if newest[it.lineage] == nil {
			newest[it.lineage] = it
		}
		version := it.lineage + "\x00" + it.key
		if same, done := first[version]; done {
			for _, x := range same {
				x.same = append(x.same, it)
			}
			continue
		}
		if b.o.newest > 0 && len(first) == b.o.newest {
			continue // older versions can still equal one that is judged
		}
		from := len(b.items)
		err := b.add(ctx, string(it.commit.ID), it, newest[it.lineage], applies(newest[it.lineage], it, uses))
		switch {
		case err == nil || errors.Is(err, errNoSuite):
		case ctx.Err() != nil, exitCode(ctx, err) != exitInput && exitCode(ctx, err) != exitProvider:
			return err
		default:
			b.leaveOut(it, err, !tried[it.lineage])
		}
		tried[it.lineage] = true
		first[version] = b.items[from:len(b.items):len(b.items)]
	}
	if len(b.history) > 0 && !within {
		b.nothingThere()
		return nil
	}
	return b.gathered(errNothing("iteration of a prompt", "promptgit log lists the iterations; promptgit.yaml says where prompts lie"))
}

// leaveOut notes why a version is not judged. That of the newest version of a
// prompt decides how the command ends.
func (b *evalBatch) leaveOut(it *iteration, err error, newest bool) {
	if b.leftOut == nil || newest && !b.newestLeftOut {
		b.leftOut, b.newestLeftOut = err, newest
	}
	b.warnings = append(b.warnings, fmt.Sprintf("%s is not judged: %s", shortRev(string(it.commit.ID)), ui.Line(err.Error())))
}

// span gives the head to start from and, for a range, the commits in it.
func (b *evalBatch) span(ctx context.Context) (map[gitops.OID]bool, gitops.OID, error) {
	if b.o.since != "" {
		return b.spanSince(ctx)
	}
	if b.o.all {
		head, ok, err := b.w.headOf(ctx, "")
		return nil, head, errors.Join(err, b.unborn(ok || err != nil))
	}
	span, err := b.w.repo.ResolveRange(ctx, b.o.rev)
	if err != nil {
		return nil, "", err
	}
	commits, err := b.w.repo.Commits(ctx, span)
	if err != nil {
		return nil, "", err
	}
	return setOf(commits), span.To, nil
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
