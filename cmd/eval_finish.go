package cmd

import (
	"context"
	"errors"

	"github.com/promptgit/promptgit/eval"
)

// finish judges what a batch holds and has no record, and records it, as promptgit
// eval does; it prints nothing but progress and warnings. The budget of an engine
// that ran before goes on; nil begins one. After an interrupt the batch holds what
// was finished, and the error is the context's.
func (b *evalBatch) finish(ctx context.Context, before *eval.Engine) error {
	b.before = before
	runErr := b.execute(ctx)
	if runErr != nil && ctx.Err() == nil {
		return runErr
	}
	return errors.Join(runErr, b.record(ctx))
}
