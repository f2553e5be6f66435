package main

import (
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// standIn has the shape of an SDK that is enough for the driver.
const standIn = `exports.OpenAI = class {
  constructor(options) {
    this.chat = { completions: { create: (body) => fetch(options.baseURL + '/chat/completions', {
      method: 'POST', headers: { 'content-type': 'application/json', authorization: 'Bearer ' + options.apiKey, 'x-other': '1' },
      body: JSON.stringify(body),
    }) } };
    this.models = { list: () => { throw new Error('the stand-in has no models'); } };
  }
};`

func TestWhatAnSDKSendsIsRecorded(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("node"); err != nil {
		t.Skip("node is not installed")
	}
	dir := t.TempDir()
	for name, text := range map[string]string{
		"node_modules/openai/package.json": `{"name":"openai","version":"1.2.3","main":"index.js"}`,
		"node_modules/openai/index.js":     standIn,
		"openai.inputs.json":               `[{"name":"a","call":"chat.completions.create","args":[{"text":"é"}]}]`,
		"bad.inputs.json":                  `[{"name":"b","call":"models.list","args":[]}]`,
	} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	modules := filepath.Join(dir, "node_modules")
	if err := run(t.Context(), "openai", modules, dir); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(filepath.Join(dir, "openai.json"))
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		SDK, Version, Date string
		Requests           []struct {
			Name, Method, Path string
			Headers            map[string]string
			Body               map[string]string
		}
	}
	if err = json.Unmarshal(raw, &got); err != nil {
		t.Fatal(err)
	}
	if got.SDK != "openai" || got.Version != "1.2.3" || len(got.Date) != 10 || len(got.Requests) != 1 {
		t.Fatalf("recorded %s", raw)
	}
	r := got.Requests[0]
	if r.Name != "a" || r.Method != http.MethodPost || r.Path != "/v1/chat/completions" || r.Body["text"] != "é" ||
		!strings.HasPrefix(r.Headers["authorization"], "Bearer ") || r.Headers["x-other"] != "" {
		t.Errorf("recorded %+v", r)
	}
	_, err = record(t.Context(), "openai", modules, filepath.Join(dir, "bad.inputs.json"))
	if err == nil || !strings.Contains(err.Error(), "the stand-in has no models") {
		t.Errorf("a call that fails: got %v", err)
	}
}
