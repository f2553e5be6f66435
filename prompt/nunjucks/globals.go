package nunjucks

import "github.com/promptgit/promptgit/internal/value"

// global gives one of the functions that every template has.
func global(name string) any {
	switch name {
	case "range":
		return &function{name: name, call: rangeOf}
	case "cycler":
		return &function{name: name, call: cycler}
	case "joiner":
		return &function{name: name, call: joiner}
	}
	return undefined{}
}

func isGlobal(name string) bool { return global(name) != any(undefined{}) }

func rangeOf(r *run, args []any) any {
	start, stop, step := r.num(arg(args, 0)), r.num(arg(args, 1)), r.num(arg(args, 2))
	if arg(args, 1) == any(undefined{}) {
		start, stop, step = 0, start, 1
	} else if !truthy(arg(args, 2)) {
		step = 1
	}
	out := &array{[]any{}}
	for i := start; step > 0 && i < stop || !(step > 0) && i > stop; i += step {
		r.spend(1)
		out.items = append(out.items, i)
	}
	return out
}

// cycler gives its arguments in turn.
func cycler(_ *run, items []any) any {
	o := value.NewObject("current", nil)
	i := -1
	o.Set("reset", &function{name: "reset", call: func(*run, []any) any {
		i = -1
		o.Set("current", nil)
		return undefined{}
	}})
	o.Set("next", &function{name: "next", call: func(*run, []any) any {
		if i++; i >= len(items) {
			i = 0
		}
		o.Set("current", arg(items, i))
		return arg(items, i)
	}})
	return o
}

// joiner gives nothing at its first call and its separator later.
func joiner(_ *run, args []any) any {
	sep := any(",")
	if truthy(arg(args, 0)) {
		sep = args[0]
	}
	next := any("")
	return &function{name: "joiner", call: func(*run, []any) any {
		out := next
		next = sep
		return out
	}}
}
