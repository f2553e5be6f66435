package cmd

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"text/template"

	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/templates"
)

// ciOf finds the workflow of a service.
func ciOf(name string) (templates.CI, error) {
	var names []string
	for _, ci := range templates.CIs() {
		if ci.Name == name {
			return ci, nil
		}
		names = append(names, ci.Name)
	}
	hint := diag.DidYouMean(name, names)
	if hint == "" {
		hint = "write --ci " + strings.Join(names, " or --ci ")
	}
	return templates.CI{}, usageHint(hint, "--ci: no workflow for %q", name)
}

// initCI writes the workflow of a service. A file that is there stays.
func initCI(app *App, repo *gitops.Repo, ci templates.CI) error {
	version := "latest"
	if strings.HasPrefix(app.Version, "v") && !strings.ContainsAny(app.Version, "-+") {
		version = app.Version
	}
	t, err := template.New(ci.Name).Parse(ci.Text)
	if err != nil {
		return err
	}
	var text bytes.Buffer
	if err = t.Execute(&text, struct{ Version string }{version}); err != nil {
		return err
	}
	if err = app.addFile(repo, ci.Path, text.Bytes()); err != nil || ci.Name != "gitlab" {
		return err
	}
	own, err := os.ReadFile(filepath.Join(repo.Top, ".gitlab-ci.yml"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if !strings.Contains(string(own), ci.Path) {
		fmt.Fprintf(app.Err, "add to .gitlab-ci.yml:\n  include:\n    - local: %s\n", ci.Path)
	}
	return nil
}
