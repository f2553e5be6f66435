package xlsx

import (
	"encoding/xml"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// styles finds the styles of cells in which a number is a date.
func (b *Book) styles(name string) error {
	formats := map[int]string{} // templates that the file defines
	var base []int              // formats of the styles that others build on
	part := ""
	isDate := map[int]bool{}
	_, err := b.walk(name, func(t xml.StartElement, _ *xml.Decoder) error {
		switch t.Name.Local {
		case "numFmt":
			if id, ok := number(t, "numFmtId"); ok && id >= 100 { // those below are built in
				formats[id] = attribute(t, "formatCode")
			}
		case "cellStyleXfs", "cellXfs", "cellStyles", "dxfs":
			part = t.Name.Local
		case "xf":
			id, own := number(t, "numFmtId")
			if part == "cellStyleXfs" {
				base = append(base, id)
			}
			if part != "cellXfs" {
				return nil
			}
			if parent, _ := number(t, "xfId"); !own && parent > 0 && parent < len(base) {
				id = base[parent]
			}
			date, known := isDate[id]
			if !known {
				date = builtInDate(id) || dateTemplate(formats[id])
				isDate[id] = date
			}
			b.dates = append(b.dates, date)
		}
		return nil
	})
	return err
}

func number(t xml.StartElement, name string) (int, bool) {
	n, err := strconv.Atoi(attribute(t, name))
	return n, err == nil
}

// builtInDate says whether a format that files do not define is one of a date
// or time, in any locale (ECMA-376, part 1, 18.8.30).
func builtInDate(id int) bool {
	return id >= 14 && id <= 22 || id >= 27 && id <= 36 || id >= 45 && id <= 47 || id >= 50 && id <= 58 || id >= 71 && id <= 81
}

// dateTokens are the words of a template of dates.
func dateTokens() []string {
	return strings.Fields(`s ss m mm mmm mmmm mmmmm h hh am pm a p d dd ddd dddd aaa aaaa aaaaa y yy yyyy e ee eeee`)
}

// dateTemplate says whether one part of a template, such as "yyyy-mm-dd;@",
// consists of the words of a date and nothing that shows digits of a number.
func dateTemplate(template string) bool {
	if template == "" {
		return false
	}
	template = strings.TrimSuffix(strings.ToLower(template), ";@")
	template = regexp.MustCompile(`\\.`).ReplaceAllString(template, " ")
	quoted := regexp.MustCompile(`"[^"]*"`)
	fraction := regexp.MustCompile(`(\[?[smhd]{1,2}\]?)[.,]00?0?`)
	elapsed := regexp.MustCompile(`\[([smhd]{1,2})\]`)
	bracket := regexp.MustCompile(`\[[^\]]*\]`)
	known := dateTokens()
	for part := range strings.SplitSeq(template, ";") {
		part = quoted.ReplaceAllString(part, " ")
		part = fraction.ReplaceAllString(part, "$1")
		part = bracket.ReplaceAllString(elapsed.ReplaceAllString(part, "$1"), "")
		words := strings.FieldsFunc(part, func(r rune) bool {
			return (r < 'a' || r > 'z') && !strings.ContainsRune("0#?%", r)
		})
		if len(words) > 0 && !slices.ContainsFunc(words, func(w string) bool { return !slices.Contains(known, w) }) {
			return true
		}
	}
	return false
}
