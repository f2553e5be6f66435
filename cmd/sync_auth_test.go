package cmd_test

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
)

// TestAskingForAPasswordWithoutATerminalEndsAtOnce has a remote that wants one, and a
// token in the address that it does not take.
func TestAskingForAPasswordWithoutATerminalEndsAtOnce(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, _, ok := r.BasicAuth(); ok {
			http.Error(w, "no", http.StatusForbidden)
			return
		}
		w.Header().Set("WWW-Authenticate", `Basic realm="hub"`)
		http.Error(w, "who?", http.StatusUnauthorized)
	}))
	t.Cleanup(server.Close)
	l := judgedThrice(t)
	l.env = slices.DeleteFunc(slices.Clone(l.env), func(kv string) bool { return strings.HasPrefix(kv, "GIT_TERMINAL_PROMPT=") })
	host := strings.TrimPrefix(server.URL, "http://")
	for address, says := range map[string][]string{
		"http://" + host + "/hub.git":               {"terminal prompts disabled", "credential helper"},
		"http://ada:hunter2@" + host + "/hub.git":   {"403", "these credentials"},
		"http://ada:hunter2@" + host + "/a b@c.git": {"unable to access"},
	} {
		l.git("config", "remote.origin.url", address)
		for _, verb := range []string{"pull", "push"} {
			got := l.want(4, verb)
			for _, text := range says {
				if !strings.Contains(got.stderr, text) {
					t.Errorf("%s: no %q in\n%s", verb, text, got.stderr)
				}
			}
			if strings.Contains(got.stderr, "hunter2") {
				t.Errorf("%s: the password is in\n%s", verb, got.stderr)
			}
		}
	}
}
