package nunjucks

import "github.com/promptgit/promptgit/internal/value"

func (s *define) exec(r *run) {
	st := r.state
	fn := &function{name: s.name, call: func(r *run, args []any) any {
		inner := st
		inner.frame, inner.lexical = &frame{}, &scope{}
		return s.invoke(r, inner, args)
	}}
	r.lexical.set(s.name, fn)
	if r.lexical.parent == nil && r.frame.top {
		r.context.set(s.name, fn)
		r.export(s.name)
	} else {
		r.frame.put(s.name, fn)
	}
}

// eval makes the function behind caller(). Its body sees the names around the
// call block and, as in Nunjucks, what the macro that calls it has set.
func (x *caller) eval(r *run) any {
	st := r.state
	return &function{name: "caller", call: func(r *run, args []any) any {
		inner := st
		if r.tmpl == st.tmpl {
			inner.frame = r.frame
		}
		inner.frame, inner.lexical = inner.frame.push(true), &scope{parent: st.lexical}
		return x.invoke(r, inner, args)
	}}
}

func (m *macro) invoke(r *run, inner state, args []any) any {
	r.enter()
	outer, at := r.state, r.move(m.pos)
	r.state = inner
	positional, kw := spread(m.args, m.kwargs, args)
	if c, ok := kw.Get("caller"); ok {
		r.frame.put("caller", c)
	}
	for i, n := range m.args {
		r.frame.put(n, positional[i])
		r.lexical.set(n, positional[i])
	}
	for i, n := range m.kwargs {
		v, ok := kw.Get(n)
		if !ok {
			v = r.eval(m.defaults[i])
		}
		r.frame.put(n, v)
	}
	out := &safe{r.captured(func() { r.exec(m.body) })}
	r.state, r.at = outer, at
	r.leave()
	return out
}

// spread distributes the arguments of a call: too many positional ones go to
// the keyword parameters in order, missing ones are looked for by name.
func spread(names, keyword []string, args []any) ([]any, *value.Object) {
	kw := &value.Object{}
	if n := len(args); n > 0 {
		if o, ok := args[n-1].(*value.Object); ok {
			if _, marked := o.Get(keywords); marked {
				kw, args = o.Clone(), args[:n-1]
			}
		}
	}
	out := make([]any, len(names))
	for i, n := range names {
		if i < len(args) {
			out[i] = args[i]
		} else if v, ok := kw.Get(n); ok {
			out[i] = v
		} else {
			out[i] = undefined{}
		}
	}
	for i := len(names); i < len(args) && i-len(names) < len(keyword); i++ {
		kw.Set(keyword[i-len(names)], args[i])
	}
	return out, kw
}
