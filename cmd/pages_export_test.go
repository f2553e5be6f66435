package cmd

import (
	"context"

	"github.com/promptgit/promptgit/internal/page"
	"github.com/promptgit/promptgit/internal/serve"
)

// Pages is what tests outside of the package ask for pages.
type Pages struct{ *pages }

// OpenPages opens the pages of a repository.
func OpenPages(ctx context.Context, app *App) (Pages, error) {
	app.keys = &keyring{}
	p, err := app.openPages(ctx)
	return Pages{p}, err
}

// Close ends what the pages use.
func (p Pages) Close() { p.close() }

// ChangesUnwatched tells changes where the system watches nothing.
func (p Pages) ChangesUnwatched(ctx context.Context) (<-chan serve.Change, error) {
	return p.follow(ctx, p.folders(ctx), nil)
}

// PageWords is the word diff of pages.
func PageWords(before, after string) []page.Word { return newWordDiffer().words(before, after) }
