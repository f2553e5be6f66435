package cmd

import (
	"context"
	"io"
	"unicode/utf8"

	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/ui"
)

type exportJSONDoc struct {
	Schema  string             `json:"schema"`
	Prompts []exportPromptJSON `json:"prompts"`
	Suites  []exportSuiteJSON  `json:"suites"`
}

type exportPromptJSON struct {
	Prompt   string              `json:"prompt"`
	Suites   []string            `json:"suites"` // that judge it now
	Labels   []labelJSON         `json:"labels"`
	Versions []exportVersionJSON `json:"versions"` // newest first
}

// exportVersionJSON is an iteration: what log tells of it, and the prompt.
type exportVersionJSON struct {
	entryJSON
	Version *getJSON `json:"version"` // null where it cannot be read today
	Error   *string  `json:"error"`   // why
	Content *string  `json:"content"` // the file, or its part, null where it is no UTF-8
}

type exportSuiteJSON struct {
	Path    string  `json:"path"`
	Content *string `json:"content"` // null where it is no UTF-8, such as a spreadsheet
}

// exportJSON writes all that is known of the prompts.
func exportJSON(ctx context.Context, out io.Writer, p *pages, x *exported) (exportTold, error) {
	s, err := p.sight(ctx)
	if err != nil {
		return exportTold{}, err
	}
	labels, err := x.w.labelList(ctx, nil)
	if err != nil {
		return exportTold{}, err
	}
	doc := exportJSONDoc{Schema: "promptgit.export/v1", Prompts: []exportPromptJSON{}, Suites: []exportSuiteJSON{}}
	told := exportTold{Prompts: len(s.prompts)}
	for _, h := range s.prompts {
		one := exportPromptJSON{Prompt: h.path, Suites: append([]string{}, x.judged[h.path]...), Labels: []labelJSON{}, Versions: []exportVersionJSON{}}
		for _, l := range labels {
			if l.Prompt == h.path {
				one.Labels = append(one.Labels, l)
			}
		}
		for i := range h.entries {
			v, err := x.version(ctx, &h.entries[i])
			if err != nil {
				return exportTold{}, err
			}
			one.Versions = append(one.Versions, v)
		}
		told.Versions += len(one.Versions)
		doc.Prompts = append(doc.Prompts, one)
	}
	for _, file := range x.suites {
		src, err := x.w.now.Read(ctx, file)
		if err != nil {
			return exportTold{}, err
		}
		doc.Suites = append(doc.Suites, exportSuiteJSON{file, textOf(src)})
	}
	return told, ui.JSON(out, doc)
}

// version reads the prompt of a row of the log.
func (x *exported) version(ctx context.Context, e *logEntry) (exportVersionJSON, error) {
	out := exportVersionJSON{entryJSON: e.json}
	at := gitops.OID(e.json.Rev)
	src, err := readPrompt(ctx, x.w.repo.At(at), e.json.Prompt)
	if err != nil {
		return out, err
	}
	out.Content = textOf(src)
	it, own, err := x.w.committed(ctx, at, e.json.Prompt)
	if err != nil {
		out.Error = new(err.Error())
		return out, ctx.Err()
	}
	out.Version = newGotten(it, own).document()
	return out, nil
}

// textOf is a file as a text, nil where it is none.
func textOf(src []byte) *string {
	if !utf8.Valid(src) {
		return nil
	}
	return new(string(src))
}
