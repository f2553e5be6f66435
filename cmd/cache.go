package cmd

import (
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/cache"
)

func newCache(app *App) *cobra.Command {
	c := &cobra.Command{
		Use:     "cache COMMAND",
		GroupID: groupUpkeep,
		Short:   "Look at, bound and carry the answers that are kept",
		Long: "Answers of models are kept in the repository's common Git directory, so that a case that was\n" +
			"judged once is judged again without a call. Nothing in the cache is needed to read a score." +
			exitStatus("0  done", "2  unknown command"),
		Example: "  promptgit cache ls\n  promptgit cache prune --max-age 30d --dry-run",
		Args:    cobra.ArbitraryArgs,
		RunE:    groupOnly,
	}
	c.AddCommand(newCacheLs(app), newCachePrune(app), newCacheClear(app), newCacheExport(app), newCacheImport(app))
	return c
}

func cacheOf(repo *gitops.Repo) *cache.Cache {
	return cache.New(filepath.Join(repo.CommonDir, "promptgit", "cache"))
}
