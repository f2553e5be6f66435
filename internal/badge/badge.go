// Package badge draws the small picture with a label and a figure that a README
// shows. It is pure: texts in, SVG out.
package badge

import (
	"encoding/xml"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// Tone is the color of the figure.
type Tone string

// The tones, dark enough for white text (a contrast of 4.5 to 1 and more, as WCAG
// 2.2 asks in 1.4.3).
const (
	Good    Tone = "#2a7a3b"
	Bad     Tone = "#c0392b"
	Unsure  Tone = "#8a6100"
	Neutral Tone = "#5c6370"
)

const (
	height  = 20
	padding = 6
	dark    = "#24292f" // behind the label
	most    = 80        // characters of a text
)

// SVG draws a badge. Texts are cut at 80 characters; what XML cannot hold is left
// out.
func SVG(label, figure string, tone Tone) []byte {
	label, figure = clean(label), clean(figure)
	left, right := width(label)+2*padding, width(figure)+2*padding
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" role="img" aria-label="%s: %s">`,
		left+right, height, escape(label), escape(figure))
	fmt.Fprintf(&b, `<title>%s: %s</title>`, escape(label), escape(figure))
	fmt.Fprintf(&b, `<clipPath id="r"><rect width="%d" height="%d" rx="4"/></clipPath><g clip-path="url(#r)">`, left+right, height)
	fmt.Fprintf(&b, `<rect width="%d" height="%d" fill="%s"/><rect x="%d" width="%d" height="%d" fill="%s"/></g>`,
		left, height, dark, left, right, height, tone)
	b.WriteString(`<g fill="#fff" font-family="Verdana,DejaVu Sans,Geneva,sans-serif" font-size="11">`)
	text(&b, padding, label)
	text(&b, left+padding, figure)
	b.WriteString("</g></svg>\n")
	return []byte(b.String())
}

// text is as wide as it was measured, whatever font the reader has.
func text(b *strings.Builder, x int, s string) {
	fmt.Fprintf(b, `<text x="%d" y="14" textLength="%d" lengthAdjust="spacingAndGlyphs">%s</text>`, x, width(s), escape(s))
}

// width is about what the text takes in pixels.
func width(s string) int {
	tenths := 0
	for _, r := range s {
		switch {
		case strings.ContainsRune("ijlI.,:;'|!()[] ", r):
			tenths += 42
		case strings.ContainsRune("mwMW%@", r):
			tenths += 102
		case ansi.StringWidth(string(r)) == 2:
			tenths += 120
		case r >= 'A' && r <= 'Z':
			tenths += 78
		default:
			tenths += 69
		}
	}
	return max((tenths+9)/10, 1)
}

// clean leaves one short line of characters that can be seen.
func clean(s string) string {
	s = strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		switch {
		case r == utf8.RuneError, r < ' ', r == 0x7f, r >= 0x80 && r < 0xa0,
			r >= 0x200b && r <= 0x200f, r >= 0x202a && r <= 0x202e, r >= 0x2060 && r <= 0x206f, r == 0xfeff, r == 0xfffe, r == 0xffff:
			return ' '
		default:
			return r
		}
	}, s)), " ")
	if runes := []rune(s); len(runes) > most {
		s = string(runes[:most-1]) + "…"
	}
	return s
}

func escape(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a builder takes all
	return b.String()
}
