package cmd

import (
	"errors"
	"io/fs"
	"os"

	"github.com/promptgit/promptgit/eval"
)

// importGrades reads the grades of a file of JSON lines.
func (w *workspace) importGrades(file string, s *gradeSheet) ([]eval.Grade, error) {
	in, name := w.app.In, "stdin"
	if file != "-" {
		f, err := os.Open(w.app.path(file))
		if errors.Is(err, fs.ErrNotExist) {
			return nil, usagef("--import: there is no file %s", file)
		}
		if err != nil {
			return nil, usagef("--import: %w", err)
		}
		defer f.Close() //nolint:errcheck // it was only read
		in, name = f, file
	}
	outputs := map[string]eval.Grade{}
	for _, item := range s.items {
		outputs[item.key] = item.of
	}
	grades, err := eval.ReadGrades(name, in, outputs)
	if err != nil {
		return nil, err
	}
	if len(grades) == 0 {
		return nil, usagef("--import: %s holds no grades", name)
	}
	return grades, nil
}
