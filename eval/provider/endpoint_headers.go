package provider

import (
	"cmp"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/promptgit/promptgit/internal/memo"
)

// reference is how the value of a header names a variable: ${NAME}, as in a
// shell, or {{ env.NAME }}, as in a template.
var reference = memo.Regexp(`\$\{([A-Za-z_][A-Za-z0-9_]*)\}|\{\{\s*env\.([A-Za-z_][A-Za-z0-9_]*)\s*\}\}`)

// HeaderVariables are the variables that the value of a header names, in their
// order.
func HeaderVariables(value string) []string {
	var names []string
	for _, m := range reference().FindAllStringSubmatch(value, -1) {
		names = append(names, cmp.Or(m[1], m[2]))
	}
	return names
}

// filledHeaders gives the headers as they are sent, with the values of the variables that
// they name, and those variables, sorted; unset is one that has no value.
func filledHeaders(headers map[string]string, getenv func(string) string) (filled map[string]string, named []string, unset string) {
	filled = make(map[string]string, len(headers))
	for _, name := range slices.Sorted(maps.Keys(headers)) {
		filled[name] = reference().ReplaceAllStringFunc(headers[name], func(text string) string {
			variable := HeaderVariables(text)[0]
			named = append(named, variable)
			v := strings.TrimSpace(getenv(variable))
			if v == "" {
				unset = cmp.Or(unset, variable)
			}
			return v
		})
	}
	slices.Sort(named)
	return filled, slices.Compact(named), unset
}

// setHeaders puts the configured headers over the others.
func (e *endpoint) setHeaders(h http.Header) {
	for name, v := range e.filled {
		h.Set(name, v)
	}
}
