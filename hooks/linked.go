package hooks

import (
	"regexp"
	"sync"

	"github.com/promptgit/promptgit/prompt"
)

// Names are the identifiers that one version of a prompt has and the other has
// not: what a change introduces, and what it drops.
type Names struct{ Introduced, Dropped map[string]bool }

// NamesOf compares the identifiers of two versions. A name that stands as a plain
// word elsewhere in the older version is not introduced.
func NamesOf(before, after *prompt.Prompt) Names {
	return Names{Introduced: missing(after, before), Dropped: missing(before, after)}
}

// missing gives the identifiers of a version whose words the other lacks.
func missing(of, in *prompt.Prompt) map[string]bool {
	there := map[string]bool{}
	for i := range in.Variables {
		for _, w := range nameForm().FindAllString(in.Variables[i].Text, -1) {
			there[w] = true
		}
	}
	found := map[string]bool{}
	for i := range of.Variables {
		for name := range identifiers(&of.Variables[i]) {
			if !there[name] {
				found[name] = true
			}
		}
	}
	return found
}

var (
	nameForm = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`[\p{L}_][\p{L}\p{N}_]*`) })
	// quotedName is a name that stands in quotes, backticks, a tag or a template.
	quotedName = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile("[`\"'<]/?([\\p{L}_][\\p{L}\\p{N}_]*)[`\"'>]|\\{\\{[-~]?\\s*([\\p{L}_][\\p{L}\\p{N}_]*)")
	})
	// joinedName is a name that no plain word looks like.
	joinedName = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`[\p{L}\p{N}]_[\p{L}\p{N}]|\p{Ll}\p{Lu}|\p{L}\p{N}`) })
)

// identifiers are the names in a variable: all names of what is declared, and
// of a text those that are quoted or joined as names of fields are.
func identifiers(v *prompt.Variable) map[string]bool {
	names := map[string]bool{}
	declared := v.Kind == prompt.KindInputs || v.Kind == prompt.KindSchema || v.Kind == prompt.KindTools
	for _, w := range nameForm().FindAllString(v.Text, -1) {
		if declared || joinedName().MatchString(w) {
			names[w] = true
		}
	}
	for _, m := range quotedName().FindAllStringSubmatch(v.Text, -1) {
		names[m[1]+m[2]] = true
	}
	return names
}

// linked gives for each change the number of the first change that it is linked
// with: both hold, as a word, one identifier that the commit introduces, or both
// held one that it drops. A change that is linked with none has its own number.
func linked(changes []prompt.Change, names Names) []int {
	group := make([]int, len(changes))
	first := map[string]int{}
	for i, c := range changes {
		group[i] = i
		var keys []string
		for _, side := range []struct {
			text string
			from map[string]bool
			mark string
		}{{c.After, names.Introduced, "+"}, {c.Before, names.Dropped, "-"}} {
			for _, w := range nameForm().FindAllString(side.text, -1) {
				if side.from[w] {
					keys = append(keys, side.mark+w)
				}
			}
		}
		for _, key := range keys {
			j, known := first[key]
			if !known {
				first[key] = i
				continue
			}
			join(group, group[i], group[j])
		}
	}
	return group
}

// join makes one group of two, under the smaller number.
func join(group []int, a, b int) {
	for i, g := range group {
		if g == a || g == b {
			group[i] = min(a, b)
		}
	}
}
