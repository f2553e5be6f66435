package cmd

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/ui"
	"github.com/promptgit/promptgit/prompt"
)

// verifying holds the files of a run that somebody else judged against what this clone
// makes of the same commits. Nothing of them is run, and no model is asked.
type verifying struct {
	w        *workspace
	name     string // of the files, for problems
	problems diag.Errors
	batches  map[string]*evalBatch // by revision, nil where it cannot be planned
	checks   []*eval.ShardCheck
}

// aheadOfClock is how far the clock of another machine may be ahead of this one.
const aheadOfClock = 10 * time.Minute

// verifyShards refuses a set of files that is not true of the commits it is about.
func (w *workspace) verifyShards(ctx context.Context, set *eval.ShardSet) error {
	v := &verifying{w: w, batches: map[string]*evalBatch{}}
	var names []string
	for _, f := range set.Files {
		names = append(names, f.Name)
	}
	v.name = someOf(names, 3)
	if flags := set.Files[0].Head.Flags; len(flags) > 0 {
		v.problem("its cases were chosen by %s", strings.Join(flags, " "))
	}
	if at := set.Time(); at.After(v.w.app.Now().Add(aheadOfClock)) { // the newest record of a version is what is told of it
		v.problem("it was written at %s, which has not come yet", at.Format(time.RFC3339))
	}
	for _, j := range set.Join() {
		if err := v.run(ctx, j); err != nil {
			return err
		}
	}
	if err := v.problems.Err(); err != nil {
		return err
	}
	v.tell()
	return nil
}

func (v *verifying) problem(format string, args ...any) {
	v.problems.Add(diag.Pos{Path: v.name}, fmt.Sprintf(format, args...), "nothing of it is merged: judge the commit yourself, promptgit eval REV")
}

// run checks one run.
func (v *verifying) run(ctx context.Context, j *eval.JoinedRun) error {
	place, _ := placeOf(j.Place) // it was read before
	claims := j.NewRecord("", v.w.app.Now())
	about := fmt.Sprintf("%s at %s", claims.Path, shortRev(place.Rev))
	switch {
	case place.Rev == gitops.WorktreeName, place.Inline:
		v.problem("%s: only what was judged of a commit can be verified", about)
		return nil
	case claims.Variant != nil || place.Overlay != nil:
		v.problem("%s: a variant of eval --matrix cannot be verified", about)
		return nil
	case len(place.Same) > 0 || place.Lineage != claims.Path || string(place.Head) != place.Rev:
		v.problem("%s: only the judging of one revision can be verified, not of a history", about)
		return nil
	}
	x, b, err := v.item(ctx, place.Rev, claims)
	if err != nil || x == nil {
		return err
	}
	if place.Blob != x.it.blob || !slices.EqualFunc(place.Parts, x.it.prompt.Partials, sameText) {
		v.problem("%s: the prompt, or what it includes, is another one there", about)
		return nil
	}
	if j.Reused != nil {
		return v.reused(ctx, about, x, j.Reused)
	}
	part, err := b.part(ctx, x)
	if err != nil {
		return err
	}
	e := b.w.planner(b.o)
	e.Scripts, e.Judges = nil, nil
	check, err := e.CheckShard(ctx, j, part)
	if err != nil {
		return err
	}
	for _, p := range check.Problems {
		v.problem("%s: %s", about, p)
	}
	v.checks = append(v.checks, check)
	return nil
}

// sameText compares a file that a prompt includes.
func sameText(text []byte, p prompt.Partial) bool { return string(text) == p.Text }

// reused checks a record that answered the run: only one that this clone has counts.
func (v *verifying) reused(ctx context.Context, about string, x *evalItem, r *eval.Record) error {
	known, err := v.w.records(ctx, []gitops.OID{x.it.blob})
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(known.byKey[x.it.key], func(own eval.Record) bool { return own.ID == r.ID && own.Encode() == r.Encode() }) {
		v.problem("%s: it says that the record %s answers it, which this clone has not", about, r.ID)
	}
	return nil
}

// item finds what this clone would have judged for a run, nil after a problem.
func (v *verifying) item(ctx context.Context, rev string, claims eval.Record) (*evalItem, *evalBatch, error) {
	b, err := v.batch(ctx, rev)
	if err != nil || b == nil {
		return nil, nil, err
	}
	at := slices.IndexFunc(b.items, func(x *evalItem) bool { return x.it.path == claims.Path && x.suite.Path == claims.Suite })
	if at < 0 {
		if err = v.plan(ctx, b, rev, claims.Path); err != nil {
			if list := diagnostics(err); len(list) == 0 && exitCode(ctx, err) == exitGit {
				return nil, nil, err
			}
			v.problem("%s at %s cannot be planned here: %v", claims.Path, shortRev(rev), err)
			return nil, nil, nil
		}
		at = slices.IndexFunc(b.items, func(x *evalItem) bool { return x.it.path == claims.Path && x.suite.Path == claims.Suite })
	}
	if at < 0 {
		v.problem("%s at %s is not judged by %s there", claims.Path, shortRev(rev), claims.Suite)
		return nil, nil, nil
	}
	return b.items[at], b, nil
}

// batch plans with the configuration and the suites of a commit.
func (v *verifying) batch(ctx context.Context, rev string) (*evalBatch, error) {
	if b, ok := v.batches[rev]; ok {
		return b, nil
	}
	v.batches[rev] = nil
	at := gitops.OID(rev)
	if _, err := v.w.repo.Commit(ctx, at); err != nil {
		if !isIncompleteStore(err) {
			return nil, err
		}
		v.problem("the commit %s is not in this clone: git fetch it first", shortRev(rev))
		return nil, nil //nolint:nilnil // the problem tells it
	}
	w := &workspace{
		app: v.w.app, repo: v.w.repo, now: v.w.repo.At(at), plans: true,
		suites: map[string]*eval.Suite{}, targets: map[string]eval.Target{}, judgeKeys: map[*eval.Suite]string{},
	}
	var err error
	if w.config, err = readConfig(ctx, w.now); err != nil {
		v.problem("the configuration of %s: %v", shortRev(rev), err)
		return nil, nil //nolint:nilnil // the problem tells it
	}
	v.batches[rev] = &evalBatch{w: w, noticed: map[string]bool{}}
	return v.batches[rev], nil
}

// errMadeHere says why a suite cannot be read without running what it brings.
var errMadeHere = errors.New("code makes its tests, and a file of somebody else is verified without running any")

// plan adds one prompt of a commit, as eval of that commit would.
func (v *verifying) plan(ctx context.Context, b *evalBatch, rev, path string) error {
	if _, is := b.w.config.Match(path); !is {
		return fmt.Errorf("%s is no prompt there", path)
	}
	commit, err := b.w.repo.Commit(ctx, gitops.OID(rev))
	if err != nil {
		return err
	}
	before, err := b.versionsBefore(ctx, commit.ID)
	if err != nil {
		return err
	}
	it, err := b.iteration(ctx, b.w.now, commit, path, before[path])
	if err != nil {
		return err
	}
	files, err := b.w.suitesOf(ctx, it, "")
	if err != nil {
		return err
	}
	for _, file := range files {
		if s, err := b.w.readable(ctx, file, nil, false); err != nil {
			return err
		} else if len(s.Unmade) > 0 {
			return fmt.Errorf("%s: %w", file, errMadeHere)
		}
	}
	return b.add(ctx, rev, it, it, nil)
}

// tell says what was verified, and what could not be.
func (v *verifying) tell() {
	sum := eval.ShardCheck{Claimed: map[string]int{}}
	for _, c := range v.checks {
		sum.Samples, sum.Asked, sum.Graded, sum.Whole = sum.Samples+c.Samples, sum.Asked+c.Asked, sum.Graded+c.Graded, sum.Whole+c.Whole
		for typ, n := range c.Claimed {
			sum.Claimed[typ] += n
		}
	}
	fmt.Fprintf(v.w.app.Err, "promptgit: verified %s: %s of %s, %d rendered and %d graded again alike\n",
		ui.Line(v.name), plural(sum.Samples, "sample"), plural(len(v.checks), "run"), sum.Asked, sum.Graded)
	var left []string
	for _, typ := range slices.Sorted(maps.Keys(sum.Claimed)) {
		left = append(left, fmt.Sprintf("%d verdicts of %s", sum.Claimed[typ], typ))
	}
	if sum.Whole > 0 {
		left = append(left, plural(sum.Whole, "sample")+" that code of the suite has a part in, or that have several steps")
	}
	left = append(left, "that the model gave these outputs, in this time and at this cost")
	fmt.Fprintln(v.w.app.Err, "promptgit: not verified, but claimed by the file:", ui.Line(strings.Join(left, "; ")))
}
