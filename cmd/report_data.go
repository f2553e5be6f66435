package cmd

import (
	"context"
	"io"

	"github.com/promptgit/promptgit/internal/ui"
)

type reportJSON struct {
	Schema  string             `json:"schema"`
	Prompts []promptReportJSON `json:"prompts"`
	// Overrides are the commits of these histories that were taken out of the policy.
	Overrides overridesJSON `json:"overrides"`
}

type promptReportJSON struct {
	Prompt     string      `json:"prompt"`
	Iterations int         `json:"iterations"` // of its history
	Answer     string      `json:"answer"`     // yes, no, or unjudged, of the prompt as it is
	Latest     *entryJSON  `json:"latest"`     // the newest with a record, null for none
	Newer      int         `json:"newer"`      // iterations after it
	Entries    []entryJSON `json:"entries"`    // as those of log, newest first
}

// writeReportJSON tells what log tells, prompt by prompt, and where each stands.
func writeReportJSON(ctx context.Context, w io.Writer, p *pages, o reportOptions) (reportTold, error) {
	list, told, err := promptStates(ctx, p, o)
	if err != nil {
		return told, err
	}
	doc := reportJSON{Schema: "promptgit.report/v1", Prompts: []promptReportJSON{}}
	for _, x := range list {
		out := promptReportJSON{Prompt: x.h.path, Iterations: len(x.h.entries), Answer: x.answer, Newer: x.newer, Entries: []entryJSON{}}
		if x.latest != nil {
			out.Latest = &x.latest.json
		}
		for i := range x.rows {
			out.Entries = append(out.Entries, x.rows[i].json)
		}
		doc.Prompts = append(doc.Prompts, out)
	}
	if doc.Overrides, err = p.overrides(ctx, list); err != nil {
		return told, err
	}
	return told, ui.JSON(w, doc)
}
