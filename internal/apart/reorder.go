package apart

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/promptgit/promptgit/prompt"
)

// reordering is the variable "order" of one prompt. It cannot be a set of edits
// when the parts that trade places change as well, so it is done to the text: the
// parts trade the places in which they are written, and what stands between them
// stays.
type reordering struct {
	before, after []string          // names of the components that trade places, in order
	renamed       map[string]string // names before -> names after
}

// reorderingOf reads the change of the order, if there is one.
func reorderingOf(was *prompt.Prompt, changes []prompt.Change) (*reordering, bool) {
	at := slices.IndexFunc(changes, func(c prompt.Change) bool { return c.ID == "order" && c.Change == "moved" })
	if at < 0 {
		return nil, false
	}
	r := &reordering{renamed: renames(was, changes)}
	for id := range strings.SplitSeq(changes[at].Before, "\n") {
		r.before = append(r.before, r.now(id))
	}
	r.after = strings.Split(changes[at].After, "\n")
	for len(r.before) > 0 && len(r.after) > 0 && r.before[0] == r.after[0] { // these stay where they are
		r.before, r.after = r.before[1:], r.after[1:]
	}
	for n, m := len(r.before)-1, len(r.after)-1; n >= 0 && m >= 0 && r.before[n] == r.after[m]; n, m = n-1, m-1 {
		r.before, r.after = r.before[:n], r.after[:m]
	}
	return r, true
}

// now is the name of a component in the newer version.
func (r *reordering) now(id string) string {
	if name, ok := r.renamed[id]; ok {
		return name
	}
	return id
}

// in puts the components of a text, parsed as p, into an order. It is false where
// one of them cannot be found as it is written.
func (r *reordering) in(p *prompt.Prompt, text string, order []string) (string, bool) {
	type slot struct {
		name     string
		from, to int
	}
	var slots []slot
	at := 0
	for _, v := range p.Variables {
		name := r.now(v.ID)
		if !slices.Contains(order, name) {
			continue
		}
		from, to := written(text, at, v.Text)
		if from < 0 {
			return "", false
		}
		slots, at = append(slots, slot{name, from, to}), to
	}
	var names []string // of those that this text has
	for _, name := range order {
		if slices.ContainsFunc(slots, func(s slot) bool { return s.name == name }) {
			names = append(names, name)
		}
	}
	if len(names) != len(slots) { // equal texts have one new name
		return "", false
	}
	var b strings.Builder
	at = 0
	for i, s := range slots {
		source := slots[slices.IndexFunc(slots, func(x slot) bool { return x.name == names[i] })]
		b.WriteString(text[at:s.from])
		b.WriteString(text[source.from:source.to])
		at = s.to
	}
	b.WriteString(text[at:])
	return b.String(), true
}

// written finds a text of a component in a file, behind a place, as some format
// writes it: as it is, with the line ends of Windows, indented, or in a string of
// JSON or YAML.
func written(file string, at int, text string) (from, to int) {
	forms := []string{text, strings.ReplaceAll(text, "\n", "\r\n")}
	for indent := 1; indent <= 12; indent++ {
		indented := strings.ReplaceAll(text, "\n", "\n"+strings.Repeat(" ", indent))
		forms = append(forms, strings.ReplaceAll(indented, strings.Repeat(" ", indent)+"\n", "\n"))
	}
	if quoted, err := json.Marshal(text); err == nil {
		forms = append(forms, strings.Trim(string(quoted), `"`))
	}
	plain := strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\t", `\t`).Replace(text)
	for _, form := range append(forms, plain) {
		if i := strings.Index(file[at:], form); i >= 0 {
			return at + i, at + i + len(form)
		}
	}
	return -1, -1
}
