package ui

import (
	"encoding/json"
	"io"
)

// JSON writes one indented document, with text as it is ("<", "&").
func JSON(w io.Writer, doc any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(doc)
}
