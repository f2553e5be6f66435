package eval

import (
	"context"
	"strconv"
	"strings"

	"github.com/promptgit/promptgit/prompt/nunjucks"
)

// filters reads `nunjucksFilters:`, files of JavaScript by the names of the
// filters that they are in prompts.
func (p *suiteParser) filters(keys *keySet) map[string]Script {
	n := keys.mapping("nunjucksFilters")
	if n == nil {
		return nil
	}
	filters := map[string]Script{}
	for _, e := range p.entries(keys.d, n) {
		ref := fileScheme + strings.TrimPrefix(e.val.Value, fileScheme)
		if !isCode(ref) || strings.ContainsAny(ref, "*?[{") {
			p.errs.Add(keys.d.pos(e.val), "the filter "+e.name+" must name a file of JavaScript", "write "+e.name+": ./filters/"+e.name+".js")
			continue
		}
		if s, ok := p.codeFile(keys.d.pos(e.val), ref, use{}); ok {
			filters[e.name] = *s
		}
	}
	return filters
}

// filters are those of a suite, for rendering.
func (e *Engine) filters(s *Suite) map[string]nunjucks.Filter {
	if len(s.Filters) == 0 {
		return nil
	}
	filters := make(map[string]nunjucks.Filter, len(s.Filters))
	for name, script := range s.Filters {
		filters[name] = func(ctx context.Context, values []any) (any, error) {
			if e.Scripts == nil {
				return nil, errNoScripts
			}
			args := make([]Arg, len(values))
			for i, v := range values {
				args[i] = Arg{"arg" + strconv.Itoa(i), v}
			}
			return e.Scripts.Run(ctx, script, args...)
		}
	}
	return filters
}
