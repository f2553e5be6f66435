//go:build unix

package cmd_test

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
)

// echoing is a server of every vendor's API that answers with the key that it
// was sent, in one piece or in two.
func echoing(t *testing.T) *httptest.Server {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		key := cmp.Or(r.Header.Get("X-Api-Key"), r.Header.Get("X-Goog-Api-Key"), strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "), r.URL.Query().Get("pin"))
		all := key + " " + r.Header.Get("X-Gateway") + " " + base64.StdEncoding.EncodeToString([]byte("x"+key))
		if strings.Contains(string(body), "unauthorized") || strings.Contains(r.URL.RawQuery, "unauthorized") {
			// what is cut to 200 bytes is cut in the middle of the key
			w.WriteHeader(http.StatusBadRequest)
			fmt.Fprint(w, strings.Repeat("x ", 91)+key+" "+all)
			return
		}
		quoted := func(text string) string { raw, _ := json.Marshal(text); return string(raw) }
		half := len(key) / 2
		switch {
		case strings.HasPrefix(r.URL.Path, "/anthropic"):
			fmt.Fprintf(w, `{"type":"message","model":%[1]s,"content":[{"type":"text","text":%[1]s}],"stop_reason":%[1]s}`, quoted(all))
		case strings.HasPrefix(r.URL.Path, "/google"):
			fmt.Fprintf(w, `{"candidates":[{"content":{"parts":[{"text":%[1]s}]},"finishReason":"STOP"}],"modelVersion":%[1]s}`, quoted(all))
		case strings.HasPrefix(r.URL.Path, "/web"):
			fmt.Fprintf(w, `{"text":%[1]s,"who":%[1]s,"url":%[2]s}`, quoted(all), quoted(r.URL.String()))
		case strings.HasPrefix(r.URL.Path, "/stream"):
			w.Header().Set("Content-Type", "text/event-stream")
			for _, part := range []string{"yes ", key[:half], key[half:], " " + all} {
				fmt.Fprintf(w, "data: {\"model\":%s,\"choices\":[{\"delta\":{\"content\":%s}}]}\n\n", quoted(key), quoted(part))
			}
			fmt.Fprint(w, "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n")
		default:
			w.WriteHeader(http.StatusNotFound)
			fmt.Fprint(w, all)
		}
	}))
	t.Cleanup(server.Close)
	return server
}

// TestNoProviderShardOrRecordingHoldsAKey does for every provider, and for the
// files that one person gives to another, what the test above does for all
// commands.
func TestNoProviderShardOrRecordingHoldsAKey(t *testing.T) {
	t.Parallel()
	const (
		claudeKey = "planted-claude-0a1b2c3d"
		geminiKey = "planted-gemini-4e5f6a7b"
		webKey    = "planted-web/8c9d0e1f+2"
		pinKey    = "planted-pin-3a4b5c6d"
	)
	server := echoing(t)
	l := newLab(t).at(".", "CLAUDE_PASS="+claudeKey, "GEMINI_API_KEY=", "GATEWAY="+headerKey, "WEB_SECRET="+webKey, "PROMPTGIT_TRUST=1")
	l.write(".gitignore", ".env\n")
	l.write(".env", "GEMINI_API_KEY="+geminiKey+"\nPIN_TOKEN="+pinKey+"\nOTHER_PASS="+dotenvKey+"\n")
	l.script("agent.sh", `in=$(cat); case $in in
*unauthorized*) printf '%s %2028s' "$CLAUDE_PASS" end >&2; exit 1;;
*) printf '{"output":"yes %s %s","model":"%s","finish_reason":"%s"}' "$CLAUDE_PASS" "$WEB_SECRET" "$CLAUDE_PASS" "$GATEWAY";;
esac`)
	l.write("promptgit.yaml", strings.ReplaceAll(`providers:
  claude: {type: anthropic, base_url: "SERVER/anthropic", api_key_env: CLAUDE_PASS, model: m, headers: {X-Gateway: "${GATEWAY}"}}
  gemini: {type: google, base_url: "SERVER/google", api_key_env: GEMINI_API_KEY, model: m}
  live: {type: openai, base_url: "SERVER/stream", api_key_env: OTHER_PASS, model: m, stream: true}
  web:
    type: http
    url: "SERVER/web?pin={{ env.PIN_TOKEN }}"
    headers: {X-Gateway: "Token ${WEB_SECRET}"}
    body: {q: "{{ prompt }}"}
    output: .text + .url
    answered_model: .who
  agent: {type: exec-json, command: ./agent.sh}
eval: {max_retries: 0}
`, "SERVER", server.URL))
	l.write("suites/a.yaml", `tests:
- {id: yes, vars: {x: hello}, assert: [{type: contains, value: 'yes'}, {type: equals, value: 'no'}]}
- {id: bad, vars: {x: unauthorized}}
`)
	l.set("prompts/a.md", "Say {{x}}\n", "one")
	var said strings.Builder
	names := []string{"claude", "gemini", "live", "web", "agent"}
	for _, name := range names {
		for _, args := range [][]string{
			{"providers", "test", name},
			{"providers", "test", name, "--json"},
			{"eval", "HEAD", "--provider", name, "--case", "yes", "--case", "bad", "--record", "../" + name + "-recording.jsonl", "--json"},
			{"eval", "--provider", name, "--case", "yes", "--case", "bad", "--refresh", "--output", "../" + name + ".json"},
			{"eval", "HEAD", "--provider", name, "--case", "yes", "--case", "bad", "--shard", "1/2", "--shard-file", "../" + name + "-1.jsonl", "--refresh"},
			{"eval", "HEAD", "--provider", name, "--case", "yes", "--case", "bad", "--shard", "2/2", "--shard-file", "../" + name + "-2.jsonl"},
			{"notes", "merge-records", "../" + name + "-1.jsonl"},
			{"notes", "merge-records", "../" + name + "-1.jsonl", "../" + name + "-2.jsonl", "--json", "--output", "../" + name + "-merged.json"},
			{"run", "prompts/a.md", "--provider", name, "-v", "x=hello", "--cassette", "../tape", "--update-cassette"},
		} {
			a := l.run(args...)
			said.WriteString(strings.Join(args, " ") + "\n" + a.out + a.stderr)
		}
		for _, file := range []string{"-recording.jsonl", ".json", "-1.jsonl", "-2.jsonl", "-merged.json"} {
			if raw, err := os.ReadFile(l.beside(name + file)); err != nil {
				t.Errorf("%s was not written: %v\n%s", name+file, err, said.String())
			} else if info, err := os.Stat(l.beside(name + file)); err != nil || info.Mode().Perm() != 0o600 || len(raw) == 0 {
				t.Errorf("%s: %v, %v", name+file, info.Mode(), err)
			}
		}
		if raw, err := os.ReadFile(l.beside(name + "-recording.jsonl")); err != nil || !strings.Contains(string(raw), "[redacted]") {
			t.Errorf("%s: no key came back: %s", name, raw)
		}
	}
	a := l.run("providers", "--json")
	printed := said.String() + a.out + a.stderr
	keys := []string{claudeKey, geminiKey, webKey, pinKey, headerKey, dotenvKey}
	l.mustHoldNoKey(printed, keys...)
	for _, key := range keys { // an error shows no part of one
		if printed = strings.ReplaceAll(printed, key, ""); strings.Contains(printed, key[:len(key)-6]) || strings.Contains(printed, key[6:]) {
			t.Errorf("a part of %s is printed: %s", key, printed)
		}
	}
}
