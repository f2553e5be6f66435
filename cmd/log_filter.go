package cmd

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/diag"
)

// logFilter says which rows of the log stay, for log and for the pages alike. Its
// zero value keeps all. [logFilter.compile] comes before the first use.
type logFilter struct {
	Since, Until string // dates as git understands them, of the commit as it is shown
	Author       string // a part of the name or the email
	Failed       bool   // with failing cases only
	Verdict      string // better, worse, same or unknown
	Text         string // words that all stand somewhere in the row
	Where        string // a condition, see whereRow

	from, to time.Time
	words    []string
	where    *condition
	failed   error // the first row that the condition could not be asked of
}

// filterError says what of a filter cannot be understood.
type filterError struct {
	Field string // since, until, verdict or where
	Err   error
	Hint  string
}

func (e *filterError) Error() string { return "--" + e.Field + ": " + e.Err.Error() }

func (e *filterError) Unwrap() error { return e.Err }

// usage makes a mistake in a filter one on the command line.
func (e *filterError) usage() error { return usageHint(e.Hint, "%w", e) }

// asks says whether the filter may leave rows out.
func (f *logFilter) asks() bool {
	return !f.from.IsZero() || !f.to.IsZero() || f.Author != "" || f.Failed || f.Verdict != "" || len(f.words) > 0 || f.where != nil
}

// given says whether anything was asked for, before it is compiled.
func (f *logFilter) given() bool {
	return f.Since != "" || f.Until != "" || f.Author != "" || f.Failed || f.Verdict != "" || f.Text != "" || f.Where != ""
}

// compile reads the filter. What is wrong with it is a *filterError.
func (f *logFilter) compile(ctx context.Context, w *workspace) error {
	for _, date := range []struct {
		field, text string
		at          *time.Time
	}{{"since", f.Since, &f.from}, {"until", f.Until, &f.to}} {
		if date.text == "" {
			continue
		}
		at, ok, err := w.repo.Date(ctx, date.text)
		if err != nil {
			return err
		}
		if !ok {
			return &filterError{date.field, fmt.Errorf("%q is no date", date.text), `a date is written as for git: 2026-11-01, "2 weeks ago", yesterday`}
		}
		*date.at = at
	}
	verdicts := []string{eval.Better, eval.Worse, eval.Same, eval.Unknown}
	if f.Verdict != "" && !slices.Contains(verdicts, f.Verdict) {
		return &filterError{"verdict", fmt.Errorf("%q is no verdict", f.Verdict), "a verdict is better, worse, same or unknown"}
	}
	f.words = strings.Fields(strings.ToLower(f.Text))
	if strings.TrimSpace(f.Where) == "" {
		return nil
	}
	var err error
	f.where, err = newCondition(f.Where)
	return err
}

// keep says whether a row stays. A row that the condition cannot be asked of does
// not, and [logFilter.failure] tells why.
func (f *logFilter) keep(e logEntry) bool {
	j := e.json
	switch {
	case !f.from.IsZero() && e.time.Before(f.from),
		!f.to.IsZero() && e.time.After(f.to),
		f.Author != "" && !strings.Contains(strings.ToLower(j.Author+" <"+e.email+">"), strings.ToLower(f.Author)),
		f.Failed && len(j.Failed) == 0,
		f.Verdict != "" && (j.Verdict == nil || *j.Verdict != f.Verdict),
		!e.hasWords(f.words):
		return false
	case f.where == nil:
		return true
	}
	ok, err := f.where.holds(e)
	if err != nil && f.failed == nil {
		f.failed = fmt.Errorf("at %s: %w", shortRev(j.Rev), err)
	}
	return ok
}

// failure is the first error that keep met. It is a *filterError.
func (f *logFilter) failure() error {
	if f.failed == nil {
		return nil
	}
	return &filterError{"where", f.failed, whereHint}
}

// checkMetrics refuses a condition on a metric that none of the rows has.
func (f *logFilter) checkMetrics(entries []logEntry) error {
	if f.where == nil || len(entries) == 0 {
		return nil
	}
	for _, name := range f.where.metrics {
		if err := knownMetric(name, metricsOf(entries)); err != nil {
			return &filterError{"where", err, hintOf(err)}
		}
	}
	return nil
}

// knownMetric refuses a metric that is not among those of the records.
func knownMetric(name string, names []string) error {
	if slices.Contains(names, name) {
		return nil
	}
	hint := diag.DidYouMean(name, names)
	if hint == "" {
		hint = "the records name " + strings.Join(names, ", ")
	}
	if len(names) == 0 {
		hint = "no record here names a metric; assertions name theirs with metric: NAME"
	}
	return usageHint(hint, "no record has a metric %q", name)
}

// hasWords says whether all words, in lower case, stand in what a row tells.
func (e logEntry) hasWords(words []string) bool {
	if len(words) == 0 {
		return true
	}
	j := e.json
	parts := slices.Concat([]string{j.Rev, j.Subject, j.Author, j.Prompt, j.Allowed}, e.labels, j.Changes, j.Failed)
	for _, part := range []*string{j.Model, j.Provider, j.Suite, j.Verdict} {
		if part != nil {
			parts = append(parts, *part)
		}
	}
	text := strings.ToLower(strings.Join(parts, "\n"))
	return !slices.ContainsFunc(words, func(word string) bool { return !strings.Contains(text, word) })
}

// asUsage gives a filter's error its exit code, and every other one as it is.
func asUsage(err error) error {
	var filter *filterError
	if errors.As(err, &filter) {
		return filter.usage()
	}
	return err
}
