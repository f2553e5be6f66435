package nunjucks

import (
	"strconv"

	"github.com/promptgit/promptgit/internal/value"
)

func (r *run) exec(body []stmt) {
	r.enter()
	for _, s := range body {
		r.spend(1)
		s.exec(r)
	}
	r.leave()
}

func (s *raw) exec(r *run) { r.write(s.text) }

func (s *print) exec(r *run) {
	outer := r.move(s.pos)
	if v := r.eval(s.x); !isNil(v) {
		r.write(r.str(v))
	}
	r.at = outer
}

func (s *branch) exec(r *run) {
	if truthy(r.eval(s.cond)) {
		r.exec(s.then)
	} else {
		r.exec(s.alt)
	}
}

func (s *assign) exec(r *run) {
	v := r.eval(s.x)
	for _, n := range s.names {
		if holder := r.lexical.holder(n); holder != nil {
			holder.set(n, v)
		}
		r.frame.set(n, v)
		if r.frame.top {
			r.context.set(n, v)
			r.export(n)
		}
	}
}

func (s *choose) exec(r *run) {
	v := r.eval(s.x)
	found := false
	for _, c := range s.cases {
		found = found || identical(v, r.eval(c.x))
		if found && len(c.body) > 0 { // an empty case falls through to the next
			r.exec(c.body)
			return
		}
	}
	r.exec(s.fallback)
}

func (s *loop) exec(r *run) {
	at, frame, lexical := r.move(s.pos), r.frame, r.lexical
	r.frame = r.frame.push(false)
	r.lexical = &scope{parent: r.lexical}
	in := r.eval(s.in)
	if t, ok := in.(*safe); ok {
		in = codePoints(t.s)
	}
	rounds := 0
	switch in := in.(type) {
	case *array:
		for ; rounds < len(in.items); rounds++ { // the body may change the list
			s.bindItem(r, in.items[rounds])
			s.round(r, rounds, len(in.items))
		}
	case string:
		all := chars(in)
		for ; rounds < len(all); rounds++ {
			if len(s.names) > 1 {
				s.bindPair(r, strconv.Itoa(rounds), all[rounds])
			} else {
				s.bind(r, s.names[0], all[rounds])
			}
			s.round(r, rounds, len(all))
		}
	case *value.Object:
		if len(s.names) == 1 {
			break
		}
		all := keys(in)
		for ; rounds < len(all); rounds++ {
			v, _ := in.Get(all[rounds])
			s.bindPair(r, all[rounds], v)
			s.round(r, rounds, len(all))
		}
	}
	if rounds == 0 {
		r.exec(s.alt)
	}
	r.at, r.frame, r.lexical = at, frame, lexical
}

func (s *loop) bind(r *run, name string, v any) {
	r.frame.put(name, v)
	r.lexical.set(name, v)
}

func (s *loop) bindItem(r *run, item any) {
	if len(s.names) == 1 {
		s.bind(r, s.names[0], item)
		return
	}
	for i, n := range s.names {
		if isNil(item) {
			failf("an item of the list is %s and cannot be unpacked", describe(item))
		}
		s.bind(r, n, r.member(item, float64(i)))
	}
}

func (s *loop) bindPair(r *run, k string, v any) {
	s.bind(r, s.names[0], k)
	s.bind(r, s.names[1], v)
}

func (s *loop) round(r *run, i, length int) {
	info, ok := r.frame.vars["loop"].(*value.Object)
	if !ok {
		info = &value.Object{}
		r.frame.put("loop", info)
	}
	info.Set("index", float64(i+1))
	info.Set("index0", float64(i))
	info.Set("revindex", float64(length-i))
	info.Set("revindex0", float64(length-i-1))
	info.Set("first", i == 0)
	info.Set("last", i == length-1)
	info.Set("length", float64(length))
	r.exec(s.body)
}

func codePoints(s string) *array {
	out := &array{}
	for _, c := range s {
		out.items = append(out.items, string(c))
	}
	return out
}
