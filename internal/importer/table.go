package importer

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt"
)

// table is a sheet with a first row that names its columns.
type table struct {
	from  File
	sheet string // "" where the file has only one
	names []string
	rows  []tableRow
	// asIs is the text of the table where it is CSV that a suite may hold, nil
	// where it must be written anew.
	asIs []byte
}

type tableRow struct {
	cells []string
	at    []diag.Pos
}

// tableKind is what the rows of a table are.
type tableKind int

const (
	tableUnknown tableKind = iota
	tableCases
	tablePrompts
	tableVersions
)

// The names of columns, in small letters with blanks for "_" and "-".
func promptColumns() []string {
	return []string{"prompt text", "prompt", "user prompt", "user", "template", "text", "content"}
}
func systemColumns() []string { return []string{"system prompt", "system", "system message"} }
func nameColumns() []string   { return []string{"prompt name", "name", "act", "title", "id"} }
func versionColumns() []string {
	return []string{"version", "prompt version", "iteration", "v", "no", "nr", "#"}
}

func changeColumns() []string {
	return []string{"change made", "change", "changes", "commit message", "message", "subject", "what changed"}
}

func dateColumns() []string   { return []string{"date", "time", "created", "created at", "timestamp"} }
func authorColumns() []string { return []string{"author", "who", "by", "created by", "editor"} }

// column finds a column by any of its names, -1 for none.
func (t *table) column(names []string) int {
	for _, name := range names {
		for i, have := range t.names {
			if plainName(have) == name {
				return i
			}
		}
	}
	return -1
}

func plainName(name string) string {
	return strings.Join(strings.Fields(strings.NewReplacer("_", " ", "-", " ").Replace(strings.ToLower(name))), " ")
}

// kind tells what the rows are from the names of the columns.
func (t *table) kind() tableKind {
	text := t.column(promptColumns()) >= 0 || t.column(systemColumns()) >= 0
	switch {
	case slices.ContainsFunc(t.names, func(n string) bool { return strings.HasPrefix(strings.TrimSpace(n), "__") }):
		return tableCases
	case text && t.column(versionColumns()) >= 0:
		return tableVersions
	case text && t.column(nameColumns()) >= 0:
		return tablePrompts
	}
	return tableUnknown
}

// importTables makes prompts and suites of the tables of files.
func importTables(in *Import, tables []*table, o Options) *Import {
	where := paths{folder: o.Prompts, ext: ".md"}
	stems := map[string]int{}
	for _, t := range tables {
		stems[fmt.Sprint(t.stem(), t.kind())]++
	}
	for i, t := range tables {
		name := t.stem()
		kind := t.kind()
		if stems[fmt.Sprint(name, kind)] > 1 && t.sheet != "" {
			name += "-" + t.sheet
		}
		switch kind {
		case tableCases:
			in.Files = append(in.Files, File{Path: path.Join(o.Suites, fileName(name)+".csv"), Src: in.withoutKeys(t.text(), t.from, t.pos(0, 0))})
		case tableVersions:
			in.tableVersions(t, name, &where)
		case tablePrompts:
			in.tablePrompts(t, &where)
		default:
			message := "its columns say neither what is a case nor what is a prompt"
			if t.sheet != "" {
				message = fmt.Sprintf("sheet %q: %s", t.sheet, message)
			}
			hint := "cases have columns such as __expected, prompts act and prompt, versions version and prompt: see docs/from-a-spreadsheet.md"
			if i > 0 && t.sheet != "" {
				in.warn(t.pos(0, 0), message, hint)
				continue
			}
			in.fail(t.pos(0, 0), message, hint)
		}
	}
	return in
}

func (t *table) stem() string {
	stem, _ := cutExt(path.Base(t.from.Path))
	return stem
}

// pos gives the place of a cell; row 0 is the header.
func (t *table) pos(row, col int) diag.Pos {
	if row == 0 || row > len(t.rows) || col >= len(t.rows[row-1].at) {
		return diag.Pos{Path: t.from.Path, Line: 1, Col: 1}
	}
	return t.rows[row-1].at[col]
}

// text is the table as CSV.
func (t *table) text() []byte {
	if t.asIs != nil {
		return t.asIs
	}
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	_ = w.Write(t.names) // into memory
	for _, r := range t.rows {
		_ = w.Write(r.cells)
	}
	w.Flush()
	return b.Bytes()
}

// cell gives a cell of a column, "" where there is no such column.
func (r tableRow) cell(col int) string {
	if col < 0 || col >= len(r.cells) {
		return ""
	}
	return r.cells[col]
}

// tableDraft makes a prompt of the texts and the settings of a row.
func (in *Import) tableDraft(t *table, row int, skip ...int) (*draft, *value.Object) {
	r := t.rows[row]
	set, rest := &value.Object{}, &value.Object{}
	user, system := t.column(promptColumns()), t.column(systemColumns())
	for i, name := range t.names {
		cell := strings.TrimSpace(r.cell(i))
		low := strings.TrimSpace(strings.ToLower(name))
		switch {
		case i == user, i == system, cell == "", name == "", slices.Contains(skip, i):
		case low == "model" || low == "provider" || prompt.IsParam(low):
			set.Set(low, scalarOf(cell))
		default:
			rest.Set(strings.TrimSpace(name), cell)
		}
	}
	d := &draft{front: settings(set)}
	texts := []message{{role: "system", text: r.cell(system)}, {role: "user", text: r.cell(user)}}
	if system < 0 {
		texts = []message{{text: r.cell(user)}}
	}
	for _, m := range texts {
		if strings.TrimSpace(m.text) == "" {
			continue
		}
		m.pos = t.pos(row+1, max(user, system))
		m.text = in.plainTemplate(m.pos, m.text)
		d.messages = append(d.messages, m)
	}
	return d, rest
}

// scalarOf reads a cell as a number or a truth where it is one.
func scalarOf(cell string) any {
	root, err := value.ParseYAML("", []byte(cell), 0)
	if err != nil || root == nil {
		return cell
	}
	switch v, _ := value.FromYAML(root); v := v.(type) {
	case bool, int64, float64:
		return v
	}
	return cell
}

// tablePrompts makes a prompt of each row.
func (in *Import) tablePrompts(t *table, where *paths) {
	column := t.column(nameColumns())
	seen := map[string]int{}
	for i, r := range t.rows {
		name := strings.TrimSpace(r.cell(column))
		d, rest := in.tableDraft(t, i, column)
		if name == "" || len(d.messages) == 0 {
			if strings.TrimSpace(strings.Join(r.cells, "")) != "" {
				in.warn(t.pos(i+1, 0), "a row without a name or without a text is left out", "")
			}
			continue
		}
		key := name
		if seen[name]++; seen[name] > 1 {
			key = fmt.Sprintf("%s %d", name, seen[name])
			in.warn(t.pos(i+1, column), fmt.Sprintf("there are several prompts named %q", name), "this one is "+where.of(key))
		}
		front := value.NewObject("title", name)
		for k, v := range d.front.All() {
			front.Set(k, v)
		}
		if rest.Len() > 0 {
			front.Set("metadata", rest)
		}
		d.front = front
		p, before := Prompt{Name: key, Path: where.of(key)}, len(in.Errors)
		src, errs := d.write(p.Path, t.pos(i+1, 0))
		in.Errors = append(in.Errors, errs...)
		p.Versions = []Version{{Src: in.withoutKeys(src, t.from, t.pos(i+1, 0)), Pos: t.pos(i+1, 0)}}
		p.Refused = len(in.Errors) > before
		in.Prompts = append(in.Prompts, p)
	}
}

// tableVersions makes a version of each row. What is neither text nor setting
// goes into the message.
func (in *Import) tableVersions(t *table, stem string, where *paths) {
	name, version := t.column([]string{"prompt name", "name"}), t.column(versionColumns())
	change, date, author := t.column(changeColumns()), t.column(dateColumns()), t.column(authorColumns())
	byName := map[string]*Prompt{}
	var order []string
	for i, r := range t.rows {
		if strings.TrimSpace(strings.Join(r.cells, "")) == "" {
			continue
		}
		pos := t.pos(i+1, max(version, 0))
		v := Version{ID: strings.TrimSpace(r.cell(version)), Author: strings.TrimSpace(r.cell(author)), Pos: pos}
		d, rest := in.tableDraft(t, i, name, version, change, date, author)
		if v.ID == "" || len(d.messages) == 0 {
			in.warn(pos, "a row without a version or without a text is left out", "")
			continue
		}
		key := strings.TrimSpace(r.cell(name))
		if key == "" {
			key = stem
		}
		p := byName[key]
		if p == nil {
			p = &Prompt{Name: key, Path: where.of(key)}
			byName[key] = p
			order = append(order, key)
		}
		before := len(in.Errors)
		if slices.ContainsFunc(p.Versions, func(o Version) bool { return o.ID == v.ID }) {
			in.fail(pos, fmt.Sprintf("version %s of %s stands here twice", v.ID, key), "number the rows")
		}
		var problems []string
		v.Time, problems = timeOf(strings.TrimSpace(r.cell(date)))
		for _, problem := range problems {
			in.warn(t.pos(i+1, date), problem, "write dates as 2026-03-01; the commit has the time of the import")
		}
		v.Subject, v.Body = messageOf(r.cell(change))
		var notes []string
		for k, x := range rest.All() {
			notes = append(notes, fmt.Sprintf("%s: %v", k, x))
		}
		v.Body = strings.TrimSpace(v.Body + "\n\n" + strings.Join(notes, "\n"))
		src, errs := d.write(p.Path, pos)
		in.Errors = append(in.Errors, errs...)
		v.Src = in.withoutKeys(src, t.from, pos)
		p.Versions = append(p.Versions, v)
		p.Refused = p.Refused || len(in.Errors) > before
	}
	for _, key := range order {
		p := byName[key]
		if newestFirst(p.Versions) {
			slices.Reverse(p.Versions)
		}
		in.Prompts = append(in.Prompts, *p)
	}
}
