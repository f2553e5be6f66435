package eval_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"strings"
	"testing"

	"github.com/promptgit/promptgit/internal/value"
)

// workbook packs sheets of texts; a row of nothing is left out, as spreadsheets
// do. A text that begins with "<" is the XML of a cell.
func workbook(tb testing.TB, sheets ...[][]string) string {
	tb.Helper()
	const relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	parts := map[string]string{"xl/styles.xml": `<styleSheet><cellXfs><xf numFmtId="14"/></cellXfs></styleSheet>`}
	var related, list strings.Builder
	for n, rows := range sheets {
		var b strings.Builder
		for i, row := range rows {
			if len(row) == 0 {
				continue
			}
			fmt.Fprintf(&b, `<row r="%d">`, i+1)
			for k, text := range row {
				at := fmt.Sprintf("%c%d", 'A'+k, i+1)
				if cell, raw := strings.CutPrefix(text, "<c"); raw {
					fmt.Fprintf(&b, `<c r="%s"%s`, at, cell)
					continue
				}
				fmt.Fprintf(&b, `<c r="%s" t="inlineStr"><is><t>`, at)
				if err := xml.EscapeText(&b, []byte(text)); err != nil {
					tb.Fatal(err)
				}
				b.WriteString(`</t></is></c>`)
			}
			b.WriteString(`</row>`)
		}
		name := fmt.Sprintf("worksheets/sheet%d.xml", n+1)
		parts["xl/"+name] = `<worksheet><sheetData>` + b.String() + `</sheetData></worksheet>`
		fmt.Fprintf(&related, `<Relationship Id="r%d" Type="%s/worksheet" Target="%s"/>`, n+1, relation, name)
		fmt.Fprintf(&list, `<sheet name="S%d" sheetId="%d" r:id="r%d"/>`, n+1, n+1, n+1)
	}
	parts["xl/_rels/workbook.xml.rels"] = `<Relationships>` + related.String() + `</Relationships>`
	parts["xl/workbook.xml"] = `<workbook xmlns:r="` + relation + `"><sheets>` + list.String() + `</sheets></workbook>`
	var packed bytes.Buffer
	w := zip.NewWriter(&packed)
	for name, text := range parts {
		f, err := w.Create(name)
		if err != nil {
			tb.Fatal(err)
		}
		if _, err := f.Write([]byte(text)); err != nil {
			tb.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		tb.Fatal(err)
	}
	return packed.String()
}

func TestTestsOfASpreadsheet(t *testing.T) {
	t.Parallel()
	first := [][]string{
		{"q", "n", "__expected", "__expected2", "__threshold", "__metadata:kind"},
		{" a ", "<c><v>42</v></c>", "contains:a", "equals:{{n}}", "<c><v>0.5</v></c>", "k"},
		{},
		{"b", `<c t="b"><v>1</v></c>`, "", "", "", ""},
		{"", "", "", "", "", ""},
	}
	second := [][]string{{"q", "day"}, {"c", `<c s="0"><v>46053</v></c>`}, {"d", `<c s="0"><v>46054</v></c>`}}
	f := files{
		"s.yaml":    "tests: [file://t/c.xlsx, 'file://t/c.xlsx#S2', {path: 't/c.xlsx#2'}]\n",
		"t/c.xlsx":  workbook(t, first, second),
		"bare.xlsx": workbook(t, second, first),
	}
	suite := f.parse(t, "s.yaml")
	wantText(t, `
0/0 Row 1 {"q":"a","n":"42"} contains="a" equals="{{n}}"
1/1 Row 2 {"q":"","n":""}
2/2 Row 3 {"q":"b","n":"true"}
3/3 Row 4 {"q":"c","day":"Sat Jan 31 2026 00:00:00 GMT+0000 (Coordinated Universal Time)"}
4/4 Row 5 {"q":"d","day":"Sun Feb 01 2026 00:00:00 GMT+0000 (Coordinated Universal Time)"}
5/5 Row 6 {"q":"c","day":"Sat Jan 31 2026 00:00:00 GMT+0000 (Coordinated Universal Time)"}
6/6 Row 7 {"q":"d","day":"Sun Feb 01 2026 00:00:00 GMT+0000 (Coordinated Universal Time)"}
`, summary(suite))
	c := suite.Cases[0]
	if *c.Threshold != 0.5 || string(value.Canonical(c.Metadata)) != `{"kind":"k"}` || suite.Cases[2].Description != "Row #3" || c.Pos.String() != "t/c.xlsx:2:1" {
		t.Errorf("%+v at %s", c, c.Pos)
	}
	var warnings []string
	for _, w := range suite.Warnings {
		warnings = append(warnings, w.Error())
	}
	if got := strings.Join(warnings, "\n"); !strings.HasPrefix(got, "t/c.xlsx:3:1: an empty row is a case without vars\nt/c.xlsx:2:2: a date becomes the text Sat Jan 31 2026") {
		t.Error(got)
	}
	bare := f.parse(t, "bare.xlsx")
	if len(bare.Cases) != 2 {
		t.Errorf("want the first sheet, got\n%s", summary(bare))
	}
}

func TestProblemsOfASpreadsheet(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		rows [][]string
		ref  string
		want string
	}{
		"an unknown sheet":   {[][]string{{"q"}, {"a"}}, "c.xlsx#Sx", `c.xlsx:1:1: there is no sheet "Sx" | the sheets are S1`},
		"a number too large": {[][]string{{"q"}, {"a"}}, "c.xlsx#2", "c.xlsx:1:1: there is no sheet number 2"},
		"no rows":            {nil, "c.xlsx", `c.xlsx:1:1: the sheet "S1" has no cases | the first row names the columns`},
		"only a header":      {[][]string{{"q"}}, "c.xlsx", "has no cases"},
		"a column twice":     {[][]string{{"q", "q"}, {"a", "b"}}, "c.xlsx", `c.xlsx:1:2: column "q" is given twice`},
		"a bad cell":         {[][]string{{"q"}, {`<c t="b"><v>2</v></c>`}}, "c.xlsx", `c.xlsx:2:1: "2" is neither true nor false`},
		"a bad assertion":    {[][]string{{"q", "__expected"}, {"a", `contains-any:"x`}}, "c.xlsx", "c.xlsx:2:2: contains-any: a quote is not closed"},
		"another format":     {nil, "c.ods", `s.yaml:1:9: c.ods: tests in ".ods" files are not supported in this version | save it as .xlsx`},
		"the old format":     {nil, "c.xls", `tests in ".xls" files are not supported`},
		"no spreadsheet":     {nil, "text.xlsx", "text.xlsx:1:1: cannot read the spreadsheet: it is no .xlsx file"},
		"a folder":           {nil, "cases", `tests in "" files are not supported in this version | name its files by a pattern`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := files{"s.yaml": "tests: ['" + c.ref + "']", "c.xlsx": workbook(t, c.rows), "text.xlsx": "q,r\n"}
			if got := f.problems(t, "s.yaml"); !strings.Contains(got, c.want) {
				t.Errorf("want %q in:\n%s", c.want, got)
			}
		})
	}
	old := files{"s.ods": "PK"}.problems(t, "s.ods")
	wantText(t, "s.ods:1:1: suites in .ods files are not supported | save it as .xlsx or as CSV UTF-8\n", old)
}
