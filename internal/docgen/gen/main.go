// Command gen writes docs/cli and schema/, or with -check says which of them
// are stale.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"github.com/promptgit/promptgit/cmd"
	"github.com/promptgit/promptgit/internal/config"
	"github.com/promptgit/promptgit/internal/docgen"
)

func main() {
	check := flag.Bool("check", false, "write nothing; fail where a file is stale")
	flag.Parse()
	if err := run(*check); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(check bool) error {
	files := map[string][]byte{"schema/promptgit.schema.json": config.JSONSchema()}
	for name, text := range docgen.Pages(cmd.NewRoot(&cmd.App{})) {
		files[filepath.Join("docs", "cli", name)] = []byte(text)
	}
	old, err := filepath.Glob("docs/cli/*.md")
	if err != nil {
		return err
	}
	for _, path := range old {
		if _, wanted := files[path]; !wanted {
			if check {
				return fmt.Errorf("%s is stale: run make generate", path)
			}
			if err := os.Remove(path); err != nil {
				return err
			}
		}
	}
	for path, want := range files {
		if err := update(path, want, check); err != nil {
			return err
		}
	}
	return nil
}

func update(path string, want []byte, check bool) error {
	got, err := os.ReadFile(path)
	switch {
	case err == nil && bytes.Equal(got, want):
		return nil
	case check:
		return fmt.Errorf("%s is stale: run make generate", path)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, want, 0o644)
}
