package cmd

import (
	"context"
	"fmt"

	"github.com/promptgit/promptgit/eval"
)

// reuse looks up the records that exist already.
func (b *evalBatch) reuse(ctx context.Context) error {
	var all []*iteration
	all = append(all, b.history...)
	for _, x := range b.items {
		all = append(all, x.it)
	}
	var err error
	b.known, err = b.w.records(ctx, blobsOf(all))
	if err != nil || b.o.noCache || b.o.refresh || b.o.record != "" || b.o.tape.dir != "" {
		return err
	}
	told := map[string]bool{} // suites whose clusters a record will tell
	for _, x := range b.items {
		if !b.records(x) {
			continue
		}
		x.record = b.known.of(x.it, x.filter(true))
		if x.record == nil {
			continue
		}
		if x.record = x.answers(x.record, told); x.record == nil {
			continue
		}
		if !b.w.sameJudges(ctx, x.suite, x.record) {
			x.record = nil // the run says what is wrong with a judge that cannot be opened
			continue
		}
		if err := b.outputsOf(x); err != nil {
			return err
		}
	}
	return nil
}

// outputsOf fetches the outputs of a record that is used again, where the
// document is to hold them. They may be gone by now, as they are not kept for
// ever.
func (b *evalBatch) outputsOf(x *evalItem) error {
	if !b.o.json && b.o.output == "" {
		return nil
	}
	kept, ok, err := b.w.loadOutputs(x.record.ID)
	if err != nil {
		return err
	}
	if !ok {
		fmt.Fprintf(b.w.app.Err, "promptgit: warning: the outputs of record %s are gone; promptgit eval %s --refresh makes them again\n",
			x.record.ID, shortRev(x.rev))
	}
	x.kept = kept
	return nil
}

// filter finds records of the same question.
func (x *evalItem) filter(complete bool) eval.RecordFilter {
	return eval.RecordFilter{
		SuiteKey: x.suiteKey(), Provider: x.target.Provider, Model: x.target.Model, Endpoint: x.target.EndpointKey(), Complete: complete,
		Variant: eval.VariantKey(x.variant),
	}
}

// suiteKey is the key of the suite, made once: a suite may have many cases.
func (x *evalItem) suiteKey() string {
	if x.key == "" {
		x.key = x.suite.Key()
	}
	return x.key
}
