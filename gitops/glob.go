package gitops

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// globs is a set of doublestar patterns from the root of the repository. The
// empty set matches every path.
type globs []string

// parseGlobs refuses malformed patterns and cleans the rest ("./a" is "a").
func parseGlobs(patterns []string) (globs, error) {
	set := make(globs, len(patterns))
	for i, p := range patterns {
		if !doublestar.ValidatePattern(p) {
			return nil, fmt.Errorf("pattern %q: %w", p, doublestar.ErrBadPattern)
		}
		set[i] = path.Clean(p)
	}
	return set, nil
}

// match reports whether a path belongs to the set.
func (g globs) match(name string) bool {
	return len(g) == 0 || slices.ContainsFunc(g, func(p string) bool {
		return p == name || doublestar.MatchUnvalidated(p, name)
	})
}

// everything reports whether the set matches every path.
func (g globs) everything() bool { return len(g) == 0 || slices.Contains(g, "**") }

// literal gives the patterns as paths when none of them is a real pattern.
func (g globs) literal() ([]string, bool) {
	return g, len(g) > 0 && !slices.ContainsFunc(g, hasMeta)
}

// mayHold reports whether files below a folder can belong to the set.
func (g globs) mayHold(dir string) bool {
	return len(g) == 0 || slices.ContainsFunc(g, func(p string) bool {
		base := staticPrefix(p)
		return base == "" || isWithin(dir, base) || isWithin(base, dir)
	})
}

// whole reports whether the set can match anywhere in the repository.
func (g globs) whole() bool {
	return len(g) == 0 || slices.ContainsFunc(g, func(p string) bool { return staticPrefix(p) == "" })
}

// pathspecs gives Git arguments that select at least the paths of the set.
func (g globs) pathspecs() []string {
	var specs []string
	for _, p := range g {
		for again := true; again; {
			spec := pathspec(p)
			if spec == "" {
				return nil // everything
			}
			specs = append(specs, spec)
			// "x*/**" matches "x1" too, which to Git it does not.
			p, again = strings.CutSuffix(p, "/**")
			again = again && hasMeta(p)
		}
	}
	return specs
}

// pathspec translates one pattern. Literal paths and whole folders are given
// as such, since Git's changed-path filters serve only those. Git knows no
// {a,b} and no character that is longer than a byte: both are widened.
func pathspec(p string) string {
	if !hasMeta(p) {
		return ":(literal)" + p
	}
	if dir, ok := strings.CutSuffix(p, "/**"); ok && !hasMeta(dir) {
		return ":(literal)" + dir
	}
	var wide strings.Builder
	for i := 0; i < len(p); i++ {
		switch c := p[i]; c {
		case '\\': // with what it quotes
			wide.WriteString(p[i:min(i+2, len(p))])
			i++
		case '?': // Git's is one byte, ours is one character
			wide.WriteByte('*')
		case '[':
			wide.WriteByte('*')
			i = closing(p, i)
		case '{':
			end := closing(p, i)
			if group := p[i:end]; strings.Contains(group, "/") || strings.Contains(group, "**") {
				// It spans folders: select by the folder that it is in.
				if base := staticPrefix(p); base != "" {
					return ":(literal)" + base
				}
				return ""
			}
			wide.WriteByte('*')
			i = end
		default:
			wide.WriteByte(c)
		}
	}
	// To a pathspec without magic "*" is any text, slashes too, and matching the
	// end of a name takes Git a third of the time that it takes for "**/".
	if name, ok := strings.CutPrefix(wide.String(), "**/*"); ok && !strings.HasPrefix(name, "*") && !strings.Contains(name, "**") {
		return "*" + name
	}
	return ":(glob)" + wide.String()
}

// closing is the place of the bracket that closes the one at open, or the end.
func closing(p string, open int) int {
	for i := open + 1; i < len(p); i++ {
		switch {
		case p[i] == '\\':
			i++
		case p[open] == '[' && p[i] == ']', p[open] == '{' && p[i] == '}':
			return i
		case p[open] == '{' && (p[i] == '{' || p[i] == '['):
			i = closing(p, i)
		}
	}
	return len(p)
}

var escaped = regexp.MustCompile(`\\(.)`)

func hasMeta(p string) bool { return strings.ContainsAny(p, `*?[{}\`) }

// staticPrefix is the folder (or, of a literal, the path) that every match
// lies in or is; "" is the root.
func staticPrefix(p string) string {
	if !hasMeta(p) {
		return p
	}
	base, _ := doublestar.SplitPattern(p)
	if base == "." {
		return ""
	}
	return escaped.ReplaceAllString(base, "$1")
}

// isWithin reports whether name is dir or lies below it.
func isWithin(name, dir string) bool {
	return name == dir || strings.HasPrefix(name, dir+"/")
}
