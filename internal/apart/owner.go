package apart

import (
	"slices"
	"strconv"
	"strings"

	"github.com/promptgit/promptgit/prompt"
)

// owners tells which variable a stretch of a version belongs to: the last one
// that starts before its end. What stands between two variables belongs to the
// second, and what begins a message, such as a role line, to the message. Names
// that a change gave are those of the newer version.
func owners(p *prompt.Prompt, text string, renamed map[string]string) ownerOf {
	type start struct {
		at int
		id string
	}
	var starts []start
	ends := lineEnds(text)
	previous, message := -1, -1 // where the text of the variable before ends, -1 where that is not known
	for _, v := range located(p, text) {
		at := ends.startOf(v.from)
		if previous >= 0 {
			at = min(at, ends.endOf(previous))
		}
		if v.message != message {
			starts = append(starts, start{at, "message " + strconv.Itoa(v.message)})
			at, message = ends.startOf(v.from), v.message
		}
		previous = v.to
		id := v.id
		if now, ok := renamed[id]; ok {
			id = now
		}
		starts = append(starts, start{at, id})
	}
	return func(_, to int) string {
		owner := ""
		for _, s := range starts {
			if s.at >= to {
				break
			}
			owner = s.id
		}
		return owner
	}
}

// place is where a variable stands in a file; to is -1 where its end is not
// known.
type place struct {
	id       string
	message  int
	from, to int
}

// located finds the variables of a version in its text, in their order there.
func located(p *prompt.Prompt, text string) []place {
	starts := []int{0} // of the lines
	for i := range len(text) {
		if text[i] == '\n' {
			starts = append(starts, i+1)
		}
	}
	var list []place
	at := 0
	for _, v := range p.Variables {
		if v.Line == 0 || v.Line > len(starts) { // in another file
			continue
		}
		line := starts[v.Line-1]
		x := place{v.ID, v.Message, line, -1}
		if from, to := written(text, max(at, line), v.Text); from >= 0 && (v.Line == len(starts) || from < starts[v.Line]) {
			x.from, x.to, at = from, to, to
		}
		list = append(list, x)
	}
	slices.SortStableFunc(list, func(a, b place) int { return a.from - b.from })
	return list
}

// boundaries are the places where the lines of a text end, see [lines].
type boundaries []int

func lineEnds(text string) boundaries {
	list := boundaries{0}
	for _, l := range lines(text) {
		list = append(list, list[len(list)-1]+len(l))
	}
	return list
}

// startOf is the start of the line that a place stands in.
func (b boundaries) startOf(at int) int {
	i, found := slices.BinarySearch(b, at)
	if !found {
		i--
	}
	return b[i]
}

// endOf is the end of the line that ends at a place or behind it.
func (b boundaries) endOf(at int) int {
	i, _ := slices.BinarySearch(b, at)
	return b[min(i, len(b)-1)]
}

// lines cuts a text behind the ends of its lines. Those in strings of JSON and
// YAML are lines, too, and so are the quotes around them.
func lines(text string) []string {
	var list []string
	start := 0
	cut := func(at int) {
		if at > start {
			list = append(list, text[start:at])
			start = at
		}
	}
	for i := range len(text) {
		switch {
		case text[i] == '\n':
			cut(i + 1)
		case text[i] == '"':
			cut(i)
			cut(i + 1)
		case text[i] == '\\' && strings.HasPrefix(text[i:], `\n`):
			cut(i + 2)
		}
	}
	cut(len(text))
	return list
}

// renames finds the variables of the older version that a change names anew, as
// a heading that is reworded.
func renames(was *prompt.Prompt, changes []prompt.Change) map[string]string {
	renamed := map[string]string{}
	for _, c := range changes {
		if c.Change != "modified" && c.Change != "moved" {
			continue
		}
		for _, v := range was.Variables {
			if v.ID != c.ID && v.Text == c.Before {
				renamed[v.ID] = c.ID
			}
		}
	}
	return renamed
}
