package grade

import (
	"errors"
	"fmt"
	"strings"

	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/internal/xmltext"
)

func isXML() Type {
	return Type{
		Name:    "is-xml",
		Doc:     "The whole output is a well-formed XML document; with a value, one that has these elements, by dotted paths from the root.",
		Example: "type: is-xml\nvalue: [order.id, order.item.0.name]\n",
		Since:   "0.2.0",
		New:     matching(matchXML),
	}
}

func matchXML(output string, v any) (finding, error) {
	paths, err := xmlPaths(v)
	if err != nil {
		return finding{}, err
	}
	f := finding{want: "be XML" + withElements(paths)}
	if err := xmltext.WellFormed(output); err != nil {
		f.note = "it is not: " + err.Error()
		return f, nil //nolint:nilerr // output that is no XML is a verdict
	}
	_, f.note = readXML(output, paths)
	f.ok = f.note == ""
	return f, nil
}

// readXML says whether a text can be read as XML, and what is wrong with it or
// missing, "" for nothing.
func readXML(src string, paths []string) (read bool, problem string) {
	root, err := xmltext.Read(src)
	if err != nil {
		return false, "it cannot be read: " + err.Error()
	}
	var missing []string
	for _, path := range paths {
		if !root.Has(path) {
			missing = append(missing, path)
		}
	}
	if len(missing) > 0 {
		return true, "missing " + quoteList(missing)
	}
	return true, ""
}

// xmlPaths gives the paths that a value asks for: a text with commas, a list, or
// an object with such a list.
func xmlPaths(v any) ([]string, error) {
	switch v := v.(type) {
	case string:
		paths := strings.Split(v, ",")
		for i, path := range paths {
			paths[i] = value.JSTrim(path)
		}
		return paths, nil
	case []any:
		return pathTexts(v)
	case *value.Object:
		if v.Len() == 0 {
			return nil, nil
		}
		if required, ok := v.Get("requiredElements"); ok {
			if list, ok := required.([]any); ok {
				return pathTexts(list)
			}
		}
		return nil, errors.New("the value must be a text with commas, a list, or an object with the list requiredElements")
	}
	return nil, nil // a number or a truth value asks for nothing
}

func pathTexts(list []any) ([]string, error) {
	paths := make([]string, len(list))
	for i, item := range list {
		if item == nil {
			return nil, fmt.Errorf("entry %d of the required elements is empty", i+1)
		}
		paths[i] = text(item)
	}
	return paths, nil
}

func withElements(paths []string) string {
	if len(paths) == 0 {
		return ""
	}
	return " with " + quoteList(paths)
}
