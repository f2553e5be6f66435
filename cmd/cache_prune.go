package cmd

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/promptgit/promptgit/internal/cache"
	"github.com/promptgit/promptgit/internal/config"
)

type cachePruneOptions struct {
	maxAge  string
	maxSize string
	dryRun  bool
}

func newCachePrune(app *App) *cobra.Command {
	var o cachePruneOptions
	c := &cobra.Command{
		Use:   "prune",
		Short: "Remove answers beyond the limits",
		Long: "Remove the answers that were unused for longer than cache.max_age, and then those that were unused\n" +
			"for longest until the others take no more than cache.max_size. Runs do so by themselves once a day.\n" +
			"Other processes may use the cache meanwhile." +
			exitStatus("0  done", "2  wrong flags", "3  the configuration is invalid", "4  Git, or the disk"),
		Example: "  promptgit cache prune\n  promptgit cache prune --max-age 30d --max-size 200MB --dry-run",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return runCachePrune(cmd.Context(), app, o) },
	}
	c.Flags().StringVar(&o.maxAge, "max-age", "", "remove what was unused for longer than `AGE`, such as 30d")
	c.Flags().StringVar(&o.maxSize, "max-size", "", "keep at most `SIZE`, such as 200MB")
	c.Flags().BoolVar(&o.dryRun, "dry-run", false, "only say what would be removed")
	return c
}

func runCachePrune(ctx context.Context, app *App, o cachePruneOptions) error {
	w, err := app.openWorkspace(ctx)
	if err != nil {
		return err
	}
	defer w.close()
	limits := cache.Limits{MaxSize: w.config.Cache.MaxSize, MaxAge: w.config.Cache.MaxAge}
	if o.maxAge != "" {
		if limits.MaxAge, err = config.ParseDuration(o.maxAge); err != nil {
			return usagef("--max-age: %w", err)
		}
		limits.MaxAge = max(limits.MaxAge, 1) // 0 would be no limit
	}
	if o.maxSize != "" {
		if limits.MaxSize, err = config.ParseSize(o.maxSize); err != nil {
			return usagef("--max-size: %w", err)
		}
	}
	p, err := cacheOf(w.repo).Prune(limits, app.Now(), o.dryRun)
	if err != nil {
		return err
	}
	size := int64(0)
	for _, f := range p.Removed {
		size += f.Size
	}
	verb := "removed"
	if o.dryRun {
		verb = "would remove"
	}
	_, err = fmt.Fprintf(app.Out, "%s %s, %s; %s left, %s\n", verb, answers(len(p.Removed)), config.FormatSize(size), answers(p.Left), config.FormatSize(p.Size))
	return err
}
