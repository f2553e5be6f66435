package cmd

import (
	"slices"

	"github.com/promptgit/promptgit/hooks"
	"github.com/promptgit/promptgit/prompt"
)

// own keeps of a prompt's comparisons with the parents of a merge what the
// merge adds itself: a variable that is as one of the parents has it came from
// there. With one parent all of it is its own.
func own(compared []hooks.Prompt) (hooks.Prompt, bool) {
	if len(compared) == 0 {
		return hooks.Prompt{}, false
	}
	nearest := compared[0]
	if len(compared) == 1 {
		return nearest, true
	}
	for _, p := range compared[1:] {
		if nearer(p, nearest) {
			nearest = p
		}
	}
	for _, p := range compared {
		nearest.Changes = ownChanges(nearest.Changes, p.Changes)
		nearest.Suites = slices.DeleteFunc(slices.Clone(nearest.Suites), func(s hooks.Suite) bool {
			return !slices.ContainsFunc(p.Suites, func(x hooks.Suite) bool { return x.Path == s.Path })
		})
	}
	return nearest, true
}

// ownChanges keeps the changes that another comparison has too. What was removed
// is known by its text, since each parent has its own place for it.
func ownChanges(changes, other []prompt.Change) []prompt.Change {
	return slices.DeleteFunc(slices.Clone(changes), func(c prompt.Change) bool {
		return !slices.ContainsFunc(other, func(x prompt.Change) bool {
			return x.ID == c.ID || x.Change == "removed" && c.Change == "removed" && x.Before == c.Before
		})
	})
}

func nearer(a, b hooks.Prompt) bool {
	return len(a.Changes)+len(a.Suites) < len(b.Changes)+len(b.Suites)
}
