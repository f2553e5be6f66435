package cmd

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/ui"
)

// shownChanges is how many files that changed are named.
const shownChanges = 5

// watchRound is one run of eval --watch under way.
type watchRound struct {
	batch  *evalBatch
	cancel context.CancelFunc
	done   chan outcome
}

// outcome is what execute gave.
type outcome struct{ err error }

// start judges a batch in a goroutine.
func (s *watching) start(ctx context.Context, b *evalBatch) *watchRound {
	ctx, cancel := context.WithCancel(ctx)
	r := &watchRound{batch: b, cancel: cancel, done: make(chan outcome, 1)}
	b.before = s.engine
	go func() { r.done <- outcome{b.execute(ctx)} }()
	return r
}

// ended gives what execute gives, nil where nothing is under way.
func (r *watchRound) ended() <-chan outcome {
	if r == nil {
		return nil
	}
	return r.done
}

// stop ends a round that is under way, and waits for it.
func (r *watchRound) stop() {
	if r == nil {
		return
	}
	r.cancel()
	<-r.done
	r.batch.release()
}

// finish prints a round that came to its end, with what it changed.
func (s *watching) finish(ctx context.Context, r *watchRound, err error) error {
	defer r.batch.release()
	r.cancel()
	b := r.batch
	s.engine = b.before
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		s.tell(ctx, err)
		return nil
	}
	s.problem = ""
	if err = b.record(ctx); err != nil {
		return err
	}
	b.markBest()
	if err = b.print(true); err != nil {
		return err
	}
	now := s.app.Now()
	for _, x := range b.items {
		is := &watchedRun{name: x.it.path, asks: x.asks(ctx, b.w), record: x.record, at: now}
		if was := s.judged[b.place(x)]; was != nil && is.empty() {
			is.record, is.at = was.record, was.at // what comes next is compared with the last state that was judged
		} else if was != nil {
			s.difference(x, was)
		}
		s.judged[b.place(x)] = is
	}
	s.resting()
	return nil
}

// difference says how an item compares with its run before: by a paired test, and by
// the cases that flipped.
func (s *watching) difference(x *evalItem, was *watchedRun) {
	if was.empty() || x.record == nil {
		return
	}
	c := eval.Compare(*was.record, *x.record, eval.CompareOptions{})
	name := x.it.path
	if text := variantText(x.overlay); text != "" {
		name += " " + text
	}
	since := "since " + was.at.Format(clockTimes)
	if c.Common == 0 {
		fmt.Fprintf(s.app.Err, "%s %s: no case in common\n", ui.Line(name), since)
		return
	}
	text := fmt.Sprintf("%s -> %s, %s: %s", number(c.Base), number(c.Head), c.Verdict, differenceOf(c))
	if c.Common < c.Cases || c.SuiteChanged {
		text += ", " + overText(c)
	}
	if c.Reason != "" {
		text += "; " + ui.Line(c.Reason)
	} else if c.ModelChanged {
		text += "; model comparison"
	}
	if len(c.Fixed) > 0 {
		text += "; now pass: " + ui.Paint(ui.Good, ui.Line(someOf(c.Fixed, shownFailures)))
	}
	if len(c.Broken) > 0 {
		text += "; now fail: " + ui.Paint(ui.Bad, ui.Line(someOf(c.Broken, shownFailures)))
	}
	fmt.Fprintf(s.app.Err, "%s %s: %s\n", ui.Line(name), since, text)
}

// compare keeps of a batch what is not judged yet, all variants of a version
// together, and gives what changed and what is gone by name.
func (s *watching) compare(ctx context.Context, b *evalBatch) (changed, gone []string) {
	here := map[string]bool{}
	var items []*evalItem
	for _, group := range b.shares() {
		moved := false
		for _, x := range group {
			was := s.judged[b.place(x)]
			here[b.place(x)] = true
			if asks := x.asks(ctx, b.w); was == nil || was.asks != asks {
				moved = true
				changed = append(changed, x.difference(ctx, b.w, was)...)
			}
		}
		if moved {
			items = append(items, group...)
		}
	}
	b.items = items
	for place, was := range s.judged {
		if !here[place] {
			gone = append(gone, was.name)
			delete(s.judged, place)
		}
	}
	slices.Sort(gone)
	return slices.Compact(slices.Sorted(slices.Values(changed))), slices.Compact(gone)
}

// place tells an item from the others of its batch, whatever it holds.
func (b *evalBatch) place(x *evalItem) string {
	parts := []string{x.it.path, x.suite.Path, variantText(x.overlay)}
	if b.inline {
		parts = append(parts, targetName(x.target), x.label)
	}
	return strings.Join(parts, "\x00")
}

// empty says that no case of a run was judged.
func (r *watchedRun) empty() bool { return r.record == nil || r.record.N == 0 }

// asks is all that decides what comes out for an item, in parts: prompt, suite, who
// is asked, and each other step of a chain.
func (x *evalItem) asks(ctx context.Context, w *workspace) string {
	judges, err := w.judgesKey(ctx, x.suite)
	if err != nil {
		judges = err.Error() // the run says so
	}
	alone := x.target
	alone.Chain = "" // the other steps are parts of their own
	parts := []string{
		x.prompt.Key(),
		fmt.Sprint(x.suite.Key(), x.repeat, watchedCases(x.suite)),
		strings.Join([]string{targetName(x.target), alone.EndpointKey(), judges}, " "),
	}
	for _, s := range x.otherSteps() {
		parts = append(parts, s.Prompt.Key()+targetName(s.Target)+s.Target.EndpointKey())
	}
	return strings.Join(parts, "\x00")
}

// otherSteps are the prompts of a chain beside the one that is judged.
func (x *evalItem) otherSteps() []eval.Step {
	return slices.DeleteFunc(slices.Clone(x.suite.Steps), func(s eval.Step) bool { return s.Judged })
}

// watchedCases names the cases of a suite, which its key does not.
func watchedCases(s *eval.Suite) string {
	var b strings.Builder
	for i := range s.Cases {
		b.WriteString(s.Cases[i].Key + s.Cases[i].Name() + "\n")
	}
	return b.String()
}

// difference names what differs from the run before, nil for none.
func (x *evalItem) difference(ctx context.Context, w *workspace, was *watchedRun) []string {
	if was == nil {
		return []string{x.it.path}
	}
	names := []string{x.it.path, x.suite.Path, targetName(x.target)}
	for _, s := range x.otherSteps() {
		names = append(names, s.Path)
	}
	is, before := strings.Split(x.asks(ctx, w), "\x00"), strings.Split(was.asks, "\x00")
	var list []string
	for i, name := range names {
		if i >= len(before) || is[i] != before[i] {
			list = append(list, name)
		}
	}
	return list
}

// asks is that of all items.
func (b *evalBatch) asks(ctx context.Context) string {
	var list []string
	for _, x := range b.items {
		list = append(list, b.place(x)+"\x00"+x.asks(ctx, b.w))
	}
	return strings.Join(list, "\x01")
}

// whatChanged names it; at first, everything.
func (s *watching) whatChanged(changed, gone []string) string {
	var parts []string
	switch {
	case len(s.judged) == 0 && len(gone) == 0:
		parts = append(parts, "judging "+someOf(changed, shownChanges))
	case len(changed) > 0:
		parts = append(parts, "changed: "+someOf(changed, shownChanges))
	}
	if len(gone) > 0 {
		parts = append(parts, "gone: "+someOf(gone, shownChanges))
	}
	return strings.Join(parts, "; ")
}
