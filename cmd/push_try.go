package cmd

import (
	"context"
	"errors"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/promptgit/promptgit/gitops"
)

// A push that another clone was faster than is done again: so often at least, and for
// so long. Of twelve that start at once, as the jobs of a matrix do, some lose more
// than five times.
const (
	pushTries = 5
	pushTime  = time.Minute
)

// The states of a label that was pushed.
const (
	labelPushed = "pushed"
	labelNo     = "no"    // the remote refuses it
	labelStale  = "stale" // the remote has another value than was known
)

type blobSet = map[gitops.OID]bool

// pushing is one push, with the rounds that it takes.
type pushing struct {
	*exchange
	dryRun  bool
	went    noteCounts
	seen    map[string]gitops.OID // notes that the remote was known to have before the round
	came    came
	labels  []labelMove
	refused []refusedJSON
	behind  bool // the remote has notes that are not here
}

// errFaster says that others pushed all the time.
var errFaster = errors.New("other clones pushed faster each time")

// push sends what is due until the remote has it. A remote that moved meanwhile is
// fetched from and united with first.
func (p *pushing) push(ctx context.Context) error {
	if !p.dryRun {
		for _, ref := range gitops.SharedNotes() {
			if err := p.repo.Notes(ref).Append(ctx, gitops.Batch{}); err != nil {
				return err
			}
		}
		if err := p.takeInFirst(ctx); err != nil {
			return err
		}
	}
	start := p.app.Now()
	for try := 0; ; try++ {
		stale, err := p.round(ctx)
		if err != nil || !stale || p.dryRun {
			return err
		}
		if try >= pushTries && p.app.Now().Sub(start) > pushTime {
			return &exitError{Code: exitGit, Err: errFaster, Hint: "nothing is lost; run promptgit push " + p.remote + " again"}
		}
		if try > 0 {
			if err := pause(ctx, try); err != nil {
				return err
			}
		}
		if err := p.takeIn(ctx, p.fetch); err != nil {
			return err
		}
	}
}

// takeInFirst unites what a plain git fetch brought before it is asked for again.
// Where candidates are to go the remote is asked in any case: one that it got since
// has another name, at which no lease could see it.
func (p *pushing) takeInFirst(ctx context.Context) error {
	slots, err := p.repo.SharedSlots(ctx, p.remote)
	if err != nil {
		return err
	}
	for _, s := range slots {
		if strings.HasPrefix(s.Name, gitops.CandidatesRef) && s.WeMoved() {
			return p.takeIn(ctx, p.fetch)
		}
	}
	return p.takeIn(ctx, p.unite)
}

func (p *pushing) takeIn(ctx context.Context, from func(context.Context) (*came, error)) error {
	c, err := from(ctx)
	if c != nil {
		p.came.more(c)
	}
	return err
}

// pause lets those go first who were faster, a different time in each process.
func pause(ctx context.Context, try int) error {
	most := 100 * time.Millisecond << min(try, 5)
	wait := time.NewTimer(most/4 + rand.N(most)) //nolint:gosec // no secret
	defer wait.Stop()
	select {
	case <-wait.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// round pushes once, and says whether the remote had something else than was known.
func (p *pushing) round(ctx context.Context) (stale bool, err error) {
	p.line.Show("pushing to %s ...", p.remote)
	p.labels, p.refused, p.behind = nil, nil, false
	notes, err := p.dueNotes(ctx)
	if err != nil {
		return false, err
	}
	slots, labels, err := p.dueLabels(ctx)
	if err != nil {
		return false, err
	}
	answers, pushErr := p.repo.PushShared(ctx, p.remote, p.asks, p.dryRun, append(notes, labels...))
	for _, a := range answers {
		if slot := slots[a.Ref]; slot != nil {
			err = p.labelAnswer(ctx, slot, a)
			stale = stale || a.State == gitops.PushStale
		} else {
			err = p.noteAnswer(ctx, a)
			stale = stale || a.State == gitops.PushStale
		}
		if err != nil {
			return false, errors.Join(pushErr, err)
		}
	}
	return stale, pushErr
}

// dueNotes are all notes that are here: the remote says which of them it has. What
// was known of it is looked up now, since git push moves the tracking refs itself
// where init --notes has set up fetching.
func (p *pushing) dueNotes(ctx context.Context) ([]gitops.SharedPush, error) {
	var due []gitops.SharedPush
	p.seen = map[string]gitops.OID{}
	for _, ref := range gitops.SharedNotes() {
		seen, err := p.repo.ReadRef(ctx, gitops.TrackedNotes(p.remote, ref))
		if err != nil {
			return nil, err
		}
		p.seen[ref] = seen
		ours, err := p.repo.Notes(ref).Tip(ctx)
		if err != nil {
			return nil, err
		}
		if ours != "" {
			due = append(due, gitops.SharedPush{Ref: ref, New: ours})
		}
	}
	return due, nil
}

// noteAnswer counts what went, and remembers that the remote has it.
func (p *pushing) noteAnswer(ctx context.Context, a gitops.PushedRef) error {
	switch a.State {
	case gitops.PushNo:
		p.refused = append(p.refused, refusedJSON{a.Ref, a.Reason})
		return nil
	case gitops.PushStale:
		p.behind = true
		return nil
	default:
	}
	theirs := p.seen[a.Ref]
	if theirs == a.New {
		return nil
	}
	if a.State == gitops.PushDone {
		added, failed := p.repo.NotesAt(a.Ref, a.New).Added(ctx, theirs)
		if failed != nil {
			return failed
		}
		p.went.add(a.Ref, added)
	}
	if p.dryRun {
		return nil
	}
	tracked := gitops.TrackedNotes(p.remote, a.Ref)
	err := p.repo.UpdateRefs(ctx, "promptgit: push to "+p.remote, gitops.RefUpdate{Ref: tracked, New: a.New, Old: theirs})
	if errors.Is(err, gitops.ErrRefMoved) { // by git itself, or by another process that knows more
		return nil
	}
	return err
}

// dueLabels are the refs of labels and candidates that only we moved, by ref with
// their slots. Those at commits that the remote does not have wait.
func (p *pushing) dueLabels(ctx context.Context) (map[string]*gitops.SharedSlot, []gitops.SharedPush, error) {
	all, err := p.repo.SharedSlots(ctx, p.remote)
	if err != nil {
		return nil, nil, err
	}
	slots, commits := map[string]*gitops.SharedSlot{}, []gitops.OID{}
	var due []gitops.SharedPush
	for _, s := range all {
		for _, ref := range bothKeys(s.Ours, s.Seen) {
			if s.Ours[ref] == s.Seen[ref] {
				continue
			}
			slots[ref] = s
			due = append(due, gitops.SharedPush{Ref: ref, New: s.Ours[ref], Old: s.Seen[ref], Lease: true})
			if s.Ours[ref] != "" {
				commits = append(commits, s.Ours[ref])
			}
		}
	}
	away, err := p.repo.NotAt(ctx, p.remote, commits)
	if err != nil {
		return nil, nil, err
	}
	var ready []gitops.SharedPush
	for _, d := range due {
		if away[d.New] {
			p.addLabel(d, labelWaits, "")
			continue
		}
		ready = append(ready, d)
	}
	return slots, ready, nil
}

func (p *pushing) addLabel(d gitops.SharedPush, state, reason string) {
	m := newLabelMove(d.Ref, d.Old, d.New)
	m.State, m.Reason = state, reason
	p.labels = append(p.labels, m)
}

func (p *pushing) labelAnswer(ctx context.Context, slot *gitops.SharedSlot, a gitops.PushedRef) error {
	switch a.State {
	case gitops.PushNo:
		p.addLabel(a.SharedPush, labelNo, a.Reason)
		return nil
	case gitops.PushStale:
		p.addLabel(a.SharedPush, labelStale, "")
		return nil
	default:
	}
	p.addLabel(a.SharedPush, labelPushed, "")
	if p.dryRun {
		return nil
	}
	err := p.repo.Pushed(ctx, p.remote, slot, []string{a.Ref})
	if errors.Is(err, gitops.ErrRefMoved) {
		return nil
	}
	return err
}
