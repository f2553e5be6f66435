package xlsx

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
)

// maxPart bounds what one file in the archive unpacks to, in bytes.
const maxPart = 64 << 20

// Book is a spreadsheet file.
type Book struct {
	Sheets []string // names in the order of the tabs

	parts   map[string]*zip.File
	paths   []string // of the sheets
	strings []string // shared by the cells of all sheets
	dates   []bool   // by style: whether a number in it is a date
	epoch   float64  // days from 1900 to where dates are counted from
}

// Open reads what all sheets of a file share.
func Open(src []byte) (*Book, error) {
	archive, err := zip.NewReader(bytes.NewReader(src), int64(len(src)))
	if err != nil {
		return nil, errors.New("it is no .xlsx file: it is not packed as one")
	}
	b := &Book{parts: map[string]*zip.File{}}
	for _, f := range archive.File {
		b.parts[strings.TrimPrefix(f.Name, "/")] = f
	}
	related, err := b.relations()
	if err != nil {
		return nil, err
	}
	if err := b.workbook(related); err != nil {
		return nil, err
	}
	if len(b.Sheets) == 0 {
		return nil, errors.New("it has no sheets")
	}
	if err := b.sharedStrings(orElse(related["sharedStrings"], "xl/sharedStrings.xml")); err != nil {
		return nil, err
	}
	return b, b.styles(orElse(related["styles"], "xl/styles.xml"))
}

func orElse(name, fallback string) string {
	if name == "" {
		return fallback
	}
	return name
}

// relations gives the paths of the parts: of sheets by their ids, of the strings
// and styles by their kinds.
func (b *Book) relations() (map[string]string, error) {
	related := map[string]string{}
	const file = "xl/_rels/workbook.xml.rels"
	found, err := b.walk(file, func(t xml.StartElement, _ *xml.Decoder) error {
		if t.Name.Local != "Relationship" {
			return nil
		}
		target := attribute(t, "Target")
		if absolute, ok := strings.CutPrefix(target, "/"); ok {
			target = absolute
		} else {
			target = path.Join("xl", target)
		}
		switch kind := path.Base(attribute(t, "Type")); kind {
		case "worksheet":
			related[attribute(t, "Id")] = target
		case "sharedStrings", "styles":
			related[kind] = target
		}
		return nil
	})
	if err == nil && !found {
		err = errors.New("it is no .xlsx file: " + file + " is missing")
	}
	return related, err
}

// workbook lists the sheets and finds where dates are counted from.
func (b *Book) workbook(related map[string]string) error {
	const file = "xl/workbook.xml"
	first := true
	found, err := b.walk(file, func(t xml.StartElement, _ *xml.Decoder) error {
		switch t.Name.Local {
		case "workbookPr":
			if first && attribute(t, "date1904") == "1" {
				b.epoch = 1462 // from 1900-01-00 to 1904-01-01
			}
			first = false
		case "sheet":
			part := related[attribute(t, "id")]
			if name := attribute(t, "name"); name != "" && part != "" { // chart sheets have no cells
				b.Sheets = append(b.Sheets, unescape(name))
				b.paths = append(b.paths, part)
			}
		}
		return nil
	})
	if err == nil && !found {
		err = errors.New("it is no .xlsx file: " + file + " is missing")
	}
	return err
}

// walk calls visit for each element that begins in a part; found is false for a
// part that is not there.
func (b *Book) walk(name string, visit func(xml.StartElement, *xml.Decoder) error) (found bool, err error) {
	f := b.parts[name]
	if f == nil {
		return false, nil
	}
	r, err := f.Open()
	if err != nil {
		return true, fmt.Errorf("%s: %w", name, err)
	}
	defer func() { _ = r.Close() }() // read only: nothing is lost
	bounded := &boundedReader{r: r, left: maxPart}
	d := xml.NewDecoder(bounded)
	for {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			return true, nil
		}
		if err == nil {
			if start, ok := t.(xml.StartElement); ok {
				err = visit(start, d)
			}
		}
		if bounded.left < 0 {
			err = fmt.Errorf("it unpacks to more than %d MiB", maxPart>>20)
		}
		if err != nil {
			return true, fmt.Errorf("%s: %w", name, err)
		}
	}
}

// boundedReader ends with an error where more than left bytes come.
type boundedReader struct {
	r    io.Reader
	left int64
}

var errTooLarge = errors.New("too large")

func (b *boundedReader) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return 0, errTooLarge
	}
	return n, err
}

func attribute(t xml.StartElement, name string) string {
	for _, a := range t.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}
