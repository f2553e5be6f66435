package prompt

import (
	"context"

	"github.com/promptgit/promptgit/prompt/nunjucks"
)

type filtersKey struct{}

// WithFilters gives renderings under ctx filters of their own, which win over
// those of Nunjucks. They belong to a suite, not to a prompt.
func WithFilters(ctx context.Context, filters map[string]nunjucks.Filter) context.Context {
	if len(filters) == 0 {
		return ctx
	}
	return context.WithValue(ctx, filtersKey{}, filters)
}

func filtersOf(ctx context.Context) map[string]nunjucks.Filter {
	filters, _ := ctx.Value(filtersKey{}).(map[string]nunjucks.Filter)
	return filters
}
