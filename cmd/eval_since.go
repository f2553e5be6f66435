package cmd

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"github.com/promptgit/promptgit/gitops"
)

// sinceOptions choose versions of the history beside --all and A..B.
type sinceOptions struct {
	since  string
	newest int         // at most so many versions, 0 for all
	given  func() bool // whether --since stands on the command line, nil for a command without it
}

func (o *sinceOptions) sinceFlags(f *pflag.FlagSet) {
	f.StringVar(&o.since, "since", "", "every iteration after `DATE|REV` and up to HEAD that has no record")
	o.given = func() bool { return f.Changed("since") }
	f.IntVarP(&o.newest, "max-count", "n", 0, "of a range, --since or --all at most the `N` newest versions")
}

const sinceForms = `such as v1.2, 2026-11-01, yesterday or "2 weeks ago"`

// ranged says whether versions of the history are asked for and not one state.
func (o *evalOptions) ranged() bool {
	return o.all || o.since != "" || strings.Contains(o.rev, "..")
}

func (o *evalOptions) checkSince() error {
	a, b, symmetric := strings.Cut(o.rev, "...")
	switch {
	case symmetric:
		return usageHint(fmt.Sprintf("%s..%s is what %s has and %s has not", a, b, revOr(b), revOr(a)), "%q is not a range: write A..B", o.rev)
	case strings.HasPrefix(o.rev, "^"):
		return usageHint("what B has and A has not is A..B", "%q is not a revision", o.rev)
	case o.since == "" && o.given != nil && o.given():
		return usageHint(sinceForms, "--since: \"\" is neither a revision nor a date")
	case o.since != "" && (o.all || o.rev != ""):
		return usageHint("--since REV is REV..HEAD, and a date counts up to HEAD", "--since takes neither a revision beside it nor --all")
	case o.newest < 0:
		return usagef("-n takes a number from 1 on")
	case o.newest > 0 && !o.ranged():
		return usagef("-n goes with a range A..B, --since or --all")
	}
	return nil
}

func revOr(rev string) string {
	if rev == "" {
		return "HEAD"
	}
	return rev
}

// spanSince gives the commits after a revision or a date, up to HEAD. What names
// a revision is one, also where it could be read as a date.
func (b *evalBatch) spanSince(ctx context.Context) (map[gitops.OID]bool, gitops.OID, error) {
	head, ok, err := b.w.headOf(ctx, "")
	if err != nil || !ok {
		return nil, "", errors.Join(err, b.unborn(ok || err != nil))
	}
	var commits []gitops.OID
	id, err := b.w.repo.Resolve(ctx, b.o.since)
	var unknown *gitops.UnknownRevisionError
	switch {
	case err == nil:
		commits, err = b.w.repo.Commits(ctx, gitops.Range{From: id, To: head})
	case errors.As(err, &unknown):
		commits, err = b.afterDate(ctx, head)
	}
	if err != nil {
		return nil, "", err
	}
	return setOf(commits), head, nil
}

func (b *evalBatch) afterDate(ctx context.Context, head gitops.OID) ([]gitops.OID, error) {
	at, ok, err := b.w.repo.Date(ctx, b.o.since)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, usageHint(sinceForms, "--since: %q is neither a revision nor a date", b.o.since)
	}
	if at.Before(b.w.app.Now().AddDate(1, 0, 0)) { // "now" is a time without end
		fmt.Fprintf(b.w.app.Err, "promptgit: note: since %s\n", at.Format(time.RFC3339))
	}
	return b.w.repo.CommitsAfter(ctx, head, at)
}

// unborn is the error of a repository without commits.
func (b *evalBatch) unborn(ok bool) error {
	if ok {
		return nil
	}
	return errNothing("commit", "commit a prompt first, or run promptgit eval for the working tree")
}

func setOf(ids []gitops.OID) map[gitops.OID]bool {
	in := make(map[gitops.OID]bool, len(ids))
	for _, id := range ids {
		in[id] = true
	}
	return in
}

// nothingThere says that a range holds no iteration, which is an answer: a branch
// that touches no prompt has nothing to judge.
func (b *evalBatch) nothingThere() {
	where := b.o.rev
	if b.o.since != "" {
		where = "what came since " + b.o.since
	}
	fmt.Fprintf(b.w.app.Err, "promptgit: note: no iteration of a prompt in %s: nothing to judge\n", where)
}
