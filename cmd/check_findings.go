package cmd

import (
	"io"
	"strings"

	"github.com/promptgit/promptgit/hooks"
	"github.com/promptgit/promptgit/internal/config"
	"github.com/promptgit/promptgit/internal/diag"
)

// report tells what a check found: for each commit that is refused, its changes.
func (c *checked) report(version string) report {
	r := report{Title: "one variable per commit", Version: version, Noun: "commit"}
	for _, p := range hooks.Policies() {
		r.Rules = append(r.Rules, reportRule{p.Code, p.Doc})
	}
	overridden := c.overrides().markdown()
	r.Own = map[string]func(io.Writer) error{"markdown": func(w io.Writer) error {
		err := writeMarkdown(w, r)
		if err == nil {
			_, err = io.WriteString(w, overridden)
		}
		return err
	}}
	level := "error"
	if c.policy.Mode == config.Warn {
		level = "warning"
	}
	for i := range c.steps {
		j := &c.steps[i]
		subject := strings.TrimSpace(shortRev(j.rev) + " " + j.subject)
		r.Subjects = append(r.Subjects, subject)
		for _, problem := range j.Problems {
			if problem.Code == hooks.SecretCode {
				r.Findings = append(r.Findings, finding{
					Code: problem.Code, Level: "error", Subject: subject, Pos: problem.Pos, Message: problem.Message, Hint: problem.Hint,
				})
				continue
			}
			hint := "make it one commit per variable: promptgit split " + shortRev(j.rev)
			if j.id == "" {
				hint = "make it one commit per variable: promptgit split"
			}
			for _, p := range j.Prompts {
				if p.Exempt != "" || problem.Pos.Path != "" && problem.Pos.Path != p.Path {
					continue
				}
				for _, change := range p.Changes {
					at := diag.Pos{Path: changedFile(p, change), Line: change.Line}
					if change.Change == "removed" {
						at.Line = 0 // its line is one of the older version
					}
					r.Findings = append(r.Findings, finding{
						Code: problem.Code, Level: level, Subject: subject, Pos: at, Hint: hint,
						Message: change.ID + " " + change.Change + "; " + problem.Message,
					})
				}
			}
		}
	}
	return r
}
