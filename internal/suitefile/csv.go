package suitefile

import (
	"encoding/csv"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/promptgit/promptgit/internal/value"
)

// addRows appends cases to a table, whose header says what can be kept: a
// column more would change every row. An empty file gets a header.
func addRows(text string, cases []Case) (Added, error) {
	l := newLines(text)
	header, err := tableHeader(text)
	if err != nil {
		return Added{}, err
	}
	var out Added
	var b strings.Builder
	b.WriteString(text)
	if len(header) == 0 {
		if strings.TrimSpace(text) != "" {
			return Added{}, errors.New("the first line of the table names no columns")
		}
		header = newHeader(cases)
		b.WriteString(row(header) + "\n")
		text = "\n"
	}
	closed := strings.HasSuffix(text, "\n") || strings.HasSuffix(text, "\r")
	for i := range cases {
		cells, lost, err := rowOf(header, &cases[i])
		if err != nil {
			return Added{}, err
		}
		for _, name := range lost {
			if !slices.Contains(out.Lost, name) {
				out.Lost = append(out.Lost, name)
			}
		}
		if closed {
			b.WriteString(row(cells) + l.end)
		} else {
			b.WriteString(l.end + row(cells))
		}
	}
	out.Src = []byte(b.String())
	return out, nil
}

func tableHeader(text string) ([]string, error) {
	if strings.TrimSpace(text) == "" {
		return nil, nil
	}
	first := strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)
	r := csv.NewReader(strings.NewReader(first))
	r.LazyQuotes = true
	names, err := r.Read()
	if err != nil {
		return nil, fmt.Errorf("the header of the table: %w", err)
	}
	for i := range names {
		names[i] = strings.TrimSpace(names[i])
	}
	return names, nil
}

func newHeader(cases []Case) []string {
	header := []string{"__id", "__description"}
	most := 1
	for i := range cases {
		for name := range cases[i].Vars.All() {
			if !slices.Contains(header, name) {
				header = append(header, name)
			}
		}
		most = max(most, len(cases[i].Asserts))
	}
	for i := range most {
		header = append(header, fmt.Sprintf("__expected%d", i+1))
	}
	return header
}

// rowOf lays a case out by the header. A var or an assertion without a column is
// an error, since the case would be another one; other things are lost.
func rowOf(header []string, c *Case) (cells, lost []string, err error) {
	cells = make([]string, len(header))
	asserts, used := c.Asserts, map[string]bool{}
	for i, name := range header {
		used[name] = true
		switch {
		case strings.HasPrefix(name, "__expected"):
			if len(asserts) > 0 {
				cells[i] = AssertCell(asserts[0])
				asserts = asserts[1:]
			}
		case name == "__id":
			cells[i] = c.ID
		case name == "__description":
			cells[i] = c.Description
		case strings.HasPrefix(name, "__metadata:"):
			if v, ok := c.Metadata.Get(strings.TrimPrefix(name, "__metadata:")); ok {
				cells[i] = CellText(v)
			}
		case !strings.HasPrefix(name, "__"):
			if v, ok := c.Vars.Get(name); ok {
				cells[i] = CellText(v)
			}
		}
	}
	for name := range c.Vars.All() {
		if !used[name] {
			return nil, nil, fmt.Errorf("the table has no column %q for the var; add it to the header and to every row", name)
		}
	}
	if len(asserts) > 0 {
		return nil, nil, fmt.Errorf("the table has no __expected column left for the assertion %s; add one, such as __expected2, to the header and to every row", asserts[0].Type)
	}
	return cells, lostCells(used, c), nil
}

func lostCells(used map[string]bool, c *Case) []string {
	var lost []string
	if c.ID != "" && !used["__id"] {
		lost = append(lost, "id")
	}
	if c.Description != "" && !used["__description"] {
		lost = append(lost, "description")
	}
	if len(c.Tags) > 0 {
		lost = append(lost, "tags")
	}
	for name := range c.Metadata.All() {
		if !used["__metadata:"+name] {
			lost = append(lost, "metadata "+name)
		}
	}
	return lost
}

// CellText is a var as a table keeps it: as text.
func CellText(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	}
	return flow(v)
}

// AssertCell writes an assertion as type(threshold):value.
func AssertCell(a Assert) string {
	cell := a.Type
	if a.Threshold != nil {
		cell += "(" + number(*a.Threshold) + ")"
	}
	switch v := a.Value.(type) {
	case nil:
		return cell
	case []any:
		list := make([]string, len(v))
		for i, x := range v {
			list[i] = `"` + strings.ReplaceAll(CellText(x), `"`, `""`) + `"`
		}
		return cell + ":" + strings.Join(list, ", ")
	case *value.Object:
		return cell + ":" + flow(v)
	default:
		return cell + ":" + CellText(v)
	}
}

func row(cells []string) string {
	quotedCells := make([]string, len(cells))
	for i, c := range cells {
		if strings.ContainsAny(c, "\",\r\n") || c != strings.TrimSpace(c) || c == "" && len(cells) == 1 {
			c = `"` + strings.ReplaceAll(c, `"`, `""`) + `"`
		}
		quotedCells[i] = c
	}
	return strings.Join(quotedCells, ",")
}
