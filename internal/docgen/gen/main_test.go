package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// content is what is generated, made once for all tests.
var content = sync.OnceValues(func() (map[string][]byte, error) { return generated(context.Background()) })

func made(t *testing.T) map[string][]byte {
	t.Helper()
	files, err := content()
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestGeneratingTwiceChangesNothing(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := run(dir, made(t), true); err == nil {
		t.Error("an empty folder is not stale")
	}
	if err := run(dir, made(t), false); err != nil {
		t.Fatal(err)
	}
	if err := run(dir, made(t), true); err != nil {
		t.Errorf("just written, and stale: %v", err)
	}
}

func TestStaleFilesAreNamedAndThenMended(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := run(dir, made(t), false); err != nil {
		t.Fatal(err)
	}
	cli := filepath.Join(dir, "docs", "cli")
	edit := func(path, text string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	edit(filepath.Join(cli, "promptgit_log.md"), "by hand\n")
	edit(filepath.Join(cli, "promptgit_gone.md"), "")
	if err := os.Remove(filepath.Join(dir, "schema", "promptgit.schema.json")); err != nil {
		t.Fatal(err)
	}
	err := run(dir, made(t), true)
	if err == nil {
		t.Fatal("nothing is stale")
	}
	for _, name := range []string{"promptgit_log.md", "promptgit_gone.md", "promptgit.schema.json", "make generate"} {
		if !strings.Contains(err.Error(), name) {
			t.Errorf("%q does not name %s", err, name)
		}
	}
	if err := run(dir, made(t), false); err != nil {
		t.Fatal(err)
	}
	if err := run(dir, made(t), true); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(filepath.Join(cli, "promptgit_gone.md")); !os.IsNotExist(err) {
		t.Errorf("the page of a command that is gone is still there: %v", err)
	}
}

func TestThePagesOfTheRepositoryAreUpToDate(t *testing.T) {
	t.Parallel()
	if err := run(filepath.Join("..", "..", ".."), made(t), true); err != nil {
		t.Error(err)
	}
}

func TestTheRecordingIsSmallAndTheSameEveryTime(t *testing.T) {
	t.Parallel()
	one := made(t)[filepath.Join("docs", "demo.svg")]
	two, err := demoSVG(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(one, two) {
		t.Error("two recordings differ")
	}
	if len(one) > 60_000 {
		t.Errorf("%d bytes", len(one))
	}
	for _, want := range []string{"promptgit eval --all &amp;&amp; promptgit log", "promptgit bisect", "Warm up the tone", "simulated"} {
		if !bytes.Contains(one, []byte(want)) {
			t.Errorf("it does not show %q", want)
		}
	}
}
