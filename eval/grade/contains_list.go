package grade

import (
	"errors"
	"strings"

	"github.com/promptgit/promptgit/eval"
)

func containsAny() Type {
	return Type{
		Name:    "contains-any",
		Doc:     "The output contains at least one text of a list, or of a text with commas, in the same case.",
		Example: "type: contains-any\nvalue: [Paris, Lutetia]\n",
		Since:   "0.1.0",
		New:     matching(anyOf(func(s string) string { return s })),
	}
}

func icontainsAny() Type {
	return Type{
		Name:    "icontains-any",
		Doc:     "The output contains at least one text of a list, or of a text with commas, in any case.",
		Example: "type: icontains-any\nvalue: paris, lutetia\n",
		Since:   "0.1.0",
		New:     matching(anyOf(lower)),
	}
}

func containsAll() Type {
	return Type{
		Name:    "contains-all",
		Doc:     "The output contains every text of a list, or of a text with commas, in the same case.",
		Example: "type: contains-all\nvalue: [Paris, France]\n",
		Since:   "0.1.0",
		New:     matching(allOf(func(s string) string { return s })),
	}
}

func icontainsAll() Type {
	return Type{
		Name:    "icontains-all",
		Doc:     "The output contains every text of a list, or of a text with commas, in any case.",
		Example: "type: icontains-all\nvalue: [paris, france]\n",
		Since:   "0.1.0",
		New:     matching(allOf(lower)),
	}
}

type match = func(output string, v any) (finding, error)

func anyOf(fold func(string) string) match {
	return func(output string, v any) (finding, error) {
		list, err := texts(v)
		if err != nil {
			return finding{}, err
		}
		missing := absent(list, output, fold)
		return finding{ok: len(missing) < len(list), want: "contain one of " + quoteList(list)}, nil
	}
}

func allOf(fold func(string) string) match {
	return func(output string, v any) (finding, error) {
		list, err := texts(v)
		if err != nil {
			return finding{}, err
		}
		f := finding{want: "contain all of " + quoteList(list)}
		missing := absent(list, output, fold)
		if f.ok = len(missing) == 0; !f.ok {
			f.note = "missing " + quoteList(missing)
		}
		return f, nil
	}
}

// texts gives the list that a value stands for.
func texts(v any) ([]string, error) {
	switch v := v.(type) {
	case string:
		if v != "" {
			return eval.SplitList(v)
		}
	case []any:
		list := make([]string, len(v))
		for i, item := range v {
			list[i] = text(item)
		}
		return list, nil
	}
	return nil, errors.New("the value must be a list of texts, or a text with commas")
}

func absent(list []string, output string, fold func(string) string) []string {
	output = fold(output)
	var missing []string
	for _, item := range list {
		if !strings.Contains(output, fold(item)) {
			missing = append(missing, item)
		}
	}
	return missing
}

func quoteList(list []string) string {
	return quote(strings.Join(list, ", "))
}
