package cmd

import (
	"time"

	"github.com/promptgit/promptgit/internal/ui"
)

type importSourcesJSON struct {
	Schema  string             `json:"schema"`
	Sources []importSourceJSON `json:"sources"`
}

type importSourceJSON struct {
	Name     string `json:"name"`
	Doc      string `json:"doc"`
	Versions bool   `json:"versions"`
}

type importJSON struct {
	Schema   string             `json:"schema"`
	Source   string             `json:"source"`
	DryRun   bool               `json:"dry_run"`
	Known    int                `json:"known"` // versions that were here already
	Commits  []importCommitJSON `json:"commits"`
	Files    []importFileJSON   `json:"files"`
	Labels   []importLabelJSON  `json:"labels"`
	Warnings []diagnosticJSON   `json:"warnings"`
}

type importCommitJSON struct {
	Rev     *string  `json:"rev"` // null where nothing was made
	Prompt  string   `json:"prompt"`
	Name    string   `json:"name"`
	Version string   `json:"version"`
	Time    *string  `json:"time"`   // null where the source does not say
	Author  *string  `json:"author"` // null where the source does not say
	Subject string   `json:"subject"`
	Labels  []string `json:"labels"`
}

type importFileJSON struct {
	Path   string `json:"path"`
	Status string `json:"status"` // new, written or kept
}

type importLabelJSON struct {
	Prompt  string  `json:"prompt"`
	Label   string  `json:"label"`
	Version string  `json:"version"`
	Status  *string `json:"status"` // created, kept, elsewhere, protected, unknown; null where nothing was made
	Rev     *string `json:"rev"`    // where it stands
}

func (j *importJob) writeJSON() error {
	doc := importJSON{
		Schema: "promptgit.import/v1", Source: j.source.Name, DryRun: j.o.dryRun, Known: j.known,
		Commits: []importCommitJSON{}, Files: []importFileJSON{}, Labels: []importLabelJSON{}, Warnings: []diagnosticJSON{},
	}
	for _, c := range j.commits {
		at := ""
		if !c.version.Time.IsZero() {
			at = c.version.Time.Format(time.RFC3339)
		}
		doc.Commits = append(doc.Commits, importCommitJSON{
			Rev: orNull(string(c.id), ""), Prompt: c.prompt.Path, Name: c.prompt.Name, Version: c.version.ID, Time: orNull(at, ""),
			Author: orNull(c.version.Author, ""), Subject: c.version.Subject, Labels: append([]string{}, c.version.Labels...),
		})
	}
	for _, f := range j.files {
		status := "kept"
		switch {
		case f.kept:
		case j.o.dryRun:
			status = "new"
		default:
			status = "written"
		}
		doc.Files = append(doc.Files, importFileJSON{f.path, status})
	}
	for _, l := range j.labels {
		at := l.at
		if l.status == "created" {
			at = l.commit
		}
		doc.Labels = append(doc.Labels, importLabelJSON{l.prompt, l.label, l.version, orNull(l.status, ""), orNull(string(at), "")})
	}
	for _, d := range j.app.hiddenDiagnostics(j.got.Warnings) {
		doc.Warnings = append(doc.Warnings, diagnosticJSON{d.Pos.Path, d.Pos.Line, d.Pos.Col, d.Code, d.Message, d.Hint})
	}
	return ui.JSON(j.app.Out, doc)
}
