package eval

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/value"
)

// csvTests reads tests from a table: columns that begin with "__" say what to
// expect, the others are vars.
func (p *suiteParser) csvTests(file string, src []byte) []testDraft {
	rows, err := readCSV(file, src, false)
	if err != nil { // as promptfoo: once more, with quotes inside fields
		if again, relaxed := readCSV(file, src, true); relaxed == nil {
			rows, err = again, nil
		}
	}
	if err != nil {
		p.add(err, diag.Pos{Path: file})
		return nil
	}
	if len(rows) == 0 {
		p.errs.Add(diag.Pos{Path: file, Line: 1, Col: 1}, "the table is empty", "the first line names the columns")
		return nil
	}
	return p.tableTests(rows)
}

// tableTests reads tests from the rows of a table, whose first names the columns.
func (p *suiteParser) tableTests(rows []csvRow) []testDraft {
	header := rows[0]
	p.header(header)
	tests := make([]testDraft, 0, len(rows)-1)
	for i, row := range rows[1:] {
		if len(row.fields) == 1 && row.fields[0] == "" && len(header.fields) > 1 {
			continue // an empty line
		}
		if len(row.fields) != len(header.fields) {
			p.errs.Add(row.at[0], fmt.Sprintf("this row has %d fields, the header has %d", len(row.fields), len(header.fields)), "put fields that hold commas into double quotes")
			continue
		}
		t := p.csvTest(header, row)
		if t.description == "" {
			t.description = fmt.Sprintf("Row #%d", i+1)
		}
		tests = append(tests, t)
	}
	return tests
}

var configColumn = regexp.MustCompile(`^__config:__expected([1-9]\d*)?:threshold$`)

// header trims the names of the columns and reports those that mean nothing, or
// that stand there twice: one of them would be lost without a word.
func (p *suiteParser) header(header csvRow) {
	for i, name := range header.fields {
		name = trimJS(name)
		if name != "" && slices.Contains(header.fields[:i], name) {
			p.errs.Add(header.at[i], fmt.Sprintf("column %q is given twice", name), "rename one; more assertions go into __expected1, __expected2 and so on")
		}
		header.fields[i] = name
		for _, special := range []string{"expected", "prefix", "suffix", "description", "providerOutput", "metric", "threshold", "metadata", "config", "label"} {
			if strings.HasPrefix(name, "_"+special) {
				p.warnings.Add(header.at[i], fmt.Sprintf("column %q is a var", name), fmt.Sprintf("with two underscores, %q, it would say what to expect", "_"+name))
			}
		}
		switch {
		case strings.HasPrefix(name, "__") && !isSpecial(name):
			p.warnings.Add(header.at[i], fmt.Sprintf("column %q is a var", name), cmp.Or(diag.DidYouMean(name, specialColumns), "special columns are "+strings.Join(specialColumns, ", ")))
		case name == "" || !strings.HasPrefix(name, "_"):
			p.checkVar(header.at[i], name)
		case name == "__metadata":
			p.warnings.Add(header.at[i], "column __metadata is ignored", "name a key: __metadata:category")
		case strings.HasPrefix(name, "__config:") && !configColumn.MatchString(name):
			p.errs.Add(header.at[i], fmt.Sprintf("unknown column %q", name), "write __config:__expected1:threshold")
		}
	}
}

var specialColumns = strings.Fields(`__cluster __description __expected __id __label __metadata __metric __prefix __providerOutput __suffix __threshold`)

func isSpecial(name string) bool {
	return slices.Contains(specialColumns, name) || strings.HasPrefix(name, "__expected") ||
		strings.HasPrefix(name, "__metadata:") || strings.HasPrefix(name, "__config:")
}

func (p *suiteParser) csvTest(header, row csvRow) testDraft {
	t := testDraft{pos: row.at[0], vars: &value.Object{}}
	metric := ""
	thresholds := map[int]float64{}
	for i, name := range header.fields {
		cell, at := row.fields[i], row.at[i]
		switch {
		case strings.HasPrefix(name, "__expected"):
			if text := trimJS(cell); text != "" {
				if a, ok := p.cell(at, text); ok {
					t.asserts = append(t.asserts, a)
				}
			}
		case name == "__prefix", name == "__suffix":
			t.options = mergeOptions(t.options, value.NewObject(name[2:], cell))
		case name == "__description":
			t.description = cell
		case name == "__id":
			t.id = cell
		case name == "__cluster":
			t.cluster = p.clusterCell(at, cell)
		case name == "__providerOutput":
			if cell != "" {
				t.output = &cell
			}
		case name == "__label":
			t.label = p.labelCell(at, cell)
		case name == "__metric":
			metric = cell
		case name == "__threshold":
			t.threshold = p.cellNumber(at, "__threshold", cell)
		case strings.HasPrefix(name, "__metadata:"):
			t.metadata = withMetadata(t.metadata, strings.TrimPrefix(name, "__metadata:"), cell)
		case strings.HasPrefix(name, "__config:"):
			n := max(1, atoi(configColumn.FindStringSubmatch(name)))
			if f := p.cellNumber(at, name, cell); f != nil {
				thresholds[n-1] = *f
			}
		case name == "__metadata":
		default:
			t.vars.Set(name, cell)
		}
	}
	for i := range t.asserts {
		t.asserts[i].Metric = metric
		if f, ok := thresholds[i]; ok {
			t.asserts[i].Threshold = &f
		}
	}
	return t
}

func atoi(match []string) int {
	if len(match) < 2 {
		return 0
	}
	n, err := strconv.Atoi(match[1])
	if err != nil {
		return 0
	}
	return n
}

var commaOutsideEscape = regexp.MustCompile(`(\\,|[^,])+|,`)

// withMetadata sets a key; one that ends in "[]" is a list whose commas may be
// escaped.
func withMetadata(metadata *value.Object, key, cell string) *value.Object {
	if trimJS(cell) == "" {
		return metadata
	}
	if metadata == nil {
		metadata = &value.Object{}
	}
	name, isList := strings.CutSuffix(key, "[]")
	if !isList {
		metadata.Set(key, cell)
		return metadata
	}
	list, item := []any{}, ""
	for _, part := range commaOutsideEscape.FindAllString(cell, -1) {
		if part == "," {
			list, item = append(list, item), ""
			continue
		}
		item = strings.ReplaceAll(trimJS(part), `\,`, ",")
	}
	metadata.Set(name, append(list, item))
	return metadata
}

var cellNumberShape = regexp.MustCompile(`^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$`)

// cellNumber reads a number; an empty cell is none.
func (p *suiteParser) cellNumber(at diag.Pos, column, cell string) *float64 {
	text := trimJS(cell)
	if text == "" {
		return nil
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil || !cellNumberShape.MatchString(text) {
		p.errs.Add(at, fmt.Sprintf("%q in column %s is not a number", text, column), "write a number such as 0.8, or leave the cell empty")
		return nil
	}
	return &f
}
