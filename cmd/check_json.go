package cmd

import (
	"io"

	"github.com/promptgit/promptgit/internal/secret"
	"github.com/promptgit/promptgit/internal/ui"
	"github.com/promptgit/promptgit/prompt"
)

type checkJSON struct {
	Schema  string            `json:"schema"`
	OK      bool              `json:"ok"`
	Max     int               `json:"max"`
	Commits []checkCommitJSON `json:"commits"`
	// Overrides are the commits that their authors took out of the policy.
	Overrides overridesJSON `json:"overrides"`
}

type checkCommitJSON struct {
	Rev     string `json:"rev"` // 40 or 64 hex digits, or "staged"
	Subject string `json:"subject"`
	OK      bool   `json:"ok"`
	Count   int    `json:"count"`
	Exempt  string `json:"exempt"`
	// Variable is the name that the commit gives to changes that are one together.
	Variable string            `json:"variable,omitempty"`
	Prompts  []checkPromptJSON `json:"prompts"`
	Secrets  []checkSecretJSON `json:"secrets,omitempty"` // keys that it adds
}

type checkSecretJSON struct {
	Path string `json:"path"`
	Line int    `json:"line"`
	Col  int    `json:"col"`
	Kind string `json:"kind"`
}

type checkPromptJSON struct {
	Path       string               `json:"path"`
	OldPath    *string              `json:"old_path"`
	Status     string               `json:"status"`
	Exempt     string               `json:"exempt"`
	Changes    []checkChangeJSON    `json:"changes"`
	Components []checkComponentJSON `json:"components,omitempty"` // with --explain
}

type checkChangeJSON struct {
	ID     string  `json:"id"`
	Change string  `json:"change"`
	Before *string `json:"before"` // null where it was added
	After  *string `json:"after"`  // null where it was removed
	Line   *int    `json:"line"`
}

type checkComponentJSON struct {
	ID   string `json:"id"`
	Line *int   `json:"line"`
	Text string `json:"text"`
}

func writeCheckJSON(w io.Writer, answer *checked, explain bool) error {
	doc := checkJSON{
		Schema: "promptgit.check/v1", OK: answer.ok(), Max: answer.policy.MaxVariables,
		Commits: []checkCommitJSON{}, Overrides: answer.overrides(),
	}
	for _, j := range answer.steps {
		c := checkCommitJSON{
			Rev: j.rev, Subject: j.subject, OK: j.OK, Count: j.Count, Exempt: j.Exempt, Variable: j.variable,
			Prompts: []checkPromptJSON{},
		}
		for _, p := range j.Prompts {
			row := checkPromptJSON{
				Path: p.Path, OldPath: orNull(p.OldPath, ""), Status: string(p.Status), Exempt: p.Exempt,
				Changes: changesJSON(p.Changes),
			}
			if seen := j.seen[p.Path]; explain && seen != nil {
				row.Components = componentsJSON(seen)
			}
			c.Prompts = append(c.Prompts, row)
		}
		for _, s := range j.input.Secrets {
			c.Secrets = append(c.Secrets, checkSecretJSON{s.Pos.Path, s.Pos.Line, s.Pos.Col, s.Kind})
		}
		doc.Commits = append(doc.Commits, c)
	}
	return ui.JSON(w, doc)
}

func changesJSON(changes []prompt.Change) []checkChangeJSON {
	list := []checkChangeJSON{}
	for _, c := range changes {
		row := checkChangeJSON{ID: c.ID, Change: c.Change, Before: &c.Before, After: &c.After, Line: orNull(c.Line, 0)}
		switch c.Change {
		case "added":
			row.Before = nil
		case "removed":
			row.After = nil
		}
		list = append(list, row)
	}
	return list
}

func componentsJSON(p *prompt.Prompt) []checkComponentJSON {
	list := []checkComponentJSON{}
	for _, v := range p.Variables {
		list = append(list, checkComponentJSON{ID: v.ID, Line: orNull(v.Line, 0), Text: secret.Mask(v.Text)})
	}
	return list
}

// orNull gives nil for a value that means none.
func orNull[T comparable](v, none T) *T {
	if v == none {
		return nil
	}
	return &v
}
