package cmd

import (
	"cmp"
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/promptgit/promptgit/internal/config"
	"github.com/promptgit/promptgit/internal/ui"
)

type cacheListJSON struct {
	Schema  string           `json:"schema"`
	Entries []cacheEntryJSON `json:"entries"` // that was unused for longest first
	Size    int64            `json:"size"`    // bytes
}

type cacheEntryJSON struct {
	Key    string     `json:"key"`
	Target *string    `json:"target"` // as asked, null where it is not known
	Model  *string    `json:"model"`  // as answered
	Time   *time.Time `json:"t"`      // when it came
	Used   time.Time  `json:"used"`   // to within a day
	Size   int64      `json:"size"`
	Error  string     `json:"error"` // why it cannot be used, "" where it can
	Output string     `json:"output"`
}

func newCacheLs(app *App) *cobra.Command {
	var filter string
	var asJSON bool
	c := &cobra.Command{
		Use:   "ls",
		Short: "List the kept answers",
		Long: "List the answers that are kept, that was unused for longest first: when it was last used, its\n" +
			"size, the provider and model that gave it, and how it begins. A damaged entry says so; it is asked\n" +
			"for again when it is needed." +
			exitStatus("0  done", "2  wrong flags", "4  Git, or the disk"),
		Example: "  promptgit cache ls\n  promptgit cache ls --filter gpt-4.1 --json",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return runCacheLs(cmd.Context(), app, filter, asJSON) },
	}
	c.Flags().StringVar(&filter, "filter", "", "only entries whose key, provider, model or output holds `TEXT`")
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON document")
	return c
}

func runCacheLs(ctx context.Context, app *App, filter string, asJSON bool) error {
	repo, err := app.openRepo(ctx)
	if err != nil {
		return err
	}
	defer repo.Close() //nolint:errcheck // nothing was written
	app.learnEnvironment()
	files, err := cacheOf(repo).Files()
	if err != nil {
		return err
	}
	doc := cacheListJSON{Schema: "promptgit.cache/v1", Entries: []cacheEntryJSON{}}
	for _, f := range files {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		row := cacheEntryJSON{Key: f.Key, Used: f.Used.UTC(), Size: f.Size}
		if e, err := f.Open(); err != nil {
			row.Error = err.Error()
		} else {
			row.Output, row.Model = app.keys.Hide(e.Answer.Output), orNull(e.Answer.Model, "")
			if from := e.Answer.Origin; from.Target != "" {
				row.Target, row.Time = &from.Target, &from.Time
			}
		}
		if row.holds(filter) {
			doc.Entries = append(doc.Entries, row)
			doc.Size += f.Size
		}
	}
	if asJSON {
		return ui.JSON(app.Out, doc)
	}
	return app.writeCacheList(doc)
}

func (e cacheEntryJSON) holds(text string) bool {
	for _, s := range []string{e.Key, orEmpty(e.Target), orEmpty(e.Model), e.Output, e.Error} {
		if strings.Contains(s, text) {
			return true
		}
	}
	return false
}

func (a *App) writeCacheList(doc cacheListJSON) error {
	t := &ui.Table{Header: []string{"KEY", "UNUSED", "SIZE", "MODEL", "OUTPUT"}, Right: []bool{1: true, 2: true}}
	now := a.Now()
	for _, e := range doc.Entries {
		model := cmp.Or(orEmpty(e.Target), orEmpty(e.Model), "-")
		output := ui.Cell{Text: ui.Shorten(ui.Line(e.Output), 60), Raw: ui.Line(e.Output)}
		if e.Error != "" {
			output = ui.Cell{Text: ui.Line(e.Error), Style: ui.Bad}
		}
		t.Add(ui.Cell{Text: e.Key[:12], Raw: e.Key}, ui.Cell{Text: age(now.Sub(e.Used)), Raw: e.Used.Format(time.RFC3339)},
			ui.Cell{Text: config.FormatSize(e.Size), Raw: strconv.FormatInt(e.Size, 10)}, ui.Cell{Text: ui.Shorten(ui.Line(model), 40), Raw: ui.Line(model)}, output)
	}
	if err := t.Write(a.Streams); err != nil {
		return err
	}
	fmt.Fprintf(a.Err, "%s, %s\n", answers(len(doc.Entries)), config.FormatSize(doc.Size))
	return nil
}

func answers(n int) string { return plural(n, "answer") }

// age is a duration in its largest unit.
func age(d time.Duration) string {
	switch {
	case d < time.Minute:
		return "now"
	case d < time.Hour:
		return fmt.Sprintf("%dm", d/time.Minute)
	case d < 48*time.Hour:
		return fmt.Sprintf("%dh", d/time.Hour)
	}
	return fmt.Sprintf("%dd", d/(24*time.Hour))
}

func orEmpty(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
