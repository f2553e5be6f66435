package xlsx

import (
	"encoding/xml"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/promptgit/promptgit/internal/value"
)

// rawCell is a cell as it is written.
type rawCell struct {
	kind   string // the attribute t
	style  string // the attribute s
	v      string // the text of v
	hasV   bool
	inline string
}

// readCell reads a cell up to its end.
func readCell(t xml.StartElement, d *xml.Decoder) (rawCell, error) {
	c := rawCell{kind: attribute(t, "t"), style: attribute(t, "s")}
	for {
		t, err := d.Token()
		if err != nil {
			return c, err
		}
		switch t := t.(type) {
		case xml.EndElement:
			return c, nil
		case xml.StartElement:
			switch t.Name.Local {
			case "v":
				c.hasV = true
				c.v, err = plainText(d)
			case "is":
				c.inline, err = richText(d)
			default:
				err = d.Skip()
			}
			if err != nil {
				return c, err
			}
		}
	}
}

// plainText reads the text up to the end of the element that has begun.
func plainText(d *xml.Decoder) (string, error) {
	var b strings.Builder
	for {
		t, err := d.Token()
		if err != nil {
			return "", err
		}
		switch t := t.(type) {
		case xml.CharData:
			b.Write(t)
		case xml.StartElement:
			if err := d.Skip(); err != nil {
				return "", err
			}
		case xml.EndElement:
			return b.String(), nil
		}
	}
}

// value gives the text of a cell as JavaScript would print it (kinds: ECMA-376,
// part 1, 18.18.11). The errors of formulas count as empty.
func (b *Book) value(c rawCell) (Cell, error) {
	switch c.kind {
	case "e":
		return Cell{}, nil
	case "str":
		return Cell{Text: trim(unescape(c.v))}, nil
	case "inlineStr":
		return Cell{Text: trim(c.inline)}, nil
	}
	if c.v == "" {
		return Cell{}, nil
	}
	switch c.kind {
	case "s":
		n, err := strconv.Atoi(c.v)
		if err != nil || n < 0 || n >= len(b.strings) {
			return Cell{}, fmt.Errorf("there is no shared text %q", c.v)
		}
		return Cell{Text: trim(b.strings[n])}, nil
	case "b":
		if c.v != "0" && c.v != "1" {
			return Cell{}, fmt.Errorf("%q is neither true nor false", c.v)
		}
		return Cell{Text: strconv.FormatBool(c.v == "1")}, nil
	case "d":
		at, err := isoDate(c.v)
		return Cell{Text: dateText(at), Date: true}, err
	case "", "n":
		return b.number(c)
	}
	return Cell{}, fmt.Errorf("unknown type %q of a cell", c.kind)
}

func (b *Book) number(c rawCell) (Cell, error) {
	text := strings.TrimSpace(c.v)
	f, err := strconv.ParseFloat(text, 64)
	if err != nil && !errors.Is(err, strconv.ErrRange) || strings.ContainsAny(text, "xXpP_nN") {
		return Cell{}, fmt.Errorf("%q is no number", c.v)
	}
	if c.style == "" {
		return Cell{Text: value.JSNumber(f)}, nil
	}
	style, err := strconv.Atoi(c.style)
	if err != nil || style < 0 || style >= len(b.dates) {
		return Cell{}, fmt.Errorf("there is no style %q", c.style)
	}
	if !b.dates[style] {
		return Cell{Text: value.JSNumber(f)}, nil
	}
	const epoch = 25569 // days from 1900-01-00 to 1970-01-01, with the leap day that 1900 did not have
	ms := math.Floor((f + b.epoch - epoch) * 24 * 60 * 60 * 1000)
	if math.Abs(ms) > 8.64e15 { // the range of dates in JavaScript
		return Cell{}, fmt.Errorf("%q is no date", c.v)
	}
	return Cell{Text: dateText(time.UnixMilli(int64(ms)).UTC()), Date: true}, nil
}

func isoDate(text string) (time.Time, error) {
	text = strings.TrimSpace(text)
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999", "2006-01-02T15:04", "2006-01-02"} {
		if at, err := time.Parse(layout, text); err == nil {
			return at.UTC(), nil
		}
	}
	return time.Time{}, fmt.Errorf("%q is no date", text)
}

// dateText is how JavaScript prints a date where the clock shows UTC.
func dateText(at time.Time) string {
	return at.Format("Mon Jan 02 2006 15:04:05") + " GMT+0000 (Coordinated Universal Time)"
}

// trim removes the white space of JavaScript around a text.
func trim(s string) string { return strings.TrimFunc(s, isSpace) }

func isSpace(r rune) bool {
	switch {
	case r >= '\t' && r <= '\r', r == ' ', r == '\u00a0', r == '\u1680', r >= '\u2000' && r <= '\u200a',
		r == '\u2028', r == '\u2029', r == '\u202f', r == '\u205f', r == '\u3000', r == '\ufeff':
		return true
	}
	return false
}
