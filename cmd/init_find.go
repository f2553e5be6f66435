package cmd

import (
	"bytes"
	"context"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/config"
	"github.com/promptgit/promptgit/prompt"
)

// findings are the prompts and promptfoo configurations of a repository that
// promptgit's defaults do not name.
type findings struct {
	entries  []foundEntry // certainly prompts
	perhaps  []foundEntry // instructions of coding agents: prompts, if somebody wants to measure them
	provider string       // of the first promptfoo configuration, "" for none
	notes    []string     // what could not be taken over, and why
}

// foundEntry is an entry of prompts to propose.
type foundEntry struct {
	path   string // glob
	suites []string
	what   string // in words, such as "3 prompts in promptfooconfig.yaml"
	files  []string
}

// These bound what is read while prompts are looked for.
const (
	mostPrograms    = 5000
	largestProgram  = 256 << 10
	mostFoundConfig = 50
)

// find looks through the list of files that Git has, or would add.
func (w *workspace) find(ctx context.Context) (findings, error) {
	var f findings
	files, err := w.now.Files(ctx, []string{"**"})
	if err != nil {
		return f, err
	}
	var configs, programs, systems []string
	agents := map[string][]string{}
	for _, file := range files {
		name := path.Base(file.Path)
		switch {
		case foreignFolder(file.Path) || !plainName(file.Path) || file.Path == agentsSkill || file.Path == claudeSkill: // ours
		case slices.Contains([]string{"promptfooconfig.yaml", "promptfooconfig.yml", "promptfooconfig.json"}, name):
			configs = append(configs, file.Path)
		case prompt.IsProgram(file.Path):
			programs = append(programs, file.Path)
		case name == "system.md":
			systems = append(systems, file.Path)
		case slices.Contains([]string{"AGENTS.md", "CLAUDE.md", "SKILL.md"}, name):
			agents[name] = append(agents[name], file.Path)
		}
	}
	slices.SortStableFunc(configs, func(a, b string) int { return strings.Count(a, "/") - strings.Count(b, "/") })
	w.findPromptfoo(ctx, configs, &f)
	if err := w.findMarked(ctx, programs, &f); err != nil {
		return f, err
	}
	f.findSystems(systems)
	for _, name := range []string{"AGENTS.md", "CLAUDE.md", "SKILL.md"} {
		if list := agents[name]; len(list) > 0 {
			f.perhaps = append(f.perhaps, foundEntry{path: "**/" + name, what: plural(len(list), "file") + " " + name, files: list})
		}
	}
	return f, nil
}

// foreignFolder tells what others wrote.
func foreignFolder(file string) bool {
	return slices.ContainsFunc(strings.Split(file, "/"), func(part string) bool { return part == "node_modules" || part == "vendor" })
}

// plainName says whether a name can stand in a line of a configuration.
func plainName(file string) bool {
	return utf8.ValidString(file) && strings.IndexFunc(file, func(r rune) bool { return unicode.IsControl(r) || r == utf8.RuneError }) < 0
}

// findPromptfoo takes the prompts of promptfoo configurations: those that they hold
// themselves, and the files that they name, which their tests judge.
func (w *workspace) findPromptfoo(ctx context.Context, configs []string, f *findings) {
	if left := len(configs) - mostFoundConfig; left > 0 {
		f.notes = append(f.notes, plural(left, "promptfoo configuration")+" more were not looked at")
		configs = configs[:mostFoundConfig]
	}
	at := map[string]int{} // entry of a file
	for _, file := range configs {
		s, err := w.quiet().readable(ctx, file, nil, true)
		if err != nil {
			problem, _, _ := strings.Cut(err.Error(), "\n")
			f.notes = append(f.notes, file+" cannot be read: "+problem)
			continue
		}
		src, err := w.now.Read(ctx, file)
		if err != nil {
			f.notes = append(f.notes, err.Error())
			continue
		}
		if list, holds := prompt.Inners(file, src); holds {
			f.entries = append(f.entries, foundEntry{path: gitops.QuoteGlob(file), what: plural(len(list), "prompt") + " in " + file})
		}
		counted := map[string]int{}
		for _, in := range s.Prompts {
			counted[in.Path]++
		}
		for _, in := range s.Prompts {
			switch i, known := at[in.Path]; {
			case in.Path == "" || in.Code != nil:
			case counted[in.Path] > 1 || strings.HasSuffix(in.Path, ".csv") || strings.HasSuffix(in.Path, ".jsonl"):
				note := in.Path + " holds several prompts: put each into a file of its own"
				if !slices.Contains(f.notes, note) {
					f.notes = append(f.notes, note)
				}
			case !known:
				at[in.Path] = len(f.entries)
				f.entries = append(f.entries, foundEntry{path: gitops.QuoteGlob(in.Path), suites: []string{file}, what: in.Path + ", judged by " + file, files: []string{in.Path}})
			case !slices.Contains(f.entries[i].suites, file):
				f.entries[i].suites = append(f.entries[i].suites, file)
			}
		}
		w.takeProvider(s, f)
	}
}

// quiet is the workspace without anything that it says.
func (w *workspace) quiet() *workspace {
	quiet := *w.app
	quiet.Err = new(bytes.Buffer)
	return &workspace{
		app: &quiet, repo: w.repo, now: w.now, config: config.Default(), looks: true,
		suites: map[string]*eval.Suite{}, targets: map[string]eval.Target{}, judgeKeys: map[*eval.Suite]string{},
	}
}

// findMarked finds the programs with comments that begin prompts. One entry stands
// for those of a folder at the top and an ending.
func (w *workspace) findMarked(ctx context.Context, programs []string, f *findings) error {
	if left := len(programs) - mostPrograms; left > 0 {
		f.notes = append(f.notes, plural(left, "program")+" more were not searched for prompts: name those that hold some in promptgit.yaml")
		programs = programs[:mostPrograms]
	}
	found := map[string]int{}
	count := map[string]int{}
	for _, file := range programs {
		if err := ctx.Err(); err != nil {
			return err
		}
		info, err := os.Lstat(filepath.Join(w.repo.Top, filepath.FromSlash(file)))
		if err != nil || info.Size() > largestProgram {
			continue
		}
		src, err := w.now.Read(ctx, file)
		if err != nil {
			continue // it is gone, or somebody else's
		}
		list, _ := prompt.Inners(file, src)
		if len(list) == 0 {
			continue
		}
		glob := "*" + path.Ext(file)
		if top, _, below := strings.Cut(file, "/"); below {
			glob = gitops.QuoteGlob(top) + "/**/" + glob
		}
		if _, known := found[glob]; !known {
			found[glob] = len(f.entries)
			f.entries = append(f.entries, foundEntry{path: glob})
		}
		e := &f.entries[found[glob]]
		e.files = append(e.files, file)
		count[glob] += len(list)
		e.what = plural(count[glob], "prompt") + " in " + plural(len(e.files), "program") + ", such as " + e.files[0]
	}
	return nil
}

// findSystems finds libraries of prompts: folders of folders with a system.md.
func (f *findings) findSystems(files []string) {
	byGlob := map[string][]string{}
	var globs []string
	for _, file := range files {
		library := path.Dir(path.Dir(file))
		if strings.HasPrefix(file, "prompts/") || path.Dir(file) == "." {
			continue
		}
		glob := "*/system.md"
		if library != "." {
			glob = gitops.QuoteGlob(library) + "/" + glob
		}
		if byGlob[glob] == nil {
			globs = append(globs, glob)
		}
		byGlob[glob] = append(byGlob[glob], file)
	}
	for _, glob := range globs {
		list := byGlob[glob]
		f.entries = append(f.entries, foundEntry{path: glob, files: list, what: plural(len(list), "prompt") + " " + glob})
	}
}
