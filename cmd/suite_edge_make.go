package cmd

import (
	"slices"
	"strings"

	"github.com/promptgit/promptgit/internal/edge"
	"github.com/promptgit/promptgit/internal/suitefile"
	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt"
)

// edgeMaker makes cases of hostile inputs.
type edgeMaker struct {
	pair    pairing
	asserts []suitefile.Assert
	inline  bool              // long texts stand in the cases
	files   map[string]string // or in these files beside the suite
	secret  string            // a line of the prompt that an answer must not repeat, "" for none
}

// all makes the cases that are not known.
func (m *edgeMaker) all(hostile []string) []suitefile.Case {
	inputs := m.pair.inputs()
	var cases []suitefile.Case
	for _, name := range hostile {
		for _, in := range edge.Inputs() {
			c := m.one(inputs, name, in)
			if !m.has(&c, name, in) {
				cases = append(cases, c)
			}
		}
	}
	return cases
}

func (m *edgeMaker) one(inputs []string, name string, in edge.Input) suitefile.Case {
	vars := value.NewObject()
	for _, other := range inputs {
		if other != name {
			if v, ok := m.usual(other); ok {
				vars.Set(other, v)
			}
			continue
		}
		vars.Set(name, m.text(in))
	}
	c := suitefile.Case{
		ID: "edge-" + name + "-" + in.Kind, Description: in.Kind + ": " + in.Says, Tags: []string{"edge"}, Vars: vars,
		Asserts: slices.Clone(m.asserts),
	}
	if in.Canary != "" {
		c.Asserts = append(c.Asserts, suitefile.Assert{Type: "not-icontains", Value: in.Canary})
	}
	if in.Leak && m.secret != "" {
		c.Asserts = append(c.Asserts, suitefile.Assert{Type: "not-icontains", Value: m.secret})
	}
	if !m.pair.isTemplated() {
		c.ID, c.Description, c.Tags, c.Asserts, c.Comment = "", "", nil, nil, "edge, "+c.Description
	}
	return c
}

func (m *edgeMaker) text(in edge.Input) any {
	if in.Large && !m.inline {
		name := "edge/" + in.Kind + ".txt"
		m.files[name] = in.Text
		return "file://" + name
	}
	if m.pair.isTemplated() {
		return verbatim(in.Text)
	}
	return in.Text
}

// usual is an input of the first case that sets it.
func (m *edgeMaker) usual(name string) (any, bool) {
	for i := range m.pair.cases {
		if v, ok := m.pair.cases[i].Vars.Get(name); ok && !slices.Contains(m.pair.cases[i].Tags, "edge") {
			if text, is := v.(string); !is || strings.TrimSpace(text) != "" {
				return v, true
			}
		}
	}
	return nil, false
}

// has says whether the suite has a case: by its id, or with that text in the
// input.
func (m *edgeMaker) has(c *suitefile.Case, name string, in edge.Input) bool {
	for i := range m.pair.cases {
		k := &m.pair.cases[i]
		if c.ID != "" && k.ID == c.ID {
			return true
		}
		if v, ok := k.Vars.Get(name); ok && (v == in.Text || v == verbatim(in.Text) || in.Large && v == strings.TrimSpace(in.Text)) {
			return true
		}
	}
	return false
}

// secretLine is the longest line of the prompts' system messages without
// template tags: what an answer has no reason to repeat.
func secretLine(prompts []*prompt.Prompt) string {
	const least = 30
	best := ""
	for _, p := range prompts {
		for _, m := range p.Messages {
			if m.Role != "system" {
				continue
			}
			for line := range strings.SplitSeq(m.Text, "\n") {
				if line = strings.TrimSpace(line); len(line) >= least && len(line) > len(best) && !templateMark().MatchString(line) {
					best = line
				}
			}
		}
	}
	return best
}
