package nunjucks

import (
	"golang.org/x/text/cases"
	"golang.org/x/text/language"
)

// Unlike Go's strings package, JavaScript maps some letters to several ("ß" to
// "SS") and knows the final sigma.

func upper(s string) string { return cases.Upper(language.Und).String(s) }

func lower(s string) string { return cases.Lower(language.Und).String(s) }
