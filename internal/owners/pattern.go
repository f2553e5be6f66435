package owners

import (
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// pattern is a glob of either dialect as doublestar patterns, of which one must match.
type pattern []string

func (p pattern) matches(path string) bool {
	for _, glob := range p {
		if doublestar.MatchUnvalidated(glob, path) {
			return true
		}
	}
	return false
}

// newPattern translates a pattern; problem says what is wrong with it.
func newPattern(text string, gitlab bool) (p pattern, problem string) {
	switch {
	case text == "" || text == "/":
		return nil, "it names no file"
	case strings.Contains(text, "***"):
		return nil, "three asterisks in a row mean nothing"
	case strings.HasPrefix(text, "!"):
		return nil, "GitHub has no negation"
	case strings.HasPrefix(text, `\#`) && !gitlab:
		return nil, "GitHub cannot escape #"
	case strings.ContainsAny(text, "[]") && !gitlab:
		return nil, "GitHub has no character ranges"
	}
	if gitlab {
		p = ofGitLab(quoteBraces(text))
	} else {
		p = ofGitHub(quoteBraces(text))
	}
	for _, glob := range p {
		if !doublestar.ValidatePattern(glob) {
			return nil, "it is no valid glob"
		}
	}
	return p, ""
}

// ofGitHub translates as GitHub reads: with a slash before its end a pattern counts
// from the root, else it matches at any depth; what it matches may be a folder, then
// all in it counts; but "folder/*" is only what lies in the folder itself.
func ofGitHub(text string) pattern {
	body, folder := strings.CutSuffix(text, "/")
	rooted := strings.Contains(body, "/")
	if body = strings.TrimPrefix(body, "/"); !rooted {
		body = "**/" + body
	}
	switch {
	case folder:
		return pattern{body + "/**/*"}
	case strings.HasSuffix(body, "/*"), body == "*":
		return pattern{body}
	}
	return pattern{body, body + "/**/*"}
}

// ofGitLab translates as GitLab reads, which is Ruby's File.fnmatch with FNM_PATHNAME
// and FNM_DOTMATCH: only a slash in front counts from the root, a folder needs its
// slash at the end, and "**" spans folders only where a slash follows.
func ofGitLab(text string) pattern {
	body, rooted := strings.CutPrefix(text, "/")
	if !rooted {
		body = "**/" + body
	}
	if strings.HasSuffix(body, "/") {
		return pattern{body + "**/*"}
	}
	if start, ok := strings.CutSuffix(body, "**"); ok && (start == "" || strings.HasSuffix(start, "/")) {
		body = start + "*"
	}
	return pattern{body}
}

// quoteBraces keeps the alternatives of doublestar out, which neither site knows.
func quoteBraces(text string) string {
	return strings.NewReplacer("{", `\{`, "}", `\}`, `\\`, `\\`, `\{`, `\{`, `\}`, `\}`).Replace(text)
}
