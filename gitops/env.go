package gitops

import (
	"regexp"
	"slices"
	"strings"
)

// getEnv reads a variable; as in a shell, the last setting counts.
func getEnv(env []string, key string) string {
	for i := len(env) - 1; i >= 0; i-- {
		if name, value, ok := strings.Cut(env[i], "="); ok && name == key {
			return value
		}
	}
	return ""
}

// setEnv gives a copy of env in which the pairs (key, value, ...) hold.
func setEnv(env []string, pairs ...string) []string {
	out := make([]string, 0, len(env)+len(pairs)/2)
	out = append(out, env...)
	for i := 0; i+1 < len(pairs); i += 2 {
		out = append(out, pairs[i]+"="+pairs[i+1])
	}
	return out
}

// traceToStderr is a trace that git would write between its messages.
var traceToStderr = regexp.MustCompile(`^(?:GIT_TRACE(?:2|_[A-Z0-9_]*|2_[A-Z_]*)?=(?i:[1-9]|true)|GIT_CURL_VERBOSE=.*)$`)

// withoutTraces drops the traces that would go to standard error, from which
// gitops learns what happened. Those into a file stay.
func withoutTraces(env []string) []string {
	return slices.DeleteFunc(slices.Clone(env), func(pair string) bool {
		return traceToStderr.MatchString(pair) && !strings.HasPrefix(pair, "GIT_TRACE_REDACT=")
	})
}
