package eval

import (
	"cmp"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/value"
)

// promptFiles lists the files that a prompt's text names, nil where it is a
// pattern without any. Braces are no pattern in it: they belong to a template.
func (p *suiteParser) promptFiles(at diag.Pos, raw string) []string {
	if !strings.ContainsAny(raw, "*?[") {
		return []string{raw}
	}
	pattern, err := p.resolve(raw)
	if err == nil && p.opts.Glob == nil {
		err = errors.New("patterns are not available here")
	}
	var files []string
	if err == nil {
		files, err = p.opts.Glob(strings.NewReplacer("{", `\{`, "}", `\}`).Replace(pattern))
	}
	if err != nil && strings.HasPrefix(raw, fileScheme) {
		p.errs.Add(at, fmt.Sprintf("cannot list %s: %v", raw, err), "name the files one by one")
	}
	var refs []string
	for _, file := range files {
		refs = append(refs, relative(p.dir, file))
	}
	return refs
}

// promptsIn splits a prompt file as promptfoo does: text at lines of three
// dashes, JSON lines at lines, a table by its column "prompt", others not.
func (p *suiteParser) promptsIn(file, ref, src string, one InlinePrompt) []InlinePrompt {
	add := func(prompts []InlinePrompt, raw, label string) []InlinePrompt {
		return append(prompts, InlinePrompt{ID: one.ID, Label: label, Raw: raw, Path: file})
	}
	var prompts []InlinePrompt
	switch strings.ToLower(path.Ext(file)) {
	case ".txt":
		for _, raw := range splitPrompts(src) {
			prompts = add(prompts, raw, joined(one.Label, ref, raw))
		}
	case ".jsonl":
		lines := strings.FieldsFunc(strings.ReplaceAll(src, "\r\n", "\n"), func(r rune) bool { return r == '\n' })
		for _, raw := range lines {
			label := cmp.Or(one.Label, ref)
			if len(lines) > 1 {
				label += ": " + raw
			}
			prompts = add(prompts, raw, label)
		}
	case ".csv":
		for i, row := range promptColumn(file, src) {
			prompts = add(prompts, row[0], cmp.Or(row[1], one.Label, fmt.Sprintf("Prompt %d - %s", i+1, row[0])))
		}
	case ".json", ".yaml", ".yml":
		raw := p.compactFile(file, src)
		prompts = add(prompts, raw, cmp.Or(one.Label, ref+": "+raw))
	default:
		prompts = add(prompts, src, cmp.Or(one.Label, ref+": "+src))
	}
	return prompts
}

func joined(label, ref, raw string) string {
	if label != "" {
		return label + ": " + ref + ": " + raw
	}
	return ref + ": " + raw
}

func splitPrompts(src string) []string {
	var raws, lines []string
	flush := func() {
		if raw := trimJS(strings.Join(lines, "\n")); raw != "" {
			raws = append(raws, raw)
		}
		lines = nil
	}
	for line := range strings.SplitSeq(strings.ReplaceAll(src, "\r\n", "\n"), "\n") {
		if trimJS(line) == "---" {
			flush()
			continue
		}
		lines = append(lines, line)
	}
	flush()
	return raws
}

// promptColumn gives the prompts of a table with their labels, "" for none: of
// the columns of these names; without any comma every line is a prompt.
func promptColumn(file, src string) [][2]string {
	rows, err := readCSV(file, []byte(src), true)
	if err != nil || len(rows) == 0 {
		return nil
	}
	column := func(want string) int {
		return slices.IndexFunc(rows[0].fields, func(name string) bool { return trimJS(name) == want })
	}
	at, labels := column("prompt"), column("label")
	switch {
	case at >= 0, strings.EqualFold(trimJS(rows[0].fields[0]), "prompt"):
		at, rows = max(at, 0), rows[1:]
	case strings.Contains(src, ","):
		return nil
	default:
		at, labels = 0, -1
	}
	var prompts [][2]string
	for _, row := range rows {
		if at >= len(row.fields) || trimJS(row.fields[at]) == "" {
			continue
		}
		one := [2]string{trimJS(row.fields[at])}
		if labels >= 0 && labels < len(row.fields) {
			one[1] = trimJS(row.fields[labels])
		}
		prompts = append(prompts, one)
	}
	return prompts
}

// compactFile is the JSON of a file that parses, with the files that it names in
// place of their names, else its text.
func (p *suiteParser) compactFile(file, src string) string {
	quiet := newSuiteParser(file, p.opts)
	quiet.dir, quiet.files = p.dir, p.files
	d, ok := quiet.parse(file, []byte(src))
	if !ok || d.root == nil {
		return src
	}
	if strings.Contains(src, fileScheme) {
		d.root = quiet.inline(d, d.root)
		p.errs = append(p.errs, quiet.errs...)
	}
	v, err := value.FromYAML(d.root)
	if err != nil {
		return src
	}
	return compactJSON(v)
}
