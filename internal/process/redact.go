package process

import (
	"strings"

	"github.com/promptgit/promptgit/internal/memo"
)

// secretName tells the variables whose values are credentials.
var secretName = memo.Regexp(`(?i)key|token|secret|passw|credential|auth`)

// shortestSecret keeps words such as "true" out of what is hidden.
const shortestSecret = 8

// Secret tells by its name whether a variable of the environment holds a
// credential.
func Secret(name string) bool { return secretName().MatchString(name) }

// HideSecrets takes the values of credentials out of what a command said of an
// error, which may have been its environment.
func HideSecrets(environ []string, text string) string {
	for _, kv := range environ {
		name, v, _ := strings.Cut(kv, "=")
		if len(v) >= shortestSecret && Secret(name) {
			text = strings.ReplaceAll(text, v, "[redacted]")
		}
	}
	return text
}

// InKey says whether a character can stand in a key. Where a text is cut, the
// word at the cut is left out: of a part of a key nobody can tell what it is.
func InKey(c byte) bool {
	return c > ' ' && c < 0x7f && strings.IndexByte("\"'`,;{}()[]<>", c) < 0
}
