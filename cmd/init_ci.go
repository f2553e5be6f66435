package cmd

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
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
func initCI(ctx context.Context, app *App, repo *gitops.Repo, ci templates.CI) error {
	version := "latest"
	if strings.HasPrefix(app.Version, "v") && !strings.ContainsAny(app.Version, "-+") {
		version = app.Version
	}
	t, err := template.New(ci.Name).Parse(ci.Text)
	if err != nil {
		return err
	}
	origin, err := originOf(ctx, repo)
	if err != nil {
		return err
	}
	var text bytes.Buffer
	if err = t.Execute(&text, struct{ Version, Origin string }{version, origin}); err != nil {
		return err
	}
	if err = app.addFile(repo, ci.Path, text.Bytes()); err != nil || !strings.HasPrefix(ci.Path, ".gitlab/") {
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

// originOf is where others clone the repository from, without a password that
// stands in its URL.
func originOf(ctx context.Context, repo *gitops.Repo) (string, error) {
	text, known, err := repo.Config(ctx, "remote.origin.url")
	if err != nil || !known {
		return "https://example.com/you/prompts.git", err
	}
	if u, err := url.Parse(text); err == nil && u.User != nil && u.Scheme != "ssh" {
		u.User = nil
		return u.String(), nil
	}
	return text, nil
}
