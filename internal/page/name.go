package page

import (
	"strconv"
	"strings"
	"unicode"
)

// EncodeName writes a name for an address or a form: as it is, or in quotes where it
// has what an address may not hold or what [visible] would change.
func EncodeName(name string) string {
	if strings.HasPrefix(name, `"`) || strings.ContainsFunc(name, unicode.IsControl) || hidden([]byte(name)) >= 0 {
		return strconv.QuoteToASCII(name)
	}
	return name
}

// DecodeName reads what [EncodeName] wrote.
func DecodeName(text string) (string, error) {
	if strings.HasPrefix(text, `"`) {
		return strconv.Unquote(text)
	}
	return text, nil
}
