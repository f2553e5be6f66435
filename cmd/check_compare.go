package cmd

import (
	"context"
	"errors"

	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/hooks"
	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/prompt"
)

// prompt compares a prompt with the versions that the parents have.
func (c *checker) prompt(ctx context.Context, j *judged, ch gitops.Change) ([]hooks.Prompt, error) {
	if ch.OldPath == "" && ch.SameContent() {
		return nil, nil // only its mode changed
	}
	p := hooks.Prompt{Path: ch.Path, Status: hooks.Modified}
	switch ch.Status {
	case 'A':
		p.Status, p.Exempt = hooks.Added, hooks.ExemptBaseline
	case 'R':
		p.Status, p.OldPath = hooks.Renamed, ch.OldPath
	}
	is := version{at: j.now, path: ch.Path, blob: ch.New}
	now, err := c.parse(ctx, is, false)
	if err != nil {
		return nil, err
	}
	j.seen[ch.Path] = now
	switch {
	case ch.Status != 'A' || j.id != "":
	case now.Format == plainText:
		c.warn(ch.Path, c.invalid[ch.Path], "it counts as plain text")
	case len(now.Unresolved) > 0:
		c.warn(ch.Path, now.Unresolved[0], "eval cannot run it")
	}
	if ch.Status == 'A' {
		p, err = c.returned(ctx, j, p, is)
		return []hooks.Prompt{p}, err
	}
	if ch.SameContent() {
		return []hooks.Prompt{p}, nil
	}
	var compared []hooks.Prompt
	for i, old := range ch.Olds {
		if old == "" {
			continue
		}
		next, failed := c.compare(ctx, p, version{at: j.parents[i], path: ch.OldPaths[i], blob: old}, is)
		if failed != nil {
			return nil, failed
		}
		compared = append(compared, next)
	}
	if added, ok := own(compared); ok {
		p = added
	}
	p, err = c.returned(ctx, j, p, is)
	return []hooks.Prompt{p}, err
}

// version is one version of a prompt.
type version struct {
	at   gitops.Snapshot
	path string
	blob gitops.OID
}

// compare fills in what changed between two versions. Where one of them cannot
// be read as a prompt, both are compared as plain text.
func (c *checker) compare(ctx context.Context, p hooks.Prompt, was, is version) (hooks.Prompt, error) {
	p.Exempt, p.Changes, p.Suites = "", nil, nil
	before, after, err := c.both(ctx, was, is, false)
	if err == nil && (before.Format == plainText || after.Format == plainText) {
		c.warn(is.path, c.invalid[is.path], "it is compared as plain text")
		before, after, err = c.both(ctx, was, is, true)
	}
	if err != nil {
		return p, err
	}
	if len(after.Unresolved) > 0 {
		c.warn(is.path, after.Unresolved[0], "it is compared without that file")
	}
	switch {
	case prompt.Blank(before):
		p.Exempt = hooks.ExemptBaseline
	case prompt.Blank(after):
		p.Exempt = hooks.ExemptDeletion
	default:
		p.Changes = prompt.Compare(before, after)
		if len(p.Changes) > 1 {
			p.Names = func() hooks.Names { return hooks.NamesOf(before, after) }
		}
		if len(p.Changes) > 0 {
			p.Suites, err = c.suites(ctx, was.at, is.at, after)
		}
	}
	return p, err
}

func (c *checker) both(ctx context.Context, was, is version, asText bool) (before, after *prompt.Prompt, err error) {
	before, err = c.parse(ctx, was, asText)
	if err == nil {
		after, err = c.parse(ctx, is, asText)
	}
	return before, after, err
}

// plainText is the format of what prompt.ParseText read.
const plainText = "text"

// parse reads a prompt of a state. What is no valid prompt is read as plain
// text, and its problems are noted for a warning.
func (c *checker) parse(ctx context.Context, v version, asText bool) (*prompt.Prompt, error) {
	key := parsedKey{v.path, v.blob, asText}
	if p, ok := c.parsed[key]; ok {
		return p, nil
	}
	src, err := c.blob(ctx, v.blob)
	if err != nil {
		return nil, err
	}
	entry, _ := c.conf.Match(v.path)
	opts := prompt.Options{Role: entry.Role, Partly: true, Read: func(name string) ([]byte, error) { return v.at.Read(ctx, name) }}
	if asText {
		return prompt.ParseText(v.path, src, opts), nil
	}
	p, err := prompt.Parse(v.path, src, opts)
	var invalid diag.Errors
	switch {
	case errors.As(err, &invalid):
		c.invalid[v.path] = invalid[0]
		return prompt.ParseText(v.path, src, opts), nil
	case err != nil:
		return nil, err
	case len(p.Partials)+len(p.Absent) == 0:
		c.parsed[key] = p
	}
	for _, part := range p.Partials {
		c.includes(v.path, part.Path)
	}
	for _, file := range p.Absent {
		c.includes(v.path, file)
	}
	return p, nil
}

// blob reads a blob, once where that is kept.
func (c *checker) blob(ctx context.Context, id gitops.OID) ([]byte, error) {
	if src, ok := c.blobs[id]; ok {
		return src, nil
	}
	src, err := c.repo.Blob(ctx, id)
	if err == nil && c.blobs != nil {
		c.blobs[id] = src
	}
	return src, err
}

func (c *checker) includes(path, file string) {
	if c.includers[file] == nil {
		c.includers[file] = map[string]bool{}
	}
	c.includers[file][path] = true
}
