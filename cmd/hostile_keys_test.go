package cmd_test

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
)

// The keys that are planted: in the environment, in .env, and in a variable that
// a header names.
const (
	envKey    = "sk-planted/9b1c+7d3e5f"
	dotenvKey = "planted-dotenv-4a6b8c0d"
	headerKey = "planted-header-2e4f6a8b"
)

func plantedKeys() []string { return []string{envKey, dotenvKey, headerKey} }

// repeating is a server that answers with whatever key it was sent, in every
// place and encoding there is.
func repeating(t *testing.T) (server *httptest.Server, calls *atomic.Int64) {
	t.Helper()
	calls = &atomic.Int64{}
	server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		calls.Add(1)
		body, _ := io.ReadAll(r.Body)
		key := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ") + " " + r.Header.Get("X-Gateway")
		keys := strings.Fields(key)
		forms := []string{key}
		for _, k := range keys {
			forms = append(forms, base64.StdEncoding.EncodeToString([]byte(k)), base64.URLEncoding.EncodeToString([]byte("user:"+k)),
				url.QueryEscape(k), hex.EncodeToString([]byte(k)))
		}
		all := strings.Join(forms, " ")
		for _, name := range []string{"X-Key", "Location", "Retry-After", "X-Request-Id"} {
			w.Header().Set(name, strings.ReplaceAll(all, " ", ","))
		}
		asked := func(word string) bool { return bytes.Contains(body, []byte(word)) }
		switch {
		case asked("unauthorized"):
			w.WriteHeader(http.StatusUnauthorized)
			fmt.Fprintf(w, `{"error":{"message":%q,"type":%q,"code":%q}}`, all, all, all)
		case asked("redirected"):
			w.WriteHeader(http.StatusFound)
		case asked("broken"):
			w.WriteHeader(http.StatusBadRequest)
			fmt.Fprint(w, all)
		case asked("garbled"):
			w.Header().Set("Content-Type", key)
			fmt.Fprint(w, all)
		default:
			doc, _ := json.Marshal(map[string]any{
				"id": all, "model": all, "system_fingerprint": all,
				"choices": []any{map[string]any{"finish_reason": keys[0], "message": map[string]any{"role": all, "content": "yes " + all}}},
			})
			_, _ = w.Write(doc)
		}
	}))
	t.Cleanup(server.Close)
	return server, calls
}

// TestKeysThatComeBackAreWrittenNowhere lets servers and commands repeat the
// keys that they were given, and looks for them in all that is printed and
// written.
func TestKeysThatComeBackAreWrittenNowhere(t *testing.T) {
	t.Parallel()
	server, calls := repeating(t)
	l := newLab(t).at(".", "OPENAI_BASE_URL="+server.URL, "OPENAI_API_KEY="+envKey, "GATEWAY="+headerKey)
	l.write(".gitignore", ".env\n")
	l.write(".env", "OTHER_PASS="+dotenvKey+"\n")
	l.script("speak.sh", `cat >/dev/null; env`)
	l.script("fail.sh", `cat >/dev/null; env >&2; env; exit 1`)
	l.script("judge.sh", `env | base64; env; exit 1`)
	l.write("promptgit.yaml", `providers:
  other: {type: openai, base_url: "`+server.URL+`", api_key_env: OTHER_PASS, model: m, headers: {X-Gateway: "Token ${GATEWAY}", X-More: "{{ env.GATEWAY }}"}}
  speaker: {type: exec, command: ./speak.sh}
  failing: {type: exec, command: ./fail.sh}
eval: {max_retries: 0}
`)
	l.write("suites/a.yaml", `tests:
- {id: yes, vars: {x: hello}, assert: [{type: contains, value: 'yes'}, {type: equals, value: 'no'}, {type: llm-rubric, value: good, provider: other}]}
- {id: code, vars: {x: hi}, assert: [{type: javascript, value: 'output + output'}, {type: exec, value: './judge.sh'}]}
- {vars: {x: unauthorized}}
- {vars: {x: redirected}}
- {vars: {x: broken}}
- {vars: {x: garbled}}
- {vars: {x: '{{ env.OTHER_PASS }}{{ env.GATEWAY }}{{ env.OPENAI_API_KEY }}'}}
`)
	l.set("prompts/a.md", "---\nmodel: openai:gpt-4.1-mini\n---\nSay {{x}}, {{ env.GATEWAY }}{{ env.OTHER_PASS }}\n", "one")
	l.set("prompts/a.md", "---\nmodel: openai:gpt-4.1-mini\n---\nSay {{x}} now, {{ env.GATEWAY }}{{ env.OTHER_PASS }}\n", "two")
	l = l.at(".", "PROMPTGIT_TRUST=1")
	var printed strings.Builder
	for _, args := range keyCommands() {
		a := l.run(args...)
		printed.WriteString(strings.Join(args, " ") + "\n" + a.out + a.stderr)
	}
	if n := calls.Load(); n < 20 {
		t.Errorf("the server was asked %d times", n)
	}
	l.mustHoldNoKey(printed.String(), plantedKeys()...)
}

// mustHoldNoKey looks for keys, in every encoding, in what was printed, in all
// files of the lab but .env, and in all objects of the repository.
func (l *lab) mustHoldNoKey(printed string, keys ...string) {
	l.t.Helper()
	t := l.t
	seen := map[string]string{"what is printed": printed}
	files := 0
	err := filepath.WalkDir(filepath.Dir(l.dir), func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() || path == filepath.Join(l.dir, ".env") {
			return err
		}
		raw, err := os.ReadFile(path)
		seen[path] = string(raw)
		files++
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range linesOf(l.git("cat-file", "--batch-all-objects", "--batch-check=%(objectname) %(objecttype)")) {
		id, kind, _ := strings.Cut(line, " ")
		seen[kind+" "+id] = l.git("cat-file", kind, id)
	}
	if l.cached() == 0 || files < 20 {
		t.Errorf("%d answers and %d files were looked at", l.cached(), files)
	}
	if !strings.Contains(printed, "[redacted]") {
		t.Error("no key came back")
	}
	for _, key := range keys {
		for form, text := range map[string]string{
			"plain": key, "base64": base64.RawStdEncoding.EncodeToString([]byte(key)), "base64 of URLs": base64.RawURLEncoding.EncodeToString([]byte(key)),
			"URL": url.QueryEscape(key), "path": url.PathEscape(key), "hexadecimal": hex.EncodeToString([]byte(key)),
		} {
			for where, content := range seen {
				if at := strings.Index(content, text); at >= 0 {
					t.Errorf("%s (%s) is in %s: ...%s", key, form, where, content[max(0, at-300):at+len(text)])
				}
			}
		}
	}
}

// keyCommands are all commands that ask a model, or show what one said.
func keyCommands() [][]string {
	list := [][]string{
		{"eval"},
		{"eval", "--json"},
		{"eval", "HEAD", "--output", "../out.json"},
		{"eval", "--all", "--refresh", "--json"},
		{"run", "prompts/a.md", "-v", "x=hello", "--json"},
		{"run", "prompts/a.md", "-v", "x=unauthorized"},
		{"bisect", "--good", "HEAD~1", "--case", "yes", "--assume-regression", "--max-runs", "4"},
		{"ablate", "HEAD", "--json"},
		{"suite", "check", "--json"},
		{"show", "HEAD"},
		{"show", "HEAD", "--json"},
		{"diff", "HEAD~1", "HEAD"},
		{"log", "--json"},
		{"log", "--csv"},
		{"grade", "HEAD", "--export", "../sheet.csv"},
		{"render", "prompts/a.md", "--json"},
		{"trust"},
		{"eval", "--cassette", "../tape", "--update-cassette"},
		{"eval", "--cassette", "../tape", "--update-cassette", "--provider", "other", "--refresh"},
		{"eval", "--cassette", "../tape", "--update-cassette", "--provider", "speaker", "--refresh", "--json"},
		{"eval", "--cassette", "../tape", "--json"},
		{"run", "prompts/a.md", "-v", "x=hello", "--cassette", "../tape", "--update-cassette"},
		{"cache", "ls"},
		{"cache", "ls", "--json"},
		{"cache", "export", "../answers.jsonl"},
		{"cache", "export", "../answers/"},
		{"eval", "--record", "../recording.jsonl"},
		{"providers", "test"},
	}
	for _, p := range []string{"other", "speaker", "failing"} {
		list = append(list, []string{"eval", "--provider", p, "--json"}, []string{"eval", "HEAD", "--provider", p},
			[]string{"run", "prompts/a.md", "--provider", p, "-v", "x=unauthorized"}, []string{"show", "HEAD", "--json"})
	}
	return list
}
