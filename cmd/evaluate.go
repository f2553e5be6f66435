package cmd

import (
	"context"
	"errors"

	"github.com/promptgit/promptgit/eval"
)

// evaluate judges what the options name and has no record yet, as promptgit eval
// does, and records it; with o.refresh it judges all of it afresh, past the cache.
// It prints nothing but progress and warnings. The budget of an engine that ran
// before goes on; nil begins one. After an interrupt the batch holds what was
// finished, and the error is the context's. Whoever calls closes the batch, also
// beside an error, where it is not nil.
func (w *workspace) evaluate(ctx context.Context, o evalOptions, before *eval.Engine) (*evalBatch, error) {
	b, err := w.gather(ctx, o)
	if err != nil {
		return nil, err
	}
	return b, b.finish(ctx, before)
}

// finish judges and records what a batch holds, see evaluate.
func (b *evalBatch) finish(ctx context.Context, before *eval.Engine) error {
	b.before = before
	return b, b.judgeAll(ctx)
}

// judgeAll judges what was gathered and has no record, and records it, also what an
// interrupt left of it.
func (b *evalBatch) judgeAll(ctx context.Context) error {
	runErr := b.execute(ctx)
	if runErr != nil && ctx.Err() == nil {
		return runErr
	}
	return errors.Join(runErr, b.record(ctx))
}
