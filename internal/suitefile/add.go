package suitefile

import (
	"bytes"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/promptgit/promptgit/prompt"
)

// Added is a file with new cases in it.
type Added struct {
	Src  []byte
	Lost []string // what the format has no place for, such as "id"
}

// errPlace says that no place was found where the cases fit and nothing else
// changes.
var errPlace = errors.New("the cases cannot be put there without changing something else in the file")

const bom = "\ufeff"

// Add puts cases behind those of a suite file, whose format its name tells. The
// file may be empty.
func Add(file string, src []byte, cases []Case) (Added, error) {
	if len(cases) == 0 {
		return Added{Src: src}, nil
	}
	body, marked := bytes.CutPrefix(src, []byte(bom))
	var out Added
	var err error
	switch strings.ToLower(path.Ext(file)) {
	case ".csv":
		out, err = addRows(string(body), cases)
	case ".jsonl":
		out = addLines(string(body), cases)
	case ".yaml", ".yml", ".json":
		out, err = addEntries(file, string(body), cases)
	default:
		err = fmt.Errorf("cases cannot be written into %q files", path.Ext(file))
	}
	if err != nil {
		return Added{}, err
	}
	if marked {
		out.Src = append([]byte(bom), out.Src...)
	}
	return out, nil
}

// addEntries puts cases into a list of YAML or JSON.
func addEntries(file, text string, cases []Case) (Added, error) {
	github := prompt.IsGitHubModels(file)
	e, err := newEditor(file, text, github)
	if err != nil {
		return Added{}, err
	}
	var lost []string
	for i := range cases {
		o := cases[i].object()
		if github {
			if o = cases[i].Vars.Clone(); o.Len() == 0 {
				return Added{}, errors.New("an entry of testData without inputs says nothing")
			}
			for name := range cases[i].object().All() {
				if name != "vars" && name != "options" && !slices.Contains(lost, name) {
					lost = append(lost, name)
				}
			}
		}
		e.entries = append(e.entries, item{comment: cases[i].Comment, object: o})
	}
	out, err := e.add()
	return Added{Src: []byte(out), Lost: lost}, err
}

// Reference gives the reference of a suite whose tests are all those of another
// file, as "file://cases.csv".
func Reference(file string, src []byte) (string, bool) {
	if ext := strings.ToLower(path.Ext(file)); ext == ".csv" || ext == ".jsonl" || prompt.IsGitHubModels(file) {
		return "", false
	}
	e, err := newEditor(file, string(bytes.TrimPrefix(src, []byte(bom))), false)
	if err != nil || e.list == nil || !isText(e.list) {
		return "", false
	}
	return e.list.Value, true
}
