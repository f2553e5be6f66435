package provider_test

import (
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/eval/provider"
	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/llmtest"
	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// world is what providers get in a test: a folder, an environment and a model
// server.
type world struct {
	provider.Deps
	server *llmtest.Server
	env    map[string]string
}

func newWorld(t *testing.T, rules ...llmtest.Rule) *world {
	t.Helper()
	server, err := llmtest.New(rules...)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Transport: provider.Transport(64)}
	dir := t.TempDir()
	w := &world{server: server, env: map[string]string{"OPENAI_BASE_URL": server.URL}}
	w.Deps = provider.Deps{
		HTTP:    client,
		Getenv:  func(name string) string { return w.env[name] },
		Dir:     dir,
		Read:    func(path string) ([]byte, error) { return os.ReadFile(filepath.Join(dir, path)) },
		Environ: os.Environ(),
	}
	t.Cleanup(func() {
		client.CloseIdleConnections()
		server.Close()
	})
	return w
}

// write puts a file into the world's folder.
func (w *world) write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(w.Dir, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// script puts a program into the world's folder.
func (w *world) script(t *testing.T, name, text string) {
	t.Helper()
	if err := os.Chmod(w.write(t, name, "#!/bin/sh\n"+text), 0o700); err != nil {
		t.Fatal(err)
	}
}

func (w *world) open(t *testing.T, spec string) eval.Target {
	t.Helper()
	target, err := provider.Resolve(spec, nil, "", w.Deps)
	if err != nil {
		t.Fatal(err)
	}
	return target
}

func ask(text string, params ...any) eval.Request {
	return eval.Request{
		Messages: []prompt.Message{{Role: "user", Text: text}},
		Rendered: text,
		Model:    "m",
		Params:   value.NewObject(params...),
		Seed:     "5eed",
		Case:     "0a1b2c3d",
		CaseID:   "refund",
	}
}

// callError finds the CallError that an error must be.
func callError(t *testing.T, err error) *eval.CallError {
	t.Helper()
	var failed *eval.CallError
	if !errors.As(err, &failed) {
		t.Fatalf("want a CallError, got %v", err)
	}
	return failed
}

// problems are the diagnostics that an error must be, one a line with hints.
func problems(t *testing.T, err error) string {
	t.Helper()
	var list diag.Errors
	if !errors.As(err, &list) {
		t.Fatalf("want diagnostics, got %v", err)
	}
	var lines []string
	for _, d := range list {
		lines = append(lines, d.Error()+" | "+d.Hint)
	}
	return strings.Join(lines, "\n")
}

func openErr(w *world, spec string) (eval.Target, error) {
	return provider.Resolve(spec, nil, "", w.Deps)
}

// newFiles is a world without a server, where every file has the same content.
func newFiles(content string) *world {
	return &world{Deps: provider.Deps{
		Getenv: func(string) string { return "" },
		Read:   func(string) ([]byte, error) { return []byte(content), nil },
	}}
}
