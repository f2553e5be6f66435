package config

import (
	"path"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// written tells an entry that stands in the file from one of the defaults.
func (e Entry) written() bool { return e.Pos.Line > 0 }

// Holds says whether prompts may stand inside a file, by its path: an entry that
// somebody wrote matches it, or a prompt inside of it, and its ending is none that
// only prompts have.
func (c *Config) Holds(file string) bool {
	return file != FileName && !alwaysWhole(file) && slices.ContainsFunc(c.Prompts, func(e Entry) bool {
		return e.written() && slices.ContainsFunc(WithFiles([]string{e.Path}), func(glob string) bool {
			return doublestar.MatchUnvalidated(glob, file)
		})
	})
}

// alwaysWhole tells the endings of files that are prompts as they stand.
func alwaysWhole(file string) bool {
	switch ext := strings.ToLower(path.Ext(file)); ext {
	case ".md", ".markdown", ".txt", ".prompt", ".prompty", ".j2", ".jinja", ".jinja2", ".njk", ".hbs", ".csv", ".jsonl", ".xlsx":
		return true
	case ".yml", ".yaml":
		return strings.HasSuffix(strings.ToLower(file), ".prompt"+ext)
	}
	return false
}

// WithFiles adds to globs of prompts those of the files that such prompts stand in:
// FILE for FILE#NAME.
func WithFiles(globs []string) []string {
	for _, g := range globs {
		if at := strings.LastIndexByte(g, '#'); at > 0 {
			globs = append(globs[:len(globs):len(globs)], g[:at])
		}
	}
	return globs
}
