package config

import (
	"path"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/promptgit/promptgit/prompt"
)

// Match gives the entry that makes the file at a path, from the root of the
// repository, a prompt: the first that matches. The configuration itself, what
// lies in suites/, files named as a suite and dotprompt partials (_NAME.prompt)
// are never prompts. A prompt inside a file, FILE#NAME, belongs to the entry that
// matches FILE or it.
func (c *Config) Match(file string) (Entry, bool) {
	outer, _, inner := prompt.SplitPath(file)
	inner = inner && c.Holds(outer)
	if file == FileName || strings.HasPrefix(file, "suites/") && !inner || isPartial(file) {
		return Entry{}, false
	}
	for _, e := range c.Prompts {
		if slices.Contains(e.Suites, file) {
			return Entry{}, false
		}
	}
	for _, e := range c.Prompts {
		if doublestar.MatchUnvalidated(e.Path, file) && (!e.written() || !prompt.IsProgram(file)) || inner && doublestar.MatchUnvalidated(e.Path, outer) {
			return e, true
		}
	}
	return Entry{}, false
}

// isPartial tells dotprompt's partials, which are part of what includes them.
func isPartial(file string) bool {
	name := path.Base(file)
	return strings.HasPrefix(name, "_") && strings.HasSuffix(name, ".prompt")
}

// Globs are the patterns under which prompts can lie, for listing files; Match
// decides.
func (c *Config) Globs() []string {
	list := make([]string, len(c.Prompts))
	for i, e := range c.Prompts {
		list[i] = e.Path
	}
	return WithFiles(list)
}

// Exempted says whether the policy leaves a prompt uncounted.
func (p Policy) Exempted(file string) bool {
	return slices.ContainsFunc(p.Exempt, func(glob string) bool {
		return doublestar.MatchUnvalidated(glob, file)
	})
}

// Suites are the paths of the suites that judge a prompt: those its entry names,
// else the first of suites/NAME.yaml, .yml, .csv and .jsonl that exists for a
// prompt prompts/NAME.*, where NAME may contain folders and dots, or FILE#NAME. A
// promptfoo configuration judges its own prompts.
func (c *Config) Suites(file string, exists func(path string) bool) []string {
	e, ok := c.Match(file)
	if !ok {
		return nil
	}
	if e.Suites != nil {
		return slices.Clone(e.Suites)
	}
	if outer, name, inner := prompt.SplitPath(file); inner && c.Holds(outer) {
		if prompt.IsInlineName(name) {
			return []string{outer}
		}
		file = "prompts/" + name + ".in"
	}
	name, ok := strings.CutPrefix(file, "prompts/")
	if !ok {
		return nil
	}
	for {
		ext := path.Ext(name)
		if ext == "" || strings.TrimSuffix(path.Base(name), ext) == "" {
			break
		}
		name = strings.TrimSuffix(name, ext)
		for _, kind := range []string{".yaml", ".yml", ".csv", ".jsonl", ".xlsx"} {
			if suite := "suites/" + name + kind; exists(suite) {
				return []string{suite}
			}
		}
	}
	return nil
}
