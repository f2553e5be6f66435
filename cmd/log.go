package cmd

import (
	"cmp"
	"context"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/ui"
)

type logOptions struct {
	rev    string
	prompt string
	max    int
	json   bool
	csv    bool
	all    bool
	format string
	filter logFilter
	metric string
	graph  bool
	pager  pagerOptions

	reading func(iterations int) // called when rows are about to be made; nil for nobody
}

func newLog(app *App) *cobra.Command {
	var o logOptions
	c := &cobra.Command{
		Use:     "log [REV]",
		GroupID: groupLook,
		Short:   "Show the iterations of prompts with their scores",
		Long: "List the iterations of prompts, newest first: what changed, how it scored, and whether that is\n" +
			"better or worse than the iteration before. The history is followed through renames, moved\n" +
			"folders and deletions. Of several records of one version the one with the most samples counts.\n\n" +
			"worse, better: p < 0.05 in a paired test, by sign; same: the 90 % interval of the difference lies\n" +
			"within 5 points, and a share as large could not have been missed; unknown: the suite cannot tell,\n" +
			"or the records are not to be mixed: judged further apart than eval.max_age, or answered by another\n" +
			"model of that name. A star marks scores that are simulated.\n\n" +
			"Below a row stand the metrics that moved, and what must be known to read it. --csv and --json have\n" +
			"all metrics with their intervals and tests, --json also how many cases a verdict would take;\n" +
			"failure_types of --csv counts cases by type of failure, and by the metrics that lost points where\n" +
			"no assertion of the suite names a type.\n\n" +
			"--where takes a condition over a row: score, low and high (the interval), delta, p, verdict, passed,\n" +
			"failed, errors, total, quality, cost (USD), tokens, latency (ms), metric(\"tone\"), author, subject,\n" +
			"prompt, suite, model, provider, rev, date (2026-11-01), time (UTC), labels (tags and releases),\n" +
			"simulated, judged, changes(\"Tone\") for a variable by a part of its id, fails(\"case-id\"); joined by\n" +
			"&&, ||, !, compared by <, <=, ==, !=, in, contains, startsWith, matches (a regular expression).\n" +
			"Comparing what a row does not have is false, == nil asks for that." +
			exitStatus("0  done", "2  wrong flags", "3  the configuration is invalid", "4  Git"),
		Example: "  promptgit log --prompt prompts/triage.md\n  promptgit log --csv > scores.csv",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 1 {
				o.rev = args[0]
			}
			if err := o.check(cmd.Flags().Changed); err != nil {
				return err
			}
			return runLog(cmd.Context(), app, o)
		},
	}
	f := c.Flags()
	f.StringVar(&o.prompt, "prompt", "", "only prompts that match `GLOB`")
	f.IntVarP(&o.max, "max-count", "n", 0, "at most `N` rows")
	f.BoolVar(&o.json, "json", false, "print one JSON document")
	f.BoolVar(&o.csv, "csv", false, "print a spreadsheet: version, change, passed, failures, quality, cost, latency")
	f.StringVar(&o.format, "format", "", "print each row by the Go `TEMPLATE`, such as '{{.Rev}} {{.Score}}'")
	f.StringVar(&o.filter.Since, "since", "", "only iterations written from `DATE` on, such as 2026-11-01 or '2 weeks ago'")
	f.StringVar(&o.filter.Until, "until", "", "only iterations written up to `DATE`")
	f.StringVar(&o.filter.Author, "author", "", "only iterations of authors whose name or email has `TEXT` in it")
	f.BoolVar(&o.filter.Failed, "failed", false, "only iterations with failing cases")
	f.StringVar(&o.filter.Where, "where", "", "only rows for which `CONDITION` holds, such as 'score < 0.9 && changes(\"Tone\")'")
	f.StringVar(&o.metric, "metric", "", "the metric `NAME` in place of the score")
	f.BoolVar(&o.graph, "graph", false, "draw the branches that iterations are on; --csv and --json name their parents")
	o.pager.flag(f)
	f.BoolVar(&o.all, "all", false, "show every record of a version, also those of variants (eval --matrix)")
	return c
}

func (o logOptions) check(given func(flag string) bool) error {
	for flag, text := range map[string]string{"since": o.filter.Since, "until": o.filter.Until, "author": o.filter.Author, "where": o.filter.Where, "metric": o.metric} {
		if given(flag) && strings.TrimSpace(text) == "" {
			return usagef("--%s: the value is empty", flag)
		}
	}
	formats := 0
	for _, asked := range []bool{o.json, o.csv, o.format != ""} {
		if asked {
			formats++
		}
	}
	switch {
	case formats > 1:
		return usagef("--json, --csv and --format exclude each other")
	case o.max < 0:
		return usagef("-n takes a number from 1 on")
	}
	return askedGlob(o.prompt)
}

func runLog(ctx context.Context, app *App, o logOptions) error {
	defer collectLess()()
	w, err := app.openWorkspace(ctx)
	if err != nil {
		return err
	}
	defer w.close()
	stream, err := w.logStream(ctx, o)
	if err != nil {
		return err
	}
	if stream != nil {
		return app.paged(ctx, w.repo, o.pager, func(s ui.Streams) error { return stream.write(s, o) })
	}
	progress := app.logProgress()
	o.reading = progress.reading
	all, shown, err := w.logSelection(ctx, o)
	progress.done()
	if err != nil {
		return asUsage(err)
	}
	return app.paged(ctx, w.repo, o.pager, func(s ui.Streams) error { return writeLog(s, o, all, shown) })
}

// writeLog writes the rows that are shown of all in the form that was asked for.
func writeLog(s ui.Streams, o logOptions, all, shown []logEntry) error {
	switch {
	case o.json:
		doc := logJSON{Schema: "promptgit.log/v1", Entries: []entryJSON{}}
		for _, e := range shown {
			doc.Entries = append(doc.Entries, e.json)
		}
		return ui.JSON(s.Out, doc)
	case o.csv:
		return writeLogCSV(s.Out, shown, o)
	case o.format != "":
		return writeLogFormat(s.Out, o.format, shown)
	case !s.OutTTY && !o.graph:
		return writeLogRows(s, shown, o.all)
	}
	if err := writeLogFace(s, o, all, shown); err != nil {
		return err
	}
	return logFooter(s, shown)
}

// logEntry is one row of the log, and all that any form of it tells: it holds
// neither the prompt nor the record.
type logEntry struct {
	json     entryJSON
	time     time.Time
	email    string   // of the author
	lineage  string   // the newest path of the prompt
	key      string   // prompt_key of the version
	parents  []string // revisions of the iterations that it came from, none for a first version
	notes    []string // what must be known to read the comparison
	suiteKey string   // of the record; "" without one
	before   string   // suite key of the record that it is compared with, "" for none

	blob   string // the prompt at this commit
	at     string // the object at whose note the record stands, "" without one
	base   string // id of the record that it is compared with, "" for none
	baseAt string // where that one stands
	since  string // the revision of that record

	labels   []string // tags and releases that stand at the commit
	branches []string // that stand there, see workspace.branches

	judged, failed, errors, na int            // cases of the record
	lost                       map[string]int // cases that lost points, by metric; nil where assertions name types of failure
}

// logRows gives the rows that the filter leaves, with what stands at their commits.
func (w *workspace) logRows(ctx context.Context, o logOptions) ([]logEntry, error) {
	_, shown, err := w.logSelection(ctx, o)
	return shown, err
}

// logSelection gives all rows too.
func (w *workspace) logSelection(ctx context.Context, o logOptions) (all, shown []logEntry, err error) {
	if err = o.filter.compile(ctx, w); err != nil {
		return nil, nil, err
	}
	most := o.max
	if o.filter.asks() || o.metric != "" {
		o.max = 0
	}
	names := w.namesAhead(ctx)
	if all, err = w.logEntries(ctx, o); err != nil || len(all) == 0 {
		return nil, nil, err
	}
	names().decorate(all)
	if err = o.filter.checkMetrics(all); err != nil {
		return nil, nil, err
	}
	if o.metric != "" {
		if err = knownMetric(o.metric, metricsOf(all)); err != nil {
			return nil, nil, usageHint(hintOf(err), "--metric: %w", err)
		}
		for i, e := range all {
			all[i] = e.withMetric(o.metric)
		}
	}
	if !o.filter.asks() {
		return all, all[:min(len(all), cmp.Or(most, len(all)))], nil
	}
	for _, e := range all {
		if most > 0 && len(shown) == most {
			break
		}
		if o.filter.keep(e) {
			shown = append(shown, e)
		}
	}
	return all, shown, o.filter.failure()
}

// logEntries joins the iterations with their records.
func (w *workspace) logEntries(ctx context.Context, o logOptions) ([]logEntry, error) {
	head, ok, err := w.headOf(ctx, o.rev)
	if err != nil || !ok {
		return nil, err
	}
	tip, err := w.repo.Notes(gitops.ResultsRef).Tip(ctx)
	if err != nil {
		return nil, err
	}
	kept := w.logIndex(ctx, o, head, tip)
	if rows, found := kept.open(); found {
		if entries, whole := rows.read(o.max); whole {
			return entries, nil
		}
	}
	most := o.max
	if kept != nil {
		o.max = 0
	}
	entries, ok := kept.grow(ctx, o)
	if !ok {
		var grows bool
		if entries, grows, err = w.newLogEntries(ctx, o, head, tip); err != nil {
			return nil, err
		}
		kept.save(ctx, entries, grows)
	}
	if most > 0 {
		entries = entries[:min(most, len(entries))]
	}
	return entries, nil
}

// newLogEntries makes the rows from what git knows, and says whether they can stand
// behind newer ones.
func (w *workspace) newLogEntries(ctx context.Context, o logOptions, head, tip gitops.OID) (entries []logEntry, grows bool, err error) {
	ahead := w.notesAhead(tip)
	defer ahead.wait()
	list, err := w.historyWhile(ctx, head, o.prompt, func(blobs []gitops.OID) {
		if o.reading != nil {
			o.reading(len(blobs))
		}
		ahead.start(ctx, blobs)
	})
	if err != nil {
		return nil, false, err
	}
	read, err := ahead.finish(ctx, blobsOf(list))
	if err != nil {
		return nil, false, err
	}
	entries = logEntriesOf(w.newRecordSet(blobsOf(list), read), list, o)
	return entries, growable(list, read), nil
}

// logEntriesOf makes the rows of versions.
func logEntriesOf(known *recordSet, list []*iteration, o logOptions) []logEntry {
	var rows []logRow
	for _, it := range list {
		for _, r := range recordsOf(known, it, o.all) {
			if o.max <= 0 || len(rows) < o.max {
				rows = append(rows, logRow{it, r})
			}
		}
	}
	entries := make([]logEntry, len(rows))
	_ = parallel(len(rows), func() func(int) error { // nothing fails
		return func(i int) error {
			entries[i] = newLogEntry(known, rows[i].it, rows[i].record)
			return nil
		}
	})
	return entries
}

// logRow is what a row of the log is about; record is nil for a version without one.
type logRow struct {
	it     *iteration
	record *eval.Record
}

// recordsOf gives the record that stands for an iteration, or all of them; one
// nil where there is none.
func recordsOf(known *recordSet, it *iteration, all bool) []*eval.Record {
	if !all {
		return []*eval.Record{known.of(it, eval.RecordFilter{})}
	}
	var list []*eval.Record
	for _, r := range known.all(it) {
		list = append(list, &r)
	}
	if len(list) == 0 {
		list = append(list, nil)
	}
	return list
}
