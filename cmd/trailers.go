package cmd

import (
	"strings"

	"github.com/promptgit/promptgit/hooks"
)

// The trailers of a commit message that the policy reads, and the environment
// variables that have them written.
const (
	allowTrailer    = "Promptgit-Allow"    // a reason to change more than the policy allows
	variableTrailer = "Promptgit-Variable" // what linked changes are together
	allowEnv        = "PROMPTGIT_ALLOW"
	variableEnv     = "PROMPTGIT_VARIABLE"
)

// vouched is what an author says of a commit.
type vouched struct{ allow, variable string }

// vouchedIn reads the trailers of a message.
func vouchedIn(message string) vouched {
	return vouched{allow: trailer(message, allowTrailer), variable: trailer(message, variableTrailer)}
}

// or takes over what is not said yet.
func (v vouched) or(other vouched) vouched {
	if v.allow == "" {
		v.allow = other.allow
	}
	if v.variable == "" {
		v.variable = other.variable
	}
	return v
}

// to tells a step what its author says.
func (v vouched) to(s *step) {
	if v.allow != "" && s.exempt == "" {
		s.exempt, s.allow = hooks.ExemptAllowed(v.allow), v.allow
	}
	s.variable = v.variable
}

// vouchedEnv reads the environment. A value that is only blanks is a mistake: it
// would leave a trailer without a reason.
func (a *App) vouchedEnv() (vouched, error) {
	var v vouched
	for _, e := range []struct {
		name string
		to   *string
	}{{allowEnv, &v.allow}, {variableEnv, &v.variable}} {
		text := a.Getenv(e.name)
		if *e.to = strings.Join(strings.Fields(text), " "); text != "" && *e.to == "" {
			return vouched{}, usageHint("write it like "+e.name+"='new house style' git commit", "%s is set to nothing but blanks", e.name)
		}
	}
	return v, nil
}

// trailer gives the value of a trailer of a message, "" for none.
func trailer(message, name string) string {
	for _, line := range trailerLines(message) {
		key, value, _ := strings.Cut(line, ":")
		if value = strings.TrimSpace(value); value != "" && strings.EqualFold(strings.TrimSpace(key), name) {
			return value
		}
	}
	return ""
}
