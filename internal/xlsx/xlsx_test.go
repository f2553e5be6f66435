package xlsx_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/promptgit/promptgit/internal/xlsx"
)

const (
	relations = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/>
<Relationship Id="r2" Type="http://purl.oclc.org/ooxml/officeDocument/relationships/worksheet" Target="/xl/worksheets/sheet2.xml"/>
<Relationship Id="r3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/>
<Relationship Id="r4" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/>
</Relationships>`
	workbook = `<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><workbookPr/>
<sheets><sheet name="Cases" sheetId="1" r:id="r1"/><sheet name="Other _x0041_" sheetId="7" r:id="r2"/></sheets></workbook>`
	sharedStrings = `<sst><si><t> shared </t></si><si><r><t>rich </t></r><r><rPr/><t>text</t></r><rPh><t>spoken</t></rPh></si>
<si><t>a_x000D_b_x005F_x0041_</t></si><si><t/></si></sst>`
	styles = `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="yyyy-mm-dd;@"/><numFmt numFmtId="165" formatCode="[Red]#,##0.00&quot;d&quot;"/>
<numFmt numFmtId="166" formatCode="[h]:mm:ss.00"/><numFmt numFmtId="167" formatCode="0.00\m"/><numFmt numFmtId="168" formatCode="&quot;Day &quot;d"/></numFmts>
<cellStyleXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellStyleXfs>
<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="166"/><xf numFmtId="167"/><xf numFmtId="168"/><xf xfId="1"/></cellXfs></styleSheet>`
)

// book packs a workbook with one sheet of these rows; more parts replace others.
func book(tb testing.TB, rows string, more ...string) []byte {
	tb.Helper()
	parts := map[string]string{
		"xl/_rels/workbook.xml.rels": relations, "xl/workbook.xml": workbook, "xl/sharedStrings.xml": sharedStrings,
		"xl/styles.xml": styles, "xl/worksheets/sheet1.xml": "<worksheet><sheetData>" + rows + "</sheetData></worksheet>",
		"xl/worksheets/sheet2.xml": `<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>two</t></is></c></row></sheetData></worksheet>`,
	}
	for i := 0; i+1 < len(more); i += 2 {
		parts[more[i]] = more[i+1]
	}
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for name, text := range parts {
		if text == "" {
			continue
		}
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
	return b.Bytes()
}

func texts(rows [][]xlsx.Cell) [][]string {
	list := make([][]string, len(rows))
	for i, row := range rows {
		for _, c := range row {
			list[i] = append(list[i], c.Text)
		}
	}
	return list
}

func read(src []byte, sheet int) (*xlsx.Sheet, error) {
	b, err := xlsx.Open(src)
	if err != nil {
		return nil, err
	}
	return b.Sheet(sheet)
}

// Every text is what the reader that promptfoo uses (read-excel-file 9.3) gives,
// printed by JavaScript in UTC.
func TestCellsAreTexts(t *testing.T) {
	t.Parallel()
	const date = "Sat Jan 31 2026 00:00:00 GMT+0000 (Coordinated Universal Time)"
	for name, c := range map[string]struct{ cell, want string }{
		"a shared text":            {`<c r="A1" t="s"><v>0</v></c>`, "shared"},
		"runs of a text":           {`<c r="A1" t="s"><v>1</v></c>`, "rich text"},
		"escaped units":            {`<c r="A1" t="s"><v>2</v></c>`, "a\rb_x0041_"},
		"a text in place":          {`<c r="A1" t="inlineStr"><is><t> in place </t></is></c>`, "in place"},
		"runs in place":            {`<c r="A1" t="inlineStr"><is><r><t>in </t></r><r><t>place</t></r><rPh><t>x</t></rPh></is></c>`, "in place"},
		"a number":                 {`<c r="A1"><v>42</v></c>`, "42"},
		"a fraction":               {`<c r="A1" s="0"><v>0.1</v></c>`, "0.1"},
		"noise of a sum":           {`<c r="A1"><v>0.30000000000000004</v></c>`, "0.30000000000000004"},
		"a large number":           {`<c r="A1"><v>1E21</v></c>`, "1e+21"},
		"a small number":           {`<c r="A1"><v>1E-7</v></c>`, "1e-7"},
		"true":                     {`<c r="A1" t="b"><v>1</v></c>`, "true"},
		"false":                    {`<c r="A1" t="b"><v>0</v></c>`, "false"},
		"the text of a formula":    {`<c r="A1" t="str"><f>A2&amp;"x"</f><v> ax </v></c>`, "ax"},
		"the number of a formula":  {`<c r="A1"><f>1+1</f><v>2</v></c>`, "2"},
		"a formula without result": {`<c r="A1" t="str"><f>A2</f></c>`, ""},
		"an error of a formula":    {`<c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c>`, ""},
		"a date":                   {`<c r="A1" s="1"><v>46053</v></c>`, date},
		"a date of a template":     {`<c r="A1" s="2"><v>46053</v></c>`, date},
		"a date of a base style":   {`<c r="A1" s="7"><v>46053</v></c>`, date},
		"a date with a word":       {`<c r="A1" s="6"><v>46053</v></c>`, date},
		"a date with a time":       {`<c r="A1" s="1"><v>46053.5</v></c>`, "Sat Jan 31 2026 12:00:00 GMT+0000 (Coordinated Universal Time)"},
		"a time":                   {`<c r="A1" s="4"><v>0.25</v></c>`, "Sat Dec 30 1899 06:00:00 GMT+0000 (Coordinated Universal Time)"},
		"money is no date":         {`<c r="A1" s="3"><v>46053</v></c>`, "46053"},
		"meters are no date":       {`<c r="A1" s="5"><v>46053</v></c>`, "46053"},
		"a date as ISO 8601":       {`<c r="A1" t="d"><v>2026-01-31T00:00:00Z</v></c>`, date},
		"an empty cell":            {`<c r="A1"/>`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sheet, err := read(book(t, `<row r="1">`+c.cell+`<c r="B1"><v>1</v></c></row>`), 0)
			if err != nil {
				t.Fatal(err)
			}
			if got := sheet.Rows[0][0]; got.Text != c.want || got.Date != strings.Contains(c.want, "GMT") {
				t.Errorf("want %q, got %+v", c.want, got)
			}
		})
	}
}

func TestRowsAndColumnsBetweenCellsAreEmpty(t *testing.T) {
	t.Parallel()
	sheet, err := read(book(t, `<row r="2"><c r="B2"><v>1</v></c><c r="D2"/></row><row><c><v>2</v></c><c t="s"><v>3</v></c></row><row r="6"><c r="A6" t="b"><v>1</v></c></row><row r="9"><c r="E9" t="e"><v>#N/A</v></c></row>`), 0)
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{{"", ""}, {"", "1"}, {"2", ""}, {"", ""}, {"", ""}, {"true", ""}}
	if diff := cmp.Diff(want, texts(sheet.Rows)); diff != "" {
		t.Error(diff)
	}
}

func TestSheetsHaveNames(t *testing.T) {
	t.Parallel()
	b, err := xlsx.Open(book(t, ""))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"Cases", "Other A"}, b.Sheets); diff != "" {
		t.Error(diff)
	}
	other, err := b.Sheet(1)
	if err != nil || len(other.Rows) != 1 || other.Rows[0][0].Text != "two" {
		t.Errorf("%+v %v", other, err)
	}
	empty, err := b.Sheet(0)
	if err != nil || len(empty.Rows) != 0 {
		t.Errorf("%+v %v", empty, err)
	}
}

func TestDatesMayBeCountedFrom1904(t *testing.T) {
	t.Parallel()
	src := book(t, `<row><c s="1"><v>44591</v></c></row>`, "xl/workbook.xml", strings.Replace(workbook, "<workbookPr/>", `<workbookPr date1904="1"/><workbookPr/>`, 1))
	sheet, err := read(src, 0)
	if err != nil || !strings.HasPrefix(sheet.Rows[0][0].Text, "Sat Jan 31 2026 00:00:00") {
		t.Errorf("%+v %v", sheet, err)
	}
}

func TestFilesThatAreRefused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		src  []byte
		want string
	}{
		"text":                      {[]byte("a,b"), "it is no .xlsx file"},
		"an archive of others":      {book(t, "", "xl/_rels/workbook.xml.rels", ""), "workbook.xml.rels is missing"},
		"no workbook":               {book(t, "", "xl/workbook.xml", ""), "xl/workbook.xml is missing"},
		"no sheets":                 {book(t, "", "xl/workbook.xml", "<workbook/>"), "it has no sheets"},
		"a sheet that is not there": {book(t, "", "xl/worksheets/sheet1.xml", ""), "xl/worksheets/sheet1.xml is missing"},
		"broken XML":                {book(t, "<row><c>"), "XML syntax error"},
		"a bomb":                    {book(t, "<row><c><v>"+strings.Repeat(" ", 65<<20)), "it unpacks to more than 64 MiB"},
		"a cell far away":           {book(t, `<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>`), "the sheet is too large"},
		"too many rows":             {book(t, `<row r="99999999"><c><v>1</v></c></row>`), `row "99999999" stands behind row 0`},
		"rows out of order":         {book(t, `<row r="2"/><row r="1"/>`), `row "1" stands behind row 2`},
		"cells out of order":        {book(t, `<row r="1"><c r="B1"/><c r="A1"/></row>`), `the cell "A1" stands behind row 1, column 2`},
		"a cell of another row":     {book(t, `<row r="1"><c r="A2"/></row>`), `the cell "A2" stands behind`},
		"a cell without a row":      {book(t, `<c r="A1"/>`), "a cell stands outside of the rows"},
		"no address":                {book(t, `<row r="1"><c r="11"/></row>`), `the cell "11" stands behind`},
		"an unknown type":           {book(t, `<row><c t="zz"><v>1</v></c></row>`), `row 1, column 1: unknown type "zz"`},
		"no number":                 {book(t, `<row><c/><c><v>one</v></c></row>`), `row 1, column 2: "one" is no number`},
		"no shared text":            {book(t, `<row><c t="s"><v>9</v></c></row>`), `there is no shared text "9"`},
		"no truth":                  {book(t, `<row><c t="b"><v>2</v></c></row>`), `"2" is neither true nor false`},
		"no style":                  {book(t, `<row><c s="99"><v>2</v></c></row>`), `there is no style "99"`},
		"no date":                   {book(t, `<row><c t="d"><v>soon</v></c></row>`), `"soon" is no date`},
		"a date beyond all":         {book(t, `<row><c s="1"><v>1e300</v></c></row>`), `"1e300" is no date`},
		"a text nested deep":        {book(t, "", "xl/sharedStrings.xml", "<sst><si>"+strings.Repeat("<r>", 1000)), "a text is nested too deep"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := read(c.src, 0)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("want %q, got %v", c.want, err)
			}
		})
	}
	_, err := read(book(t, `<row r="3"><c r="C3" t="b"><v>x</v></c></row>`), 0)
	var cell *xlsx.Error
	if !errors.As(err, &cell) || cell.Row != 3 || cell.Col != 3 {
		t.Errorf("an error without a place: %v", err)
	}
}

// FuzzRead holds that a file is read as rows of one length, or refused.
func FuzzRead(f *testing.F) {
	f.Add(book(f, `<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" s="1"><v>46053</v></c></row>`))
	f.Add([]byte("PK"))
	f.Fuzz(func(t *testing.T, src []byte) {
		b, err := xlsx.Open(src)
		if err != nil {
			return
		}
		for i := range b.Sheets {
			sheet, err := b.Sheet(i)
			if err != nil {
				continue
			}
			for _, row := range sheet.Rows {
				if len(row) != len(sheet.Rows[0]) {
					t.Fatalf("rows of %d and %d cells", len(sheet.Rows[0]), len(row))
				}
			}
		}
	})
}

// FuzzCells does so for the XML of a sheet, which few changes to an archive reach.
func FuzzCells(f *testing.F) {
	f.Add(`<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" s="1"><v>46053</v></c></row>`)
	f.Add(`<row><c t="inlineStr"><is><r><t>x</t></r></is></c></row><row r="99"><c><f>1</f><v>1e9</v></c></row>`)
	f.Fuzz(func(t *testing.T, rows string) {
		sheet, err := read(book(t, rows), 0)
		if err != nil {
			return
		}
		for _, row := range sheet.Rows {
			if len(row) != len(sheet.Rows[0]) {
				t.Fatalf("rows of %d and %d cells", len(sheet.Rows[0]), len(row))
			}
		}
	})
}
