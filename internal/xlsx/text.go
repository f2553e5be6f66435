package xlsx

import (
	"encoding/xml"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf16"
)

// maxStrings bounds the texts that cells share, maxDepth how deep the elements
// of one are nested.
const (
	maxStrings = 1_000_000
	maxDepth   = 16
)

func (b *Book) sharedStrings(name string) error {
	_, err := b.walk(name, func(t xml.StartElement, d *xml.Decoder) error {
		if t.Name.Local != "si" {
			return nil
		}
		if len(b.strings) == maxStrings {
			return fmt.Errorf("more than %d texts", maxStrings)
		}
		text, err := richText(d)
		b.strings = append(b.strings, text)
		return err
	})
	return err
}

// richText reads the text up to the end of the element that has begun: of its
// runs where it has any, without what only says how to pronounce it.
func richText(d *xml.Decoder) (string, error) {
	var b strings.Builder
	var open []string
	for {
		t, err := d.Token()
		if err != nil {
			return "", err
		}
		switch t := t.(type) {
		case xml.StartElement:
			if len(open) == maxDepth {
				return "", errors.New("a text is nested too deep")
			}
			open = append(open, t.Name.Local)
		case xml.EndElement:
			if len(open) == 0 {
				return unescape(b.String()), nil
			}
			open = open[:len(open)-1]
		case xml.CharData:
			if n := len(open); n > 0 && open[n-1] == "t" && open[0] != "rPh" {
				b.Write(t)
			}
		}
	}
}

// unescape turns _xHHHH_ into the UTF-16 unit of that number (ECMA-376, part 1,
// 22.9.2.19).
func unescape(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	var b strings.Builder
	var units []uint16
	flush := func() {
		b.WriteString(string(utf16.Decode(units)))
		units = units[:0]
	}
	for s != "" {
		if len(s) >= 7 && s[0] == '_' && s[1] == 'x' && s[6] == '_' {
			if n, err := strconv.ParseUint(s[2:6], 16, 16); err == nil {
				units, s = append(units, uint16(n)), s[7:]
				continue
			}
		}
		flush()
		b.WriteByte(s[0])
		s = s[1:]
	}
	flush()
	return b.String()
}
