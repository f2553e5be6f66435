package importer

import (
	"errors"

	"github.com/promptgit/promptgit/internal/diag"
)

// asDiagnostics gives an error of a document as problems of its file.
func asDiagnostics(path string, err error) diag.Errors {
	var list diag.Errors
	if errors.As(err, &list) {
		return list
	}
	return diag.Errors{{Pos: diag.Pos{Path: path, Line: 1, Col: 1}, Message: err.Error()}}
}
