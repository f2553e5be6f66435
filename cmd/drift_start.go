package cmd

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/gitops"
)

// driftStart is where the baseline is looked for. The zero value is the last
// record of --rebase, or else the first of all.
type driftStart struct {
	record string    // the id of a record, or its beginning
	from   time.Time // of a revision or a date
}

// ulidLength is that of the id of a record.
const ulidLength = 26

// driftStart reads --baseline. What names a revision is one, also where it could
// be read as a date.
func (w *workspace) driftStart(ctx context.Context, text string) (driftStart, error) {
	if text == "" {
		return driftStart{}, nil
	}
	if len(text) == ulidLength && strings.Trim(strings.ToUpper(text), "0123456789ABCDEFGHJKMNPQRSTVWXYZ") == "" {
		return driftStart{record: strings.ToUpper(text)}, nil
	}
	var unknown *gitops.UnknownRevisionError
	id, err := w.repo.Resolve(ctx, text)
	if err == nil {
		var commit gitops.Commit
		commit, err = w.repo.Commit(ctx, id)
		return driftStart{from: commit.Time}, err
	}
	if !errors.As(err, &unknown) {
		return driftStart{}, err
	}
	at, ok, err := w.repo.Date(ctx, text)
	if err == nil && !ok {
		err = usageHint("the id of a record (promptgit show --json), or "+sinceForms, "--baseline: %q is neither a record, a revision nor a date", text)
	}
	return driftStart{from: at}, err
}

// cut leaves the records from the baseline on, of those of one question in the
// order of time; none where there is no baseline yet.
func (s driftStart) cut(list []eval.Record) []eval.Record {
	from := 0
	for i, r := range list {
		switch {
		case s.record != "":
			if r.ID == s.record {
				return list[i:]
			}
			from = len(list)
		case !s.from.IsZero():
			if at, err := time.Parse(time.RFC3339, r.Time); err == nil && !at.Before(s.from) {
				return list[i:]
			}
			from = len(list)
		case r.Baseline:
			from = i
		}
	}
	return list[from:]
}
