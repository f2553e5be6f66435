package cmd

import (
	"path"
	"slices"
	"strings"

	"github.com/promptgit/promptgit/internal/value"
)

// rowsAdded compares two versions of a suite that promptgit cannot run, as the
// rows that they are written in: true where rows were only added. It serves
// files of other tools, whose cases are rows too.
func rowsAdded(file string, before, after []byte) bool {
	was, settings := suiteRows(file, before)
	is, newSettings := suiteRows(file, after)
	slices.Sort(is)
	for _, row := range was {
		at, found := slices.BinarySearch(is, row)
		if !found {
			return false
		}
		is = slices.Delete(is, at, at+1)
	}
	return settings == newSettings
}

// suiteRows gives the tests of a YAML or JSON file and the rest of it, each in
// canonical JSON, and the lines of any other file.
func suiteRows(file string, src []byte) (rows []string, settings string) {
	switch strings.ToLower(path.Ext(file)) {
	case ".yaml", ".yml", ".json":
		root, err := value.ParseYAML(file, src, 0)
		if err != nil {
			break
		}
		v, err := value.FromYAML(root)
		if err != nil {
			break
		}
		tests, ok := v.([]any)
		if o, isObject := v.(*value.Object); isObject {
			list, _ := o.Get("tests")
			if tests, ok = list.([]any); ok {
				o.Delete("tests")
				settings = string(value.Canonical(o))
			}
		}
		for _, t := range tests {
			rows = append(rows, string(value.Canonical(t)))
		}
		if ok {
			return rows, settings
		}
	}
	for line := range strings.SplitSeq(string(src), "\n") {
		if line = strings.TrimSpace(line); line != "" {
			rows = append(rows, line)
		}
	}
	return rows, ""
}
