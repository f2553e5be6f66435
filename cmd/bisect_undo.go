package cmd

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/prompt"
)

// undoing says how the change of a version is taken back.
type undoing struct {
	Revert  string // of the whole commit
	Restore string // of the prompt alone, as it was before
	Others  int    // files that the commit changes besides
	Steps   int    // that the commit squashes besides
	Later   int    // versions that came after, and that a restoring takes back with it
}

// lines are the commands, each with what it is for.
func (u undoing) lines() [][2]string {
	revert, restore := "take it back", "take back the prompt alone"
	if u.Steps > 0 {
		revert += ", with the " + plural(u.Steps, "other step") + " that it squashes"
	}
	if u.Others > 0 {
		revert += ", with what it did to " + plural(u.Others, "other file")
	}
	if u.Later > 0 {
		restore += ", and with it " + plural(u.Later, "later version")
	}
	return [][2]string{{u.Revert, revert}, {u.Restore, restore}}
}

// undo finds how the change of version v is taken back. What Git cannot tell is
// left out: it is no reason to lose an answer.
func (s *bisection) undo(ctx context.Context, v int) undoing {
	it, before := s.versions[v], s.beforeIt(v)
	rev := shortRev(s.rev(v))
	u := undoing{Revert: "git revert " + rev, Later: len(s.versions) - 1 - v}
	if len(it.commit.Parents) > 1 {
		u.Revert = "git revert -m 1 " + rev
	}
	if it.inner != nil {
		u.Steps = it.inner.of - 1
	}
	own := append([]string{it.path, before.path, prompt.FileOf(it.path)}, append(slices.Clone(it.reads), before.reads...)...)
	var paths []string
	for c, err := range s.w.repo.Changes(ctx, s.rev(v)+"^!", gitops.ChangesOptions{FirstParent: true}) {
		if err != nil {
			break
		}
		for _, ch := range c.Changes {
			if !slices.Contains(own, ch.Path) {
				u.Others++
			} else if ch.Path == it.path || it.inside() && ch.Path == prompt.FileOf(it.path) || slices.Contains(before.reads, ch.Path) {
				paths = append(paths, ch.Path)
			}
		}
	}
	if before.inner != nil {
		u.Restore = s.restoreInner(it, before)
		return u
	}
	if len(paths) == 0 {
		paths = []string{prompt.FileOf(it.path)}
	}
	from := shortRev(string(before.commit.ID))
	u.Restore = fmt.Sprintf("git restore --source=%s -- %s", from, shellWords(s.fromHere(paths)))
	if it.inside() { // it is asked which lines of the file, since others may have changed, too
		u.Restore = fmt.Sprintf("git restore --patch --source=%s -- %s", from, shellWords(s.fromHere(paths)))
	} else if before.path != s.path { // it was renamed, then or later
		u.Restore = fmt.Sprintf("git show %s > %s", shellWords([]string{from + ":" + before.path}), shellWords(s.fromHere([]string{s.path})))
	}
	return u
}

// restoreInner puts back the files of a version that no commit holds, as far as the
// step after it changed them: by id, as they are kept with the notes.
func (s *bisection) restoreInner(it, before *iteration) string {
	if it.inside() { // of a file in which other things may have changed since
		return "git cat-file blob " + string(before.blob)
	}
	var commands []string
	add := func(blob, path string) {
		commands = append(commands, fmt.Sprintf("git cat-file blob %s > %s", blob, shellWords(s.fromHere([]string{path}))))
	}
	if before.blob != it.blob {
		add(string(before.blob), s.path)
	}
	now := s.w.includes(it.prompt)
	for path, blob := range s.w.includes(before.prompt) {
		if now[path] != blob {
			add(blob, path)
		}
	}
	slices.Sort(commands)
	return strings.Join(commands, " && ")
}

// fromHere names paths so that they hold in whatever folder a command is run.
func (s *bisection) fromHere(paths []string) []string {
	if s.w.repo.Prefix == "" {
		return paths
	}
	top := strings.Repeat("../", strings.Count(s.w.repo.Prefix, "/"))
	list := make([]string, len(paths))
	for i, p := range paths {
		list[i] = top + p
	}
	return list
}

// shellWords are words as a shell takes them. What no shell could take, such as
// a name with control characters, is shown as Go quotes it.
func shellWords(words []string) string {
	list := make([]string, len(words))
	for i, w := range words {
		quoted, err := syntax.Quote(w, syntax.LangBash)
		if err != nil {
			quoted = fmt.Sprintf("%q", w)
		}
		list[i] = quoted
	}
	return strings.Join(list, " ")
}
