package cmd

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"

	"github.com/promptgit/promptgit/gitops"
)

// noteCount counts lines of notes about one prompt.
type noteCount struct {
	Prompt    string `json:"prompt"` // "" where the lines do not tell
	Records   int    `json:"records"`
	Gradings  int    `json:"gradings"`
	Reviews   int    `json:"reviews"`
	Releases  int    `json:"releases"`
	Unknown   int    `json:"unknown"` // of a newer version, or none that this program reads
	Simulated int    `json:"simulated"`
}

// noteCounts counts by prompt.
type noteCounts map[string]noteCount

// sharedLine is what lines of all kinds have, as far as counting needs it.
type sharedLine struct {
	V         int    `json:"v"`
	Grading   int    `json:"grading"`
	ID        string `json:"id"`
	Path      string `json:"path"`
	Prompt    string `json:"prompt"`
	Simulated bool   `json:"simulated"`
}

// add counts lines of a notes ref. Lines that name no prompt, as gradings, count for
// the one that others on the same object name.
func (c noteCounts) add(ref string, lines map[gitops.OID][]string) {
	for _, list := range lines {
		decoded, path := make([]sharedLine, len(list)), ""
		for i, line := range list {
			if json.Unmarshal([]byte(line), &decoded[i]) != nil {
				decoded[i] = sharedLine{}
			}
			path = cmp.Or(path, decoded[i].Path, decoded[i].Prompt)
		}
		for _, l := range decoded {
			c.count(ref, cmp.Or(l.Path, l.Prompt, path), l)
		}
	}
}

func (c noteCounts) count(ref, prompt string, l sharedLine) {
	n := c[prompt]
	n.Prompt = prompt
	switch {
	case l.ID == "" || l.V > 2 || l.Grading > 1:
		n.Unknown++
	case ref == gitops.ReviewsRef:
		n.Reviews++
	case ref == gitops.ReleasesRef:
		n.Releases++
	case l.Grading > 0:
		n.Gradings++
	default:
		n.Records++
		if l.Simulated {
			n.Simulated++
		}
	}
	c[prompt] = n
}

// more adds counts of another round.
func (c noteCounts) more(other noteCounts) {
	for prompt, o := range other {
		n := c[prompt]
		c[prompt] = noteCount{
			prompt, n.Records + o.Records, n.Gradings + o.Gradings, n.Reviews + o.Reviews, n.Releases + o.Releases,
			n.Unknown + o.Unknown, n.Simulated + o.Simulated,
		}
	}
}

// list gives the counts by name.
func (c noteCounts) list() []noteCount {
	list := []noteCount{}
	for _, prompt := range slices.Sorted(maps.Keys(c)) {
		list = append(list, c[prompt])
	}
	return list
}
