package xlsx

import (
	"archive/zip"
	"encoding/xml"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"unicode/utf16"
)

// The limits of a sheet besides maxRows, by Microsoft's "Excel specifications and limits".
const (
	maxColumns = 1 << 14
	maxText    = 32767 // UTF-16 units of a cell
	maxName    = 31    // UTF-16 units of the name of a sheet
)

// Table is a sheet to be written. A cell is a string, a finite float64, or nil for
// an empty one; the first row is shown as a header.
type Table struct {
	Name string
	Rows [][]any
}

// fixed are the parts of every file, in the terms of ECMA-376 part 1 (SpreadsheetML)
// and part 2 (packages). Style 1 is the header's.
func fixed() [][2]string {
	return [][2]string{
		{"_rels/.rels", `<Relationships xmlns="` + relationships + `"><Relationship Id="rId1" Type="` + officeDocument + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		{"xl/styles.xml", `<styleSheet xmlns="` + mainNamespace + `"><fonts count="2"><font/><font><b/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>` +
			`<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf/><xf fontId="1" applyFont="1"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`},
	}
}

const (
	mainNamespace  = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	officeDocument = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	relationships  = "http://schemas.openxmlformats.org/package/2006/relationships"
	contentTypes   = "http://schemas.openxmlformats.org/package/2006/content-types"
	sheetML        = "application/vnd.openxmlformats-officedocument.spreadsheetml."
)

// Write makes a spreadsheet file. Texts are cells of the type text, so that none is
// taken for a formula. A table that no sheet can hold is an error that names it.
func Write(w io.Writer, tables []Table) error {
	z := zip.NewWriter(w)
	var types, book, related strings.Builder
	types.WriteString(`<Types xmlns="` + contentTypes + `"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
		`<Override PartName="/xl/workbook.xml" ContentType="` + sheetML + `sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="` + sheetML + `styles+xml"/>`)
	related.WriteString(`<Relationship Id="rId0" Type="` + officeDocument + `/styles" Target="styles.xml"/>`)
	for i, t := range tables {
		if t.Name == "" || len(utf16.Encode([]rune(t.Name))) > maxName || strings.ContainsAny(t.Name, `[]:*?/\`) {
			return fmt.Errorf("%q is no name for a sheet", t.Name)
		}
		n := strconv.Itoa(i + 1)
		types.WriteString(`<Override PartName="/xl/worksheets/sheet` + n + `.xml" ContentType="` + sheetML + `worksheet+xml"/>`)
		book.WriteString(`<sheet name="` + escaped(t.Name) + `" sheetId="` + n + `" r:id="rId` + n + `"/>`)
		related.WriteString(`<Relationship Id="rId` + n + `" Type="` + officeDocument + `/worksheet" Target="worksheets/sheet` + n + `.xml"/>`)
	}
	parts := append([][2]string{
		{"[Content_Types].xml", types.String() + `</Types>`},
		{"xl/workbook.xml", `<workbook xmlns="` + mainNamespace + `" xmlns:r="` + officeDocument + `"><sheets>` + book.String() + `</sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", `<Relationships xmlns="` + relationships + `">` + related.String() + `</Relationships>`},
	}, fixed()...)
	for _, part := range parts {
		out, err := z.Create(part[0])
		if err == nil {
			_, err = io.WriteString(out, xml.Header+part[1])
		}
		if err != nil {
			return err
		}
	}
	for i, t := range tables {
		out, err := z.Create(fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1))
		if err == nil {
			err = t.write(out)
		}
		if err != nil {
			return err
		}
	}
	return z.Close()
}

// write makes the sheet, row by row, with its header kept in view.
func (t Table) write(w io.Writer) error {
	if len(t.Rows) > maxRows {
		return fmt.Errorf("sheet %s: %d rows, and a sheet holds %d", t.Name, len(t.Rows), maxRows)
	}
	head := xml.Header + `<worksheet xmlns="` + mainNamespace + `"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>`
	if _, err := io.WriteString(w, head); err != nil {
		return err
	}
	for i, row := range t.Rows {
		if len(row) > maxColumns {
			return fmt.Errorf("sheet %s: %d columns, and a sheet holds %d", t.Name, len(row), maxColumns)
		}
		var b strings.Builder
		fmt.Fprintf(&b, `<row r="%d">`, i+1)
		for j, cell := range row {
			style := ""
			if i == 0 {
				style = ` s="1"`
			}
			at := columnName(j) + strconv.Itoa(i+1)
			if err := writeCell(&b, at, style, cell); err != nil {
				return fmt.Errorf("sheet %s, cell %s: %w", t.Name, at, err)
			}
		}
		b.WriteString(`</row>`)
		if _, err := io.WriteString(w, b.String()); err != nil {
			return err
		}
	}
	_, err := io.WriteString(w, `</sheetData></worksheet>`)
	return err
}

func writeCell(b *strings.Builder, at, style string, cell any) error {
	switch v := cell.(type) {
	case nil:
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return fmt.Errorf("%v is no number for a cell", v)
		}
		fmt.Fprintf(b, `<c r="%s"%s><v>%s</v></c>`, at, style, strconv.FormatFloat(v, 'g', -1, 64))
	case string:
		if n := len(utf16.Encode([]rune(v))); n > maxText {
			return fmt.Errorf("%d characters, and a cell holds %d", n, maxText)
		}
		fmt.Fprintf(b, `<c r="%s"%s t="inlineStr"><is><t xml:space="preserve">%s</t></is></c>`, at, style, escaped(v))
	default:
		return fmt.Errorf("%T is nothing for a cell", cell)
	}
	return nil
}

// escaped is a text in XML. A character that XML does not take is _xHHHH_, and the
// underscore of a text that looks like one too (ECMA-376, part 1, 22.9.2.19).
func escaped(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	var b strings.Builder
	for i, c := range s {
		switch {
		case c == '&':
			b.WriteString("&amp;")
		case c == '<':
			b.WriteString("&lt;")
		case c == '>':
			b.WriteString("&gt;")
		case c == '"':
			b.WriteString("&quot;")
		case c == '_' && isEscape(s[i:]):
			b.WriteString("_x005F_")
		case c < ' ' && c != '\n' && c != '\t', c == 0xFFFE, c == 0xFFFF:
			fmt.Fprintf(&b, "_x%04X_", c)
		default:
			b.WriteRune(c)
		}
	}
	return b.String()
}

// isEscape says whether a text begins with what unescape reads as a character.
func isEscape(s string) bool {
	if len(s) < 7 || s[1] != 'x' || s[6] != '_' {
		return false
	}
	_, err := strconv.ParseUint(s[2:6], 16, 16)
	return err == nil
}

// columnName is that of a column, counted from 0: A to Z, AA and so on.
func columnName(n int) string {
	name := ""
	for n++; n > 0; n = (n - 1) / 26 {
		name = string(rune('A'+(n-1)%26)) + name
	}
	return name
}
