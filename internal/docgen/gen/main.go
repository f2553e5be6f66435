// Command gen writes docs/cli, docs/man, docs/demo.svg and schema/, or with -check says which of
// their files are stale.
package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/promptgit/promptgit/cmd"
	"github.com/promptgit/promptgit/internal/config"
	"github.com/promptgit/promptgit/internal/docgen"
	"github.com/promptgit/promptgit/internal/docgen/man"
)

func main() {
	check := flag.Bool("check", false, "write nothing; fail where a file is stale")
	flag.Parse()
	files, err := generated(context.Background())
	if err == nil {
		err = run(".", files, *check)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run brings the generated files below dir up to date, or only tells which of
// them are not.
func run(dir string, files map[string][]byte, check bool) error {
	files = maps.Clone(files)
	var old []string
	for _, glob := range []string{"cli/*.md", "man/*.1"} {
		found, err := filepath.Glob(filepath.Join(dir, "docs", filepath.FromSlash(glob)))
		if err != nil {
			return err
		}
		old = append(old, found...)
	}
	for _, path := range old { // the page of a command that is gone
		rel, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		if _, wanted := files[rel]; !wanted {
			files[rel] = nil
		}
	}
	var stale []string
	for _, rel := range slices.Sorted(maps.Keys(files)) {
		path := filepath.Join(dir, rel)
		got, err := os.ReadFile(path)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		if err == nil && files[rel] != nil && bytes.Equal(got, files[rel]) {
			continue
		}
		stale = append(stale, rel)
		if !check {
			if err := put(path, files[rel]); err != nil {
				return err
			}
		}
	}
	if check && len(stale) > 0 {
		return fmt.Errorf("stale: %s\nhint: run make generate", strings.Join(stale, ", "))
	}
	return nil
}

// generated gives the content of every generated file by its path.
func generated(ctx context.Context) (map[string][]byte, error) {
	demo, err := demoSVG(ctx)
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{
		filepath.Join("schema", "promptgit.schema.json"): config.JSONSchema(),
		filepath.Join("docs", "demo.svg"):                demo,
	}
	for folder, pages := range map[string]map[string]string{
		"cli": docgen.Pages(cmd.NewRoot(&cmd.App{})), "man": man.Pages(cmd.NewRoot(&cmd.App{})),
	} {
		for name, text := range pages {
			files[filepath.Join("docs", folder, name)] = []byte(text)
		}
	}
	return files, nil
}

// put writes a file, or removes it where there is no content.
func put(path string, content []byte) error {
	if content == nil {
		return os.Remove(path)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, content, 0o644)
}
