package grade

import "github.com/promptgit/promptgit/internal/xmltext"

func containsXML() Type {
	return Type{
		Name:    "contains-xml",
		Doc:     "The output contains XML, which may be several elements one after another; with a value, XML that has these elements, by dotted paths.",
		Example: "type: contains-xml\nvalue: order.id, order.item\n",
		Since:   "0.2.0",
		New:     matching(matchContainsXML),
	}
}

func matchContainsXML(output string, v any) (finding, error) {
	paths, err := xmlPaths(v)
	if err != nil {
		return finding{}, err
	}
	f := finding{want: "contain XML" + withElements(paths)}
	f.ok = xmltext.Find(output, func(fragment string) (read, found bool) {
		read, f.note = readXML(fragment, paths)
		return read, f.note == ""
	})
	return f, nil
}
